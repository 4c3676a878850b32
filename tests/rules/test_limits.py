"""Limits of time: what counts, what does not, and that nothing lawful shortens one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.limits import EndsBeforeItBegins, Limit, NoLimitOfTime, Suspension, due, limit_of
from tuban.rules.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
DAY = timedelta(days=1)
STARTS = st.dates(date(2022, 1, 1), date(2023, 6, 30))
LIMITS = st.builds(Limit, st.integers(1, 90), st.sampled_from(["working_day", "day"])) | st.builds(
    Limit, st.integers(1, 6), st.just("month")
)


@st.composite
def suspensions_of(draw: st.DrawFn) -> list[Suspension]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        since = date(2022, 1, 1) + DAY * draw(st.integers(0, 700))
        found.append(Suspension(since, since + DAY * draw(st.integers(0, 40))))
    return found


def test_days_that_end_on_a_day_of_rest_end_on_the_next_working_day() -> None:
    assert due(Limit(15, "day"), date(2024, 9, 20), CALENDAR).last_day == date(2024, 10, 8)


def test_months_end_on_the_day_of_the_same_number_or_on_the_last_of_the_month() -> None:
    assert due(Limit(1, "month"), date(2024, 1, 31), CALENDAR).last_day == date(2024, 2, 29)
    assert due(Limit(3, "month"), date(2023, 11, 8), CALENDAR).last_day == date(2024, 2, 8)


def test_days_of_a_suspension_do_not_count_and_its_holidays_not_twice() -> None:
    # Ninety days from 1 August; a hearing from 20 September to 10 October takes 21 of them out.
    hearing = Suspension(date(2024, 9, 20), date(2024, 10, 10), "听证")
    assert due(Limit(90, "day"), date(2024, 8, 1), CALENDAR).last_day == date(2024, 10, 30)
    suspended = due(Limit(90, "day"), date(2024, 8, 1), CALENDAR, suspensions=[hearing])
    assert suspended.last_day == date(2024, 11, 20)
    assert suspended.left_out == 21


def test_working_days_of_a_suspension_over_the_national_day_are_left_out_once() -> None:
    # Five working days from 27 September: 29, 30, 8, 9, 10. Up to 7 October only 29 and 30 were worked.
    span = Suspension(date(2024, 9, 29), date(2024, 10, 7))
    assert due(Limit(5, "working_day"), date(2024, 9, 27), CALENDAR).last_day == date(2024, 10, 10)
    assert due(Limit(5, "working_day"), date(2024, 9, 27), CALENDAR, suspensions=[span]).last_day == date(2024, 10, 12)


def test_while_a_suspension_lasts_nobody_can_tell_the_last_day_and_nothing_is_late() -> None:
    found = due(Limit(10, "working_day"), date(2024, 9, 2), CALENDAR, suspensions=[Suspension(date(2024, 9, 5))])
    assert found.last_day is None
    assert found.suspended_since == date(2024, 9, 5)
    assert not found.is_over(date(2026, 1, 1))


def test_a_suspension_after_the_last_day_comes_too_late() -> None:
    plain = due(Limit(10, "working_day"), date(2024, 9, 2), CALENDAR)
    assert plain.last_day is not None
    too_late = Suspension(plain.last_day + DAY)
    assert due(Limit(10, "working_day"), date(2024, 9, 2), CALENDAR, suspensions=[too_late]) == plain


def test_an_extension_adds_to_what_was_left() -> None:
    found = due(Limit(90, "day"), date(2024, 8, 1), CALENDAR, extensions=[Limit(30, "day")])
    assert found.last_day == date(2024, 11, 29)


def test_a_suspension_does_not_end_before_it_begins() -> None:
    with pytest.raises(EndsBeforeItBegins):
        Suspension(date(2024, 9, 5), date(2024, 9, 4))


def test_a_share_is_no_limit_of_time() -> None:
    with pytest.raises(NoLimitOfTime):
        limit_of(rulebook.load(), "accountability/talk_line", on=date(2024, 1, 1))


@given(LIMITS, STARTS, suspensions_of())
def test_a_limit_ends_on_a_working_day_after_its_start(limit: Limit, start: date, some: list[Suspension]) -> None:
    last = due(limit, start, CALENDAR, suspensions=some).last_day
    assert last is not None
    assert last > start
    assert CALENDAR.is_working_day(last)


@given(LIMITS, STARTS, suspensions_of(), suspensions_of())
def test_a_further_suspension_never_makes_a_limit_end_earlier(
    limit: Limit, start: date, some: list[Suspension], more: list[Suspension]
) -> None:
    fewer = due(limit, start, CALENDAR, suspensions=some).last_day
    with_more = due(limit, start, CALENDAR, suspensions=some + more).last_day
    assert fewer is not None
    assert with_more is not None
    assert with_more >= fewer


@given(LIMITS, STARTS, suspensions_of())
def test_suspensions_told_twice_or_in_another_order_are_the_same(
    limit: Limit, start: date, suspensions: list[Suspension]
) -> None:
    once = due(limit, start, CALENDAR, suspensions=suspensions)
    assert due(limit, start, CALENDAR, suspensions=[*reversed(suspensions), *suspensions]) == once


@given(st.integers(1, 90), STARTS, suspensions_of())
def test_of_working_days_exactly_so_many_are_counted(value: int, start: date, suspensions: list[Suspension]) -> None:
    last = due(Limit(value, "working_day"), start, CALENDAR, suspensions=suspensions).last_day
    assert last is not None
    spans = [(one.since, one.until) for one in suspensions if one.until]
    left_out = {since + n * DAY for since, until in spans for n in range((until - since).days + 1)}
    counted = [start + n * DAY for n in range(1, (last - start).days + 1)]
    assert sum(CALENDAR.is_working_day(day) and day not in left_out for day in counted) == value
