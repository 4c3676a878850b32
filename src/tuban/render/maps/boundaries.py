"""Boundaries of townships and of the county, the names of neighbours, and the veil over what is not the subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from tuban.inspect.run import Inspection
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.labels import Box
from tuban.render.maps.lettering import width_of

TOWNSHIP_DASH, COUNTY_DASH = "3 1 0.6 1", "5 1 0.6 1 0.6 1"
COUNTY_INK, TOWNSHIP_INK = "#7a1f3d", "#4a235a"


@dataclass(frozen=True)
class Township:
    """A township with its outline in the working CRS."""

    code: str
    name: str
    outline: Any


@dataclass(frozen=True)
class Boundaries:
    """The townships of a county and its own outline (None where the disc has no boundaries)."""

    townships: tuple[Township, ...]
    county: Any | None


def boundaries_of(inspection: Inspection) -> Boundaries:
    """Return the boundaries of the disc; the county is the union of its townships where it has no outline itself."""
    townships = tuple(Township(code, name, outline) for code, name, outline in inspection.townships)
    county = next((unit.boundary for unit in inspection.units if unit.is_county and unit.boundary is not None), None)
    if county is None and townships:
        county = shapely.union_all([one.outline for one in townships])
    return Boundaries(townships, county)


def draw_boundaries(drawing: Drawing, boundaries: Boundaries, *, width: float = 0.35) -> None:
    """Draw the outlines of townships and county with a light rim, so that they read on imagery."""
    outlines = drawing.path(_edges(drawing, [one.outline for one in boundaries.townships]), on_paper=True)
    drawing.trace(outlines, stroke="#ffffff", width=width * 2.6, opacity=0.75)
    drawing.trace(outlines, stroke=TOWNSHIP_INK, width=width, dash=TOWNSHIP_DASH)
    if boundaries.county is not None:
        edge = drawing.path(_edges(drawing, [boundaries.county]), on_paper=True)
        drawing.trace(edge, stroke="#ffffff", width=width * 4, opacity=0.85)
        drawing.trace(edge, stroke=COUNTY_INK, width=width * 1.7, dash=COUNTY_DASH)


def _edges(drawing: Drawing, outlines: Sequence[Any]) -> Any:
    """Return every edge once: where two townships meet, both have it."""
    if not outlines:
        return np.zeros(0, dtype=object)
    edges = shapely.boundary(drawing.visible(outlines))
    merged = shapely.line_merge(shapely.union_all(shapely.set_precision(edges, 0.05)))
    return shapely.get_parts(np.array([merged], dtype=object))


def draw_veil(drawing: Drawing, outline: Any, *, opacity: float = 0.5) -> None:
    """Lay a light veil over everything outside an outline."""
    window = shapely.box(*drawing.frame.widened(1.0))
    drawing.shapes([shapely.difference(window, outline)], fill="#ffffff", opacity=opacity)


def draw_neighbour_names(
    drawing: Drawing, boundaries: Boundaries, own: str, *, size: float = 3.6, taken: Sequence[Box] = ()
) -> list[Box]:
    """Name the other townships where they are widest in the window; returns the boxes that the names take."""
    window = shapely.box(*drawing.frame.bounds)
    boxes: list[Box] = []
    for township in boundaries.townships:
        if township.code == own:
            continue
        seen = shapely.intersection(window, township.outline)
        box = name_box(drawing, seen, township.name, size, [*taken, *boxes])
        if box is not None:
            write_in(drawing, box, township.name, size, fill="#3e4c59")
            boxes.append(box)
    return boxes


def name_box(drawing: Drawing, ground: Any, name: str, size: float, taken: Sequence[Box] = ()) -> Box | None:
    """Return a box on paper for a name inside a piece of ground; None where it is too narrow for it."""
    room = drawing.frame.on_paper([ground])[0]
    width, height = width_of(name, drawing.face) * size * 1.25, size * 1.2
    parts = [part for part in shapely.get_parts(room) if part.geom_type == "Polygon" and part.area > width * height]
    if not parts:
        return None
    largest = max(parts, key=lambda part: float(part.area))
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    middle = shapely.get_coordinates(circle)[0]
    for point in (
        middle,
        shapely.get_coordinates(shapely.point_on_surface(largest))[0],
        shapely.get_coordinates(shapely.centroid(largest))[0],
    ):
        left, top = float(point[0]) - width / 2, float(point[1]) - height / 2
        box = (left, top, left + width, top + height)
        if largest.contains(shapely.box(*box)) and not any(_meet(box, other) for other in taken):
            return box
    return None


def write_in(drawing: Drawing, box: Box, name: str, size: float, *, fill: str) -> None:
    """Set a name into its box, spaced as names of areas are."""
    left, top, right, _bottom = box
    spacing = size * 0.25
    drawing.text((left + right + spacing) / 2, top + size, name, size, fill=fill, halo=0.5, spacing=spacing)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
