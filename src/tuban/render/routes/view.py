"""A plan as its documents show it: names, times as text, places in degrees, and one look for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
import yaml

from tuban.inspect.routes.plan import DayRoute, RoutePlan, Visit
from tuban.inspect.routes.planning import clock_of
from tuban.inspect.routes.stops import Stop
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.kernel.road_noding import Floats

_NUMERALS = "零一二三四五六七八九"
_SIMPLIFY_M = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a group is drawn: a colour that the colour-blind tell apart, and a mark whose shape works without colour.

    ``ink`` is the colour of text on it; ``path`` draws the mark in a box of 16 × 16.
    """

    colour: str
    ink: str
    path: str


_CIRCLE = "M8 .8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 1 0 0-14.4Z"
_SQUARE = "M1.4 1.4H14.6V14.6H1.4Z"
_HEXAGON = "M4.2 1.2H11.8L15.6 8 11.8 14.8H4.2L.4 8Z"
_DIAMOND = "M8-.6 16.6 8 8 16.6-.6 8Z"
_SHIELD = "M1.6 1H14.4V9.4Q14.4 13 8 15.8 1.6 13 1.6 9.4Z"
_PENTAGON = "M8 0 15.8 5.8 12.8 15H3.2L.2 5.8Z"
_LOOKS = (
    Look("#0072b2", "#ffffff", _CIRCLE),
    Look("#d55e00", "#ffffff", _SQUARE),
    Look("#009e73", "#ffffff", _HEXAGON),
    Look("#cc79a7", "#1f2933", _DIAMOND),
    Look("#e69f00", "#1f2933", _SHIELD),
    Look("#56b4e9", "#1f2933", _PENTAGON),
    Look("#6b4c9a", "#ffffff", _SQUARE),
    Look("#5b6875", "#ffffff", _CIRCLE),
)


@cache
def words() -> Mapping[str, str]:
    """Return the Chinese words of the documents of a plan."""
    found: dict[str, str] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8"))
    return found


def numeral(number: int) -> str:
    """Return a whole number below 100 in Chinese.

    >>> numeral(3), numeral(10), numeral(21)
    ('三', '十', '二十一')
    """
    tens, ones = divmod(number, 10)
    if number < 10:
        return _NUMERALS[number]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def group_name(group: int) -> str:
    """Return 第一组."""
    return words()["group"].format(number=numeral(group))


def day_name(day: int) -> str:
    """Return 第1天."""
    return words()["day"].format(number=day)


def minutes(seconds: int) -> int:
    """Return whole minutes."""
    return round(seconds / 60)


def hours(seconds: int) -> Decimal:
    """Return hours to one place."""
    return (Decimal(seconds) / 3600).quantize(Decimal("0.1"))


def look_of(group: int) -> Look:
    """Return the look of a group; after eight groups they repeat, and the numbers tell them apart."""
    return _LOOKS[(group - 1) % len(_LOOKS)]


@dataclass(frozen=True, slots=True)
class View:
    """A plan and its places in degrees. ``degrees`` maps the id of each stop to (longitude, latitude)."""

    plan: RoutePlan
    degrees: Mapping[str, tuple[float, float]]
    starts: tuple[tuple[float, float], ...]

    @property
    def title(self) -> str:
        """The heading of every document."""
        return f"{self.plan.title}{words()['title']}" if self.plan.title else words()["title"]

    def group(self, number: int) -> str:
        """The name of a group: its own, else 第一组."""
        return self.plan.names[number - 1] if self.plan.names else group_name(number)

    def place(self, stop: Stop) -> tuple[float, float] | None:
        """Return longitude and latitude of a stop; None where it has no place."""
        return self.degrees.get(stop.id)

    def track(self, route: DayRoute) -> Floats:
        """Return the whole way of a day in degrees, (n, 2), the stretches on foot to each stop included."""
        line = shapely.simplify(shapely.LineString(np.vstack(list(track_points(route)))), _SIMPLIFY_M)
        return transform_coordinates(shapely.get_coordinates(line), self.plan.epsg, GEOGRAPHIC_EPSG)


def view_of(plan: RoutePlan) -> View:
    """Return the view of a plan."""
    placed = [stop for stop in plan.stops.stops if np.isfinite(stop.x)]
    points = np.array([(stop.x, stop.y) for stop in placed]).reshape(-1, 2)
    degrees = transform_coordinates(points, plan.epsg, GEOGRAPHIC_EPSG)
    starts = transform_coordinates([(start.x, start.y) for start in plan.starts], plan.epsg, GEOGRAPHIC_EPSG)
    by_id = {stop.id: (float(lon), float(lat)) for stop, (lon, lat) in zip(placed, degrees, strict=True)}
    return View(plan, by_id, tuple((float(lon), float(lat)) for lon, lat in starts))


def track_points(route: DayRoute) -> Iterator[Any]:
    """Yield the points of a day's way in the working plane, in pieces of (n, 2)."""
    yield np.array([[route.start.x, route.start.y]])
    for visit in route.visits:
        yield visit.way.line
        yield np.array([[visit.stop.x, visit.stop.y]])
    yield route.way_back.line
    yield np.array([[route.start.x, route.start.y]])


def stop_title(stop: Stop) -> str:
    """Return the number of a stop with its parts."""
    parts = "、".join(stop.parts)
    return words()["with_parts"].format(number=stop.id, parts=parts) if parts else stop.id


def visit_lines(visit: Visit) -> list[str]:
    """Return what a navigation device shows of a visit, line by line."""
    stop, said = visit.stop, words()
    lines = [said["at"].format(arrive=clock_of(visit.arrive), depart=clock_of(visit.depart))]
    about = [stop.township + stop.village, stop.kind_label, "" if stop.area_mu is None else f"{stop.area_mu:.2f} 亩"]
    lines.append(" · ".join(part for part in about if part))
    if stop.user:
        lines.append(f"{said['user']}：{stop.user}")
    if stop.why:
        lines.append(f"{said['why']}：{stop.why}")
    return [line for line in lines if line]
