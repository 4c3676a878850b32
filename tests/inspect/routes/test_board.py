"""The board works out any order of stops as the planner does, keeps it whole, and plans the rest anew around it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.inspect.routes.test_planner import CROSS, HOME, QUICK, plan_of, stop

from tuban.inspect.routes.board import Board, Slot
from tuban.inspect.routes.reaching import reach
from tuban.inspect.routes.stops import stop_list

coordinate = st.integers(-80, 80).map(lambda number: number * 100.0)
places = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=14)
DAY = QUICK.day


def board_of(stops, *, network=CROSS):
    listed = stop_list("测试", stops, total=len(stops), chosen=False).stops
    return Board.of(listed, reach(listed, [HOME], network, QUICK, roads_file="道路.gpkg"), QUICK, "balanced")


def slots_of(board, held):
    start = board.first_start
    return [Slot(start, start, DAY.opens, tuple(stops)) for stops in held]


@settings(max_examples=15, deadline=None)
@given(places, st.booleans())
def test_a_day_takes_on_the_board_what_the_planner_said(given_places, on_roads):
    network = CROSS if on_roads else None
    stops = [stop(f"P{number}", x, y) for number, (x, y) in enumerate(given_places)]
    plan = plan_of(stops, network=network)
    board = Board.from_bytes(board_of(stops, network=network).as_bytes())
    for route in plan.routes:
        held = tuple(board.places[visit.stop.id] for visit in route.visits)
        timed = board.timed(Slot(board.first_start, board.first_start, DAY.opens, held), DAY)
        assert (timed.returns, timed.back_seconds) == (route.back, route.back_seconds)
        assert [one.times.arrive for one in timed.visits] == [visit.arrive for visit in route.visits]
        assert [one.times.lunch for one in timed.visits] == [visit.lunch for visit in route.visits]
        for way, visit in zip(board.ways(timed), route.visits, strict=False):
            assert np.array_equal(way.line, visit.way.line)


@settings(max_examples=15, deadline=None)
@given(places, st.data())
def test_what_is_planned_anew_loses_nobody_and_leaves_what_is_fixed(given_places, data):
    board = board_of([stop(f"P{number}", x, y) for number, (x, y) in enumerate(given_places)])
    count = len(board.ids)
    holder = [data.draw(st.integers(0, 2)) for _stop in range(count)]
    held = [[place for place in range(count) if holder[place] == slot] for slot in range(3)]
    fixed = {place: holder[place] for place in range(count) if data.draw(st.booleans())}
    slots = slots_of(board, held)
    made, missed = board.planned_anew(slots, fixed=fixed, planning=QUICK, seconds=0.05)
    assert sorted([*(place for stops in made for place in stops), *missed]) == list(range(count))
    for place, slot in fixed.items():
        assert place in made[slot] or place in missed
    for slot, stops in zip(slots, made, strict=True):
        timed = board.timed(Slot(slot.start, slot.home, slot.leaves, stops), DAY)
        assert timed.is_possible
        assert not timed.is_over_hours


@settings(max_examples=20, deadline=None)
@given(places, st.data())
def test_the_cheapest_place_is_cheaper_than_any_other(given_places, data):
    board = board_of([stop(f"P{number}", x, y) for number, (x, y) in enumerate(given_places)], network=None)
    new = data.draw(st.integers(0, len(board.ids) - 1))
    others = [place for place in range(len(board.ids)) if place != new]
    slot = slots_of(board, [others])[0]

    def seconds(position):
        held = (*others[:position], new, *others[position:])
        return board.timed(Slot(slot.start, slot.home, slot.leaves, held), DAY).travel_seconds

    best = board.cheapest_place(new, slot)
    assert seconds(best) == min(seconds(position) for position in range(len(others) + 1))
