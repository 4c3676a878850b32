"""What is late below: which unit owes what since when, for the counties that work in this office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone

from tuban.rules.working_days import CalendarYearUnknown
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.overview.counties import County, Stage
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.models import Way
from tuban.workflow.reporting.standing import State as Report
from tuban.workflow.reporting.standing import days_owed, schedule_of, standings
from tuban.workflow.submission.limits import correction_due, station_due
from tuban.workflow.submission.models import Station
from tuban.workflow.submission.words import Outcome
from tuban.workflow.supervision.models import Correction

_BACK = frozenset({Stage.RETURNED, Stage.REOPENED})
_DAYS_OF_REPORTS = 5
"""So many owed days of reports are looked back at."""


class Kind(StrEnum):
    """What is owed."""

    SUBMISSION = "submission"
    EXAMINATION = "examination"
    CORRECTION = "correction"
    RECTIFICATION = "rectification"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Late:
    """Something that is owed and late: how many, by whom, due since the earliest day, about which campaign."""

    kind: Kind
    campaign: Campaign
    code: str
    who: str
    count: int
    due_on: date
    subject: Any = None

    def days(self, today: date) -> int:
        """Return for how many days it has been late."""
        return (today - self.due_on).days


def late_of(counties: Iterable[County], today: date) -> list[Late]:
    """Return everything that is late, the longest first."""
    listed = [one for one in counties if one.campaign is not None]
    found = [
        *_submissions(listed, today), *_examinations(listed, today), *_corrections(listed, today),
        *_rectifications(listed, today),
        *(late for one in listed for late in _reports(one, today)),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on, one.code, one.kind))


def open_corrections(counties: Iterable[County]) -> dict[str, int]:
    """Return how many corrections that supervision demanded are not done, by county."""
    rows = _of(Correction.objects.filter(done_on=None), "supervision__campaign", counties)
    return dict(rows.values_list("supervision__campaign__area_code").annotate(Count("pk")))


def waiting_for(unit: Any, counties: Iterable[County]) -> list[Station]:
    """Return the submissions of counties that lie with a unit, each as it came, the first first."""
    rows = _of(Station.objects.filter(unit=unit, outcome=""), "submission__campaign", counties)
    return list(rows.select_related("submission__campaign").order_by("came_at"))


def _of(rows: Any, field: str, counties: Iterable[County]) -> Any:
    return rows.filter(**{f"{field}__in": [one.campaign for one in counties if one.campaign is not None]}).order_by()


def _submissions(counties: list[County], today: date) -> Iterable[Late]:
    """Yield the counties that hand in late: nothing lies with a level above after the end of the campaign, or what came
    back did not come again within its limit."""
    back = {one.campaign.pk for one in counties if one.campaign is not None and one.stage in _BACK}
    rows = Station.objects.filter(submission__campaign__in=back, outcome__in=(Outcome.RETURNED, Outcome.REOPENED))
    last = {one.submission.campaign_id: one for one in rows.select_related("submission").order_by("decided_at", "pk")}
    for one in counties:
        campaign = one.campaign
        if campaign is None or one.is_handed_in:
            continue
        due = correction_due(last[campaign.pk], campaign) if campaign.pk in last else campaign.ends
        if due is not None and due < today:
            yield Late(Kind.SUBMISSION, campaign, one.code, one.name, 1, due)


def _examinations(counties: list[County], today: date) -> Iterable[Late]:
    """Yield the levels above that have not decided on a submission within their limit."""
    rows = _of(Station.objects.filter(unit__isnull=False, outcome=""), "submission__campaign", counties)
    for one in rows.select_related("unit", "submission__campaign"):
        campaign = one.submission.campaign
        due = station_due(one, campaign)
        if due is not None and due < today:
            yield Late(Kind.EXAMINATION, campaign, campaign.area_code, str(one.unit), 1, due)


def _corrections(counties: list[County], today: date) -> Iterable[Late]:
    names = {one.code: one.name for one in counties}
    rows = _of(Correction.objects.filter(done_on=None, due_on__lt=today), "supervision__campaign", counties)
    for one in rows.select_related("supervision__campaign"):
        campaign = one.supervision.campaign
        yield Late(
            Kind.CORRECTION, campaign, campaign.area_code, names[campaign.area_code], 1, one.due_on, one.supervision
        )


def _rectifications(counties: list[County], today: date) -> Iterable[Late]:
    campaigns = {one.campaign.pk: one.campaign for one in counties if one.campaign is not None}
    rows = Way.objects.filter(
        state=Way.State.OPEN, due_on__lt=today, finding__is_current=True, patch__fate=Fate.ACTIVE,
        patch__campaign__in=campaigns,
    ).order_by()  # fmt: skip
    told = rows.values_list("patch__campaign_id", "patch__township_code", "patch__township_name")
    for campaign, code, name, count, due in told.annotate(Count("pk"), Min("due_on")):
        yield Late(Kind.RECTIFICATION, campaigns[campaign], code, name or code, count, due)


def _reports(county: County, today: date) -> Iterable[Late]:
    campaign = county.campaign
    schedule = schedule_of(campaign) if campaign is not None else None
    if campaign is None or schedule is None:
        return
    try:
        days = days_owed(schedule, today)[-_DAYS_OF_REPORTS:]
    except CalendarYearUnknown:
        return
    units = list(townships_of(campaign))
    missing: dict[Any, list[date]] = {}
    for (key, day), one in standings(schedule, units, days, timezone.now()).items():
        if one.state in (Report.MISSING, Report.EMPTY):
            missing.setdefault(key, []).append(day)
    for unit in units:
        if unit.pk in missing:
            yield Late(
                Kind.REPORT, campaign, unit.code, unit.short_name or unit.name, len(missing[unit.pk]),
                min(missing[unit.pk]),
            )  # fmt: skip
