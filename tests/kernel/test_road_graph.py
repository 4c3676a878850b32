"""Roads become a graph: where lines meet one can turn, however they were drawn."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from tuban.kernel.road_graph import BOTH, Roads, bridge_gaps, build, nearest_access


def roads(*lines, kmh=36.0, bridges=(), no_stop=()):
    count = len(lines)
    return Roads(
        lines=np.array([LineString(line) for line in lines], dtype=object),
        kmh=np.full(count, kmh),
        direction=np.full(count, BOTH, dtype=np.int8),
        may_stop=np.array([number not in no_stop for number in range(count)]),
        may_cross=np.array([number not in bridges for number in range(count)]),
    )


def degree(graph, at):
    nearest = int(np.argmin(np.hypot(*(graph.nodes - at).T)))
    return int(((graph.start == nearest).sum()) + (graph.end == nearest).sum())


EAST = [(0, 0), (500, 0), (1000, 0)]
NORTH = [(500, -500), (500, 500)]


def test_lines_that_share_a_vertex_meet_there():
    graph = build(roads(EAST, [(500, 0), (500, 500)]), snap_m=1)
    assert degree(graph, (500, 0)) == 3
    assert graph.components == 1


@pytest.mark.parametrize(("short_by", "meets"), [(0.0, True), (0.8, True), (3.0, False)])
def test_an_end_that_stops_short_of_a_road_meets_it_within_the_tolerance(short_by, meets):
    graph = build(roads([(0, 0), (1000, 0)], [(400, short_by), (400, 300)]), snap_m=1)
    assert (graph.components == 1) == meets
    assert graph.metres.sum() == pytest.approx(1300 if meets else 1297)


@pytest.mark.parametrize(("crossings", "parts"), [("join", 1), ("apart", 2), ("auto", 1)])
def test_a_bare_crossing_is_a_junction_or_a_bridge(crossings, parts):
    graph = build(roads([(0, 0), (1000, 0)], NORTH), snap_m=1, crossings=crossings)
    assert graph.components == parts
    assert graph.crossings_joined == (crossings != "apart")


def test_where_most_junctions_share_a_vertex_a_bare_crossing_is_a_bridge():
    crossings = [([(x, 0), (x + 5, 5), (x + 10, 10)], [(x, 10), (x + 5, 5), (x + 10, 0)]) for x in (0, 100, 200)]
    bare = [(300, 0), (310, 10)], [(300, 10), (310, 0)]
    lines = [line for pair in (*crossings, bare) for line in pair]
    assert build(roads(*lines), snap_m=1, crossings="auto").components == 5


def test_a_bridge_crosses_without_a_junction():
    graph = build(roads([(0, 0), (1000, 0)], NORTH, bridges=(1,)), snap_m=1, crossings="join")
    assert graph.components == 2


def test_parts_are_numbered_from_the_longest_and_gaps_are_bridged_by_the_shortest_links():
    graph = build(roads([(0, 0), (100, 0)], [(0, 500), (900, 500)], [(150, 0), (400, 0)]), snap_m=1)
    assert graph.components == 3
    assert graph.component[graph.start].tolist() == [2, 0, 1]
    linked = bridge_gaps(graph, gap_m=60, detour=2.0, kmh=3.6)
    assert linked.components == 2
    (link,) = np.flatnonzero(linked.is_link).tolist()
    assert linked.metres[link] == pytest.approx(100)  # 50 m of gap, twice
    assert linked.seconds[link] == pytest.approx(100)
    assert bridge_gaps(graph, gap_m=1e6, detour=1.0, kmh=10).components == 1


def test_a_place_is_reached_from_the_nearest_road_where_one_may_stop():
    graph = build(roads([(0, 0), (1000, 0)], [(0, 50), (1000, 50)], no_stop=(1,)), snap_m=1)
    places = np.array([Point(300, 40), box(600, 10, 640, 30), Point(500, 900)], dtype=object)
    access = nearest_access(graph, places, within_m=500)
    assert access.beside_m[:2].tolist() == [40, 10]  # the polygon from its nearest side, and not from the expressway
    assert access.along_m[0] == pytest.approx(300)
    assert access.piece[2] == -1
    assert np.isinf(access.beside_m[2])


def test_a_ring_and_a_doubled_line_do_no_harm():
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    graph = build(roads(ring, ring, [(100, 100), (300, 100)]), snap_m=1)
    assert graph.components == 1
    assert shapely.is_valid(graph.geometry).all()
