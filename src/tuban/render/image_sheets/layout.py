"""How large a township is drawn: paper, direction, scale, and whether it also needs pages at a larger scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import shapely

from tuban.render.maps.frame import Bounds, MapFrame, fitting_scale, round_scale, windows_over
from tuban.render.maps.patches import MapPatch


@dataclass(frozen=True, slots=True)
class Layout:
    """A page in millimetres: paper, margin, the band of the title, the map's size, the legend beside or below it."""

    name: str
    paper: tuple[float, float]
    margin: float
    title_band: float
    title_size: float
    map: tuple[float, float]
    beside: bool
    panel: float


LAYOUTS = (
    Layout("A4", (297, 210), 7, 12, 14, (204, 165), beside=True, panel=64),
    Layout("A4", (210, 297), 7, 12, 12.5, (185, 183), beside=False, panel=68),
    Layout("A3", (420, 297), 8, 14, 18, (306, 246), beside=True, panel=82),
    Layout("A3", (297, 420), 8, 14, 16.5, (270, 296), beside=False, panel=74),
)
A4_SCALE, A4_PATCHES = 10_000, 25
"""A township goes on A4 where it is drawn at this scale or finer there and has no more patches than that."""

PLAIN_MM, DETAIL_MM = 2.5, 3.0
"""The middle patch should be so wide on the only page; so wide on the pages of detail."""

FINEST_DETAIL, MOST_DETAILS = 2_000, 16


def layout_for(bounds: Bounds, count: int) -> tuple[Layout, int]:
    """Return the page on which these bounds are drawn largest, and the scale."""
    fitted = [(layout, fitting_scale(bounds, *layout.map)) for layout in LAYOUTS]
    small = [item for item in fitted if item[0].name == "A4" and item[1] <= A4_SCALE]
    if small and count <= A4_PATCHES:
        return min(small, key=lambda item: item[1])
    return min((item for item in fitted if item[0].name == "A3"), key=lambda item: item[1])


def detail_scale(patches: Sequence[MapPatch], scale: int) -> int | None:
    """Return the scale of the pages of detail; None where the patches are large enough at ``scale``."""
    if not patches:
        return None
    side = median(math.sqrt(max(float(shapely.area(patch.geometry)), 1.0)) for patch in patches)
    if side * 1000 / scale >= PLAIN_MM:
        return None
    wanted = max(round_scale(side * 1000 / DETAIL_MM, finer=True), FINEST_DETAIL)
    return wanted if wanted * 1.3 < scale else None


def detail_frames(patches: Sequence[MapPatch], bounds: Bounds, layout: Layout, scale: int, epsg: int) -> list[MapFrame]:
    """Return the windows that show all patches at ``scale``, coarser where they would be too many."""
    return windows_over([patch.centre for patch in patches], bounds, layout.map, scale, epsg, most=MOST_DETAILS)
