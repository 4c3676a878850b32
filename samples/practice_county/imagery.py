"""Before and after images (前、后时相影像) painted around every patch, with the change drawn into the later one.

Only the surroundings of patches are painted (the files are sparse), in the detail that a 1.25 m satellite would show:
plots with their banks, crop rows, woods, roofs with shadows. Every pixel depends on its place and the seed alone, so
windows that overlap agree.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
import shapely
from PIL import Image, ImageFilter
from rasterio.features import rasterize
from rasterio.transform import from_origin
from rasterio.windows import Window
from samples.practice_county.changes import draw_change
from samples.practice_county.county import County
from samples.practice_county.palette import ground_colours, paint_ground, textures
from samples.practice_county.roofs import Canvas, standing_buildings

PIXEL = 1.25
TILE = 128
MARGIN = 105.0
PAD = 6
QUALITY = 84
OPTICS = ImageFilter.Kernel((3, 3), [1, 4, 1, 4, 18, 4, 1, 4, 1])
FILES = {"before": "前时相影像.tif", "after": "后时相影像.tif"}


def write_imagery(county: County, folder: Path, seed: int, pixel: float = PIXEL) -> None:
    """Paint both images into ``folder``, with pixels of ``pixel`` metres."""
    folder.mkdir(parents=True, exist_ok=True)
    low_x, low_y, high_x, high_y = shapely.bounds(shapely.union_all(county.fabric.townships))
    west, north = np.floor(low_x) - 500, np.ceil(high_y) + 500
    width = int(np.ceil((high_x + 500 - west) / pixel / TILE) * TILE)
    height = int(np.ceil((north - low_y + 500) / pixel / TILE) * TILE)
    profile = {
        "driver": "GTiff", "width": width, "height": height, "count": 3, "dtype": "uint8", "crs": "EPSG:4547",
        "transform": from_origin(west, north, pixel, pixel), "tiled": True, "blockxsize": TILE, "blockysize": TILE,
        "compress": "JPEG", "photometric": "YCBCR", "jpeg_quality": QUALITY, "sparse_ok": True,
    }  # fmt: skip
    painter = _Painter(county, west, north, seed, pixel)
    windows = _windows(county, west, north, pixel)
    with (
        rasterio.open(folder / FILES["before"], "w", **profile) as before,
        rasterio.open(folder / FILES["after"], "w", **profile) as after,
    ):
        for column, row, columns, rows in windows:
            for image, pixels in zip((before, after), painter.paint(column, row, columns, rows), strict=True):
                image.write(np.moveaxis(pixels, 2, 0), window=Window(column, row, columns, rows))


def _windows(county: County, west: float, north: float, pixel: float) -> list[tuple[int, int, int, int]]:
    """Return tile-aligned windows around the patches: where two overlap, the tiles are painted once."""
    needed: set[tuple[int, int]] = set()
    for patch in county.patches:
        low_x, low_y, high_x, high_y = patch.shape.bounds
        margin = max(MARGIN, 0.55 * max(high_x - low_x, high_y - low_y))
        first_column = int((low_x - margin - west) / pixel // TILE)
        last_column = int((high_x + margin - west) / pixel // TILE)
        first_row = int((north - high_y - margin) / pixel // TILE)
        last_row = int((north - low_y + margin) / pixel // TILE)
        needed |= {(r, c) for r in range(first_row, last_row + 1) for c in range(first_column, last_column + 1)}
    # Paint block by block, four tiles by four: fewer and larger pieces cost less than single tiles.
    blocks: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, column in sorted(needed):
        blocks.setdefault((row // 4, column // 4), []).append((row, column))
    windows = []
    for members in blocks.values():
        rows, columns = [r for r, _ in members], [c for _, c in members]
        low, high, left, right = min(rows), max(rows), min(columns), max(columns)
        windows.append((left * TILE, low * TILE, (right - left + 1) * TILE, (high - low + 1) * TILE))
    return windows


class _Painter:
    def __init__(self, county: County, west: float, north: float, seed: int, pixel: float) -> None:
        self.county, self.west, self.north, self.pixel = county, west, north, pixel
        self.parcels = shapely.STRtree(county.fabric.parcels)
        self.patches = shapely.STRtree([shapely.buffer(p.shape, 70) for p in county.patches])
        self.textures = textures(np.random.default_rng(seed + 5))
        self.ground = ground_colours(np.random.default_rng(seed + 6), county.fabric)
        self.seed = seed
        # Where a patch lies among houses, its own drawing shows the houses.
        self.cleared = shapely.union_all(
            [
                shapely.buffer(p.shape, 7)
                for p in county.patches
                if p.scenario.ground.kind in ("industry", "homestead", "built") or p.scenario.ground.second is not None
            ]
        )
        shapely.prepare(self.cleared)

    def paint(self, column: int, row: int, columns: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
        left, top = column - PAD, row - PAD
        wide, tall = columns + 2 * PAD, rows + 2 * PAD
        x0, y1 = self.west + left * self.pixel, self.north - top * self.pixel
        frame = shapely.box(x0, y1 - tall * self.pixel, x0 + wide * self.pixel, y1)
        near = np.sort(self.parcels.query(shapely.buffer(frame, 25)))
        shapes = self.county.fabric.parcels[near]
        owner = rasterize(
            ((shape, n + 1) for n, shape in enumerate(shapes)), out_shape=(tall, wide), fill=0, dtype="int32",
            transform=from_origin(x0, y1, self.pixel, self.pixel),
        )  # fmt: skip
        index = np.where(owner > 0, near[owner - 1] if len(near) else 0, -1)
        patterns = self.textures.window(left, top, index.shape)
        canvases = [
            Canvas(ground, x0, y1, self.pixel, patterns)
            for ground in paint_ground(index, left, top, self.pixel, self.ground, patterns)
        ]
        buildings = [
            b
            for b in standing_buildings(self.county.fabric, near, self.seed)
            if not shapely.contains_xy(self.cleared, *b.corners.mean(axis=0))
        ]
        for canvas in canvases:
            canvas.buildings(buildings)
        for number in np.sort(self.patches.query(frame)):
            draw_change(self.county.patches[int(number)], canvases[0], canvases[1], self.seed)
        return tuple(self._finish(c.pixels())[PAD : PAD + rows, PAD : PAD + columns] for c in canvases)  # type: ignore[return-value]

    @staticmethod
    def _finish(pixels: np.ndarray) -> np.ndarray:
        """Blur by the optics, as every sensor does."""
        return np.asarray(Image.fromarray(pixels).filter(OPTICS))
