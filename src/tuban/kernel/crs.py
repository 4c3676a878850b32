"""Where coordinates live: the 3° zones of CGCS2000, and ways into them from anywhere.

All work is done in the Gauss-Krüger zone of the inspected area, in the variant whose eastings carry no zone number.
Zone n has the central meridian 3n°; zones 25 to 45 cover the country. Coordinates are (east, north) in metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError

from tuban.values.errors import TubanError

GEOGRAPHIC_EPSG = 4490
"""CGCS2000, longitude and latitude in degrees."""

FIRST_ZONE, LAST_ZONE = 25, 45
_NUMBERED_EPSG = 4513  # zone 25, eastings that begin with the zone number
_PLAIN_EPSG = 4534  # zone 25, eastings with a false origin of 500 km only
_FALSE_EASTING = 500_000.0
_ZONE_STEP = 1_000_000.0


class OutsideZones(TubanError):
    """Longitude {longitude:.4f}° lies in none of the 3° zones {first} to {last}."""

    code = "crs.outside_zones"
    hint = "Check that the file states its coordinate system rightly: longitudes should lie between 73.5° and 136.5°."


class NotAWorkingCrs(TubanError):
    """EPSG:{epsg} is not a 3° Gauss-Krüger zone of CGCS2000, so areas cannot be measured in it."""

    code = "crs.not_a_working_crs"
    hint = "Transform the geometry to EPSG 4513 to 4554 first."


class UnknownCrs(TubanError):
    """{crs!r} is not a coordinate system that can be worked with."""

    code = "crs.unknown"
    hint = "Write an EPSG number such as EPSG:4526, or the WKT of the .prj file."


class CannotTransform(TubanError):
    """Coordinates cannot be carried from {source} to {target}: {reason}."""

    code = "crs.cannot_transform"
    hint = "Check that the file states its coordinate system rightly."


@dataclass(frozen=True, slots=True)
class Zone:
    """A 3° zone, and whether its eastings begin with the zone number."""

    number: int
    numbered: bool = False

    @property
    def central_meridian(self) -> int:
        """Degrees east."""
        return 3 * self.number

    @property
    def epsg(self) -> int:
        """The EPSG number of the plane."""
        return (_NUMBERED_EPSG if self.numbered else _PLAIN_EPSG) + self.number - FIRST_ZONE

    @property
    def false_easting(self) -> float:
        """Easting of the central meridian, in metres."""
        return _FALSE_EASTING + (self.number * _ZONE_STEP if self.numbered else 0.0)


def zone_of(longitude: float) -> int:
    """Return the number of the 3° zone of a longitude in degrees; a seam belongs to the zone east of it.

    >>> zone_of(114.3), zone_of(106.5)
    (38, 36)
    """
    number = int(np.floor(longitude / 3 + 0.5)) if np.isfinite(longitude) else 0
    if not FIRST_ZONE <= number <= LAST_ZONE:
        raise OutsideZones(longitude=longitude, first=FIRST_ZONE, last=LAST_ZONE)
    return number


def working_epsg(longitude: float) -> int:
    """Return the EPSG number of the plane that an area at this longitude is worked in (no zone number).

    >>> working_epsg(114.3)
    4547
    """
    return Zone(zone_of(longitude)).epsg


def zone_of_epsg(epsg: int) -> Zone:
    """Return the zone of an EPSG number 4513 to 4554; raises NotAWorkingCrs for any other."""
    for numbered, base in ((True, _NUMBERED_EPSG), (False, _PLAIN_EPSG)):
        if base <= epsg <= base + LAST_ZONE - FIRST_ZONE:
            return Zone(epsg - base + FIRST_ZONE, numbered)
    raise NotAWorkingCrs(epsg=epsg)


def parse_crs(crs: Any) -> pyproj.CRS:
    """Return the coordinate system for an EPSG number, ``EPSG:…``, WKT or pyproj object; raises UnknownCrs."""
    try:
        return pyproj.CRS.from_user_input(crs)
    except CRSError as error:
        raise UnknownCrs(crs=str(crs)[:80]) from error


@lru_cache(maxsize=64)
def _transformer(source: pyproj.CRS, target: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def datum_accuracy(source: Any, target: Any) -> float | None:
    """Return how good the best known way from one datum to the other is, in metres; None where none is known.

    0 where both share a datum. None for the national systems of 1954 and 1980, whose parameters are not public:
    carrying such coordinates over shifts them by up to a hundred metres, which a person has to know.
    """
    source_crs, target_crs = parse_crs(source), parse_crs(target)
    if _datum(source_crs) == _datum(target_crs):
        return 0.0
    known = pyproj.transformer.TransformerGroup(source_crs, target_crs, always_xy=True, allow_ballpark=False)
    stated = [way.accuracy for way in known.transformers if way.accuracy >= 0]
    return min(stated) if stated else None


def is_nearly_cgcs2000(crs: Any) -> bool:
    """Return whether a system rests on CGCS2000, WGS 84 or ITRF, which agree to within half a metre."""
    datum = _datum(parse_crs(crs)).casefold()
    return any(name in datum for name in ("china 2000", "world geodetic system 1984", "international terrestrial"))


def _datum(crs: pyproj.CRS) -> str:
    geodetic = crs.geodetic_crs
    return geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""


def transform_coordinates(coordinates: ArrayLike, source: Any, target: Any) -> NDArray[np.float64]:
    """Return an (n, 2) array of (east, north) or (longitude, latitude) carried from one system to another.

    Raises UnknownCrs, and CannotTransform where a coordinate has no image.
    """
    points = np.asarray(coordinates, dtype=np.float64).reshape(-1, 2)
    source_crs, target_crs = parse_crs(source), parse_crs(target)
    if source_crs.equals(target_crs, ignore_axis_order=True):
        return points.copy()
    way = _transformer(source_crs, target_crs)
    try:
        east, north = way.transform(points[:, 0], points[:, 1], errcheck=True, direction=TransformDirection.FORWARD)
    except ProjError as error:
        raise CannotTransform(source=source_crs.name, target=target_crs.name, reason=str(error)) from error
    carried = np.column_stack([east, north])
    if not np.isfinite(carried).all():
        raise CannotTransform(source=source_crs.name, target=target_crs.name, reason="a coordinate has no image")
    return carried


def transform_geometries(geometries: NDArray[np.object_], source: Any, target: Any) -> NDArray[np.object_]:
    """Return the geometries carried from one system to another vertex by vertex; None and empty stay as they are."""
    carried: NDArray[np.object_] = shapely.transform(
        np.asarray(geometries, dtype=object), lambda points: transform_coordinates(points, source, target)
    )
    return carried


def suggest_working_epsg(geometries: NDArray[np.object_], source: Any) -> int:
    """Return the EPSG number of the zone in which the middle of these geometries lies.

    Raises OutsideZones; with nothing to go by (all empty) too.
    """
    bounds = shapely.total_bounds(np.asarray(geometries, dtype=object))
    if not np.isfinite(bounds).all():
        raise OutsideZones(longitude=float("nan"), first=FIRST_ZONE, last=LAST_ZONE)
    middle = [[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]]
    return working_epsg(float(transform_coordinates(middle, source, GEOGRAPHIC_EPSG)[0, 0]))
