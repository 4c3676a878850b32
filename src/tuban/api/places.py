"""Outlines and lines that come as GeoJSON, in longitude and latitude of CGCS2000."""

from __future__ import annotations

import json
from typing import Any, Literal

import numpy as np
import shapely
from ninja import Schema
from pydantic import Field

from tuban.values.errors import TubanError

_MOST_POINTS = 100_000
_PLANE = 2
_MOST_DEGREES = np.array([180.0, 90.0])


class GeometryUnfit(TubanError):
    """This is no GeoJSON geometry that can be taken: {why}."""

    code = "api.geometry_unfit"
    hint = "Send longitude and latitude of CGCS2000 (EPSG:4490) in degrees, as RFC 7946 writes them."


class Outline(Schema):
    """An outline as GeoJSON."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any] = Field(min_length=1)


class Cut(Schema):
    """A line or an outline that cuts, as GeoJSON."""

    type: Literal["LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    coordinates: list[Any] = Field(min_length=1)


def shape_of(given: Outline | Cut) -> shapely.Geometry:
    """Return what was sent; raises GeometryUnfit."""
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(given.model_dump(), allow_nan=False)))
    except (shapely.GEOSException, ValueError, TypeError, RecursionError) as error:
        raise GeometryUnfit(why=str(error)[:200]) from error
    points = shapely.get_coordinates(shape)
    if shape.is_empty or not len(points):
        raise GeometryUnfit(why="empty")
    if len(points) > _MOST_POINTS:
        raise GeometryUnfit(why=f"{len(points)} > {_MOST_POINTS}")
    if not np.isfinite(points).all() or (np.abs(points[:, :_PLANE]) > _MOST_DEGREES).any():
        raise GeometryUnfit(why="°")
    return shape
