"""Tiles of images: what the sheets of one time show of a square of the web's grid, as WebP.

Images are foreign files: they are read in child processes, which a set of readers keeps ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tuban.kernel.formats.children import MIB, Limits, Task
from tuban.kernel.formats.standing import StandingReaders
from tuban.kernel.image_sheets import Frame, ImageSheets, blank_ground
from tuban.kernel.vector_tiles import Tile
from tuban.values.errors import TubanError

PIXELS = 256
_EPSG = 3857
_QUALITY = 82
_DRAW = "tuban.kernel.image_tiles:draw"
_LIMITS = Limits(seconds=30.0, memory=1024 * MIB, written=4 * MIB)


class TileNotRead(TubanError):
    """The images could not be read here: {reason}."""

    code = "image.tile_not_read"
    hint = "Open the image in QGIS. If that fails too it is damaged: load it again."


def drawn_tile(readers: StandingReaders, paths: Sequence[Path], tile: Tile, target: Path) -> bool:
    """Write a tile of the images to ``target``; False where none shows any of it. Raises TileNotRead."""
    arguments = {"paths": [str(path) for path in paths], "z": tile.z, "x": tile.x, "y": tile.y, "target": str(target)}
    outcome = readers.run(Task(_DRAW, arguments, _LIMITS))
    if outcome.ending != "done":
        raise TileNotRead(reason=outcome.detail or outcome.ending)
    return bool(outcome.answer)


def draw(*, paths: Sequence[str], z: int, x: int, y: int, target: str) -> bool:
    """Draw a tile, inside a child."""
    tile = Tile(z, x, y)
    west, _south, _east, north = tile.bounds
    with ImageSheets([Path(path) for path in paths]) as sheets:
        found = sheets.show(Frame(west, north, tile.side, tile.side, PIXELS, PIXELS, _EPSG))
    if found is None:
        return False
    pixels, shown = found[0], found[1] & ~blank_ground(found[0])
    if not shown.any():
        return False
    picture = pixels if shown.all() else np.dstack([pixels, shown.astype(np.uint8) * 255])
    Image.fromarray(picture).save(target, "WEBP", quality=_QUALITY, method=2)
    return True
