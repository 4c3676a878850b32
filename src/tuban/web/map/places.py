"""Coordinates as people type them: degrees, or metres of a zone, with or without the number of the zone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuban.kernel.crs import FIRST_ZONE, GEOGRAPHIC_EPSG, LAST_ZONE, Zone, transform_coordinates, zone_of_epsg
from tuban.values.errors import TubanError

_ANGLE = re.compile(
    r"(?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°度]\s*(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*[′'分]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*[″\"秒])?"
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_COUNTRY = (73.0, 3.0, 136.0, 54.0)
_NUMBERED_FROM = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in degrees of CGCS2000, and the zone in which it was written; None where degrees were."""

    longitude: float
    latitude: float
    zone: Zone | None = None


def place_in(text: str, *, epsg: int) -> Place | None:
    """Return the place that a text tells as two coordinates in either order; None where it tells none in the country.

    Metres without the number of a zone are taken as of the zone ``epsg``.
    """
    angles = [_degrees(found) for found in _ANGLE.finditer(text)]
    numbers = angles or [float(found[0]) for found in _NUMBER.finditer(text)]
    if len(numbers) != 2:
        return None
    for first, second in (numbers, numbers[::-1]):
        place = _in_degrees(first, second) or (None if angles else _in_metres(first, second, epsg))
        if place is not None:
            return place
    return None


def _degrees(found: re.Match[str]) -> float:
    return float(found["degrees"]) + float(found["minutes"] or 0) / 60 + float(found["seconds"] or 0) / 3600


def _in_degrees(longitude: float, latitude: float) -> Place | None:
    west, south, east, north = _COUNTRY
    return Place(longitude, latitude) if west <= longitude <= east and south <= latitude <= north else None


def _in_metres(east: float, north: float, epsg: int) -> Place | None:
    zone = zone_of_epsg(epsg)
    if east >= _NUMBERED_FROM * FIRST_ZONE:
        number = int(east // _NUMBERED_FROM)
        if number > LAST_ZONE:
            return None
        zone = Zone(number, numbered=True)
    elif not 100_000 <= east < _NUMBERED_FROM:
        return None
    elif zone.numbered:
        zone = Zone(zone.number)
    try:
        longitude, latitude = transform_coordinates([[east, north]], zone.epsg, GEOGRAPHIC_EPSG)[0].tolist()
    except TubanError:
        return None
    place = _in_degrees(longitude, latitude)
    return None if place is None else Place(longitude, latitude, zone)
