"""Picture pairs of a patch (影像对照): the before and the after image around it, at one scale, with its outline.

Receives outlines in the working CRS and image sheets in any CRS; hands on JPEG files, or None where no sheet shows the
patch. It draws what was there; it never says whether anything changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rasterio.crs import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import RasterioError
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds

from tuban.values.errors import TubanError

CONTEXT = 1.8
"""How much wider than the patch the picture is."""

_LEAST_SIDE_M = 60.0
_QUALITY = 85
DRIVERS = ("GTiff", "JP2OpenJPEG", "JPEG", "PNG")  # nothing that could point to another file
_NOTHING = (226, 229, 233)
_HALO, _LINE = (255, 255, 255), (214, 40, 40)
_BAR_STEPS_M = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_SAFE_NAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,120}")

Pixels = NDArray[np.uint8]


class UnsafeChipName(TubanError):
    """{name!r} cannot be the name of a picture file."""

    code = "chips.unsafe_name"
    hint = "Name pictures by patch number, without slashes and other signs that file systems refuse."


@dataclass(frozen=True, slots=True)
class ChipPair:
    """The two picture files of a patch; None where no sheet of that time shows it."""

    before: Path | None
    after: Path | None


@dataclass(frozen=True, slots=True)
class Chips:
    """Picture pairs by name, and the sheets that could not be read (wholly or in part)."""

    pairs: Mapping[str, ChipPair]
    unreadable: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The square on the ground that a picture shows, in metres of the working CRS, and its pixels."""

    west: float
    north: float
    side: float
    size: int
    epsg: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.north - self.side, self.west + self.side, self.north

    @property
    def transform(self) -> Affine:
        """From pixels to the ground."""
        step = self.side / self.size
        return Affine(step, 0.0, self.west, 0.0, -step, self.north)

    def pixels(self, ring: NDArray[np.float64]) -> list[tuple[float, float]]:
        """Return a ring (n, 2) of ground coordinates as pixel positions."""
        scale = self.size / self.side
        xs, ys = (ring[:, 0] - self.west) * scale, (self.north - ring[:, 1]) * scale
        return list(zip(xs.tolist(), ys.tolist(), strict=True))


def frame_around(outline: Any, *, size_px: int, epsg: int, context: float = CONTEXT) -> Frame:
    """Return the square around a patch, ``context`` times as wide as its longer side, at least 60 m."""
    west, south, east, north = shapely.bounds(outline).tolist()
    side = max(context * max(east - west, north - south), _LEAST_SIDE_M)
    return Frame((west + east - side) / 2, (south + north + side) / 2, side, size_px, epsg)


def render_pair(
    before: Path | None, after: Path | None, outline: Any, *, size_px: int, epsg: int
) -> tuple[Image.Image | None, Image.Image | None]:
    """Return the before and the after picture of one outline, ``size_px`` square, at one scale.

    ``outline`` is a shapely polygon in the CRS ``epsg`` (metres). A picture is None where its sheet is missing,
    cannot be read, or does not show the patch.
    """
    frame = frame_around(outline, size_px=size_px, epsg=epsg)
    with ExitStack() as stack:
        sheets = [_Sheets([path] if path else [], stack) for path in (before, after)]
        first, second = (_picture(each, frame, outline) for each in sheets)
    return first, second


