"""Closed outlines → polygons: rings as points, closed where they are left open, holes found by which lies in which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Ring = NDArray[np.float64]
_FEWEST = 4


def closed(ring: Ring) -> Ring:
    """Return a ring whose last point is its first; an (n, 2) or (n, 3) array."""
    return ring if len(ring) and np.array_equal(ring[0], ring[-1]) else np.concatenate([ring, ring[:1]])


def is_usable(ring: Ring) -> bool:
    """Whether a ring has points enough to be one."""
    return len(ring) > 0 and len(closed(ring)) >= _FEWEST


def polygon(exterior: Ring, holes: Sequence[Ring] = ()) -> Any:
    """Return a polygon; holes too short to be rings are left out, None where the outline is too short itself."""
    if not is_usable(exterior):
        return None
    return shapely.Polygon(closed(exterior), [closed(hole) for hole in holes if is_usable(hole)])


def nested(rings: Sequence[Ring]) -> Any:
    """Return rings as a (multi-)polygon: a ring inside of a part is its hole, one outside of all is another part.

    A ring inside of a hole is a part again. None where no ring has points enough.

    >>> square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], dtype=float)
    >>> nested([square, square / 3 + 2]).area
    72.0
    """
    usable = [closed(ring) for ring in rings if is_usable(ring)]
    if len(usable) < 2:
        return polygon(usable[0]) if usable else None
    parents = _parents(usable)
    depth = [_depth(number, parents) for number in range(len(usable))]
    holes: dict[int, list[Ring]] = {number: [] for number, deep in enumerate(depth) if deep % 2 == 0}
    for number, deep in enumerate(depth):
        if deep % 2:
            holes[parents[number]].append(usable[number])
    parts = [shapely.Polygon(usable[number], within) for number, within in holes.items()]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _parents(rings: Sequence[Ring]) -> list[int]:
    """Return for each ring the smallest ring that it lies in, -1 for none."""
    filled = np.array([shapely.Polygon(ring[:, :2]) for ring in rings], dtype=object)
    areas = shapely.area(filled)
    inside = shapely.point_on_surface(shapely.buffer(filled, 0))
    at_corner = shapely.points(np.array([ring[0, :2] for ring in rings]))
    inside[shapely.is_missing(inside) | shapely.is_empty(inside)] = at_corner[
        shapely.is_missing(inside) | shapely.is_empty(inside)
    ]
    tree = shapely.STRtree(filled)
    parents = [-1] * len(rings)
    for ring, holder in tree.query(inside, predicate="within").T.tolist():
        if areas[holder] > areas[ring] and (parents[ring] < 0 or areas[holder] < areas[parents[ring]]):
            parents[ring] = holder
    return parents


def _depth(number: int, parents: Sequence[int]) -> int:
    deep = 0
    while parents[number] >= 0:
        number, deep = parents[number], deep + 1
    return deep
