"""The image under a map: what the sheets of one time show of a window, as JPEG at the resolution of print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image

from tuban.kernel.image_sheets import Frame, ImageSheets, Pixels
from tuban.render.maps.frame import MapFrame

PRINT_DPI = 160
_QUALITY = 78
_MM_PER_INCH = 25.4
_CELL_PX = 8
_BLACK = 7  # all bits of a darker value
_WHITE_PARTS = np.uint8(10)  # one part in so many is white
_PAPER = (251, 251, 249)


@dataclass(frozen=True)
class Picture:
    """A window as a JPEG file, and the ground of it (working CRS) that no sheet shows; None where all is shown."""

    jpeg: Path
    gaps: Any | None


def picture_of(sheets: ImageSheets, frame: MapFrame, target: Path, *, dpi: int = PRINT_DPI) -> Picture | None:
    """Write the picture of a window, None where no sheet shows any of it; never finer than the sheets themselves.

    Wholly black ground counts as not shown: sheets without a mask are filled with it where they end.
    """
    west, _south, _east, north = frame.bounds
    width, height = frame.width_mm * frame.metres_per_mm, frame.height_mm * frame.metres_per_mm
    columns, rows = (max(1, round(side / _MM_PER_INCH * dpi)) for side in (frame.width_mm, frame.height_mm))
    ground = Frame(west, north, width, height, columns, rows, frame.epsg)
    pixel = max(width / columns, sheets.finest_pixel(ground))
    if pixel == float("inf"):
        return None
    fine = Frame(west, north, width, height, max(1, round(width / pixel)), max(1, round(height / pixel)), frame.epsg)
    found = sheets.show(fine)
    if found is None:
        return None
    pixels, shown = found
    cells = _shown_cells(pixels, shown)
    if not cells.any():
        return None
    image = Image.fromarray(_lightened(pixels))
    gaps = None
    if not cells.all():
        hidden = Image.fromarray(~cells).resize((cells.shape[1] * _CELL_PX, cells.shape[0] * _CELL_PX), 0)
        image.paste(_PAPER, mask=hidden.crop((0, 0, *image.size)))
        gaps = _ground_of(~cells, fine)
    image.save(target, "JPEG", quality=_QUALITY, subsampling=2)
    return Picture(target, gaps)


def _shown_cells(pixels: Pixels, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return, for cells of a few pixels, whether they are shown: not black all over, nor black in part beside such."""
    seen = shown & ((pixels[:, :, 0] | pixels[:, :, 1] | pixels[:, :, 2]) > _BLACK)
    rows, columns = -(-seen.shape[0] // _CELL_PX), -(-seen.shape[1] // _CELL_PX)
    if seen.all():
        return np.ones((rows, columns), bool)
    padded = np.pad(seen, ((0, -seen.shape[0] % _CELL_PX), (0, -seen.shape[1] % _CELL_PX)), mode="edge")
    cells = padded.reshape(rows, _CELL_PX, columns, _CELL_PX)
    count = cells.sum(axis=1, dtype=np.uint8).sum(axis=2, dtype=np.uint8)
    black = np.pad(count == 0, 1)
    beside = np.zeros(count.shape, bool)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            beside |= black[down : down + count.shape[0], right : right + count.shape[1]]
    answer: NDArray[np.bool_] = (count > 0) & ~(beside & (count < _CELL_PX * _CELL_PX))
    return answer


def _lightened(pixels: Pixels) -> Pixels:
    """Return the pixels mixed with white, so that lines and numbers stand out."""
    lighter: Pixels = pixels - pixels // _WHITE_PARTS + np.uint8(255) // _WHITE_PARTS
    return lighter


def _ground_of(cells: NDArray[np.bool_], frame: Frame) -> Any:
    """Return the union of cells as a polygon on the ground: each row's runs as boxes, then joined."""
    step = _CELL_PX * frame.width / frame.columns
    down = _CELL_PX * frame.height / frame.rows
    edges = np.diff(np.pad(cells.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    first_rows, begins = np.nonzero(edges == 1)
    _last_rows, ends = np.nonzero(edges == -1)
    boxes = shapely.box(
        frame.west + begins * step, frame.north - (first_rows + 1) * down, frame.west + ends * step,
        frame.north - first_rows * down,
    )  # fmt: skip
    return shapely.union_all(boxes)
