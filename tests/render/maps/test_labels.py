"""Numbers on a map: never on one another, never outside, near their patch, the same every time."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.render.maps.labels import Box, Placed, Wanted, place_labels

WITHIN: Box = (0.0, 0.0, 200.0, 150.0)

spots = st.tuples(st.floats(5, 195), st.floats(5, 145))
wanted_labels = st.lists(
    st.builds(
        lambda spot, size, width: Wanted(
            (spot[0] - size, spot[1] - size, spot[0] + size, spot[1] + size), spot, width, 3.0
        ),
        spots,
        st.floats(0.5, 6),
        st.floats(4, 14),
    ),
    max_size=45,
)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def away(placed: Placed, patch: Box) -> float:
    left, top, right, bottom = placed.box
    return math.hypot(max(patch[0] - right, left - patch[2], 0), max(patch[1] - bottom, top - patch[3], 0))


@settings(max_examples=40, deadline=None)
@given(wanted_labels)
def test_no_number_lies_on_another_or_leaves_the_map(wanted: list[Wanted]) -> None:
    taken: list[Box] = [(90.0, 60.0, 110.0, 70.0)]
    placed = [place for place in place_labels(wanted, WITHIN, taken) if place is not None]
    boxes = [*taken, *(place.box for place in placed)]
    assert not any(overlap(one, other) for at, one in enumerate(boxes) for other in boxes[:at])
    for left, top, right, bottom in (place.box for place in placed):
        assert 0 <= left < right <= 200
        assert 0 <= top < bottom <= 150


@settings(max_examples=25, deadline=None)
@given(wanted_labels)
def test_a_number_has_a_line_to_its_patch_exactly_where_it_stands_away_from_it(wanted: list[Wanted]) -> None:
    places = place_labels(wanted, WITHIN)
    assert len(places) == len(wanted)
    for one, place in zip(wanted, places, strict=True):
        if place is None:
            continue
        assert (place.line is None) == (away(place, one.patch) <= 1.35 + 1e-9)
        if place.line is not None:
            assert place.line[0] == one.spot


@settings(max_examples=25, deadline=None)
@given(wanted_labels)
def test_the_same_patches_give_the_same_places(wanted: list[Wanted]) -> None:
    assert place_labels(wanted, WITHIN) == place_labels(wanted, WITHIN)


@settings(max_examples=25, deadline=None)
@given(wanted_labels, st.floats(4, 20))
def test_no_number_stands_farther_from_its_patch_than_it_may(wanted: list[Wanted], reach: float) -> None:
    for one, place in zip(wanted, place_labels(wanted, WITHIN, reach_mm=reach), strict=True):
        assert place is None or away(place, one.patch) <= reach + 1e-6


def test_a_lone_number_stands_right_beside_its_patch() -> None:
    (place,) = place_labels([Wanted((98, 68, 102, 72), (100, 70), 10, 3)], WITHIN)
    assert place is not None
    assert place.line is None
    assert place.box[0] > 102


def test_where_no_room_is_left_the_number_is_told_as_left_out() -> None:
    crowd = [Wanted((9, 4, 11, 6), (10, 5), 9, 3) for _ in range(40)]
    places = place_labels(crowd, (0, 0, 20, 10))
    assert any(place is None for place in places)
    assert any(place is not None for place in places)


def test_no_patches_need_no_places() -> None:
    assert place_labels([], WITHIN) == []
