"""What could be seen from where: distances, directions, and where the sun stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import atan2, cos, degrees, hypot, radians

import numpy as np
import shapely
from numpy.typing import NDArray

_M_PER_DEGREE = 111_320.0
_FAR_M = 1e6


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees, as it was told."""

    lon: float
    lat: float
    accuracy_m: float | None = None
    source: str = "gps"


def metres_between(one: Position, other: Position) -> float:
    """Return the distance of two places in metres, good to a few parts in a thousand over a county."""
    east = (other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(east, other.lat - one.lat) * _M_PER_DEGREE


def metres_apart(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Return how many metres two outlines in degrees lie apart."""
    there = one.representative_point()
    return float(_seen_from(Position(there.x, there.y), one).distance(_seen_from(Position(there.x, there.y), other)))


def distance_to(place: Position, outline: shapely.Geometry) -> float:
    """Return how many metres an outline in degrees is from a place, 0 inside."""
    return float(_seen_from(place, outline).distance(shapely.Point(0, 0)))


def degrees_off(place: Position, bearing: float, outline: shapely.Geometry) -> float:
    """Return by how many degrees a direction from a place (from true north) misses an outline in degrees, 0 where it
    meets it."""
    seen = _seen_from(place, outline)
    towards = radians(bearing)
    ray = shapely.LineString([(0, 0), (np.sin(towards) * _FAR_M, np.cos(towards) * _FAR_M)])
    if seen.intersects(ray):
        return 0.0
    corners = shapely.get_coordinates(seen)
    directions = [degrees(atan2(x, y)) for x, y in corners.tolist()]
    return min(abs((one - bearing + 180) % 360 - 180) for one in directions)


def _seen_from(place: Position, outline: shapely.Geometry) -> shapely.Geometry:
    """Return an outline in metres east and north of a place."""

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        east = (points[:, 0] - place.lon) * cos(radians(place.lat)) * _M_PER_DEGREE
        return np.column_stack([east, (points[:, 1] - place.lat) * _M_PER_DEGREE])

    return shapely.transform(shapely.force_2d(outline), moved)


def sun_at(place: Position, at: datetime) -> tuple[float, float]:
    """Return how high the sun stood above the horizon, and in which direction, in degrees."""
    from astral import Observer
    from astral.sun import azimuth, elevation

    observer = Observer(place.lat, place.lon)
    return float(elevation(observer, at)), float(azimuth(observer, at))
