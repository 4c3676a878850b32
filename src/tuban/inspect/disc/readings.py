"""What the coordinates of a layer can be, told by the numbers alone: degrees or metres, with or without zone number.

China lies between 73° and 136° east, 3° and 54° north. Longitudes, latitudes, northings, eastings without and eastings
with zone number fall into five ranges that do not meet, so that the numbers say which of them stands where.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from tuban.inspect.disc.findings import Box
from tuban.kernel.crs import FIRST_ZONE, GEOGRAPHIC_EPSG, LAST_ZONE

_OF_CHINA = ((73.0, 136.0), (3.0, 54.0))  # longitudes and latitudes; the other way round there is only ice
_LONGITUDES, _LATITUDES = (70.0, 140.0), (0.0, 58.0)
_NORTHINGS = (3.0e5, 6.4e6)
_NORTHINGS_FIRST = 1.9e6  # south of Hainan an easting may be as large as a northing
_EASTINGS = (1.0e5, 9.0e5)
_NUMBERED = (24.5e6, 46.0e6)
_NUMBERED_SIX = (12.5e6, 23.9e6)
_FIRST_SIX, _LAST_SIX = 13, 23
_MOST_DEGREES, _MOST_LATITUDE, _NEVER_DEGREES = 181.0, 90.5, 361.0


@dataclass(frozen=True, slots=True)
class _Family:
    """The EPSG numbers of one datum: geographic, and the first zone of each kind of plane."""

    names: tuple[str, ...]
    geographic: int
    plain: int
    numbered: int
    plain_six: int
    numbered_six: int


_FAMILIES = (
    _Family(("china 2000", "cgcs2000", "china geodetic"), GEOGRAPHIC_EPSG, 4534, 4513, 4502, 4491),
    _Family(("xian 1980", "xi'an 1980"), 4610, 2370, 2349, 2338, 2327),
    _Family(("beijing 1954",), 4214, 2422, 2401, 21453, 21413),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the numbers of a layer: the CRS, whether northing stands first, and where it then lies."""

    crs: CRS
    swapped: bool
    box: Box

    @property
    def epsg(self) -> int | None:
        """The number of the CRS."""
        return self.crs.to_epsg()


def contradiction(bounds: Box, crs: CRS) -> str:
    """Return the code of the fault where numbers cannot be in a CRS, empty where they can."""
    west, south, east, north = bounds
    if crs.is_geographic:
        if max(abs(value) for value in bounds) > _NEVER_DEGREES:
            return "crs.metres_in_degrees"
        turned_round = _within(west, east, _OF_CHINA[1]) and _within(south, north, _OF_CHINA[0])
        return "crs.axes_swapped" if turned_round or north > _MOST_LATITUDE >= east else ""
    if max(abs(value) for value in bounds) <= _MOST_DEGREES:
        return "crs.degrees_in_metres"
    if west >= _NORTHINGS_FIRST and east <= _NORTHINGS[1] and _is_easting(south, north):
        return "crs.axes_swapped"
    return _zone_fault(west, east, _false_easting(crs))


def _zone_fault(west: float, east: float, false_easting: float | None) -> str:
    if false_easting is None:
        return ""
    has_number, wants_number = _within(west, east, _NUMBERED) or _within(west, east, _NUMBERED_SIX), false_easting > 1e6
    if has_number != wants_number and (has_number or _within(west, east, _EASTINGS)):
        return "crs.zone_number"
    other_number = has_number and abs((west + east) / 2 - false_easting) > 5e5
    return "crs.wrong_zone" if other_number else ""


def readings(bounds: Box, stated: CRS | None) -> Iterator[Reading]:
    """Yield every way to take these numbers that lies in China; the datum is the stated one where there is one."""
    for swapped in (False, True):
        west, south, east, north = turned(bounds) if swapped else bounds
        for crs in _systems(west, south, east, north, stated=stated, swapped=swapped):
            box = lonlat_box((west, south, east, north), crs)
            if box is not None and _within(box[0], box[2], _LONGITUDES) and _within(box[1], box[3], _LATITUDES):
                yield Reading(crs, swapped, box)


def turned(bounds: Box) -> Box:
    """Return bounds with their axes exchanged."""
    return bounds[1], bounds[0], bounds[3], bounds[2]


def lonlat_box(bounds: Box, crs: CRS) -> Box | None:
    """Return bounds in degrees of CGCS2000; None where they have no image there."""
    try:
        box = _to_lonlat(crs).transform_bounds(*bounds)
    except ProjError:
        return None
    return (box[0], box[1], box[2], box[3]) if all(math.isfinite(value) for value in box) else None


@lru_cache(maxsize=128)
def _to_lonlat(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, GEOGRAPHIC_EPSG, always_xy=True)


def _systems(
    west: float, south: float, east: float, north: float, *, stated: CRS | None, swapped: bool
) -> Iterator[CRS]:
    family = _family_of(stated)
    if _within(west, east, _LONGITUDES) and _within(south, north, _LATITUDES):
        yield _geographic(stated) or CRS.from_epsg(family.geographic)
    least = _NORTHINGS_FIRST if swapped else _NORTHINGS[0]
    if not _within(south, north, (least, _NORTHINGS[1])):
        return
    number = int((west + east) / 2 // 1e6)
    if _within(west, east, _NUMBERED) and FIRST_ZONE <= number <= LAST_ZONE:
        yield CRS.from_epsg(family.numbered + number - FIRST_ZONE)
    elif _within(west, east, _NUMBERED_SIX) and _FIRST_SIX <= number <= _LAST_SIX:
        yield CRS.from_epsg(family.numbered_six + number - _FIRST_SIX)
    elif _within(west, east, _EASTINGS):
        yield from _plain_zones(family, stated)


def _plain_zones(family: _Family, stated: CRS | None) -> Iterator[CRS]:
    """Yield the planes without zone number: of six degrees where a zone of six degrees is stated, else of three."""
    epsg = stated.to_epsg() if stated else None
    six = epsg is not None and any(
        first <= epsg <= first + _LAST_SIX - _FIRST_SIX for first in (family.plain_six, family.numbered_six)
    )
    first, last = (_FIRST_SIX, _LAST_SIX) if six else (FIRST_ZONE, LAST_ZONE)
    for number in range(first, last + 1):
        yield CRS.from_epsg((family.plain_six if six else family.plain) + number - first)


def _family_of(stated: CRS | None) -> _Family:
    datum = stated.geodetic_crs.datum if stated is not None and stated.geodetic_crs is not None else None
    name = datum.name.casefold().replace("_", " ") if datum is not None else ""
    return next((family for family in _FAMILIES if any(word in name for word in family.names)), _FAMILIES[0])


def _geographic(stated: CRS | None) -> CRS | None:
    if stated is None or stated.geodetic_crs is None:
        return None
    return stated if stated.is_geographic else stated.geodetic_crs


def _false_easting(crs: CRS) -> float | None:
    operation = crs.coordinate_operation
    if operation is None or "transverse mercator" not in operation.method_name.casefold():
        return None
    found = next((param for param in operation.params if param.name == "False easting"), None)
    return float(found.value) * found.unit_conversion_factor if found is not None else None


def _is_easting(low: float, high: float) -> bool:
    return any(_within(low, high, reach) for reach in (_EASTINGS, _NUMBERED, _NUMBERED_SIX))


def _within(low: float, high: float, reach: tuple[float, float]) -> bool:
    return reach[0] <= low and high <= reach[1]
