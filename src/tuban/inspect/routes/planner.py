"""Planning the field days: ways, search, sharing among groups, timetable. Every stop ends up visited or listed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from tuban.inspect.progress import Progress, silent
from tuban.inspect.routes.network import RoadNetwork
from tuban.inspect.routes.plan import DayRoute, LeftOver, RoutePlan, Search, Start, Visit, WhyNot
from tuban.inspect.routes.planning import Planning, WorkingDay, clock_of
from tuban.inspect.routes.reaching import Reach, choose_start, reach
from tuban.inspect.routes.sharing import RouteToShare, share
from tuban.inspect.routes.stops import Stop, StopList, priority_of, service_seconds
from tuban.inspect.routes.times import times_of, whole
from tuban.kernel.routing import FOREVER, Crew, Effort, RoutingPlan, RoutingProblem, solve, timetable
from tuban.kernel.travel import Way
from tuban.values.language import chinese
from tuban.values.language import gettext as _

_FIRST_COUNTS = 1000
_SLACK = 1.02
_ROUTES_TO_SPARE = 1.6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: groups, their starts (none, one for all, or one each), days (None: as many as it takes)."""

    groups: int
    starts: Sequence[Start] = ()
    days: int | None = None
    priority: str = "balanced"


def plan_routes(
    stops: StopList,
    network: RoadNetwork | None,
    planning: Planning,
    wanted: Wanted,
    *,
    epsg: int,
    title: str = "",
    roads_file: str = "",
    townships: Sequence[tuple[str, str, Any]] = (),
    ways: Reach | None = None,
    progress: Progress = silent,
) -> RoutePlan:
    """Return the plan; raises StartFarFromRoads, RoadsElsewhere. ``ways`` are those of the stops and the starts asked
    for, where they are known already."""
    starts = list(wanted.starts) or [choose_start(stops.stops, network, roads_file=roads_file)]
    if ways is None:
        progress(_("Measuring ways"), 0, 0)
        ways = reach(stops.stops, starts, network, planning, roads_file=roads_file)
    planner = _Planner(stops.stops, starts, ways, planning, wanted)
    planner.progress = progress
    progress(_("Searching for routes"), 0, 0)
    found = planner.search()
    routes = planner.routes(found)
    return RoutePlan(
        title=title,
        epsg=epsg,
        groups=wanted.groups,
        days=max((route.day for route in routes), default=0),
        starts=tuple(starts),
        stops=stops,
        routes=tuple(routes),
        left_over=tuple(planner.left_over(found)),
        network=network,
        roads_file=roads_file,
        planning=planning,
        priority=wanted.priority,
        search=planner.searched,
        townships=tuple(townships),
    )


