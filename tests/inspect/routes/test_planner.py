"""A plan loses nobody: every stop is visited once within the hours, or listed with its reason."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from tuban.inspect.routes.network import RoadLayer, network_of
from tuban.inspect.routes.plan import Start
from tuban.inspect.routes.planner import Wanted, plan_routes
from tuban.inspect.routes.planning import WorkingDay, read_planning
from tuban.inspect.routes.reaching import RoadsElsewhere, StartFarFromRoads
from tuban.inspect.routes.stops import Stop, stop_list

EAST, NORTH, EPSG = 500_000, 3_500_000, 4547
HOME = Start(EAST, NORTH, given=True)
QUICK = read_planning(changes={"search": {"seconds": 1}})


def stop(number, x, y, **about):
    return Stop(id=number, number=number, shape=Point(EAST + x, NORTH + y), x=EAST + x, y=NORTH + y, **about)


def layer_of(*lines, classes=None):
    shapes = np.array([LineString([(EAST + x, NORTH + y) for x, y in line]) for line in lines], dtype=object)
    nothing = [None] * len(lines)
    return RoadLayer("道路.gpkg", shapes, classes or ["县道"] * len(lines), nothing, has_class=classes is not None)


CROSS = network_of(layer_of([(-9000, 0), (9000, 0)], [(0, -9000), (0, 9000)]), QUICK)


def plan_of(stops, *, network=CROSS, planning=QUICK, groups=2, starts=(HOME,), days=None, **wanted):
    listed = stop_list("测试", stops, total=len(stops), chosen=False)
    return plan_routes(
        listed, network, planning, Wanted(groups, starts, days, **wanted), epsg=EPSG, roads_file="道路.gpkg"
    )


def assert_whole(plan):
    """Every stop exactly once; times in order, inside the day, outside lunch."""
    visited = [visit.stop.id for visit in plan.visits]
    assert sorted([*visited, *(left.stop.id for left in plan.left_over)]) == sorted(one.id for one in plan.stops.stops)
    assert all(left.sentence for left in plan.left_over)
    day = plan.planning.day
    assert len({(route.group, route.day) for route in plan.routes}) == len(plan.routes)
    for route in plan.routes:
        assert 1 <= route.group <= plan.groups
        now = route.leave
        for visit in route.visits:
            assert now <= visit.arrive <= visit.begin <= visit.depart
            assert visit.stop.closes is None or visit.begin <= max(visit.stop.closes, day.lunch_to)
            assert visit.stop.opens is None or visit.begin >= min(visit.stop.opens, day.closes)
            now = visit.depart
        assert now <= route.back <= day.closes
        worked = route.travel_seconds + route.service_seconds
        waited = sum(visit.begin - visit.arrive for visit in route.visits)
        assert worked <= route.back - route.leave <= worked + waited + (day.lunch_to - day.lunch_from)


coordinate = st.integers(-120, 120).map(lambda number: number * 100.0)
hour = st.integers(8, 16).map(lambda number: number * 3600)
places = st.lists(
    st.tuples(coordinate, coordinate, st.one_of(st.none(), st.tuples(hour, st.integers(1, 5)))), min_size=1, max_size=25
)


@settings(max_examples=20, deadline=None)
@given(places, st.integers(1, 4), st.one_of(st.none(), st.integers(1, 2)), st.booleans())
def test_every_stop_is_visited_once_or_listed(given_places, groups, days, on_roads):
    stops = [
        stop(f"P{number}", x, y, opens=window and window[0], closes=window and window[0] + window[1] * 3600)
        for number, (x, y, window) in enumerate(given_places)
    ]
    plan = plan_of(stops, groups=groups, days=days, network=CROSS if on_roads else None)
    assert_whole(plan)
    assert days is None or plan.days <= days


def test_the_same_stops_give_the_same_plan():
    stops = [stop(f"P{number}", (number * 733) % 9000 - 4000, (number * 389) % 600 - 300) for number in range(30)]
    first, second = plan_of(stops), plan_of(stops)
    assert [(one.group, one.day, [v.stop.id for v in one.visits]) for one in first.routes] == [
        (one.group, one.day, [v.stop.id for v in one.visits]) for one in second.routes
    ]
    assert not first.search.ended_by_clock


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [(3000, 5000, "no_road"), (float("nan"), 0, "no_place"), (20_050, 20_000, "no_connection")],
)
def test_what_cannot_be_reached_is_listed_with_its_reason(x, y, reason):
    island = layer_of([(-9000, 0), (9000, 0)], [(20_000, 20_000), (21_000, 20_000)])
    plan = plan_of([stop("近", 100, 100), stop("远", x, y)], network=network_of(island, QUICK))
    assert_whole(plan)
    ((left),) = plan.left_over
    assert (left.stop.id, left.reason) == ("远", reason)
    if reason == "no_road":
        assert left.road_m == pytest.approx(5000)
        assert left.straight_m == pytest.approx(np.hypot(3000, 5000))


def test_what_no_road_leads_to_is_gone_to_by_the_straight_line_where_wanted():
    planning = read_planning(changes={"search": {"seconds": 1}})
    planning.data["unreachable"] = "estimate"
    island = network_of(layer_of([(-9000, 0), (9000, 0)], [(20_000, 20_000), (21_000, 20_000)]), planning)
    plan = plan_of([stop("岛", 20_050, 20_000), stop("远", 3000, 5000)], network=island, planning=planning)
    assert_whole(plan)
    assert not plan.left_over
    assert max(visit.way.estimated_m for visit in plan.visits) > 10_000


def test_a_stop_too_far_for_one_day_is_listed():
    long_road = network_of(layer_of([(0, 0), (300_000, 0)], classes=["机耕路"]), QUICK)
    plan = plan_of([stop("远", 280_000, 0), stop("近", 1000, 0)], network=long_road)
    assert [(left.stop.id, left.reason) for left in plan.left_over] == [("远", "too_far")]


def test_a_window_that_no_group_can_keep_is_listed():
    plan = plan_of([stop("早", 8000, 0, opens=6 * 3600, closes=8 * 3600 + 31 * 60), stop("好", 10, 0)])
    assert [(left.stop.id, left.reason) for left in plan.left_over] == [("早", "window")]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_stops_than_groups_are_no_accident(count):
    plan = plan_of([stop(f"P{number}", 500 * number, 0) for number in range(count)], groups=5)
    assert_whole(plan)
    assert sum(len(route.visits) for route in plan.routes) == count


def test_stops_at_one_place_and_with_one_number_stay_apart():
    plan = plan_of([stop("甲", 500, 0), stop("甲", 500, 0), stop("甲(2)", 500, 0)])
    assert_whole(plan)
    assert len({visit.stop.id for visit in plan.visits}) == 3


def test_with_few_days_the_large_and_doubtful_go_first():
    stops = [stop(f"小{number}", 200 * number, 0, area_mu=1) for number in range(40)]
    stops += [stop(f"大{number}", -300 * number - 300, 0, area_mu=35, reasons=("open",)) for number in range(6)]
    plan = plan_of(stops, groups=1, days=1)
    assert_whole(plan)
    assert not [left for left in plan.left_over if left.stop.id.startswith("大")]
    assert {left.reason for left in plan.left_over} == {"no_time"}


def test_days_with_weightier_stops_come_first():
    stops = [stop(f"西{number}", -4000 - 100 * number, 0, area_mu=1) for number in range(12)]
    stops += [stop(f"东{number}", 4000 + 100 * number, 0, area_mu=30, reasons=("open",)) for number in range(12)]
    plan = plan_of(stops, groups=1)
    assert plan.days > 1
    mean = [np.mean([visit.priority for visit in route.visits]) for route in plan.routes]
    assert mean == sorted(mean, reverse=True)


def test_a_stop_that_must_be_first_is_visited_on_the_first_day():
    stops = [stop(f"P{number}", 250 * number - 4000, 0) for number in range(32)]
    listed = stop_list("测试", stops, total=32, chosen=False, first=["P31"])
    plan = plan_routes(listed, CROSS, QUICK, Wanted(1, [HOME]), epsg=EPSG)
    assert "P31" in [visit.stop.id for visit in plan.routes[0].visits]


def test_each_group_may_leave_from_its_own_place():
    west, east = Start(EAST - 8000, NORTH, given=True), Start(EAST + 8000, NORTH, given=True)
    stops = [stop(f"西{number}", -8000 + 80 * number, 0) for number in range(8)]
    stops += [stop(f"东{number}", 8000 - 80 * number, 0) for number in range(8)]
    plan = plan_of(stops, starts=(west, east))
    assert_whole(plan)
    for route in plan.routes:
        assert {visit.stop.id[0] for visit in route.visits} == {"西" if route.group == 1 else "东"}
        assert route.start == (west if route.group == 1 else east)


def test_roads_of_another_county_and_a_start_in_the_wild_are_told():
    with pytest.raises(RoadsElsewhere):
        plan_of([stop("远", 400_000, 0)], starts=())
    with pytest.raises(StartFarFromRoads) as told:
        plan_of([stop("近", 100, 0)], starts=(Start(EAST + 30_000, NORTH + 30_000, given=True),))
    assert "21.0" in told.value.message or "km" in told.value.message


def test_a_polygon_is_reached_at_its_side():
    large = replace(stop("大", 2000, 1000), shape=box(EAST + 1000, NORTH + 50, EAST + 3000, NORTH + 1950))
    plan = plan_of([large])
    (visit,) = plan.visits
    assert visit.way.beside_m == pytest.approx(50 * 1.3)


def test_lunch_stops_the_clock_wherever_the_group_is():
    day = WorkingDay.of("08:30", "17:30", "12:00", "13:00")
    assert day.work == 8 * 3600
    assert day.clock(3 * 3600 + 1800, ends=True) == 12 * 3600
    assert day.clock(3 * 3600 + 1800, ends=False) == 13 * 3600
    assert day.clock(day.work, ends=True) == day.closes
    assert [day.worked(day.clock(second, ends=True)) for second in (0, 9000, 12_600, 20_000)] == [
        0,
        9000,
        12_600,
        20_000,
    ]
    assert not WorkingDay.of("08:30", "11:30", "12:00", "13:00").has_lunch
