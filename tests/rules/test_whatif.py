"""What rectification would change: how much must be deducted for a line, which ways count, and until when they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.ratio import Line
from tuban.rules.whatif import REASONS, Position, Running, Ways

BOOK = rulebook.load()
COUNTY, YEAR_END, TODAY = "130427", date(2024, 12, 31), date(2024, 9, 23)
KEY = ("130427SJBG24000001", "")
SETTLED = {"settled": True}


def line(value: Fraction, operator: str) -> Line:
    return Line("account", "问责", operator, value, None, (), ())


@st.composite
def positions(draw) -> Position:
    unlawful = draw(st.integers(0, 60))
    return Position(unlawful, draw(st.integers(0, unlawful)), unlawful + draw(st.integers(0, 60)), draw(st.booleans()))


@given(positions(), st.fractions(0, 1, max_denominator=20), st.sampled_from("≥>"))
def test_what_is_needed_is_the_least_deduction_that_comes_below_a_line(position, value, operator):
    drawn = line(value, operator)
    enough = [more for more in range(position.most + 1) if not position.is_past(drawn, more)]
    assert position.needed(drawn) == (enough[0] if enough else None)


@given(positions(), st.integers(0, 20))
def test_a_deduction_never_raises_the_ratio(position, more):
    more = min(more, position.most)
    before, after = position.after(), position.after(more)
    assert after is None or (before is not None and after <= before)


@pytest.fixture(scope="module")
def ways() -> Ways:
    return Ways.of(BOOK, region=COUNTY, on=YEAR_END, today=TODAY)


def test_demolition_restores_what_still_counts_and_ends_by_its_limit_across_the_holidays(ways):
    way = ways.way(KEY, "demolish", counted=500, deducted=120, facts={})
    assert (way.gives, way.restores, way.counts) == (380, 380, True)
    # Thirty days from 23 September end on 23 October 2024, a working day after the national holidays.
    assert way.last_day == date(2024, 10, 23)
    assert not way.after


def test_an_approval_counts_only_after_the_violation_is_settled(ways):
    settled = ways.way(KEY, "collective", counted=500, deducted=0, facts=SETTLED)
    assert (settled.gives, settled.restores, settled.after) == (500, 0, ())
    open_still = ways.way(KEY, "collective", counted=500, deducted=0, facts={})
    assert open_still.after == ("核查后立案期限", "作出处罚决定期限", "缴纳罚款期限") or len(open_still.after) == 3
    assert open_still.last_day is None or open_still.last_day > settled.last_day
    filed = ways.way(KEY, "collective", counted=500, deducted=0, facts={"case_filed_on": "2024-08-01"})
    assert filed.after == open_still.after[1:]


@pytest.mark.parametrize("route", ["supply", "temporary", "report_city", "file_case"])
def test_a_way_that_neither_restores_nor_ends_in_an_approval_moves_no_figure(ways, route):
    way = ways.way(KEY, route, counted=500, deducted=0, facts=SETTLED)
    assert (way.why, way.gives) == ("no_deduction", 0)


def test_why_a_way_does_not_count_is_told(ways):
    assert ways.way(KEY, "", counted=500, deducted=0, facts={}).why == "no_way"
    assert ways.way(KEY, "demolish", counted=500, deducted=500, facts={}).why == "nothing_left"
    assert ways.way(KEY, "demolish", counted=None, deducted=0, facts={}).why == "no_area"
    before_2018 = replace(ways, on=date(2014, 12, 31))
    assert before_2018.way(KEY, "collective", counted=500, deducted=0, facts=SETTLED).why == "not_allowed"


def test_a_way_must_end_by_the_last_day_of_the_campaign(ways):
    assert replace(ways, cutoff=date(2024, 10, 23)).way(KEY, "demolish", counted=500, deducted=0, facts={}).counts
    late = replace(ways, cutoff=date(2024, 10, 22)).way(KEY, "demolish", counted=500, deducted=0, facts={})
    assert (late.why, late.counts) == ("late", False)


def test_a_limit_that_runs_already_is_not_begun_anew_and_a_suspended_one_is_no_promise(ways):
    cut = replace(ways, cutoff=date(2024, 12, 1))
    running = Running(date(2024, 9, 30))
    assert cut.way(KEY, "demolish", counted=5, deducted=0, facts={}, running=running).last_day == date(2024, 9, 30)
    held = cut.way(KEY, "demolish", counted=5, deducted=0, facts={}, running=Running(None))
    assert held.why == "day_unknown"


def test_a_day_that_no_calendar_reaches_is_unknown_and_never_in_time(ways):
    far = replace(ways, today=date(2090, 1, 4), cutoff=date(2099, 1, 1))
    assert far.way(KEY, "demolish", counted=5, deducted=0, facts={}).why == "day_unknown"
    assert "day_unknown" in REASONS
