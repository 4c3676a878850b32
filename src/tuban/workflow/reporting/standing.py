"""Which reports are owed, and how each stands: confirmed in time, late, empty, missing, still to come.

A report is owed for every working day between the first and the last day of the schedule. Only owed days count, each
once: no unit has handed in more than it owes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone

from tuban.rules.working_days import WorkingCalendar, calendar_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Unit
from tuban.workflow.reporting.models import Report, Schedule
from tuban.workflow.reporting.words import Kind

_DAY = timedelta(days=1)


class State(StrEnum):
    """How a report stands: in time, after its hour, in time or late but without a parcel, missing, still to come."""

    IN_TIME = "in_time"
    LATE = "late"
    EMPTY = "empty"
    MISSING = "missing"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """The report of a unit for a day: how it stands, its last edition, and how many editions there were."""

    unit: Unit
    day: date
    state: State
    report: Report | None = None
    editions: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The reports of a unit up to now: owed, and of these in time, late, empty, missing, confirmed anew."""

    unit: Unit
    owed: int
    in_time: int
    late: int
    empty: int
    missing: int
    changed: int

    @property
    def handed_in(self) -> int:
        """How many of those owed were handed in, whenever and however."""
        return self.owed - self.missing

    @property
    def share(self) -> float | None:
        """The share of those owed that came in time and with parcels; None where none is owed yet."""
        return self.in_time / self.owed if self.owed else None


def schedule_of(campaign: Campaign) -> Schedule | None:
    """Return when a campaign wants reports; None where nobody said."""
    return Schedule.objects.filter(campaign=campaign).first()


def closes_at(day: date, hour: time) -> datetime:
    """Return the moment at which the report of a day is due."""
    return timezone.make_aware(datetime.combine(day, hour))


def days_owed(schedule: Schedule, until: date) -> list[date]:
    """Return the working days for which a daily report is owed, up to and with a day. Raises CalendarYearUnknown."""
    last = until if schedule.until is None else min(until, schedule.until)
    calendar = _calendar(schedule)
    days = (schedule.since + n * _DAY for n in range((last - schedule.since).days + 1))
    return [day for day in days if calendar.is_working_day(day)]


def weeks_owed(schedule: Schedule, until: date) -> list[date]:
    """Return the days for which a weekly report is owed, up to and with a day: that of the schedule in every week, or
    the last working day before it. A week without a working day owes none. Raises CalendarYearUnknown."""
    calendar, found = _calendar(schedule), []
    monday = schedule.since - timedelta(days=schedule.since.weekday())
    while monday <= until:
        days = (monday + timedelta(days=schedule.weekly_day - 1 - n) for n in range(schedule.weekly_day))
        day = next((one for one in days if calendar.is_working_day(one)), None)
        if day is not None and schedule.is_within(day) and day <= until:
            found.append(day)
        monday += timedelta(days=7)
    return found


def is_owed(schedule: Schedule, day: date, kind: str = Kind.DAILY) -> bool:
    """Whether a report of the kind is owed for a day."""
    owed = days_owed if kind == Kind.DAILY else weeks_owed
    return schedule.is_within(day) and day in owed(schedule, day)


def hour_of(schedule: Schedule, kind: str) -> time:
    """Return the hour by which a report of the kind is due."""
    return schedule.daily_by if kind == Kind.DAILY else schedule.weekly_by


def standings(
    schedule: Schedule, units: Iterable[Unit], days: Sequence[date], now: datetime, kind: str = Kind.DAILY
) -> dict[tuple[Any, date], Standing]:
    """Return how the report of every unit stands for every day, by the key of the unit and the day."""
    units = list(units)
    rows = Report.objects.filter(campaign=schedule.campaign_id, kind=kind, unit__in=units, day__in=list(days))
    last: dict[tuple[Any, date], Report] = {}
    for one in rows.select_related("unit", "by").defer("parcels").order_by("number"):
        last[one.unit_id, one.day] = one
    empty = set(rows.filter(parcels=[]).values_list("pk", flat=True))
    is_past = {day: now > closes_at(day, hour_of(schedule, kind)) for day in days}
    found = {}
    for unit in units:
        for day in days:
            report = last.get((unit.pk, day))
            if report is None:
                told = Standing(unit, day, State.MISSING if is_past[day] else State.WAITING)
            else:
                state = State.EMPTY if report.pk in empty else State.LATE if report.is_late else State.IN_TIME
                told = Standing(unit, day, state, report, report.number)
            found[unit.pk, day] = told
    return found


def figures(units: Iterable[Unit], found: Mapping[tuple[Any, date], Standing]) -> list[Figures]:
    """Return the figures of every unit; what is still to come is not owed yet."""
    by_unit: dict[Any, list[Standing]] = {}
    for one in found.values():
        by_unit.setdefault(one.unit.pk, []).append(one)
    told = []
    for unit in units:
        states = [one.state for one in by_unit.get(unit.pk, ())]
        told.append(
            Figures(
                unit, len(states) - states.count(State.WAITING), states.count(State.IN_TIME), states.count(State.LATE),
                states.count(State.EMPTY), states.count(State.MISSING),
                sum(one.editions > 1 for one in by_unit.get(unit.pk, ())),
            )
        )  # fmt: skip
    return told


def _calendar(schedule: Schedule) -> WorkingCalendar:
    return calendar_of(rulebook_of(schedule.campaign))
