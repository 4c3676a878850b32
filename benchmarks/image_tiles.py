"""How long tiles of an image take from the file as it came and from its COG: ``python -m benchmarks.image_tiles``.

Without ``--image`` an image of the size of a county is made: bytes in strips, without overviews or a mask.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from tuban.kernel.formats.children import Nursery
from tuban.kernel.formats.standing import StandingReaders
from tuban.kernel.image_pyramids import make_pyramid
from tuban.kernel.image_tiles import drawn_tile
from tuban.kernel.vector_tiles import HALF, Tile

ZOOMS = (9, 11, 13, 15, 17)


def drawn_image(path: Path, side: int) -> Path:
    """Write an image of 1 m pixels, patches of colour with noise."""
    draw = np.random.default_rng(1)
    profile = {"driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint8", "crs": "EPSG:4547",
               "transform": from_origin(480_000, 3_520_000, 1, 1), "compress": "LZW"}  # fmt: skip
    with rasterio.open(path, "w", **profile) as target:
        for top in range(0, side, 512):
            rows = min(512, side - top)
            ground = draw.integers(40, 200, (3, rows // 64 + 1, side // 64 + 1), dtype=np.uint8)
            strip = ground.repeat(64, axis=1).repeat(64, axis=2)[:, :rows, :side]
            target.write(strip + draw.integers(0, 30, strip.shape, dtype=np.uint8), window=Window(0, top, side, rows))
    return path


def tiles_of(image: Path, z: int, most: int) -> list[Tile]:
    """Some tiles of a zoom that the image has a part in."""
    with rasterio.open(image) as sheet:
        west, south, east, north = transform_bounds(sheet.crs, "EPSG:3857", *sheet.bounds)
    side = 2 * HALF / (1 << z)
    columns = range(int((west + HALF) / side), int((east + HALF) / side) + 1)
    rows = range(int((HALF - north) / side), int((HALF - south) / side) + 1)
    every = [Tile(z, x, y) for x in columns for y in rows]
    return every[:: max(1, len(every) // most)][:most]


def timed(readers: StandingReaders, path: Path, tile: Tile, target: Path) -> float:
    """Return the milliseconds that a tile takes, or those after which it was given up."""
    began = time.perf_counter()
    try:
        drawn_tile(readers, [path], tile, target)
    except Exception as error:
        print(f"      {tile.z}/{tile.x}/{tile.y}: {error}")
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--image", type=Path)
    parser.add_argument("--side", type=int, default=20_000)
    parser.add_argument("--tiles", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuban-bench-") as scratch, Nursery(at_once=1) as nursery:
        image = asked.image or drawn_image(Path(scratch) / "image.tif", asked.side)
        cog, target = Path(scratch) / "cog.tif", Path(scratch) / "tile.webp"
        began = time.perf_counter()
        made = make_pyramid(image, cog, nursery, lambda _done, _total: None)
        print(f"{image.stat().st_size / 1e6:.0f} MB; made ready in {time.perf_counter() - began:.0f} s, "
              f"{cog.stat().st_size / 1e6:.0f} MB" if made else "as it is")  # fmt: skip
        readers = StandingReaders(1)
        timed(readers, image, tiles_of(image, 17, 1)[0], target)
        print("  z   as it came: ms (worst)     from the COG: ms (worst)")
        for z in ZOOMS:
            own = tiles_of(image, z, asked.tiles)
            found = [[timed(readers, path, tile, target) for tile in own] for path in (image, cog) if path.is_file()]
            told = "          ".join(f"{statistics.median(one):>8.0f} ({max(one):>6.0f})" for one in found)
            print(f"{z:>3} {told}")
        readers.close()


if __name__ == "__main__":
    main()
