"""K25: a hearing notice served on Friday 2024-09-27; the five days are working days and end on 2024-10-10."""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules import rulebook
from tuban.rules.working_days import WorkingCalendar, calendar_of

SERVED = date(2024, 9, 27)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return calendar_of(rulebook.load())


def test_five_working_days_over_the_national_day_end_on_10_october(calendar: WorkingCalendar) -> None:
    assert calendar.last_day(SERVED, 5) == date(2024, 10, 10)


@pytest.mark.parametrize("day", [date(2024, 9, 29), date(2024, 10, 12)])
def test_the_make_up_days_were_working_days(calendar: WorkingCalendar, day: date) -> None:
    assert calendar.is_working_day(day)


def test_the_packaged_calendar_says_the_same() -> None:
    assert WorkingCalendar().last_day(SERVED, 5) == date(2024, 10, 10)
