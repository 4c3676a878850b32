"""Ways between places obey the laws that ways obey, whatever the roads."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point
from tests.kernel.test_road_graph import roads

from tuban.kernel.parking import share_parking
from tuban.kernel.road_graph import FORWARD, Roads, build, nearest_access
from tuban.kernel.travel import Beside, RoadTravel, StraightTravel, kept_of, travel_from

FOOT = Beside(1.3, 4.0)
coordinate = st.integers(0, 40).map(lambda number: number * 50.0)
points = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=8)
lines = st.lists(
    st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4, unique=True), min_size=1, max_size=6
)


def travel_on(given_roads, places, *, together=0.0):
    graph = build(given_roads, snap_m=1, crossings="join")
    shapes = np.array([Point(place) for place in places], dtype=object)
    access = nearest_access(graph, shapes, within_m=1e5)
    how = [FOOT] * len(places)
    if not together:
        return RoadTravel(graph, access, how)
    plain = RoadTravel(graph, access, how).matrix()[0]
    parked = share_parking(access, shapes, plain, FOOT, within_m=together, farthest_m=1e5)
    return RoadTravel(graph, parked.access, how, parked.walks)


@settings(max_examples=60, deadline=None)
@given(lines, points, st.sampled_from([0.0, 300.0]))
def test_ways_are_alike_both_ways_and_no_detour_is_shorter(given_lines, places, together):
    seconds, _metres = travel_on(roads(*given_lines), places, together=together).matrix()
    assert np.allclose(seconds, seconds.T, equal_nan=True)
    finite = np.where(np.isfinite(seconds), seconds, 1e12)
    assert (finite[:, :, None] + finite[None, :, :] - finite[:, None, :]).min() >= -1e-6
    assert (np.diag(seconds) == 0).all()


@settings(max_examples=40, deadline=None)
@given(lines, points, st.sampled_from([0.0, 300.0]))
def test_a_way_that_is_drawn_is_the_way_that_was_measured(given_lines, places, together):
    travel = travel_on(roads(*given_lines), places, together=together)
    seconds, metres = travel.matrix()
    pairs = [(i, j) for i in range(len(places)) for j in range(len(places)) if i != j and np.isfinite(seconds[i, j])]
    for pair, way in zip(pairs, travel.ways(pairs), strict=True):
        assert way.seconds == pytest.approx(seconds[pair], abs=1e-3)
        assert way.road_m + way.beside_m == pytest.approx(metres[pair], abs=1e-3)
        if not way.on_foot:
            assert LineString(way.line).length == pytest.approx(way.road_m, abs=1e-3)


def test_a_one_way_street_is_driven_one_way_only():
    ring = roads([(0, 0), (1000, 0)], [(1000, 0), (1000, 1000), (0, 1000), (0, 0)])
    oneway = Roads(ring.lines, ring.kmh, np.array([FORWARD, FORWARD], dtype=np.int8), ring.may_stop, ring.may_cross)
    seconds, metres = travel_on(oneway, [(100, 0), (900, 0)]).matrix()
    assert metres[0, 1] == pytest.approx(800)
    assert metres[1, 0] == pytest.approx(3200)
    assert seconds[0, 1] == pytest.approx(80)


def test_the_quicker_road_is_taken_not_the_shorter():
    two = roads([(0, 0), (1000, 0)], [(0, 0), (0, 400), (1000, 400), (1000, 0)])
    fast = Roads(two.lines, np.array([10.0, 60.0]), two.direction, two.may_stop, two.may_cross)
    travel = travel_on(fast, [(0, 0), (1000, 0)])
    assert travel.matrix()[1][0, 1] == pytest.approx(1800)
    (way,) = travel.ways([(0, 1)])
    assert shapely.get_coordinates(LineString(way.line))[:, 1].max() == 400


def test_neighbours_beside_the_road_are_visited_from_one_parking_place():
    road = roads([(0, 0), (2000, 0)])
    places = [(1000, 500), (1100, 520), (1900, 10)]
    apart, together = travel_on(road, places).matrix()[0], travel_on(road, places, together=300).matrix()[0]
    assert together[0, 1] < apart[0, 1] / 5
    assert together[1, 2] <= apart[1, 2] + 180
    (way,) = travel_on(road, places, together=300).ways([(0, 1)])
    assert way.on_foot
    assert way.road_m == 0


def test_without_roads_a_straight_line_with_a_detour_counts():
    travel = StraightTravel(np.array([[0.0, 0.0], [3000.0, 4000.0]]), Beside(1.4, 25.2))
    seconds, metres = travel.matrix()
    assert metres[0, 1] == pytest.approx(7000)
    assert seconds[0, 1] == pytest.approx(1000)
    (way,) = travel.ways([(0, 1)])
    assert way.estimated_m == way.road_m == pytest.approx(7000)


@settings(max_examples=25, deadline=None)
@given(lines, points, st.sampled_from([0.0, 300.0]))
def test_travel_that_was_kept_leads_the_same_ways(given_lines, places, together):
    travel = travel_on(roads(*given_lines), places, together=together)
    again = travel_from(kept_of(travel))
    seconds, metres = travel.matrix()
    assert np.array_equal(again.matrix()[0], seconds)
    assert np.array_equal(again.matrix()[1], metres)
    pairs = [tuple(pair) for pair in np.argwhere(np.isfinite(seconds)).tolist()]
    for one, other in zip(travel.ways(pairs), again.ways(pairs), strict=True):
        assert np.array_equal(one.line, other.line)
        assert (one.seconds, one.road_m, one.beside_m, one.estimated_m, one.on_foot) == (
            other.seconds, other.road_m, other.beside_m, other.estimated_m, other.on_foot
        )  # fmt: skip
