"""The days of reports are set; a township confirms its daily report, the county its weekly one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.rectification.self_checks import units_of
from tuban.workflow.reporting.counting import Content, content, content_of
from tuban.workflow.reporting.models import Report, Schedule
from tuban.workflow.reporting.policies import may_confirm_daily, may_confirm_weekly, may_schedule_reports
from tuban.workflow.reporting.signing import put_forward
from tuban.workflow.reporting.standing import closes_at, hour_of, is_owed, schedule_of
from tuban.workflow.reporting.words import Kind

_LONGEST = 300
_WEEK = range(1, 8)


class ScheduleUnfit(TubanError):
    """The days of reports cannot stand so: {why}."""

    code = "reporting.schedule_unfit"
    hint = "Give the first day, a last day that is not before it, and a day of the week from 1 (Monday) to 7."


class NotOwed(TubanError):
    """No report is owed for {day}."""

    code = "reporting.not_owed"
    hint = "Reports are owed for the working days that the organiser set, up to today."


class WordsNeeded(TubanError):
    """This report needs words: {why}."""

    code = "reporting.words_needed"
    hint = "Say it in a sentence; it stands in the report."


class ChangedMeanwhile(TubanError):
    """The figures of {unit} changed while you looked at them."""

    code = "reporting.changed_meanwhile"
    hint = "Look at the report again and confirm what it says now."


@action("reporting.schedule", policy=may_schedule_reports)
def set_schedule(
    campaign: Campaign, *, by: Acting, since: date, until: date | None, daily_by: time, weekly_day: int, weekly_by: time
) -> Schedule:
    """Set the days and hours at which a campaign wants reports. Raises ScheduleUnfit."""
    if until is not None and until < since:
        raise ScheduleUnfit(why=_("the last day is before the first"))
    if weekly_day not in _WEEK:
        raise ScheduleUnfit(why=_("there is no such day of the week"))
    found = Schedule.objects.select_for_update().filter(campaign=campaign).first() or Schedule(campaign=campaign)
    if found.pk:
        found.version += 1
    found.since, found.until, found.daily_by = since, until, daily_by
    found.weekly_day, found.weekly_by = weekly_day, weekly_by
    found.save()
    note(since=since.isoformat(), until=until.isoformat() if until else "", daily_by=str(daily_by))
    return found


@action("reporting.confirm_daily", policy=may_confirm_daily)
def confirm_daily(
    campaign: Campaign, *, by: Acting, day: date, digest: str, words: str = "", reason: str = ""
) -> Report:
    """Confirm the report of one's township for a day, as the office stands now; ``digest`` is that of what was seen.

    Raises NotOwed, ChangedMeanwhile, WordsNeeded.
    """
    unit = by.post.unit
    made = _Draft(campaign, Kind.DAILY, unit, day, content_of(campaign, unit, day))
    given = {"digest": digest, "words": words, "reason": reason}
    return _confirmed(made, by, given)


@action("reporting.confirm_weekly", policy=may_confirm_weekly)
def confirm_weekly(
    campaign: Campaign, *, by: Acting, day: date, digest: str, words: str = "", reason: str = ""
) -> Report:
    """Confirm the report of the county for a week: it can be signed then. What differs from an edition that was signed
    voids its signatures. Raises NotOwed, ChangedMeanwhile, WordsNeeded."""
    made, missing = week_of(by, campaign, day)
    given = {"digest": digest, "words": words, "reason": reason}
    report = _confirmed(_Draft(campaign, Kind.WEEKLY, by.post.unit, day, made, tuple(missing)), by, given)
    put_forward(report, by=by)
    return report


def week_of(by: Acting, campaign: Campaign, day: date) -> tuple[Content, list[str]]:
    """Return what the week that ends on a day says: the last report of every township in it, and which have none.

    A parcel that two townships report, because it went from one to the other, counts once: as the later report has it.
    """
    units = units_of(by, campaign)
    rows = Report.objects.filter(
        campaign=campaign, kind=Kind.DAILY, unit__in=units, day__gt=day - timedelta(days=7), day__lte=day
    )  # fmt: skip
    last: dict[Any, Report] = {}
    for one in rows.order_by("day", "number"):
        last[one.unit_id] = one
    held = [last[unit.pk] for unit in units if unit.pk in last]
    missing = [unit.short_name or unit.name for unit in units if unit.pk not in last]
    newest = {parcel["key"]: one.pk for one in sorted(held, key=lambda one: one.at) for parcel in one.parcels}
    return content(parcel for one in held for parcel in one.parcels if newest[parcel["key"]] == one.pk), missing


@dataclass(frozen=True, slots=True)
class _Draft:
    campaign: Campaign
    kind: str
    unit: Unit
    day: date
    content: Content
    missing: tuple[str, ...] = ()


def _confirmed(made: _Draft, by: Acting, given: Mapping[str, str]) -> Report:
    schedule, now = schedule_of(made.campaign), timezone.now()
    if schedule is None or made.day > timezone.localdate(now) or not is_owed(schedule, made.day, made.kind):
        raise NotOwed(day=made.day.isoformat())
    if given["digest"] != made.content.digest:
        raise ChangedMeanwhile(unit=made.unit)
    words, reason = given["words"].strip()[:_LONGEST], given["reason"].strip()[:_LONGEST]
    if not made.content.parcels and not words:
        raise WordsNeeded(why=_("it has no parcel"))
    same = {"campaign": made.campaign, "kind": made.kind, "unit": made.unit, "day": made.day}
    before = Report.objects.filter(**same).order_by("-number").first()
    if before is not None and not reason:
        raise WordsNeeded(why=_("it replaces one that was confirmed"))
    report = Report.objects.create(
        **same, number=before.number + 1 if before else 1, parcels=made.content.parcels, sums=made.content.sums,
        missing=list(made.missing), digest=made.content.digest, note=words, reason=reason, at=now, by=by.person,
        post=by.post, is_late=before.is_late if before else now > closes_at(made.day, hour_of(schedule, made.kind)),
    )  # fmt: skip
    note(unit=made.unit.name, day=made.day.isoformat(), edition=report.number, digest=report.digest)
    return report
