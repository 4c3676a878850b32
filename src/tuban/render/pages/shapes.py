"""Outlines small enough to travel inside a page: simplified, in whole metres, each point relative to the one before.

A drawn outline is for orientation only; every area on the page was measured on the full geometry before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

PATCH_TOLERANCE_M = 1.0
TOWNSHIP_TOLERANCE_M = 4.0  # a corner goes where its triangle is smaller than the square of this
MOST_TOWNSHIP_POINTS = 20_000

Ring = list[int]


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole-metre origin of the drawing and its extent (width, height) from there."""

    origin_x: int
    origin_y: int
    width: int
    height: int


def frame_of(geometries: Sequence[Any]) -> Frame:
    """Return the frame that holds all geometries; a frame of one metre where there is none."""
    present = [g for g in geometries if g is not None and not g.is_empty]
    if not present:
        return Frame(0, 0, 1, 1)
    left, bottom, right, top = shapely.total_bounds(np.asarray(present, dtype=object))
    origin = (int(np.floor(left)), int(np.floor(bottom)))
    return Frame(*origin, max(1, int(np.ceil(right)) - origin[0]), max(1, int(np.ceil(top)) - origin[1]))


def patch_rings(geometry: Any, frame: Frame) -> list[Ring]:
    """Return the rings of a patch as [x, y, dx, dy, …] in metres from the frame's origin; none for no geometry."""
    if geometry is None or geometry.is_empty:
        return []
    simple = shapely.simplify(geometry, PATCH_TOLERANCE_M, preserve_topology=True)
    return rings(geometry if simple.is_empty else simple, frame)


def township_outlines(geometries: Sequence[Any], frame: Frame) -> list[list[Ring]]:
    """Return the rings of every township, simplified together so that neighbours keep one common line."""
    array = np.asarray([shapely.Polygon() if g is None else g for g in geometries], dtype=object)
    if not len(array):
        return []
    tolerance = TOWNSHIP_TOLERANCE_M
    simple = _simplify_together(array, tolerance)
    while shapely.get_num_coordinates(simple).sum() > MOST_TOWNSHIP_POINTS and tolerance < 200:
        tolerance *= 2
        simple = _simplify_together(array, tolerance)
    return [rings(geometry, frame) for geometry in simple]


def label_point(geometry: Any, frame: Frame) -> list[int]:
    """Return a point well inside the geometry for its name, in metres from the frame's origin."""
    if geometry is None or geometry.is_empty:
        return []
    largest = max(_polygons(geometry), key=lambda polygon: float(polygon.area), default=None)
    if largest is None:
        return []
    centre = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=largest.length / 400), 0)
    return [round(centre.x) - frame.origin_x, round(centre.y) - frame.origin_y]


def rings(geometry: Any, frame: Frame) -> list[Ring]:
    """Return every ring, outer and inner, without its closing point; a ring of less than a square metre shrinks."""
    return [
        encoded
        for polygon in _polygons(geometry)
        for line in (polygon.exterior, *polygon.interiors)
        if len(encoded := _encode(shapely.get_coordinates(line), frame)) >= 6
    ]


def _simplify_together(array: Any, tolerance: float) -> Any:
    return shapely.coverage_simplify(array, tolerance)


def _polygons(geometry: Any) -> list[Any]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]


def _encode(coordinates: Any, frame: Frame) -> Ring:
    whole = np.rint(coordinates - (frame.origin_x, frame.origin_y)).astype(int)
    moved = np.any(np.diff(whole, axis=0, prepend=whole[:1] - 1) != 0, axis=1)
    points = whole[moved]
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        points = points[:-1]
    return [int(value) for value in np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel()]
