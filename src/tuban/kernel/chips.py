"""Picture pairs of a patch (影像对照): the before and the after image around it, at one scale.

Receives outlines in the working CRS and image sheets in any CRS; hands on JPEG files, or None where no sheet shows the
patch. The outline is drawn in, or left out where it is drawn over the picture later: a reader wants to see the ground
below it too. It draws what was there; it never says whether anything changed.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from PIL import Image, ImageDraw, ImageFont

from tuban.kernel.image_sheets import Frame, ImageSheets
from tuban.values.errors import TubanError

CONTEXT = 1.8
"""How much wider than the patch the picture is."""

_LEAST_SIDE_M = 60.0
_QUALITY = 85
NOTHING = (226, 229, 233)
"""The grey of ground that no sheet shows."""

_HALO, _LINE = (255, 255, 255), (214, 40, 40)
_BAR_STEPS_M = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
_SAFE_NAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f]{1,120}")


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


def frame_around(outline: Any, *, size_px: int, epsg: int, context: float = CONTEXT) -> Frame:
    """Return the square around a patch, ``context`` times as wide as its longer side, at least 60 m."""
    west, south, east, north = shapely.bounds(outline).tolist()
    side = max(context * max(east - west, north - south), _LEAST_SIDE_M)
    return Frame((west + east - side) / 2, (south + north + side) / 2, side, side, size_px, size_px, epsg)


def render_pair(
    before: Path | None, after: Path | None, outline: Any, *, size_px: int, epsg: int
) -> tuple[Image.Image | None, Image.Image | None]:
    """Return the before and the after picture of one outline, ``size_px`` square, at one scale.

    ``outline`` is a shapely polygon in the CRS ``epsg`` (metres). A picture is None where its sheet is missing,
    cannot be read, or does not show the patch.
    """
    frame = frame_around(outline, size_px=size_px, epsg=epsg)
    with ImageSheets([before] if before else []) as earlier, ImageSheets([after] if after else []) as later:
        return _picture(earlier, frame, outline), _picture(later, frame, outline)


def render_chips(
    outlines: Mapping[str, Any],
    before: Sequence[Path],
    after: Sequence[Path],
    folder: Path,
    *,
    epsg: int,
    size_px: int = 300,
    is_bare: bool = False,
    on_chip: Callable[[str], None] | None = None,
) -> Chips:
    """Write the pictures of many outlines as ``<name>-before.jpg`` and ``<name>-after.jpg`` and return their paths;
    bare ones without the outlines, which :func:`outlined` draws later.

    ``outlines`` maps a file name to a shapely polygon in the CRS ``epsg``. Where several sheets of one time show a
    patch, the first (in the given order) fills what it covers and the others fill the rest. Raises UnsafeChipName.
    """
    for name in outlines:
        check_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    pairs: dict[str, ChipPair] = {}
    with ImageSheets(before) as earlier, ImageSheets(after) as later:
        times = {"before": earlier, "after": later}
        for name, outline in outlines.items():
            frame = frame_around(outline, size_px=size_px, epsg=epsg)
            paths: dict[str, Path | None] = {}
            for time, sheets in times.items():
                picture = _picture(sheets, frame, outline, is_bare=is_bare)
                paths[time] = folder / f"{name}-{time}.jpg" if picture else None
                if picture:
                    picture.save(folder / f"{name}-{time}.jpg", "JPEG", quality=_QUALITY)
            pairs[name] = ChipPair(paths["before"], paths["after"])
            if on_chip:
                on_chip(name)
        unreadable = sorted({path for sheets in times.values() for path in sheets.unreadable})
    return Chips(pairs, tuple(unreadable))


def check_name(name: str) -> None:
    """Refuse a name that file systems refuse; raises UnsafeChipName."""
    if not _SAFE_NAME.fullmatch(name) or name.strip(". ") != name:
        raise UnsafeChipName(name=name)


def outlined(picture: Path, frame: Frame, outline: Any) -> bytes:
    """Return a bare picture of a frame with an outline drawn in, as JPEG: the same that would have been cut with it."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    _draw_outline(image, frame, outline)
    _draw_scale(image, frame)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()


def _picture(sheets: ImageSheets, frame: Frame, outline: Any, *, is_bare: bool = False) -> Image.Image | None:
    """Return the picture of a frame with the outline, or None where no pixel of the patch's box is shown."""
    found = sheets.show(frame)
    if found is None or not found[1][_box(frame, outline)].any():
        return None
    canvas, shown = found
    if not shown.all():
        canvas[~shown] = NOTHING
    image = Image.fromarray(canvas)
    if not is_bare:
        _draw_outline(image, frame, outline)
    _draw_scale(image, frame)
    return image


def _box(frame: Frame, outline: Any) -> tuple[slice, slice]:
    """Rows and columns of the patch's bounding box."""
    west, south, east, north = shapely.bounds(outline).tolist()
    scale = frame.columns / frame.width
    columns = slice(math.floor((west - frame.west) * scale), math.ceil((east - frame.west) * scale))
    rows = slice(math.floor((frame.north - north) * scale), math.ceil((frame.north - south) * scale))
    return rows, columns


def _draw_outline(image: Image.Image, frame: Frame, outline: Any) -> None:
    draw = ImageDraw.Draw(image)
    rings = [
        frame.pixels(shapely.get_coordinates(ring))
        for part in shapely.get_parts(outline)
        if shapely.get_type_id(part) == shapely.GeometryType.POLYGON
        for ring in shapely.get_rings(part)
    ]
    thin = max(2, round(frame.columns / 150))
    for colour, width in ((_HALO, thin + 2), (_LINE, thin)):
        for ring in rings:
            draw.line([*ring, ring[1]], fill=colour, width=width, joint="curve")


def _draw_scale(image: Image.Image, frame: Frame) -> None:
    """Draw a bar of round length at the lower left, so that both pictures can be measured by eye."""
    most = frame.side * 0.3
    length = max((step for step in _BAR_STEPS_M if step <= most), default=_BAR_STEPS_M[0])
    pixels = length * frame.columns / frame.side
    draw = ImageDraw.Draw(image)
    margin = max(6, frame.columns // 40)
    base = frame.columns - margin
    for colour, width in ((_HALO, 5), ((20, 20, 20), 2)):
        draw.line([(margin, base), (margin + pixels, base)], fill=colour, width=width)
    font = ImageFont.load_default(max(10, frame.columns // 25))
    draw.text(
        (margin, base - 4), f"{length} m", fill=(20, 20, 20), font=font, anchor="lb", stroke_width=2, stroke_fill=_HALO
    )
