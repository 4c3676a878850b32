from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.working_days import (
    CalendarContradictsItself,
    CalendarYear,
    CalendarYearUnknown,
    DaysBelowZero,
    WorkingCalendar,
    calendar_of,
)

KNOWN_DAYS = st.dates(date(2005, 1, 1), date(2025, 6, 30))


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return calendar_of(rulebook.load())


def test_the_lawbook_and_the_packaged_calendar_agree_on_every_day_of_2024(calendar: WorkingCalendar) -> None:
    assert 2024 in calendar.years
    days = [date(2024, 1, 1) + timedelta(days=offset) for offset in range(366)]
    assert [day for day in days if calendar.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_the_calendar_of_the_lawbook_prevails() -> None:
    year = CalendarYear(2024, frozenset({date(2024, 3, 4)}), frozenset({date(2024, 3, 2)}))
    calendar = WorkingCalendar({2024: year})
    assert not calendar.is_working_day(date(2024, 3, 4))
    assert calendar.is_working_day(date(2024, 3, 2))
    assert calendar.last_day(date(2024, 3, 1), 1) == date(2024, 3, 2)


def test_a_year_nobody_knows_is_an_error_and_not_a_guess(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarYearUnknown, match="2090"):
        calendar.last_day(date(2090, 1, 4), 5)


def test_a_period_that_runs_into_a_year_nobody_knows_has_no_last_day() -> None:
    last_known = max(year for year in range(2024, 2090) if _known(year))
    calendar = WorkingCalendar()
    assert calendar.last_day(date(last_known, 12, 1), 5).year == last_known
    with pytest.raises(CalendarYearUnknown):
        calendar.last_day(date(last_known, 12, 31), 5)


def _known(year: int) -> bool:
    try:
        WorkingCalendar().is_working_day(date(year, 6, 1))
    except CalendarYearUnknown:
        return False
    return True


@given(KNOWN_DAYS, st.integers(1, 60))
def test_the_last_day_is_worked_and_the_period_holds_the_days_asked_for(served: date, days: int) -> None:
    calendar = WorkingCalendar()
    last = calendar.last_day(served, days)
    assert calendar.is_working_day(last)
    assert calendar.working_days_between(served, last) == days
    assert calendar.working_days_between(served, last - timedelta(days=1)) == days - 1


@given(KNOWN_DAYS, st.integers(0, 90))
def test_a_period_of_calendar_days_ends_on_a_working_day_and_never_early(served: date, days: int) -> None:
    calendar = WorkingCalendar()
    last = calendar.last_day_of_calendar_days(served, days)
    assert calendar.is_working_day(last)
    assert last >= served + timedelta(days=days)
    between = (served + timedelta(days=days + offset) for offset in range((last - served).days - days))
    assert not any(calendar.is_working_day(day) for day in between)


def test_fifteen_days_to_pay_that_end_in_the_spring_festival_end_after_it(calendar: WorkingCalendar) -> None:
    assert calendar.last_day_of_calendar_days(date(2024, 1, 26), 15) == date(2024, 2, 18)


@pytest.mark.parametrize("days", [-1, -30])
def test_a_period_below_nothing_is_refused(calendar: WorkingCalendar, days: int) -> None:
    with pytest.raises(DaysBelowZero):
        calendar.last_day(date(2024, 3, 1), days)
    with pytest.raises(DaysBelowZero):
        calendar.last_day_of_calendar_days(date(2024, 3, 1), days)


@pytest.mark.parametrize(
    ("holidays", "make_up"),
    [({date(2024, 5, 1)}, {date(2024, 5, 1)}), ({date(2025, 5, 1)}, set()), (set(), {date(2023, 12, 30)})],
)
def test_a_calendar_that_contradicts_itself_is_refused(holidays: set[date], make_up: set[date]) -> None:
    with pytest.raises(CalendarContradictsItself):
        CalendarYear(2024, frozenset(holidays), frozenset(make_up))
