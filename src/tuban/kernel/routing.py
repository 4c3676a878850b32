"""The optimisation of routes (路线优化): which crew goes where, in which order, within its hours.

A vehicle routing problem with time windows, working hours and stops that may be left out at a price, solved with PyVRP.
It knows places by number only; times are whole seconds from the opening of the day, lengths whole metres.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyvrp import Client, Depot, Location, ProblemData, Route, Solution, VehicleType
from pyvrp import solve as pyvrp_solve
from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria, NoImprovement, StoppingCriterion

Whole = NDArray[np.int64]
FOREVER = 1 << 40
"""A time or length that is never reached: longer than any day, short enough to be added up."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Crews that leave from one place and come back: ``start`` is its row in the matrices, ``routes`` how many.

    ``end`` is the row they come back to where that is another; they leave at ``leaves`` or later.
    """

    start: int
    routes: int
    end: int | None = None
    leaves: int = 0

    @property
    def home(self) -> int:
        """The row they come back to."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True, slots=True)
class RoutingProblem:
    """What is to be visited by whom.

    ``seconds`` and ``metres`` (m, m) hold the ways between all places, FOREVER where there is none; the stops are the
    first n of them. Per stop (n,): ``service`` seconds on site, ``opens`` and ``closes`` between which service begins,
    ``loads`` against ``capacity`` per route, and ``prizes``: what leaving it out costs; 0 where it must be visited.
    A route lasts at most ``day`` seconds; beyond ``normal_day`` every second counts ``overtime_cost`` more.
    The cost of a plan: ``cost_per_metre`` and ``cost_per_second`` of all routes, ``cost_per_route`` for each, and the
    prizes of what is left out. ``only`` names for some stops the one crew that may visit them.
    """

    seconds: Whole
    metres: Whole
    crews: Sequence[Crew]
    service: Whole
    opens: Whole
    closes: Whole
    loads: Whole
    prizes: Whole
    day: int = FOREVER
    normal_day: int | None = None
    overtime_cost: int = 0
    capacity: int | None = None
    cost_per_metre: int = 1
    cost_per_second: int = 0
    cost_per_route: int = 0
    only: Mapping[int, int] = field(default_factory=dict)

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return len(self.service)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: at most ``seconds`` by the clock, ``steps`` of the search, ``patience`` steps in vain.

    Where steps or patience end the search, the same problem and ``seed`` give the same plan on any machine. ``on_step``
    is told after every step how many there were; what it raises ends the search.
    """

    seconds: float
    steps: int | None = None
    patience: int | None = None
    seed: int = 0
    on_step: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class RoutingPlan:
    """Routes as (crew, stops in order), empty ones left out; the stops left out; the cost as the problem counts it.

    ``steps`` tells how far the search went, ``ended_by_clock`` whether another run may come out differently.
    """

    routes: tuple[tuple[int, tuple[int, ...]], ...]
    left_out: tuple[int, ...]
    cost: int
    steps: int
    ended_by_clock: bool
    feasible: bool = field(default=True)


def solve(problem: RoutingProblem, effort: Effort, *, begin_with: RoutingPlan | None = None) -> RoutingPlan:
    """Return the best plan found. ``begin_with`` is a plan for the same stops and crews to improve on.

    Every stop is in exactly one route or left out. Where not all required stops can be visited within the hours, the
    plan is not ``feasible`` and holds no routes.
    """
    if not problem.stops or not sum(crew.routes for crew in problem.crews):
        optional = bool((problem.prizes > 0).all())
        missed = tuple(range(problem.stops))
        return RoutingPlan((), missed, int(problem.prizes.sum()), 0, ended_by_clock=False, feasible=optional)
    data = _data(problem)
    given = None if begin_with is None else _given(data, begin_with)
    clock = MaxRuntime(effort.seconds)
    counted: list[StoppingCriterion] = []
    if effort.steps is not None:
        counted.append(MaxIterations(effort.steps))
    if effort.patience is not None:
        counted.append(NoImprovement(effort.patience))
    if effort.on_step is not None:
        counted.append(_Told(effort.on_step))
    result = pyvrp_solve(
        data, MultipleCriteria([*counted, clock]), seed=effort.seed, collect_stats=False, display=False,
        initial_solution=given,
    )  # fmt: skip
    best = result.best
    steps = int(result.num_iterations)
    by_clock = result.runtime >= effort.seconds
    if not best.is_feasible():
        return RoutingPlan((), tuple(range(problem.stops)), FOREVER, steps, ended_by_clock=by_clock, feasible=False)
    routes = tuple((int(route.vehicle_type()), tuple(_stops(route))) for route in best.routes())
    visited = {stop for _crew, stops in routes for stop in stops}
    left_out = tuple(stop for stop in range(problem.stops) if stop not in visited)
    return RoutingPlan(routes, left_out, int(result.cost()), steps, ended_by_clock=by_clock)


class _Told:
    """A criterion that never ends the search: it tells how many steps there were."""

    def __init__(self, on_step: Callable[[int], None]) -> None:
        self._on_step = on_step
        self._steps = 0

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 - asked for by pyvrp
        """See pyvrp's StoppingCriterion."""
        self._on_step(self._steps)
        self._steps += 1
        return False

    def fraction_remaining(self) -> float | None:
        """See pyvrp's StoppingCriterion."""
        return None