def render_chips(
    outlines: Mapping[str, Any],
    before: Sequence[Path],
    after: Sequence[Path],
    folder: Path,
    *,
    epsg: int,
    size_px: int = 300,
    on_chip: Callable[[str], None] | None = None,
) -> Chips:
    """Write the pictures of many outlines as ``<name>-before.jpg`` and ``<name>-after.jpg`` and return their paths.

    ``outlines`` maps a file name to a shapely polygon in the CRS ``epsg``. Where several sheets of one time show a
    patch, the first (in the given order) fills what it covers and the others fill the rest. Raises UnsafeChipName.
    """
    for name in outlines:
        if not _SAFE_NAME.fullmatch(name) or name.strip(". ") != name:
            raise UnsafeChipName(name=name)
    folder.mkdir(parents=True, exist_ok=True)
    pairs: dict[str, ChipPair] = {}
    with ExitStack() as stack:
        times = {"before": _Sheets(before, stack), "after": _Sheets(after, stack)}
        for name, outline in outlines.items():
            frame = frame_around(outline, size_px=size_px, epsg=epsg)
            paths: dict[str, Path | None] = {}
            for time, sheets in times.items():
                picture = _picture(sheets, frame, outline)
                paths[time] = folder / f"{name}-{time}.jpg" if picture else None
                if picture:
                    picture.save(folder / f"{name}-{time}.jpg", "JPEG", quality=_QUALITY)
            pairs[name] = ChipPair(paths["before"], paths["after"])
            if on_chip:
                on_chip(name)
        unreadable = sorted({path for sheets in times.values() for path in sheets.unreadable})
    return Chips(pairs, tuple(unreadable))


class _Sheets:
    """The image sheets of one time, opened once; what cannot be opened or read is remembered, not raised."""

    def __init__(self, paths: Sequence[Path], stack: ExitStack) -> None:
        self.unreadable: set[Path] = set()
        self.open: list[tuple[Path, Any]] = []
        self.places: dict[int, list[tuple[float, float, float, float]]] = {}
        for path in paths:
            sheet = _opened(path)
            if sheet is None:
                self.unreadable.add(path)
                continue
            self.open.append((path, stack.enter_context(sheet)))

    def covering(self, frame: Frame) -> list[tuple[Path, Any]]:
        """The sheets whose bounds meet the frame, in the given order."""
        if frame.epsg not in self.places:
            crs = CRS.from_epsg(frame.epsg)
            self.places[frame.epsg] = [_bounds_in(sheet, crs) for _path, sheet in self.open]
        west, south, east, north = frame.bounds
        return [
            item
            for item, (left, bottom, right, top) in zip(self.open, self.places[frame.epsg], strict=True)
            if left < east and right > west and bottom < north and top > south
        ]


def _opened(path: Path) -> Any:
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


def _picture(sheets: _Sheets, frame: Frame, outline: Any) -> Image.Image | None:
    """Return the picture of a frame with the outline, or None where no pixel of the patch's box is shown."""
    canvas: Pixels | None = None
    shown = np.zeros((frame.size, frame.size), bool)
    for path, sheet in sheets.covering(frame):
        try:
            pixels, valid = _read(sheet, frame)
        except RasterioError:
            sheets.unreadable.add(path)
            continue
        if canvas is None:
            canvas, shown = pixels, valid
        else:
            np.copyto(canvas, pixels, where=(valid & ~shown)[:, :, np.newaxis])
            shown |= valid
        if shown.all():
            break
    if canvas is None or not shown[_box(frame, outline)].any():
        return None
    if not shown.all():
        canvas[~shown] = _NOTHING
    image = Image.fromarray(canvas)
    _draw_outline(image, frame, outline)
    _draw_scale(image, frame)
    return image


def _box(frame: Frame, outline: Any) -> tuple[slice, slice]:
    """Rows and columns of the patch's bounding box."""
    west, south, east, north = shapely.bounds(outline).tolist()
    scale = frame.size / frame.side
    columns = slice(math.floor((west - frame.west) * scale), math.ceil((east - frame.west) * scale))
    rows = slice(math.floor((frame.north - north) * scale), math.ceil((frame.north - south) * scale))
    return rows, columns


def _read(sheet: Any, frame: Frame) -> tuple[Pixels, NDArray[np.bool_]]:
    """Return the pixels (size, size, 3) of a sheet inside a frame and which of them it has."""
    if sheet.crs == CRS.from_epsg(frame.epsg) and sheet.transform.b == 0 and sheet.transform.e < 0:
        return _read_window(sheet, frame)
    with WarpedVRT(
        sheet, crs=CRS.from_epsg(frame.epsg), transform=frame.transform, width=frame.size, height=frame.size,
        resampling=Resampling.bilinear, add_alpha=True,
    ) as warped:  # fmt: skip
        data = warped.read(_bands(sheet))
        return _as_bytes(data), warped.dataset_mask() > 0


