"""Many image tiles at once (底图包): the squares of the web's grid around places, drawn by fours from one reading.

Receives image files in any CRS and the tiles that are wanted; hands on WebP files. The images are foreign files, so
they are read in child processes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tuban.kernel.formats.children import MIB, Limits, Nursery, Task
from tuban.kernel.image_sheets import Frame, ImageSheets, blank_ground
from tuban.kernel.image_tiles import PIXELS
from tuban.kernel.vector_tiles import HALF, Box, Tile

Floats = NDArray[np.float64]

_EPSG = 3857
_QUALITY = 78
_DRAW = "tuban.kernel.tile_packs:draw_blocks"
_LIMITS = Limits(seconds=120.0, memory=2048 * MIB, written=256 * MIB)
_BLOCK = 4  # tiles a side that are read at once
_BLOCKS_AT_ONCE = 12


def tiles_of_boxes(boxes: Floats, z: int) -> set[Tile]:
    """Return the tiles of a zoom that meet any of the boxes (n, 4) in metres of the grid."""
    side = 2 * HALF / (1 << z)
    last = (1 << z) - 1
    found: set[Tile] = set()
    for west, south, east, north in boxes.tolist():
        columns = range(max(0, math.floor((west + HALF) / side)), min(last, math.floor((east + HALF) / side)) + 1)
        rows = range(max(0, math.floor((HALF - north) / side)), min(last, math.floor((HALF - south) / side)) + 1)
        found.update(Tile(z, x, y) for x in columns for y in rows)
    return found


def draw_tiles(
    images: Sequence[Path],
    tiles: Collection[Tile],
    folder: Path,
    nursery: Nursery,
    on_tiles: Callable[[int], None] | None = None,
) -> Iterator[tuple[Tile, Path]]:
    """Draw tiles into a folder; yields each that shows any ground, with its file. ``on_tiles`` is told how many are
    through. A block that cannot be read is left out: the map has a gap there."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks: dict[tuple[int, int, int], list[Tile]] = {}
    for tile in sorted(tiles, key=lambda one: (one.z, one.x, one.y)):
        blocks.setdefault((tile.z, tile.x // _BLOCK, tile.y // _BLOCK), []).append(tile)
    own = list(blocks.values())
    groups = [own[start : start + _BLOCKS_AT_ONCE] for start in range(0, len(own), _BLOCKS_AT_ONCE)]
    tasks = [
        Task(
            _DRAW,
            {
                "paths": [str(path) for path in images],
                "blocks": [[[tile.z, tile.x, tile.y] for tile in block] for block in group],
                "folder": str(folder),
            },
            _LIMITS,
        )
        for group in groups
    ]
    for number, outcome in nursery.run_all(tasks):
        if on_tiles:
            on_tiles(sum(len(block) for block in groups[number]))
        if outcome.ending != "done":
            continue
        for z, x, y in outcome.answer:
            yield Tile(z, x, y), folder / _name(z, x, y)


def draw_blocks(*, paths: Sequence[str], blocks: Sequence[Sequence[Sequence[int]]], folder: str) -> list[list[int]]:
    """Draw some blocks, inside a child; returns the tiles that show any ground."""
    made: list[list[int]] = []
    with ImageSheets([Path(path) for path in paths]) as sheets:
        for block in blocks:
            made += _draw_block(sheets, [Tile(*one) for one in block], Path(folder))
    return made


def _draw_block(sheets: ImageSheets, tiles: Sequence[Tile], folder: Path) -> list[list[int]]:
    west, south, east, north = _around(tiles)
    columns, rows = (round((end - start) / tiles[0].side) * PIXELS for start, end in ((west, east), (south, north)))
    found = sheets.show(Frame(west, north, east - west, north - south, columns, rows, _EPSG))
    if found is None:
        return []
    pixels, shown = found
    made = []
    for tile in tiles:
        left, _bottom, _right, top = tile.bounds
        at = round((left - west) / tile.side) * PIXELS, round((north - top) / tile.side) * PIXELS
        window = slice(at[1], at[1] + PIXELS), slice(at[0], at[0] + PIXELS)
        picture = pixels[window]
        seen = shown[window] & ~blank_ground(picture)
        if not seen.any():
            continue
        told = picture if seen.all() else np.dstack([picture, seen.astype(np.uint8) * 255])
        Image.fromarray(told).save(folder / _name(tile.z, tile.x, tile.y), "WEBP", quality=_QUALITY, method=2)
        made.append([tile.z, tile.x, tile.y])
    return made


def _around(tiles: Sequence[Tile]) -> Box:
    bounds = np.array([tile.bounds for tile in tiles])
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _name(z: int, x: int, y: int) -> str:
    return f"{z}-{x}-{y}.webp"
