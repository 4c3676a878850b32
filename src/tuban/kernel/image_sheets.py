"""Image sheets (影像): what a rectangle on the ground looked like at one time, in pixels.

Receives image files in any CRS and a rectangle in the working CRS; hands on pixels and which of them a sheet shows. The
files come from elsewhere: only drivers are used that cannot point to another file, and what cannot be read is
remembered, not raised.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import RasterioError
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds

DRIVERS = ("GTiff", "JP2OpenJPEG", "JPEG", "PNG")  # nothing that could point to another file

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the ground, in metres of the working CRS, and the pixels that show it."""

    west: float
    north: float
    width: float
    height: float
    columns: int
    rows: int
    epsg: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.north - self.height, self.west + self.width, self.north

    @property
    def side(self) -> float:
        """The longer side, in metres."""
        return max(self.width, self.height)

    @property
    def transform(self) -> Affine:
        """From pixels to the ground."""
        return Affine(self.width / self.columns, 0.0, self.west, 0.0, -self.height / self.rows, self.north)

    def pixels(self, ring: NDArray[np.float64]) -> list[tuple[float, float]]:
        """Return a ring (n, 2) of ground coordinates as pixel positions."""
        xs = (ring[:, 0] - self.west) * (self.columns / self.width)
        ys = (self.north - ring[:, 1]) * (self.rows / self.height)
        return list(zip(xs.tolist(), ys.tolist(), strict=True))


