"""Numbers as maps show them, sums as cards add up, hatches inside their patch."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st

from tuban.render.maps.patch_symbols import hatch_lines
from tuban.render.maps.patches import common_beginning, dates_between, short_numbers

numbers = st.lists(
    st.one_of(
        st.integers(0, 99_999).map(lambda n: f"990101SJBG24{n:06d}"),
        st.integers(0, 999).map(lambda n: f"示范-二四-{n:04d}"),
        st.text("0123456789-ABZ", min_size=1, max_size=9),
    ),
    max_size=40,
)


@given(numbers)
def test_short_numbers_still_tell_patches_apart(given_numbers: list[str]) -> None:
    short = short_numbers(given_numbers)
    beginning = common_beginning(given_numbers)
    assert set(short) == set(given_numbers)
    for number, shown in short.items():
        assert shown
        assert number in (shown, beginning + shown)
    cut = [shown for number, shown in short.items() if shown != number]
    assert len(set(cut)) == len(cut)


def test_what_nearly_all_numbers_share_is_left_out() -> None:
    listed = [f"990101SJBG24{n:06d}" for n in (1, 2, 345)] + ["Z-7"]
    assert common_beginning(listed) == "990101SJBG24000"
    assert list(short_numbers(listed).values()) == ["001", "002", "345", "Z-7"]


def test_numbers_that_share_nothing_stay_whole() -> None:
    assert short_numbers(["A1", "B2"]) == {"A1": "A1", "B2": "B2"}
    assert short_numbers(["17", "18"]) == {"17": "17", "18": "18"}
    assert short_numbers([]) == {}


def test_dates_are_told_from_the_first_to_the_last() -> None:
    assert dates_between(["2024-08-01", "", "2024-07-02"]) == "2024-07-02 至 2024-08-01"
    assert dates_between(["2024-08", "2024-08"]) == "2024-08"
    assert dates_between(["", ""]) == ""


def test_a_hatch_stays_inside_its_patch() -> None:
    shape = shapely.Polygon([(0, 0), (12, 1), (9, 8), (3, 6)], [[(5, 3), (7, 3), (6, 5)]])
    for kind in ("horizontal", "vertical", "diagonal", "backward", "cross", "dots"):
        lines = hatch_lines(shape, kind, 1.0)
        assert lines
        assert all(shape.buffer(1e-6).contains(one) for one in lines)
    assert hatch_lines(shape, "none", 1.0) == []