class _Planner:
    def __init__(
        self, stops: Sequence[Stop], starts: Sequence[Start], ways: Reach, planning: Planning, wanted: Wanted
    ) -> None:
        self.stops = stops
        self.starts = starts
        self.ways = ways
        self.planning = planning
        self.wanted = wanted
        self.day = planning.day
        self.service = np.array([service_seconds(stop, planning) for stop in stops], dtype=np.int64)
        self.priority = np.array([priority_of(stop, planning, wanted.priority) for stop in stops], dtype=np.int64)
        self.seconds = whole(ways.seconds, 60)
        self.metres = whole(ways.metres, 1)
        self.opens, self.closes = _windows(stops, self.day)
        self.groups_of_crew = _groups_of(len(starts), wanted.groups)
        self.why_not = [self._why_not(place) for place in range(len(stops))]
        self.kept = np.array([place for place, why in enumerate(self.why_not) if why is None], dtype=np.int64)
        self.progress: Progress = silent
        self.searched = Search(0, int(planning.number("search", "seed")), ended_by_clock=False)

    def _why_not(self, place: int) -> WhyNot | None:
        """Why a stop cannot be visited by any group on any day; None where it can."""
        given = self.ways.why_not[place]
        if given is not None:
            return given
        count = len(self.stops)
        there = self.seconds[count:, place]
        back = self.seconds[place, count:]
        begin = np.maximum(there, self.opens[place])
        if self.opens[place] > self.closes[place] or (begin > self.closes[place]).all():
            return "window"
        return None if (begin + self.service[place] + back <= self.day.work).any() else "too_far"

    # The search -----------------------------------------------------------------------------------------------------

    def search(self) -> RoutingPlan:
        """Return the best routes of those stops that can be reached: first few, then even."""
        few = self._problem(self._routes_at_hand())
        first = solve(few, self._effort(0.5, begun=0))
        days = self.wanted.days or self._days_of(first)
        even = self._evened(self._problem(days), first)
        best = solve(even, self._effort(0.5, begun=1), begin_with=first)
        if len(best.left_out) > len(first.left_out):
            best = first
        self.searched = Search(
            first.steps + best.steps, self.searched.seed, ended_by_clock=first.ended_by_clock or best.ended_by_clock
        )
        self.days = days
        return best

    def _routes_at_hand(self) -> int:
        """Return days enough for all the work, whatever the order, where their number is not given."""
        if self.wanted.days is not None:
            return self.wanted.days
        if not len(self.kept):
            return 1
        near = self.seconds[np.ix_(self.kept, self.kept)] + np.diag(np.full(len(self.kept), FOREVER))
        hop = np.minimum(near.min(axis=1), self.seconds[len(self.stops) :, self.kept].min(axis=0))
        home = float(self.seconds[len(self.stops) :, self.kept].min(axis=0).max())
        work = float(self.service[self.kept].sum() + hop.sum())
        most = self.planning.most_stops
        each = max(self.day.work - 2 * home, self.day.work / 4)
        routes = max(work * _ROUTES_TO_SPARE / each, len(self.kept) / most if most else 0)
        return min(self.planning.most_days, math.ceil(routes / self.wanted.groups) + 2)

    def _days_of(self, plan: RoutingPlan) -> int:
        used = Counter(crew for crew, _stops in plan.routes)
        each = [math.ceil(used[crew] / len(groups)) for crew, groups in enumerate(self.groups_of_crew)]
        return max([1, *each])

    def _problem(self, days: int) -> RoutingProblem:
        rows = np.concatenate([self.kept, np.arange(len(self.starts)) + len(self.stops)])
        pick = np.ix_(rows, rows)
        kept = len(self.kept)
        worth = self.priority[self.kept] * np.array(
            [_FIRST_COUNTS if self.stops[place].first else 1 for place in self.kept], dtype=np.int64
        )
        # Leaving a stop out costs more than any way to it: it is done whenever the hours allow.
        farthest = 2 * self.day.work
        most = self.planning.most_stops
        return RoutingProblem(
            seconds=self.seconds[pick],
            metres=self.metres[pick],
            crews=[Crew(kept + crew, len(groups) * days) for crew, groups in enumerate(self.groups_of_crew)],
            service=self.service[self.kept],
            opens=self.opens[self.kept],
            closes=self.closes[self.kept],
            loads=np.ones(kept, dtype=np.int64),
            prizes=worth * farthest,
            day=self.day.work,
            capacity=most or None,
            cost_per_metre=0,
            cost_per_second=1,
            cost_per_route=round(self.planning.number("search", "cost_of_a_day")),
        )

    def _evened(self, problem: RoutingProblem, found: RoutingPlan) -> RoutingProblem:
        """Return the problem in which days are cheap and long days cost more: the work is spread evenly."""
        routes = sum(crew.routes for crew in problem.crews)
        spent = sum(timetable(problem, crew, stops)[-1][0] for crew, stops in found.routes)
        share_of_day = math.ceil(spent / max(routes, 1) * _SLACK)
        return replace(
            problem,
            normal_day=min(share_of_day, self.day.work),
            overtime_cost=round(self.planning.number("search", "overtime_cost")),
            cost_per_route=0,
        )

    def _effort(self, part: float, begun: int) -> Effort:
        seconds = self.planning.number("search", "seconds") * part
        steps = seconds * self.planning.number("search", "steps_per_second") / (len(self.kept) + 100)
        count = max(1, round(steps))
        words = _("Searching for routes")
        return Effort(
            seconds * self.planning.number("search", "longest"),
            steps=count,
            seed=int(self.planning.number("search", "seed")),
            on_step=lambda step: self.progress(words, begun * count + step, 2 * count + 1),
        )

    # From routes to days --------------------------------------------------------------------------------------------

    def routes(self, found: RoutingPlan) -> list[DayRoute]:
        """Return the days of all groups with their times and ways, sorted by group and day."""
        driven = [(crew, self._turned(crew, [int(self.kept[stop]) for stop in stops])) for crew, stops in found.routes]
        given = share([self._to_share(*one) for one in driven], self.groups_of_crew, self.days)
        made = [self._route(group, day, crew, stops) for (crew, stops), (group, day) in zip(driven, given, strict=True)]
        return sorted(made, key=lambda route: (route.group, route.day))

    def _turned(self, crew: int, stops: list[int]) -> list[int]:
        """Return a route in that direction in which the weightier stops come earlier, if it takes no longer."""
        if len(stops) < 2:
            return stops
        there, back = self._table(crew, stops), self._table(crew, stops[::-1])
        fits = all(begin <= self.closes[stop] for stop, (_a, begin, _d) in zip(stops[::-1], back, strict=False))
        if not fits or back[-1][0] > there[-1][0]:
            return stops
        weights = self.priority[stops] * np.arange(len(stops), 0, -1)
        turned = self.priority[stops[::-1]] * np.arange(len(stops), 0, -1)
        return stops[::-1] if turned.sum() > weights.sum() else stops

    def _table(self, crew: int, stops: Sequence[int]) -> list[tuple[int, int, int]]:
        return timetable(self._whole_problem(), crew, stops)

    def _whole_problem(self) -> RoutingProblem:
        count = len(self.stops)
        return RoutingProblem(
            self.seconds, self.metres, [Crew(count + crew, 1) for crew in range(len(self.starts))], self.service,
            self.opens, self.closes, np.ones(count, dtype=np.int64), self.priority,
        )  # fmt: skip

    def _to_share(self, crew: int, stops: Sequence[int]) -> RouteToShare:
        places = np.array([(self.stops[stop].x, self.stops[stop].y) for stop in stops])
        x, y = places.mean(axis=0)
        urgent = sum(self.stops[stop].first for stop in stops)
        return RouteToShare(
            (float(x), float(y)), float(self._table(crew, stops)[-1][0]),
            float(self.priority[list(stops)].mean()) + _FIRST_COUNTS * urgent,
            dict(Counter(self.stops[stop].township for stop in stops if self.stops[stop].township)), crew,
        )  # fmt: skip

    def _route(self, group: int, day: int, crew: int, stops: Sequence[int]) -> DayRoute:
        start = len(self.stops) + crew
        chain = [start, *stops, start]
        ways = list(self.ways.travel.ways(list(pairwise(chain))))
        table = self._table(crew, stops)
        visits, left = [], 0
        for order, (stop, way, (arrival, begin, departure)) in enumerate(zip(stops, ways, table, strict=False), 1):
            visits.append(self._visit(stop, order, way, (left, arrival, begin, departure)))
            left = departure
        back = table[-1][0]
        before = self.day.lunch_from - self.day.opens
        return DayRoute(
            group=group,
            day=day,
            start=self.starts[crew],
            visits=tuple(visits),
            leave=self.day.opens,
            back=self.day.clock(back, ends=True),
            way_back=ways[-1],
            back_seconds=back - left,
            lunch=self.day.has_lunch and left <= before < back,
        )

    def _visit(self, stop: int, order: int, way: Way, times: tuple[int, int, int, int]) -> Visit:
        left, arrival, begin, departure = times
        clock = times_of(self.day, left, arrival, begin, departure)
        return Visit(
            self.stops[stop], order, clock.arrive, clock.begin, clock.depart, way, arrival - left, departure - begin,
            int(self.priority[stop]), clock.lunch,
        )  # fmt: skip

    # What is left over ----------------------------------------------------------------------------------------------

    def left_over(self, found: RoutingPlan) -> list[LeftOver]:
        """Return every stop that is not visited with its reason, those that cannot be reached first."""
        listed = [self._left(place, why) for place, why in enumerate(self.why_not) if why is not None]
        no_time: WhyNot = "no_time"
        rest = [self._left(int(self.kept[place]), no_time) for place in found.left_out]
        return listed + sorted(rest, key=lambda one: (-one.priority, one.stop.id))

    def _left(self, place: int, why: WhyNot) -> LeftOver:
        straight, road = float(self.ways.straight_m[place]), float(self.ways.road_m[place])
        known_road = road if math.isfinite(road) else None
        km = "" if known_road is None else f"{known_road / 1000:.1f}"
        window = self.stops[place]
        said = {
            "no_place": chinese("it has no place: no geometry or no coordinates"),
            "no_road": chinese("no road within reach on foot: the nearest one that leads there is {km} km away"),
            "no_connection": chinese("the road at it does not join the roads of the start; those are {km} km away"),
            "too_far": chinese("going there, the visit and coming back take longer than a working day"),
            "window": chinese("it cannot be reached between {opens} and {closes}"),
            "no_time": chinese("the working days are full; its priority is {priority}"),
        }[why]
        sentence = said.format(
            km=km, priority=int(self.priority[place]), opens=clock_of(window.opens), closes=clock_of(window.closes)
        )
        return LeftOver(
            window, why, sentence, straight if math.isfinite(straight) else None, known_road, int(self.priority[place])
        )


def _windows(stops: Sequence[Stop], day: WorkingDay) -> tuple[np.ndarray, np.ndarray]:
    """Return when service may begin, in seconds of work since opening."""
    opens = [0 if stop.opens is None else day.worked(stop.opens) for stop in stops]
    closes = [FOREVER if stop.closes is None else day.worked(stop.closes) for stop in stops]
    for place, stop in enumerate(stops):  # a window that is over before work begins never opens
        if (stop.closes is not None and stop.closes < day.opens) or (
            stop.opens is not None and stop.opens >= day.closes
        ):
            closes[place] = -1
    return np.array(opens, dtype=np.int64), np.array(closes, dtype=np.int64)


def _groups_of(starts: int, groups: int) -> list[list[int]]:
    """Return the groups (from 1) of each start: all of one start, else one start for each group."""
    if starts == 1:
        return [list(range(1, groups + 1))]
    return [[number] for number in range(1, groups + 1)]
