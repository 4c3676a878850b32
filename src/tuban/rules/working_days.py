"""Working days (工作日) with the make-up days of the yearly holiday notice (调休).

The yearly notice of the State Council decides which days are worked. A calendar file of the lawbook prevails for its
year; else the packaged calendar answers. A year that neither knows is an error: a deadline is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

from tuban.rules.parameters import read_day
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import StrictMapping
from tuban.values.errors import TubanError

_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarYearUnknown(TubanError):
    """The working days of {year} are not known, so no deadline that touches that year can be told."""

    code = "working_days.year_unknown"
    hint = "Add lawbook/calendars/{year}.yaml once the holiday notice for that year is published."


class DaysBelowZero(TubanError):
    """A period cannot last {days} days."""

    code = "working_days.below_zero"
    hint = "Give the number of days, 0 or more."


class CalendarContradictsItself(TubanError):
    """The calendar of {year} does not hold: {days}."""

    code = "working_days.calendar_contradicts_itself"
    hint = "A holiday and a make-up day are days of that year, and no day is both."


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The holidays and the make-up working days of one year, with the notice they rest on.

    Raises CalendarContradictsItself where a day lies outside the year, or is both.
    """

    year: int
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        strange = {day for day in self.holidays | self.make_up_days if day.year != self.year}
        strange |= self.holidays & self.make_up_days
        if strange:
            raise CalendarContradictsItself(year=self.year, days=", ".join(str(day) for day in sorted(strange)))

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: a make-up day, or a weekday that is no holiday."""
        return day in self.make_up_days or (day.weekday() < _SATURDAY and day not in self.holidays)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days of every known year; ``years`` are the calendars of the lawbook, which prevail."""

    years: Mapping[int, CalendarYear] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked; raises CalendarYearUnknown."""
        if day.year in self.years:
            return self.years[day.year].is_working_day(day)
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError as error:
            raise CalendarYearUnknown(year=day.year) from error

    def last_day(self, served_on: date, working_days: int) -> date:
        """Return the last day of a period of working days; the day of service does not count.

        Raises CalendarYearUnknown, DaysBelowZero.
        """
        if working_days < 0:
            raise DaysBelowZero(days=working_days)
        day = served_on
        left = working_days
        while left:
            day += _DAY
            left -= self.is_working_day(day)
        return day

    def last_day_of_calendar_days(self, served_on: date, days: int) -> date:
        """Return the last day of a period of calendar days, moved to the next working day where it is not worked.

        Raises CalendarYearUnknown, DaysBelowZero.
        """
        if days < 0:
            raise DaysBelowZero(days=days)
        day = served_on + days * _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and with ``end``; none where it is not later.

        Raises CalendarYearUnknown.
        """
        return sum(self.is_working_day(start + offset * _DAY) for offset in range(1, (end - start).days + 1))


def calendar_of(rulebook: Rulebook) -> WorkingCalendar:
    """Return the working calendar of a rule book: its own calendars, the packaged one for other years.

    Raises LawbookFault or CalendarContradictsItself.
    """
    years = [_read_year(node) for name, node in sorted(rulebook.calendars.items()) if name.isdigit()]
    return WorkingCalendar({year.year: year for year in years})


def _read_year(node: StrictMapping) -> CalendarYear:
    node.only(required=("title", "cites", "year", "holidays", "make_up_days"))
    holidays: set[date] = set()
    for span in node.sequence("holidays"):
        span.only(required=("from", "to", "because"))
        day, last = (read_day(span.text(key), where=span.where(key)) for key in ("from", "to"))
        while day <= last:
            holidays.add(day)
            day += _DAY
    make_up = frozenset(read_day(day, where=node.where("make_up_days")) for day in node.texts("make_up_days"))
    return CalendarYear(node.integer("year"), frozenset(holidays), make_up, node.texts("cites"))
