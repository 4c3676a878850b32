"""Stops from any file: rows of texts with shapes, or with coordinates whose meaning is told by their size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.fields import split_unit
from tuban.inspect.routes.planning import Planning, seconds_of
from tuban.inspect.routes.stops import Stop, inside
from tuban.kernel.crs import (
    FIRST_ZONE,
    GEOGRAPHIC_EPSG,
    LAST_ZONE,
    Zone,
    parse_crs,
    transform_coordinates,
    transform_geometries,
    working_epsg,
)
from tuban.kernel.formats.describe import folded
from tuban.kernel.measure import ellipsoidal_areas
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.errors import TubanError

FIELDS = ("number", "township", "village", "user", "kind", "area", "why", "opens", "closes")
_LONGITUDES, _LATITUDES = (73.0, 136.5), (3.0, 54.5)
_NORTHINGS = (300_000.0, 6_100_000.0)
_EASTINGS = (100_000.0, 900_000.0)
_ZONE_STEP = 1_000_000
_FALSE_EAST = 500_000
_MOST_AREA = 1e12


class NoCoordinates(TubanError):
    """{file} has no columns of coordinates."""

    code = "routes.no_coordinates"
    hint = "Name them 经度 and 纬度 (degrees) or X and Y (metres in the working zone). It has these: {columns}."


class OddCoordinates(TubanError):
    """{file}, row {row}: {first}, {second} is neither longitude and latitude nor a place in a zone of CGCS2000."""

    code = "routes.odd_coordinates"
    hint = "Correct the row. Degrees lie at 73–136.5 east, 3–54.5 north; metres have 6 digits (8 with the zone) and 7."


class ZoneMissing(TubanError):
    """{file} gives metres without saying in which zone."""

    code = "routes.zone_missing"
    hint = (
        "State the coordinate system with --crs, for example --crs EPSG:4547, or give roads, whose zone is then taken."
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts by column, of equal length; ``numbers`` are the rows' numbers in the file, ``shown`` its name."""

    shown: str
    columns: Mapping[str, Sequence[str | None]]
    numbers: Sequence[int]


def find_columns(names: Sequence[str], planning: Planning) -> dict[str, str]:
    """Return for each of :data:`FIELDS` the column that holds it, where one does."""
    by_name: dict[str, str] = {}
    for name in names:
        for spelling in (folded(name), folded(split_unit(name)[0])):
            by_name.setdefault(spelling, name)
    found = {}
    values = planning.data.mapping("columns")
    for field in FIELDS:
        column = next((by_name[folded(name)] for name in values.texts(field) if folded(name) in by_name), None)
        if column is not None:
            found[field] = column
    return found


def places_of(
    rows: Rows, planning: Planning, *, crs: str | None, fallback_epsg: int | None
) -> tuple[NDArray[np.object_], int]:
    """Return a point for each row (None where a row says none), and the working plane they are in.

    ``crs`` is that of metres as stated, ``fallback_epsg`` the plane of the roads. Raises NoCoordinates, OddCoordinates,
    ZoneMissing, OutsideZones.
    """
    first, second = _coordinate_columns(rows, planning)
    pairs = [(_number(one), _number(two)) for one, two in zip(rows.columns[first], rows.columns[second], strict=True)]
    given = [place for place, (one, two) in enumerate(pairs) if one is not None and two is not None]
    points = np.full(len(pairs), None, dtype=object)
    if not given:
        return points, fallback_epsg or working_epsg(114.0)
    values = np.array([pairs[place] for place in given], dtype=float)
    plane, ordered = _understood(rows, given, values, crs, fallback_epsg)
    degrees = transform_coordinates(ordered, plane, GEOGRAPHIC_EPSG)
    stated = parse_crs(plane).to_epsg()
    plain = stated is not None and Zone(FIRST_ZONE).epsg <= stated <= Zone(LAST_ZONE).epsg
    epsg = fallback_epsg or (int(stated) if plain and stated else working_epsg(float(np.median(degrees[:, 0]))))
    points[given] = shapely.points(transform_coordinates(ordered, plane, epsg))
    return points, epsg


def _coordinate_columns(rows: Rows, planning: Planning) -> tuple[str, str]:
    by_name = {folded(name): name for name in rows.columns}
    for pair in planning.data.mapping("columns").sequence("coordinates"):
        one, two = (folded(str(name)) for name in pair)
        if one in by_name and two in by_name:
            return by_name[one], by_name[two]
    raise NoCoordinates(file=rows.shown, columns="、".join(rows.columns))


