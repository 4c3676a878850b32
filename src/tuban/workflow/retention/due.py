"""What is kept of each kind, what of it is past its period, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import PRODUCT, Subject, record
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.models import Case
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.messages.models import Delivery, Message
from tuban.workflow.organisations.acting import inside
from tuban.workflow.patrols.models import Sighting
from tuban.workflow.retention.law import How, Kind, kinds, periods
from tuban.workflow.sign_in.models import FailedSignIn, Session

_KEPT: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "failed_sign_ins": (lambda: FailedSignIn.objects.filter(told=F("count")), "last_at"),
    "sessions": (lambda: Session.objects.filter(ended_at__isnull=False), "ended_at"),
    "messages": (lambda: _of_no_running_campaign(Message.objects.filter(read_at__isnull=False)), "read_at"),
    "deliveries": (lambda: Delivery.objects.filter(ended_at__isnull=False), "ended_at"),
    "tip_offs": (lambda: _of_no_running_area(Sighting.objects.exclude(told_by="", contact="")), "at"),
    "audit": (Line.objects.all, "at"),
    "evidence": (Exhibit.objects.all, "added_at"),
    "cases": (Case.objects.all, "made_at"),
}
"""Which rows of a kind may end at all, and from when its period runs."""

_COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """How a kind stands: how many there are that may end, since when, after how many months they end (None: nobody set
    a period), and how many are past it."""

    kind: Kind
    count: int
    oldest: datetime | None
    months: int | None
    due: int


def standings() -> list[Standing]:
    """Return how every kind of the lawbook stands. Raises PeriodUnsound, LawbookFault."""
    months = periods()
    return [_standing(kind, months.get(kind.id)) for kind in kinds()]


def _standing(kind: Kind, months: int | None) -> Standing:
    rows, since = _rows(kind)
    told = rows.aggregate(oldest=Min(since))
    due = _due(kind, months).count() if months is not None else 0
    return Standing(kind, rows.count(), told["oldest"], months, due)


def overdue() -> list[Standing]:
    """Return the kinds of which something is past its period; nothing else is counted. Raises as :func:`standings`."""
    months = periods()
    found = [_standing(kind, months[kind.id]) for kind in kinds() if kind.id in months]
    return [one for one in found if one.due]


def end_due() -> dict[str, int]:
    """Delete or empty what is past its period; returns how many of each kind. Each kind is one transaction with its
    line of the audit. Raises PeriodUnsound, LawbookFault."""
    ended = {}
    set_periods = periods()
    for kind in (one for one in kinds() if one.id in set_periods):
        months = set_periods[kind.id]
        with transaction.atomic():
            rows = _due(kind, months)
            if kind.how is How.EMPTIED:
                count = rows.update(told_by="", contact="", version=F("version") + 1)
            else:
                count = rows.delete()[0]
            if count:
                record(
                    "retention.end", by=PRODUCT, subject=Subject(title=kind.title),
                    details={"count": count, "months": months, "cites": list(kind.cites), "until": _before(months)},
                )  # fmt: skip
        ended[kind.id] = count
    return ended


def _rows(kind: Kind) -> tuple[QuerySet[Any], str]:
    rows, since = _KEPT[kind.id]
    return rows().order_by(), since


def _due(kind: Kind, months: int) -> QuerySet[Any]:
    rows, since = _rows(kind)
    return rows.filter(**{f"{since}__lt": _before(months)})


def _before(months: int) -> datetime:
    """Return the moment so many calendar months ago; the last day of a month where it has no such day."""
    now = timezone.localtime()
    place = now.year * 12 + now.month - 1 - months
    year, month = divmod(place, 12)
    for day in (now.day, 30, 29, 28):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _of_no_running_campaign(rows: QuerySet[Any]) -> QuerySet[Any]:
    running = Campaign.objects.exclude(state=Campaign.State.CLOSED).values("pk")
    return rows.filter(Q(campaign_id__isnull=True) | ~Q(campaign_id__in=running))


def _of_no_running_area(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what lies in a county where a campaign is not closed or a case is open."""
    open_cases = Case.objects.filter(standing__in=(Case.Standing.LEAD, Case.Standing.FILED))
    running = Campaign.objects.exclude(state=Campaign.State.CLOSED)
    under = {
        (code[:_COUNTY_DIGITS], is_practice)
        for asked in (open_cases, running)
        for code, is_practice in asked.order_by().values_list("area_code", "is_practice").distinct()
    }
    scope = Q(pk__in=[])
    for code, is_practice in under:
        scope |= inside(code, "area_code") & Q(is_practice=is_practice)
    return rows.exclude(scope)
