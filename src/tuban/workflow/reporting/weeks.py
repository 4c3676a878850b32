"""How the weekly report of every week stands on its way to the county government: confirmed, signed, handed over,
received; what is overdue, and with whom it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from tuban.rules.working_days import CalendarYearUnknown, calendar_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.models import Handover, Report, Schedule
from tuban.workflow.reporting.signing import county_of, documents_of_weeks
from tuban.workflow.reporting.standing import closes_at, schedule_of
from tuban.workflow.reporting.words import Kind
from tuban.workflow.signoff.models import VALID, Document, Signature


class Stage(StrEnum):
    """What a week waits for, in this order; ``received`` waits for nothing."""

    CONFIRM = "confirm"
    SIGN = "sign"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Week:
    """The report of a week on its way. ``closes`` is the hour by which the county government is to have it, ``due_at``
    when what it waits for is due; ``earlier`` is the hand-over of an edition that was replaced since."""

    day: date
    closes: datetime
    stage: Stage
    due_at: datetime
    is_overdue: bool
    report: Report | None = None
    document: Document | None = None
    signed: tuple[str, ...] = ()
    handover: Handover | None = None
    earlier: Handover | None = None

    @property
    def steps(self) -> int:
        """How many sign it."""
        return len(self.document.steps.all()) if self.document is not None else 0

    @property
    def waits_for(self) -> str:
        """Whose signature it waits for, in the words of the chain; empty where for none."""
        if self.stage is not Stage.SIGN or self.document is None:
            return ""
        return "、".join(step.title for step in self.document.steps.all() if step.is_open)

    @property
    def was_late(self) -> bool:
        """Whether it was handed over after its hour."""
        return self.handover is not None and self.handover.handed_at > self.closes


def weeks_of(schedule: Schedule, days: Sequence[date], now: datetime) -> list[Week]:
    """Return how the week that ends on each day stands, in the order of the days. Raises CalendarYearUnknown."""
    campaign = schedule.campaign
    rows: dict[date, list[Report]] = {}
    found = Report.objects.filter(campaign=campaign, kind=Kind.WEEKLY, day__in=list(days), unit=county_of(campaign))
    for one in found.select_related("campaign", "unit", "by", "post__unit").defer("parcels").order_by("number"):
        rows.setdefault(one.day, []).append(one)
    documents = documents_of_weeks(editions[0].pk for editions in rows.values())
    signed: dict[object, list[str]] = {}
    valid = Signature.objects.filter(VALID, document__in=documents.values()).order_by("level", "pk")
    for key, name in valid.values_list("document", "person_name"):
        signed.setdefault(key, []).append(name)
    handed = Handover.objects.filter(report__in=[one for editions in rows.values() for one in editions])
    by_report = {one.report_id: one for one in handed.select_related("by", "received_by", "scan", "report")}
    told = []
    for day in days:
        editions = rows.get(day, [])
        document = documents.get(str(editions[0].pk)) if editions else None
        names = tuple(signed.get(document.pk, ())) if document is not None else ()
        given: dict[object, Handover] = {one.pk: by_report[one.pk] for one in editions if one.pk in by_report}
        told.append(_week(schedule, day, now, _Kept(editions, document, names, given)))
    return told


def week_of_report(report: Report, now: datetime | None = None) -> Week | None:
    """Return how the week of a report stands; None where no schedule stands any more."""
    schedule = schedule_of(report.campaign)
    if schedule is None or report.kind != Kind.WEEKLY:
        return None
    return weeks_of(schedule, [report.day], now or timezone.now())[0]


@dataclass(frozen=True, slots=True)
class _Kept:
    editions: Sequence[Report]
    document: Document | None
    signed: tuple[str, ...]
    handed: Mapping[object, Handover]


def _week(schedule: Schedule, day: date, now: datetime, kept: _Kept) -> Week:
    closes, report = closes_at(day, schedule.weekly_by), kept.editions[-1] if kept.editions else None
    handover = kept.handed.get(report.pk) if report is not None else None
    earlier = next((kept.handed[one.pk] for one in reversed(kept.editions[:-1]) if one.pk in kept.handed), None)
    due_at = closes
    if report is None or kept.document is None:
        stage = Stage.CONFIRM
    elif handover is None:
        stage = Stage.HAND_OVER if kept.document.signed_at is not None else Stage.SIGN
    elif handover.received_at is None:
        stage, due_at = Stage.RECEIVE, receipt_due(schedule.campaign, handover)
    else:
        stage = Stage.RECEIVED
    is_overdue = stage is not Stage.RECEIVED and now > due_at
    return Week(day, closes, stage, due_at, is_overdue, report, kept.document, kept.signed, handover, earlier)


def receipt_due(campaign: Campaign, handover: Handover) -> datetime:
    """Return the moment by which receipt is to be confirmed: the end of so many working days after the hand-over; of so
    many days where nobody knows yet which of them are worked."""
    handed, days = timezone.localdate(handover.handed_at), reporting_law().handover.receipt_days
    try:
        last = calendar_of(rulebook_of(campaign)).last_day(handed, days)
    except CalendarYearUnknown:
        last = handed + timedelta(days=days)
    return closes_at(last, time(23, 59, 59))