def _understood(
    rows: Rows, given: Sequence[int], values: np.ndarray, crs: str | None, fallback_epsg: int | None
) -> tuple[Any, np.ndarray]:
    """Return the system that pairs of numbers are in, and the pairs as (east, north)."""
    kinds = [_kind(one, two) for one, two in values.tolist()]
    for place, kind, (one, two) in zip(given, kinds, values.tolist(), strict=True):
        if kind is None or kind[0] != (kinds[0] or ("",))[0]:
            raise OddCoordinates(file=rows.shown, row=rows.numbers[place], first=f"{one:g}", second=f"{two:g}")
    swapped = np.array([kind is not None and kind[1] for kind in kinds])
    ordered = np.where(swapped[:, None], values[:, ::-1], values)
    word = (kinds[0] or ("", False))[0]
    if word == "degrees":
        return GEOGRAPHIC_EPSG, ordered
    if word.startswith("zone"):
        return Zone(int(word.removeprefix("zone")), numbered=True).epsg, ordered
    if crs is None and fallback_epsg is None:
        raise ZoneMissing(file=rows.shown)
    return crs or fallback_epsg, ordered


def _kind(one: float, two: float) -> tuple[str, bool] | None:
    """Return what a pair of numbers is (degrees, metres, metres of a numbered zone), and whether north comes first."""
    for swapped, (east, north) in ((False, (one, two)), (True, (two, one))):
        if _LONGITUDES[0] <= east <= _LONGITUDES[1] and _LATITUDES[0] <= north <= _LATITUDES[1]:
            return "degrees", swapped
        if _NORTHINGS[0] <= north <= _NORTHINGS[1]:
            zone = int(east // _ZONE_STEP)
            if FIRST_ZONE <= zone <= LAST_ZONE and abs(east % _ZONE_STEP - _FALSE_EAST) < _FALSE_EAST * 0.8:
                return f"zone{zone}", swapped
            if _EASTINGS[0] <= east <= _EASTINGS[1] and north > _ZONE_STEP:
                return "metres", swapped
    return None


def stops_of_rows(
    rows: Rows, shapes: NDArray[np.object_], found: Mapping[str, str], rulebook: Rulebook, *, epsg: int
) -> list[Stop]:
    """Return a stop for each row, in order; ``shapes`` are points or polygons in ``epsg``, None where there is none.

    Raises NotATime for a window that cannot be read.
    """
    unit = (
        AreaUnit.named(split_unit(found["area"])[1])
        if "area" in found and split_unit(found["area"])[1]
        else AreaUnit.MU
    )
    measured = _measured(shapes, epsg)
    kinds = {one.label: one.value for one in rulebook.codelist("finding").entries}
    stops = []
    for place, shape in enumerate(shapes):

        def text(field: str, place: int = place) -> str:
            return (rows.columns[found[field]][place] or "").strip() if field in found else ""

        x, y = inside(shape) if shape is not None else (float("nan"), float("nan"))
        kind, stated = text("kind"), _area(text("area"))
        number = text("number") or str(rows.numbers[place])
        area = measured[place] if stated is None else float(Area.of(repr(stated), unit).in_unit(AreaUnit.MU))
        stops.append(
            Stop(
                id=number,
                number=number,
                shape=shape,
                x=x,
                y=y,
                township=text("township"),
                village=text("village"),
                user=text("user"),
                kind=kinds.get(kind, kind),
                kind_label=kind,
                area_mu=area,
                why=text("why"),
                opens=_time(text("opens")),
                closes=_time(text("closes")),
            )
        )
    return stops


def _measured(shapes: NDArray[np.object_], epsg: int) -> list[float | None]:
    polygons = np.isin(shapely.get_type_id(shapes), (3, 6))
    areas = np.zeros(len(shapes))
    if polygons.any():
        areas[polygons] = ellipsoidal_areas(shapes[polygons], epsg=epsg)
    return [
        round(area * 15 / 10000, 2) if polygon else None for area, polygon in zip(areas.tolist(), polygons, strict=True)
    ]


def place_of(text: str, epsg: int) -> tuple[float, float] | None:
    """Return a place written as ``X,Y`` in the working plane ``epsg``; None where it cannot be understood."""
    parts = [_number(part) for part in text.replace("，", ",").split(",")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    kind = _kind(parts[0], parts[1])
    if kind is None:
        return None
    word, swapped = kind
    pair = (parts[1], parts[0]) if swapped else (parts[0], parts[1])
    plane = GEOGRAPHIC_EPSG if word == "degrees" else epsg
    if word.startswith("zone"):
        plane = Zone(int(word.removeprefix("zone")), numbered=True).epsg
    point = transform_geometries(np.array([shapely.Point(pair)], dtype=object), plane, epsg)[0]
    return float(point.x), float(point.y)


def _time(text: str) -> int | None:
    """Return a time of day, its seconds left out; None for an empty cell. Raises NotATime."""
    return seconds_of(":".join(text.replace("：", ":").split(":")[:2])) if text else None


def _area(text: str) -> float | None:
    """Return an area as stated; None where it says none, or one that no ground has."""
    value = _number(text)
    return value if value is not None and 0 <= value <= _MOST_AREA else None


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip().replace("，", "").rstrip("°"))
    except ValueError:
        return None
    return value if np.isfinite(value) else None
