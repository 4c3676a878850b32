"""In which system the points of a 界址点 file are: by its header and by the zone number in the eastings.

The header names the datum (2000, 80 or 54), the width of the zones (3° or 6°) and the zone (带号); the eastings carry
the zone number or not. Where both speak and differ, the eastings are followed, and that is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.crs import CannotTransform, OutsideZones, suggest_working_epsg, transform_geometries
from tuban.kernel.formats.drawn import Note
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.measure import ellipsoidal_areas

_MILLION = 1_000_000.0
_DATUMS = (("2000", "2000"), ("80", "1980"), ("54", "1954"), ("84", "WGS 84"))
# First EPSG number by datum and width of zones, and its zone: eastings with the zone number, then without.
_PLANES = {
    ("2000", 3): (25, 4513, 4534), ("2000", 6): (13, 4491, 4502),
    ("1980", 3): (25, 2349, 2370), ("1980", 6): (13, 2327, 2338),
    ("1954", 3): (25, 2401, 2422), ("1954", 6): (13, 21413, 21453),
}  # fmt: skip
_ZONES = {3: 21, 6: 11}
_DEGREES = {"2000": "EPSG:4490", "1980": "EPSG:4610", "1954": "EPSG:4214", "WGS 84": "EPSG:4326"}
DATUM_NAMES = {"2000": "2000国家大地坐标系", "1980": "1980西安坐标系", "1954": "1954年北京坐标系"}
_KEPT_OF_DESCRIPTION = ("数据产生单位", "数据产生日期")
_DESCRIPTION = "属性描述"


@dataclass(slots=True)
class Header:
    """What stands above the plots: ``said`` of the description, ``kept`` what goes with every plot as its values."""

    said: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    def add(self, section: str, name: str, value: str) -> None:
        """Take in one line; sections other than the description hold values of the project."""
        if section == _DESCRIPTION or not section:
            self.said[name] = value
            if name in _KEPT_OF_DESCRIPTION:
                self.kept[name] = value
        elif name:
            self.kept[name] = value

    def number(self, name: str) -> int | None:
        """Return the whole number in a value; None where there is none."""
        found = re.search(r"\d+", self.said.get(name, "").replace("三", "3").replace("六", "6"))
        return int(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class System:
    """``crs`` is "EPSG:n" or None; ``shift`` is taken off every easting; ``notes`` say what did not agree."""

    crs: str | None
    shift: float = 0.0
    notes: tuple[Note, ...] = ()


def system_of(header: Header, points: NDArray[np.float64]) -> System:
    """Return the system of (northing, easting) points, an (n, 2) array. Raises Refusal for plots of several zones."""
    said = header.said.get("坐标系", "") + header.said.get("坐标系统", "")
    datum = next((name for word, name in _DATUMS if word in said), "")
    if not len(points):
        return System(None)
    if np.abs(points[:, 0]).max() <= 90 and np.abs(points[:, 1]).max() <= 180:
        return System(_DEGREES.get(datum))
    numbers = np.where(points[:, 1] >= 10 * _MILLION, points[:, 1] // _MILLION, 0).astype(int)
    in_easting = sorted({int(number) for number in numbers if number})
    if len(in_easting) > 1:
        raise Refusal("plots.several_zones", " ".join(map(str, in_easting)))
    if in_easting and not numbers.all():
        raise Refusal("plots.several_zones", f"{in_easting[0]} –")
    stated = header.number("带号")
    width = header.number("几度分带")
    meridian = header.number("中央子午线") or header.number("中央经线")
    if stated is None and meridian is not None:
        stated = meridian // 3 if width != 6 else (meridian + 3) // 6
    zone = in_easting[0] if in_easting else stated
    notes = []
    if in_easting and stated not in (None, in_easting[0]):
        notes.append(Note("plots.zone_differs", before=str(stated), after=str(in_easting[0])))
    if zone is None or not datum:
        return System(None, notes=tuple(notes))
    if width not in (3, 6) or not _is_zone(zone, width):
        width = 3 if _is_zone(zone, 3) else 6
    plane = _PLANES.get((datum, width))
    if plane is None or not _is_zone(zone, width):
        return System(None, notes=tuple(notes))
    first_zone, numbered, plain = plane
    epsg = (numbered if in_easting else plain) + zone - first_zone
    return System(f"EPSG:{epsg}", notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane that a file of boundary points can name: its datum, the width of its zones in degrees, its zone."""

    datum: str
    width: int
    zone: int


def plane_of(epsg: int | None) -> Plane | None:
    """Return the plane of an EPSG number; None for a system that the file's header cannot name.

    >>> plane_of(4547), plane_of(4326)
    (Plane(datum='2000', width=3, zone=38), None)
    """
    for (datum, width), (first_zone, numbered, plain) in _PLANES.items():
        for base in (numbered, plain):
            if epsg is not None and base <= epsg < base + _ZONES[width]:
                return Plane(datum, width, epsg - base + first_zone)
    return None


def _is_zone(zone: int, width: int) -> bool:
    first = 25 if width == 3 else 13
    return first <= zone < first + _ZONES[width]


def measured_areas(shapes: NDArray[np.object_], crs: str | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the areas of shapes in hectares: in the plane they are in, and on the ellipsoid.

    Where the system is unknown or cannot be carried over, the second is the first.
    """
    plane = np.nan_to_num(shapely.area(shapes)) / 10_000
    if crs is None:
        return plane, plane
    polygons = shapes.copy()
    polygons[~np.isin(shapely.get_type_id(shapes), (3, 6))] = None
    try:
        epsg = suggest_working_epsg(polygons, crs)
        curved = ellipsoidal_areas(transform_geometries(polygons, crs, epsg), epsg=epsg) / 10_000
    except (OutsideZones, CannotTransform, ValueError):
        return plane, plane
    curved = np.nan_to_num(curved)
    return (curved if plane.max(initial=0) < 1e-6 else plane), curved
