"""Outlines as rings of plane coordinates in metres, the way they travel between office and field.

A ring inside what the rings before it enclose is a hole, any other one a part; whether its last point repeats its
first makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely

from tuban.inspect.shares import exact
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import round_half_up
from tuban.values.errors import TubanError
from tuban.workflow.evidence.outside import pair_of

Ring = list[list[float]]

_MOST_POINTS = 20_000
_LEAST_POINTS = 3
_PLACES, _AREA_PLACES = 2, 4


class RingsUnfit(TubanError):
    """The measured boundary is none that encloses land: {why}."""

    code = "survey.rings_unfit"
    hint = "It is kept as it was walked; measure it again, without crossing your own way."


def rings_of(shape: shapely.Geometry) -> list[Ring]:
    """Return the rings of the polygons of a shape, of each the outer one first, to the centimetre."""
    return [points_of(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]


def points_of(line: shapely.Geometry) -> list[list[float]]:
    """Return the points of a line, to the centimetre."""
    points: list[list[float]] = shapely.get_coordinates(line).round(_PLACES).tolist()
    return points


def read_rings(value: Any) -> list[Ring]:
    """Return rings that came from outside. Raises RingsUnfit where there are none, or a point is none."""
    rings = []
    count = 0
    for ring in value if isinstance(value, list) else ():
        points = [pair_of(one) for one in ring] if isinstance(ring, list) else []
        count += len(points)
        if len(points) < _LEAST_POINTS or None in points or count > _MOST_POINTS:
            raise RingsUnfit(why=f"{len(points)}")
        rings.append([one for one in points if one is not None])
    if not rings:
        raise RingsUnfit(why="0")
    return rings


def shape_of(rings: Sequence[Ring]) -> shapely.Geometry:
    """Return what measured rings enclose, a polygon or several. Raises RingsUnfit where one crosses itself."""
    polygons = [shapely.Polygon(ring) for ring in rings]
    for one in polygons:
        if not one.is_valid:
            raise RingsUnfit(why=shapely.is_valid_reason(one))
    shape = _enclosed(polygons)
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise RingsUnfit(why=shape.geom_type)
    return shape


def mended_shape_of(rings: Iterable[Ring]) -> shapely.Geometry:
    """Return what rings enclose where they must do as they are: one that crosses itself is mended, fewer than three
    points enclose nothing."""
    return _enclosed([
        shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
        for ring in rings
        if len(ring) >= _LEAST_POINTS
    ])  # fmt: skip


def _enclosed(polygons: Sequence[shapely.Geometry]) -> shapely.Geometry:
    shape = shapely.Polygon()
    for one in polygons:
        shape = shape.difference(one) if shape.contains(one) else shape.union(one)
    return shape


def area_of(rings: Sequence[Ring], epsg: int) -> Decimal:
    """Return the ellipsoidal area of measured rings in square metres, by the survey's formula, to four places. Raises
    RingsUnfit."""
    area = float(ellipsoidal_areas(np.array([shape_of(rings)], dtype=object), epsg=epsg)[0])
    if not np.isfinite(area):
        raise RingsUnfit(why="NaN")
    return round_half_up(exact(area).square_metres, _AREA_PLACES)
