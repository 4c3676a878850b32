"""What could be seen from where: distances, directions, and where the sun stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from typing import Any

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
    return float(distances_to([place], [outline])[0])


def distances_to(places: Sequence[Position], outlines: Sequence[shapely.Geometry]) -> NDArray[np.float64]:
    """Return how many metres each outline in degrees is from its place, 0 inside."""
    return np.asarray(shapely.distance(_all_seen_from(places, outlines), shapely.Point(0, 0)), dtype=np.float64)


def degrees_off(place: Position, bearing: float, outline: shapely.Geometry) -> float:
    """Return by how many degrees a direction from a place (from true north) misses an outline in degrees, 0 where it
    meets it."""
    return float(all_degrees_off([place], [bearing], [outline])[0])


def all_degrees_off(
    places: Sequence[Position], bearings: Sequence[float], outlines: Sequence[shapely.Geometry]
) -> NDArray[np.float64]:
    """Return by how many degrees each direction misses its outline, as :func:`degrees_off`."""
    if not places:
        return np.zeros(0)
    seen, told = _all_seen_from(places, outlines), np.asarray(bearings, dtype=np.float64)
    towards = np.radians(told)
    ends = np.column_stack([np.sin(towards), np.cos(towards)]) * _FAR_M
    rays = shapely.linestrings(np.stack([np.zeros_like(ends), ends], axis=1))
    corners, of = shapely.get_coordinates(seen, return_index=True)
    directions = np.degrees(np.arctan2(corners[:, 0], corners[:, 1]))
    off = np.full(len(places), np.inf)
    np.minimum.at(off, of, np.abs((directions - told[of] + 180) % 360 - 180))
    off[shapely.intersects(seen, rays)] = 0.0
    return off


def _seen_from(place: Position, outline: shapely.Geometry) -> shapely.Geometry:
    """Return an outline in metres east and north of a place."""
    return _all_seen_from([place], [outline])[0]


def _all_seen_from(places: Sequence[Position], outlines: Sequence[shapely.Geometry]) -> NDArray[Any]:
    """Return each outline in metres east and north of its place."""
    flat = shapely.force_2d(np.asarray(outlines, dtype=object))
    points, of = shapely.get_coordinates(flat, return_index=True)
    where = np.asarray([(one.lon, one.lat) for one in places], dtype=np.float64).reshape(-1, 2)[of]
    moved = (points - where) * _M_PER_DEGREE
    moved[:, 0] *= np.cos(np.radians(where[:, 1]))
    return np.asarray(shapely.set_coordinates(flat, moved), dtype=object)


def sun_at(place: Position, at: datetime) -> tuple[float, float]:
    """Return how high the sun stood above the horizon, and in which direction, in degrees."""
    from astral import Observer
    from astral.sun import azimuth, elevation

    observer = Observer(place.lat, place.lon)
    return float(elevation(observer, at)), float(azimuth(observer, at))
