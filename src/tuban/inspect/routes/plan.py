"""The plan of the field days (外业计划) as plain values: groups, days, visits with times, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from tuban.inspect.routes.network import RoadNetwork
from tuban.inspect.routes.planning import Planning
from tuban.inspect.routes.stops import Stop, StopList
from tuban.kernel.travel import Way

WhyNot = Literal["no_place", "no_road", "no_connection", "too_far", "window", "no_time"]


def kilometres_of(way: Way) -> Decimal:
    """Return the length of a way in km to two places."""
    return Decimal(repr((way.road_m + way.beside_m) / 1000)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Start:
    """Where groups leave and come back: a place in the working CRS; ``given`` is False where it was chosen for them."""

    x: float
    y: float
    given: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: when it is due (times of day in seconds), and the way there from the stop before.

    ``begin`` is later than ``arrive`` where the group waits or eats; ``travel_seconds`` and ``service_seconds`` are
    whole minutes. ``lunch`` says where the break falls: before arriving ("way"), on site ("site"), or not here ("").
    """

    stop: Stop
    order: int
    arrive: int
    begin: int
    depart: int
    way: Way
    travel_seconds: int
    service_seconds: int
    priority: int
    lunch: str = ""

    @property
    def kilometres(self) -> Decimal:
        """The way there in km to two places, as shown and summed."""
        return kilometres_of(self.way)


@dataclass(frozen=True, slots=True)
class DayRoute:
    """What one group does on one day; ``leave`` and ``back`` are times of day, ``way_back`` the way from the last stop.

    ``lunch`` is True where the break falls on the way back.
    """

    group: int
    day: int
    start: Start
    visits: tuple[Visit, ...]
    leave: int
    back: int
    way_back: Way
    back_seconds: int
    lunch: bool = False

    @property
    def ways(self) -> Iterator[Way]:
        """The ways of the day in order."""
        yield from (visit.way for visit in self.visits)
        yield self.way_back

    @property
    def kilometres(self) -> Decimal:
        """The sum of the ways as shown, so that the sheets add up."""
        return sum((kilometres_of(way) for way in self.ways), Decimal(0))

    @property
    def travel_seconds(self) -> int:
        """Seconds on the way, whole minutes."""
        return sum(visit.travel_seconds for visit in self.visits) + self.back_seconds

    @property
    def service_seconds(self) -> int:
        """Seconds on site, whole minutes."""
        return sum(visit.service_seconds for visit in self.visits)

    @property
    def townships(self) -> tuple[str, ...]:
        """The townships visited, in the order of the first visit."""
        return tuple(dict.fromkeys(visit.stop.township for visit in self.visits if visit.stop.township))


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A stop that is not in the plan: why, in a code and a sentence, and how far it is in a straight line.

    ``straight_m`` is from the nearest start, ``road_m`` from the nearest road that leads there; None where unknown.
    """

    stop: Stop
    reason: WhyNot
    sentence: str
    straight_m: float | None
    road_m: float | None
    priority: int


@dataclass(frozen=True, slots=True)
class Search:
    """How the plan was found: the steps of the search, its seed, and whether the clock ended it."""

    steps: int
    seed: int
    ended_by_clock: bool


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Every stop is in exactly one visit or left over. ``days`` is the number of working days used.

    ``routes`` are sorted by group and day; ``title`` names the county and campaign where they are known, ``names`` the
    groups where they have names of their own.
    """

    title: str
    epsg: int
    groups: int
    days: int
    starts: tuple[Start, ...]
    stops: StopList
    routes: tuple[DayRoute, ...]
    left_over: tuple[LeftOver, ...]
    network: RoadNetwork | None
    roads_file: str
    planning: Planning
    priority: str
    search: Search
    townships: tuple[tuple[str, str, Any], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def visits(self) -> Iterator[Visit]:
        """All visits, by group, day and order."""
        return (visit for route in self.routes for visit in route.visits)

    def of_group(self, group: int) -> tuple[DayRoute, ...]:
        """Return the days of one group; groups are numbered from 1."""
        return tuple(route for route in self.routes if route.group == group)
