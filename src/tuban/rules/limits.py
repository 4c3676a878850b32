"""Limits of time (期限) as the lawbook sets them: working days, days or months, with what does not count and what adds.

The day on which something happens does not count; a limit of days or months that would end on a day of rest ends on the
next working day. Days of a suspension, its first and its last one among them, do not count, and days that two
suspensions share are left out once.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import WorkingCalendar
from tuban.values.errors import TubanError

UNITS = ("working_day", "day", "month")
_DAY = timedelta(days=1)


class NoLimitOfTime(TubanError):
    """“{path}” of the lawbook is no limit of time: its unit is {unit}."""

    code = "limits.no_limit_of_time"
    hint = "A limit is counted in working_day, day or month."


class EndsBeforeItBegins(TubanError):
    """A suspension cannot end on {until}, before it began on {since}."""

    code = "limits.ends_before_it_begins"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working days, days or months (``unit``), with its title and what it rests on."""

    value: int
    unit: str
    title: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days that do not count, ``since`` and ``until`` among them; without ``until`` it still lasts."""

    since: date
    until: date | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise EndsBeforeItBegins(since=self.since.isoformat(), until=self.until.isoformat())


@dataclass(frozen=True, slots=True)
class DueDate:
    """Until when something must be done: ``last_day``; None while a suspension lasts, for then nobody can tell.

    ``left_out`` is the number of days of suspensions between the start and the last day, ``suspended_since`` the day on
    which the lasting suspension began.
    """

    started_on: date
    last_day: date | None
    left_out: int = 0
    suspended_since: date | None = None

    def is_over(self, day: date) -> bool:
        """Whether the limit had passed on a day; never while it is suspended."""
        return self.last_day is not None and day > self.last_day


def limit_of(rulebook: Rulebook, path: str, *, on: date, region: str = "") -> Limit:
    """Return a limit of the lawbook in force on a day; raises NoSuchParameter, NotInForce, NoLimitOfTime."""
    found = rulebook.parameter(path, on=on, region=region)
    if found.unit not in UNITS:
        raise NoLimitOfTime(path=path, unit=found.unit)
    return Limit(int(found.value), found.unit, found.title, found.cites)


def due(
    limit: Limit,
    started_on: date,
    calendar: WorkingCalendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Sequence[Limit] = (),
) -> DueDate:
    """Return the last day of a limit that began to run on a day, lengthened by ``extensions``.

    A suspension that begins after the last day comes too late to change it. Raises CalendarYearUnknown where the limit
    touches a year whose working days nobody knows.
    """
    spans = tuple(suspensions)
    end = started_on
    for one in (limit, *extensions):
        end = _counted(one, end, calendar, spans)
    lasting = [one.since for one in spans if one.until is None and one.since <= end]
    if lasting:
        return DueDate(started_on, None, suspended_since=min(lasting))
    if (limit, *extensions)[-1].unit != "working_day":
        end = calendar.last_day_of_calendar_days(end, 0)
    left_out = sum(_is_left_out(started_on + n * _DAY, spans) for n in range(1, (end - started_on).days + 1))
    return DueDate(started_on, end, left_out)


def _counted(limit: Limit, start: date, calendar: WorkingCalendar, spans: tuple[Suspension, ...]) -> date:
    """Return the day on which a limit is used up, days of rest at its end not yet passed over."""
    left = (_months_later(start, limit.value) - start).days if limit.unit == "month" else limit.value
    day = start
    while left:
        day += _DAY
        if any(one.until is None and one.since <= day for one in spans):
            return day  # it lasts: nobody can tell the end
        if not _is_left_out(day, spans) and (limit.unit != "working_day" or calendar.is_working_day(day)):
            left -= 1
    return day


def _is_left_out(day: date, spans: tuple[Suspension, ...]) -> bool:
    return any(one.since <= day and (one.until is None or day <= one.until) for one in spans)


def _months_later(day: date, number: int) -> date:
    year, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))