def _read_window(sheet: Any, frame: Frame) -> tuple[Pixels, NDArray[np.bool_]]:
    """Read the part of the frame that the sheet has; much faster than a warp or a boundless read."""
    pixels: Pixels = np.zeros((frame.size, frame.size, 3), np.uint8)
    valid = np.zeros((frame.size, frame.size), bool)
    west, _south, _east, north = frame.bounds
    left, bottom, right, top = sheet.bounds
    scale = frame.size / frame.side
    columns = slice(
        max(0, math.ceil((left - west) * scale - 0.5)), min(frame.size, math.floor((right - west) * scale + 0.5))
    )
    rows = slice(
        max(0, math.ceil((north - top) * scale - 0.5)), min(frame.size, math.floor((north - bottom) * scale + 0.5))
    )
    height, width = rows.stop - rows.start, columns.stop - columns.start
    if height <= 0 or width <= 0:
        return pixels, valid
    ground = (
        west + columns.start / scale,
        north - rows.stop / scale,
        west + columns.stop / scale,
        north - rows.start / scale,
    )
    window = from_bounds(*ground, sheet.transform).intersection(Window(0, 0, sheet.width, sheet.height))
    bands = _bands(sheet)
    data = sheet.read(bands, window=window, out_shape=(len(bands), height, width), resampling=Resampling.bilinear)
    pixels[rows, columns] = _as_bytes(data)
    if all(MaskFlags.all_valid in flags for flags in sheet.mask_flag_enums):
        valid[rows, columns] = True
    else:
        valid[rows, columns] = sheet.dataset_mask(window=window, out_shape=(height, width)) > 0
    return pixels, valid


def _bands(sheet: Any) -> list[int]:
    """Red, green, blue where the sheet has three bands, else its first one."""
    return [1, 2, 3] if sheet.count >= 3 else [1]


def _as_bytes(data: NDArray[Any]) -> Pixels:
    """Return bands (1 or 3, h, w) as (h, w, 3) bytes; what is not of bytes is stretched from its 2 % to its 98 %."""
    if data.dtype != np.uint8:
        numbers = np.nan_to_num(data.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        low, high = np.percentile(numbers, (2, 98)).tolist()
        data = np.clip((numbers - low) * (255.0 / ((high - low) or 1.0)), 0, 255).astype(np.uint8)
    if data.shape[0] == 1:
        data = np.repeat(data, 3, axis=0)
    return np.ascontiguousarray(np.moveaxis(data, 0, -1))


def _draw_outline(image: Image.Image, frame: Frame, outline: Any) -> None:
    draw = ImageDraw.Draw(image)
    rings = [
        frame.pixels(shapely.get_coordinates(ring))
        for part in shapely.get_parts(outline)
        if shapely.get_type_id(part) == shapely.GeometryType.POLYGON
        for ring in shapely.get_rings(part)
    ]
    thin = max(2, round(frame.size / 150))
    for colour, width in ((_HALO, thin + 2), (_LINE, thin)):
        for ring in rings:
            draw.line([*ring, ring[1]], fill=colour, width=width, joint="curve")


def _draw_scale(image: Image.Image, frame: Frame) -> None:
    """Draw a bar of round length at the lower left, so that both pictures can be measured by eye."""
    most = frame.side * 0.3
    length = max((step for step in _BAR_STEPS_M if step <= most), default=_BAR_STEPS_M[0])
    pixels = length * frame.size / frame.side
    draw = ImageDraw.Draw(image)
    margin = max(6, frame.size // 40)
    base = frame.size - margin
    for colour, width in ((_HALO, 5), ((20, 20, 20), 2)):
        draw.line([(margin, base), (margin + pixels, base)], fill=colour, width=width)
    font = ImageFont.load_default(max(10, frame.size // 25))
    draw.text(
        (margin, base - 4), f"{length} m", fill=(20, 20, 20), font=font, anchor="lb", stroke_width=2, stroke_fill=_HALO
    )
