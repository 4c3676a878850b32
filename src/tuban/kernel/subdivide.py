"""Huge polygons in handy pieces: for the few places where a real shape is needed, not only an area.

A basic-farmland polygon of 250 000 vertices makes every intersection slow. Here it is quartered by rectangles until a
piece has few vertices; pieces far from where anybody looks are dropped on the way. The pieces tile the polygon.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

FEW_VERTICES = 400
DEEPEST = 24


class Pieces:
    """Polygons cut into handy pieces, found by place."""

    def __init__(self, polygons: Iterable[shapely.Geometry], *, within: tuple[float, float, float, float]) -> None:
        """Cut ``polygons`` as far as they meet the box ``within`` (minx, miny, maxx, maxy; one CRS)."""
        found: list[shapely.Geometry] = []
        for polygon in polygons:
            _quarter(polygon, within, found, DEEPEST)
        self._pieces: NDArray[np.object_] = np.array(found, dtype=object)
        self._tree = shapely.STRtree(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)

    def inside(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return the part of ``shape`` that the polygons cover; an empty polygon where they cover none of it."""
        hits = np.sort(self._tree.query(shape, predicate="intersects"))
        parts = shapely.intersection(shape, self._pieces[hits])
        polygons = [part for part in shapely.get_parts(parts) if part.geom_type == "Polygon" and part.area > 0]
        return shapely.union_all(polygons) if polygons else shapely.Polygon()


def _quarter(
    polygon: shapely.Geometry, within: tuple[float, float, float, float], found: list[shapely.Geometry], depth: int
) -> None:
    if polygon is None or polygon.is_empty:
        return
    minx, miny, maxx, maxy = polygon.bounds
    if maxx < within[0] or minx > within[2] or maxy < within[1] or miny > within[3]:
        return
    if depth == 0 or shapely.get_num_coordinates(polygon) <= FEW_VERTICES:
        found.extend(part for part in shapely.get_parts(polygon) if part.geom_type == "Polygon")
        return
    middle_x, middle_y = (minx + maxx) / 2, (miny + maxy) / 2
    for box in (
        (minx, miny, middle_x, middle_y),
        (middle_x, miny, maxx, middle_y),
        (minx, middle_y, middle_x, maxy),
        (middle_x, middle_y, maxx, maxy),
    ):
        _quarter(shapely.clip_by_rect(polygon, *box), within, found, depth - 1)