def timetable(
    problem: RoutingProblem, crew: int, stops: Sequence[int], *, leave: int = 0
) -> list[tuple[int, int, int]]:
    """Return for each stop of a route (arrival, begin of service, departure), leaving at ``leave``; last the return.

    Service begins on arrival, or when the stop opens. The last entry is the return to the start, three times alike.
    """
    here, now = problem.crews[crew].start, leave
    table = []
    for stop in stops:
        arrival = now + int(problem.seconds[here, stop])
        begin = max(arrival, int(problem.opens[stop]))
        now = begin + int(problem.service[stop])
        table.append((arrival, begin, now))
        here = stop
    back = now + int(problem.seconds[here, problem.crews[crew].home])
    return [*table, (back, back, back)]


def _stops(route: Route) -> list[int]:
    return [activity.idx for activity in route if activity.is_client()]


def _data(problem: RoutingProblem) -> ProblemData:
    places = problem.seconds.shape[0]
    has_load = problem.capacity is not None
    clients = [
        Client(
            stop,
            delivery=[int(problem.loads[stop])] if has_load else [],
            service_duration=int(problem.service[stop]),
            tw_early=int(problem.opens[stop]),
            tw_late=int(problem.closes[stop]),
            prize=int(problem.prizes[stop]),
            required=not problem.prizes[stop],
        )
        for stop in range(problem.stops)
    ]
    normal = problem.day if problem.normal_day is None else min(problem.normal_day, problem.day)
    depots, ends = _depots(problem.crews)
    metres: Any = np.minimum(problem.metres, FOREVER)
    seconds: Any = np.minimum(problem.seconds, FOREVER)
    crews = range(len(problem.crews)) if problem.only else range(1)
    own: list[Any] = [_for_crew(problem, number, seconds) for number in crews]
    vehicles = [
        VehicleType(
            num_available=max(crew.routes, 1),
            capacity=[int(problem.capacity)] if problem.capacity is not None else [],
            start_depot=ends[crew.start],
            end_depot=ends[crew.home],
            fixed_cost=problem.cost_per_route,
            tw_early=crew.leaves,
            tw_late=max(problem.day, crew.leaves),
            shift_duration=normal,
            max_overtime=problem.day - normal,
            unit_overtime_cost=problem.overtime_cost,
            unit_distance_cost=problem.cost_per_metre,
            unit_duration_cost=problem.cost_per_second,
            profile=number if problem.only else 0,
        )
        for number, crew in enumerate(problem.crews)
    ]
    return ProblemData(
        locations=[Location(0, 0) for _place in range(places)],
        clients=clients,
        depots=depots,
        vehicle_types=vehicles,
        distance_matrices=[metres] * len(own),
        duration_matrices=own,
    )


def _depots(crews: Sequence[Crew]) -> tuple[list[Depot], dict[int, int]]:
    """Return the depots, one for each place that a crew leaves or comes back to, and the depot of each such place."""
    places = list(dict.fromkeys(place for crew in crews for place in (crew.start, crew.home)))
    return [Depot(place) for place in places], {place: number for number, place in enumerate(places)}


def _for_crew(problem: RoutingProblem, number: int, seconds: Whole) -> Whole:
    """Return the times as a crew meets them: what only others may visit is farther than a day."""
    others = [stop for stop, crew in problem.only.items() if crew != number]
    if not others:
        return seconds
    barred = seconds.copy()
    barred[:, others] = 2 * max(problem.day, 1)
    barred[others, others] = 0
    return barred


def _given(data: ProblemData, plan: RoutingPlan) -> Solution:
    return Solution(data, [Route(data, list(stops), crew) for crew, stops in plan.routes])