class ImageSheets:
    """The image sheets of one time, opened once; use it in a ``with`` block.

    ``unreadable`` holds the files that could not be opened, or not be read somewhere.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.unreadable: set[Path] = set()
        self._paths = paths
        self._stack = ExitStack()
        self._open: list[tuple[Path, Any]] = []
        self._places: dict[int, list[tuple[float, float, float, float]]] = {}

    def __enter__(self) -> ImageSheets:
        for path in self._paths:
            sheet = opened_sheet(path)
            if sheet is None:
                self.unreadable.add(path)
                continue
            self._open.append((path, self._stack.enter_context(sheet)))
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def show(self, frame: Frame) -> tuple[Pixels, NDArray[np.bool_]] | None:
        """Return the pixels (rows, columns, 3) of a frame and which of them are shown; None where no sheet meets it.

        The first sheet in the given order fills what it covers and the others fill the rest.
        """
        canvas: Pixels | None = None
        shown = np.zeros((frame.rows, frame.columns), bool)
        for path, sheet in self._covering(frame):
            try:
                pixels, valid = _read(sheet, frame)
            except RasterioError:
                self.unreadable.add(path)
                continue
            if canvas is None:
                canvas, shown = pixels, valid
            else:
                np.copyto(canvas, pixels, where=(valid & ~shown)[:, :, np.newaxis])
                shown |= valid
            if shown.all():
                break
        return None if canvas is None else (canvas, shown)

    def finest_pixel(self, frame: Frame) -> float:
        """Return the side of the finest pixel, in metres, among the sheets that meet a frame; infinity where none."""
        return min((_pixel_metres(sheet) for _path, sheet in self._covering(frame)), default=math.inf)

    def _covering(self, frame: Frame) -> list[tuple[Path, Any]]:
        """The sheets whose bounds meet the frame, in the given order."""
        if frame.epsg not in self._places:
            crs = CRS.from_epsg(frame.epsg)
            self._places[frame.epsg] = [_bounds_in(sheet, crs) for _path, sheet in self._open]
        west, south, east, north = frame.bounds
        return [
            item
            for item, (left, bottom, right, top) in zip(self._open, self._places[frame.epsg], strict=True)
            if left < east and right > west and bottom < north and top > south
        ]


_METRES_PER_DEGREE = 111_320.0
_CELL, _BLACK = 4, 7


def _pixel_metres(sheet: Any) -> float:
    size = float(max(abs(sheet.transform.a), abs(sheet.transform.e)))
    return size * _METRES_PER_DEGREE if sheet.crs.is_geographic else size


def opened_sheet(path: Path) -> Any:
    """Return the sheet, or None where it is no image of a known kind or does not say where it lies."""
    for driver in DRIVERS:
        try:
            sheet = rasterio.open(path, driver=driver)
        except RasterioError:
            continue
        if sheet.crs is not None and sheet.count > 0:
            return sheet
        sheet.close()
    return None


def _bounds_in(sheet: Any, crs: CRS) -> tuple[float, float, float, float]:
    if sheet.crs == crs:
        return tuple(sheet.bounds)
    try:
        return transform_bounds(sheet.crs, crs, *sheet.bounds)  # type: ignore[no-any-return]
    except RasterioError:
        return (-math.inf, -math.inf, math.inf, math.inf)


def _read(sheet: Any, frame: Frame) -> tuple[Pixels, NDArray[np.bool_]]:
    """Return the pixels (rows, columns, 3) of a sheet inside a frame and which of them it has."""
    if sheet.crs == CRS.from_epsg(frame.epsg) and sheet.transform.b == 0 and sheet.transform.e < 0:
        return _read_window(sheet, frame)
    with WarpedVRT(
        sheet, crs=CRS.from_epsg(frame.epsg), transform=frame.transform, width=frame.columns, height=frame.rows,
        resampling=Resampling.bilinear, add_alpha=True,
    ) as warped:  # fmt: skip
        data = warped.read(rgb_bands(sheet))
        return as_bytes(data), warped.dataset_mask() > 0


def _read_window(sheet: Any, frame: Frame) -> tuple[Pixels, NDArray[np.bool_]]:
    """Read the part of the frame that the sheet has; much faster than a warp or a boundless read."""
    pixels: Pixels = np.zeros((frame.rows, frame.columns, 3), np.uint8)
    valid = np.zeros((frame.rows, frame.columns), bool)
    west, _south, _east, north = frame.bounds
    left, bottom, right, top = sheet.bounds
    across, down = frame.columns / frame.width, frame.rows / frame.height
    columns = slice(
        max(0, math.ceil((left - west) * across - 0.5)), min(frame.columns, math.floor((right - west) * across + 0.5))
    )
    rows = slice(
        max(0, math.ceil((north - top) * down - 0.5)), min(frame.rows, math.floor((north - bottom) * down + 0.5))
    )
    height, width = rows.stop - rows.start, columns.stop - columns.start
    if height <= 0 or width <= 0:
        return pixels, valid
    ground = (
        west + columns.start / across,
        north - rows.stop / down,
        west + columns.stop / across,
        north - rows.start / down,
    )
    window = from_bounds(*ground, sheet.transform).intersection(Window(0, 0, sheet.width, sheet.height))
    bands = rgb_bands(sheet)
    if len(bands) == 3 and sheet.dtypes[0] == "uint8":
        into = np.moveaxis(pixels[rows, columns], -1, 0)  # bands of the very pixels, so that nothing is copied again
        sheet.read(bands, window=window, out=into, resampling=Resampling.bilinear)
    else:
        data = sheet.read(bands, window=window, out_shape=(len(bands), height, width), resampling=Resampling.bilinear)
        pixels[rows, columns] = as_bytes(data)
    if all(MaskFlags.all_valid in flags for flags in sheet.mask_flag_enums):
        valid[rows, columns] = True
    else:
        valid[rows, columns] = sheet.dataset_mask(window=window, out_shape=(height, width)) > 0
    return pixels, valid


def rgb_bands(sheet: Any) -> list[int]:
    """Return red, green, blue where the sheet has three bands, else its first one."""
    return [1, 2, 3] if sheet.count >= 3 else [1]


def stretch_of(data: NDArray[Any]) -> tuple[float, float]:
    """Return the values that become black and white where data are not of bytes: their 2 % and their 98 %."""
    numbers = np.nan_to_num(data.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = np.percentile(numbers, (2, 98)).tolist()
    return low, high


def as_bytes(data: NDArray[Any], stretch: tuple[float, float] | None = None) -> Pixels:
    """Return bands (1 or 3, h, w) as (h, w, 3) bytes; what is not of bytes is stretched, if need be by itself."""
    if data.dtype != np.uint8:
        low, high = stretch or stretch_of(data)
        numbers = np.nan_to_num(data.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        data = np.clip((numbers - low) * (255.0 / ((high - low) or 1.0)), 0, 255).astype(np.uint8)
    if data.shape[0] == 1:
        data = np.repeat(data, 3, axis=0)
    return np.ascontiguousarray(np.moveaxis(data, 0, -1))


def blank_ground(pixels: Pixels) -> NDArray[np.bool_]:
    """Return the dark pixels in and beside wholly black cells: sheets without a mask are filled with black."""
    rows, columns = pixels.shape[:2]
    highest = pixels[:, :, 0] | pixels[:, :, 1] | pixels[:, :, 2]  # no higher than 7 where none of the three is
    dark = np.pad(highest <= _BLACK, ((0, -rows % _CELL), (0, -columns % _CELL)), constant_values=True)
    if not dark.any():
        return dark[:rows, :columns]
    down, right = dark.shape[0] // _CELL, dark.shape[1] // _CELL
    cells = np.pad(dark.reshape(down, _CELL, right, _CELL).all(axis=(1, 3)), 1)
    near = np.zeros((down, right), bool)
    for up in range(3):
        for left in range(3):
            near |= cells[up : up + down, left : left + right]
    blank: NDArray[np.bool_] = (dark & near.repeat(_CELL, axis=0).repeat(_CELL, axis=1))[:rows, :columns]
    return blank
