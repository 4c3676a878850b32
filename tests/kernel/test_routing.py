"""Routes visit every stop at most once, in time, and come out the same again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.kernel.routing import FOREVER, Crew, Effort, RoutingProblem, solve, timetable

FEW = Effort(20, steps=200, seed=1)


def problem_of(places, *, windows=None, crews=((0, 3),), day=8 * 3600, prize=0, service=600, capacity=None):
    """Places in minutes of way; the starts are the last ones."""
    at = np.array(places, dtype=float) * 60
    ways = np.ceil(np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))).astype(np.int64)
    stops = len(places) - len(crews)
    span = windows or [(0, FOREVER)] * stops
    return RoutingProblem(
        seconds=ways, metres=ways, crews=[Crew(stops + place, routes) for place, routes in crews],
        service=np.full(stops, service), opens=np.array([one for one, _two in span], dtype=np.int64),
        closes=np.array([two for _one, two in span], dtype=np.int64), loads=np.ones(stops, dtype=np.int64),
        prizes=np.full(stops, prize), day=day, capacity=capacity, cost_per_metre=0, cost_per_second=1,
    )  # fmt: skip


place = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
window = st.tuples(st.integers(0, 5), st.integers(2, 4)).map(lambda pair: (pair[0] * 3600, sum(pair) * 3600))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(place, window), min_size=1, max_size=14))
def test_every_stop_is_in_one_route_or_left_out_and_every_time_is_kept(given_stops):
    problem = problem_of([one for one, _w in given_stops] + [(0, 0)], windows=[w for _p, w in given_stops], prize=10**6)
    plan = solve(problem, FEW)
    visited = [stop for _crew, stops in plan.routes for stop in stops]
    assert sorted([*visited, *plan.left_out]) == list(range(problem.stops))
    assert len(plan.routes) <= 3
    for crew, stops in plan.routes:
        table = timetable(problem, crew, stops)
        assert table[-1][0] <= problem.day
        for stop, (arrival, begin, leave) in zip(stops, table, strict=False):
            assert arrival <= begin <= problem.closes[stop]
            assert begin >= problem.opens[stop]
            assert leave == begin + problem.service[stop]


def test_the_same_seed_gives_the_same_plan():
    rng = np.random.default_rng(5)
    problem = problem_of([*map(tuple, rng.integers(-50, 50, (40, 2)).tolist()), (0, 0)], crews=((0, 6),))
    assert solve(problem, FEW) == solve(problem, FEW)


def test_what_is_worth_more_is_visited_when_not_all_can_be():
    problem = problem_of([(100, 0), (-100, 0), (0, 0)], crews=((0, 1),), day=4 * 3600, prize=1)
    worthy = RoutingProblem(**{**_fields(problem), "prizes": np.array([100_000, 900_000])})
    plan = solve(worthy, FEW)
    assert plan.routes == ((0, (1,)),)
    assert plan.left_out == (0,)


def test_stops_that_must_be_visited_and_cannot_make_the_plan_infeasible():
    plan = solve(problem_of([(1000, 0), (0, 0)], crews=((0, 1),)), FEW)
    assert not plan.feasible
    assert plan.routes == ()


def test_no_more_stops_than_a_day_may_have():
    plan = solve(problem_of([(1, 0), (2, 0), (3, 0), (4, 0), (0, 0)], crews=((0, 3),), capacity=2), FEW)
    assert max(len(stops) for _crew, stops in plan.routes) == 2


@pytest.mark.parametrize("crews", [((0, 0),), ((0, 2),)])
def test_nothing_to_visit_and_nobody_to_go_are_no_accidents(crews):
    stops = [] if crews[0][1] else [(1, 1)]
    plan = solve(problem_of([*stops, (0, 0)], crews=crews, prize=5), FEW)
    assert plan.routes == ()
    assert plan.left_out == tuple(range(len(stops)))


@pytest.mark.slow
def test_a_published_instance_comes_out_near_the_best_known_length():
    from benchmarks.routing import BEST, TENTHS, greedy, read

    problem = read("R105")
    found = solve(problem, Effort(4, seed=1)).cost / TENTHS
    assert found <= BEST["R105"] * 1.03
    assert greedy(problem) > found * 1.3


def _fields(problem):
    return {name: getattr(problem, name) for name in problem.__dataclass_fields__}


def _greedy(problem):
    """What somebody does who goes to the nearest stop next, as long as they are back in time; cost as the problem's."""
    left, cost, routes = set(range(problem.stops)), 0, problem.crews[0].routes
    for _route in range(routes):
        here, now = problem.crews[0].start, 0
        while True:
            near = sorted(left, key=lambda stop: (problem.seconds[here, stop], stop))
            fits = [
                stop for stop in near
                if now + problem.seconds[here, stop] + problem.service[stop]
                + problem.seconds[stop, problem.crews[0].start] <= problem.day
            ]  # fmt: skip
            if not fits:
                break
            now += problem.seconds[here, fits[0]] + problem.service[fits[0]]
            here = fits[0]
            left.discard(here)
        cost += now + problem.seconds[here, problem.crews[0].start]
    return cost + sum(int(problem.prizes[stop]) for stop in left)


@settings(max_examples=25, deadline=None)
@given(st.lists(place, min_size=1, max_size=16), st.integers(1, 3))
def test_a_plan_is_never_worse_than_going_to_the_nearest_next(given_places, routes):
    problem = problem_of([*given_places, (0, 0)], crews=((0, routes),), day=5 * 3600, prize=10**6)
    assert solve(problem, FEW).cost <= _greedy(problem)


@settings(max_examples=15, deadline=None)
@given(st.lists(place, min_size=4, max_size=12), st.data())
def test_a_stop_of_one_crew_alone_is_visited_by_no_other_and_crews_end_where_they_should(given_places, data):
    count = len(given_places)
    stops = problem_of([*given_places, (0, 0), (20, 5)], crews=((0, 1), (1, 1)), prize=10**6, day=24 * 3600)
    only = data.draw(st.dictionaries(st.integers(0, count - 1), st.integers(0, 1), max_size=count))
    crews = [Crew(count, 1, count + 1, 1800), Crew(count + 1, 1)]
    problem = RoutingProblem(**{**_fields(stops), "crews": crews, "only": only})
    plan = solve(problem, FEW)
    of = {stop: crew for crew, held in plan.routes for stop in held}
    assert all(of.get(stop, crew) == crew for stop, crew in only.items())
    for crew, held in plan.routes:
        table = timetable(problem, crew, held, leave=crews[crew].leaves)
        assert table[-1][0] == table[-2][2] + problem.seconds[held[-1], crews[crew].home]
