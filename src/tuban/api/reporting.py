"""Daily and weekly reports by token: which are owed, what one says, confirming it, its way to the county government."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.rectification.self_checks import units_of
from tuban.workflow.reporting import actions, handing_over
from tuban.workflow.reporting.counting import content_of, differences
from tuban.workflow.reporting.policies import may_see_reports
from tuban.workflow.reporting.queries import editions_of, handovers_seen_by, reports_seen_by
from tuban.workflow.reporting.signing import county_of
from tuban.workflow.reporting.standing import days_owed, figures, schedule_of, standings, weeks_owed
from tuban.workflow.reporting.weeks import weeks_of
from tuban.workflow.reporting.words import Kind
from tuban.workflow.sent_file import on_disk

MOST_DAYS = 40
router = Router(tags=["reports"])
Words = Annotated[str, Field(max_length=300)]


class ReportsAsked(Schema):
    """Which kind, and for how many of the last owed days."""

    kind: Literal["daily", "weekly"] = "daily"
    days: int = Field(10, ge=1, le=MOST_DAYS)


class ReportStandingOut(Schema):
    """The report of a unit for a day."""

    unit: UUID
    day: date
    state: str = Field(description="in_time, late, empty, missing or waiting.")
    editions: int
    report: UUID | None
    at: datetime | None = Field(description="When its last edition was confirmed.")


class ReportFiguresOut(Schema):
    """A unit's reports in these days; in_time, late, empty and missing make what is owed."""

    unit: UUID
    name: str
    owed: int
    in_time: int
    late: int
    empty: int
    missing: int
    confirmed_anew: int
    share: float | None = Field(description="In time of owed, at most 1; null where nothing is owed yet.")


class ReportsOwedOut(Schema):
    """Which reports are owed and how each stands; no schedule: nothing is owed."""

    since: date | None
    until: date | None
    units: list[ReportFiguresOut]
    reports: list[ReportStandingOut]


class ReportDifferenceOut(Schema):
    """A parcel that is otherwise than before: came, gone, done or otherwise."""

    kind: str
    number: str
    patch: UUID


class ReportOut(Schema):
    """The last edition of a report, or what it would say now: ``confirm`` takes the ``digest``."""

    unit: UUID
    day: date
    report: UUID | None = Field(description="Null while nobody confirmed it.")
    edition: int = Field(description="0 while nobody confirmed it.")
    digest: str = Field(description="SHA-256 of what is confirmed next: of the parcels and sums as they stand now.")
    confirmed_digest: str
    confirmed_by: str
    confirmed_at: datetime | None
    is_late: bool
    note: str
    reason: str
    sums: dict[str, dict[str, str]] = Field(description="plots, area_mu, cultivated_mu of each group and kind.")
    parcels: list[dict[str, Any]]
    changed: list[ReportDifferenceOut] = Field(description="What is otherwise now than in what was confirmed.")


class HandoverOut(Schema):
    """The hand-over of an edition to the county government, and its receipt."""

    id: UUID
    report: UUID
    way: str
    handed_at: datetime
    by: str
    note: str
    received_at: datetime | None = Field(description="Null while receipt is open.")
    receiver: str
    receiver_post: str
    receipt_note: str
    has_scan: bool


class WeekOut(ReportOut):
    """A weekly report with its way to the county government."""

    stage: str = Field(description="What it waits for: confirm, sign, hand_over, receive; received: for nothing.")
    due_at: datetime
    is_overdue: bool
    missing: list[str] = Field(description="Units without a report in the week: their parcels are not counted.")
    document: UUID | None = Field(description="The document that is signed, see /documents.")
    signed: list[str] = Field(description="Who signed, in the order of the chain.")
    waits_for: str
    handover: HandoverOut | None
    earlier: HandoverOut | None = Field(description="Of an edition that was replaced since.")


class ConfirmReportIn(Schema):
    """What is confirmed: the digest of what was read."""

    digest: str = Field(min_length=64, max_length=64)
    words: Words = Field("", description="Needed where it has no parcel.")
    reason: Words = Field("", description="Needed where it replaces a confirmed edition.")


class HandOverReportIn(Schema):
    """By which way of the lawbook, in the office."""

    way: str = Field("office", max_length=16)
    words: Words = ""


class PaperReceiptIn(Schema):
    """A receipt on paper."""

    way: str = Field("paper", max_length=16)
    receiver: str = Field(min_length=1, max_length=40)
    receiver_post: str = Field("", max_length=80)
    received_at: datetime = Field(description="With its time zone.")
    words: Words = ""


class ReceiveIn(Schema):
    """What the county government says to it."""

    words: Words = ""


@router.get(
    "/campaigns/{campaign}/reports", response={200: ReportsOwedOut, **PROBLEMS}, summary=_("Reports that are owed")
)
def reports(request: HttpRequest, campaign: UUID, asked: Annotated[ReportsAsked, Query()]) -> Any:
    """Return which reports of the units that you see are owed, up to today, and how each stands."""
    acting = by(request)
    may_see_reports.demand(acting)
    row = campaign_for(acting, campaign)
    schedule, now = schedule_of(row), timezone.now()
    if schedule is None:
        return ReportsOwedOut(since=None, until=None, units=[], reports=[])
    is_daily = asked.kind == Kind.DAILY.value
    county = county_of(row)
    units = units_of(acting, row) if is_daily else [one for one in units_seen_by(acting) if one == county]
    days = (days_owed if is_daily else weeks_owed)(schedule, timezone.localdate(now))[-asked.days :]
    told = standings(schedule, units, days, now, asked.kind)
    return {
        "since": schedule.since, "until": schedule.until,
        "units": [
            {"unit": one.unit.pk, "name": one.unit.name, "owed": one.owed, "in_time": one.in_time, "late": one.late,
             "empty": one.empty, "missing": one.missing, "confirmed_anew": one.changed, "share": one.share}
            for one in figures(units, told)
        ],
        "reports": [
            {"unit": one.unit.pk, "day": one.day, "state": one.state.value, "editions": one.editions,
             "report": one.report.pk if one.report else None, "at": one.report.at if one.report else None}
            for one in told.values()
        ],
    }  # fmt: skip


@router.get(
    "/campaigns/{campaign}/reports/daily/{day}/units/{unit}", response={200: ReportOut, **PROBLEMS},
    summary=_("A daily report"),
)  # fmt: skip
def daily_report(request: HttpRequest, campaign: UUID, unit: UUID, day: date) -> Any:
    """Return the report of a unit for a day as it was confirmed last, and what is otherwise now."""
    acting = by(request)
    may_see_reports.demand(acting)
    row, own = campaign_for(acting, campaign), found(request, units_seen_by(acting), unit, _("unit"))
    editions = editions_of(acting, row, own.pk, day)
    return _report(own.pk, day, editions, content_of(row, own, day))


@router.post(
    "/campaigns/{campaign}/reports/daily/{day}/confirm", response={201: ReportOut, **PROBLEMS},
    summary=_("Confirm the daily report of one's unit"),
)  # fmt: skip
def confirm_daily_report(
    request: HttpRequest, campaign: UUID, day: date, given: ConfirmReportIn, key: Key = None
) -> HttpResponse:
    """Confirm what your own unit reports for a day, as you read it."""
    acting = by(request, Scope.WRITE)
    row = campaign_for(acting, campaign)

    def deed() -> ReportOut:
        made = actions.confirm_daily(row, by=acting, day=day, **given.model_dump())
        return ReportOut(**_report(made.unit_id, day, [made], content_of(row, made.unit, day)))

    return done(request, key, deed, status=201)


@router.get(
    "/campaigns/{campaign}/reports/weekly/{day}", response={200: WeekOut, **PROBLEMS}, summary=_("A weekly report")
)
def weekly_report(request: HttpRequest, campaign: UUID, day: date) -> Any:
    """Return the weekly report of the county: what it says, who signed it, and where it lies."""
    acting = by(request)
    may_see_reports.demand(acting)
    return _week(acting, campaign_for(acting, campaign), day)


@router.post(
    "/campaigns/{campaign}/reports/weekly/{day}/confirm", response={201: WeekOut, **PROBLEMS},
    summary=_("Confirm the weekly report"),
)  # fmt: skip
def confirm_weekly_report(
    request: HttpRequest, campaign: UUID, day: date, given: ConfirmReportIn, key: Key = None
) -> HttpResponse:
    """Confirm the weekly report: it can be signed then, by hand in the browser."""
    acting = by(request, Scope.WRITE)
    row = campaign_for(acting, campaign)

    def deed() -> WeekOut:
        actions.confirm_weekly(row, by=acting, day=day, **given.model_dump())
        return WeekOut(**_week(acting, row, day))

    return done(request, key, deed, status=201)


@router.post(
    "/reports/{report}/hand-over", response={201: HandoverOut, **PROBLEMS}, summary=_("Hand a weekly report over")
)
def hand_over_report(request: HttpRequest, report: UUID, given: HandOverReportIn, key: Key = None) -> HttpResponse:
    """Hand a signed weekly report over in the office; the county government is asked to confirm receipt."""
    acting = by(request, Scope.WRITE)
    row = found(request, reports_seen_by(acting).select_related("campaign"), report, _("report"))
    return done(
        request, key, lambda: _handover(handing_over.hand_over(row, by=acting, **given.model_dump())), status=201
    )  # fmt: skip


@router.post(
    "/reports/{report}/receipt", response={201: HandoverOut, **PROBLEMS}, summary=_("Record a receipt on paper")
)
def record_paper_receipt(
    request: HttpRequest, report: UUID, given: Form[PaperReceiptIn], file: Annotated[UploadedFile, File()],
    key: Key = None,
) -> HttpResponse:  # fmt: skip
    """Record who received a signed weekly report on paper, with the picture of the receipt."""
    acting = by(request, Scope.WRITE)
    row = found(request, reports_seen_by(acting).select_related("campaign"), report, _("report"))

    def deed() -> HandoverOut:
        told = given.model_dump()
        if timezone.is_naive(told["received_at"]):
            told["received_at"] = timezone.make_aware(told["received_at"])
        with on_disk(file) as path:
            made = handing_over.record_receipt(row, by=acting, path=path, name=file.name or "", **told)
        return _handover(made)

    return done(request, key, deed, status=201)


@router.post("/handovers/{handover}/receive", response={200: HandoverOut, **PROBLEMS}, summary=_("Confirm receipt"))
def receive_report(request: HttpRequest, handover: UUID, given: ReceiveIn, key: Key = None) -> HttpResponse:
    """Confirm for the county government that a weekly report was received."""
    acting = by(request, Scope.WRITE)
    row = found(request, handovers_seen_by(acting), handover, _("hand-over"))
    return done(request, key, lambda: _handover(handing_over.receive(row, by=acting, words=given.words)))


def _report(unit: UUID, day: date, editions: list[Any], made: Any) -> dict[str, Any]:
    last = editions[0] if editions else None
    told = last or made
    return {
        "unit": unit, "day": day, "report": last.pk if last else None, "edition": last.number if last else 0,
        "digest": made.digest, "confirmed_digest": last.digest if last else "",
        "confirmed_by": last.by.name if last else "", "confirmed_at": last.at if last else None,
        "is_late": last.is_late if last else False, "note": last.note if last else "",
        "reason": last.reason if last else "", "sums": told.sums, "parcels": told.parcels,
        "changed": [
            {"kind": one.kind, "number": one.parcel["number"], "patch": one.parcel["key"]}
            for one in (differences(last.parcels, made.parcels) if last else ())
        ],
    }  # fmt: skip


def _week(acting: Any, campaign: Any, day: date) -> dict[str, Any]:
    schedule, county = schedule_of(campaign), county_of(campaign)
    is_seen = county is not None and units_seen_by(acting).filter(pk=county.pk).exists()
    if schedule is None or county is None or not is_seen or day not in weeks_owed(schedule, timezone.localdate()):
        raise NotFound(what=_("weekly report"))
    editions = editions_of(acting, campaign, county.pk, day, Kind.WEEKLY)
    made, missing = actions.week_of(acting, campaign, day)
    week = weeks_of(schedule, [day], timezone.now())[0]
    return _report(county.pk, day, editions, made) | {
        "stage": week.stage.value, "due_at": week.due_at, "is_overdue": week.is_overdue,
        "missing": editions[0].missing if editions else missing, "signed": list(week.signed),
        "document": week.document.pk if week.document else None, "waits_for": week.waits_for,
        "handover": _handover(week.handover) if week.handover else None,
        "earlier": _handover(week.earlier) if week.earlier else None,
    }  # fmt: skip


def _handover(row: Any) -> HandoverOut:
    return HandoverOut(
        id=row.pk, report=row.report_id, way=row.way, handed_at=row.handed_at, by=row.by.name, note=row.note,
        received_at=row.received_at, receiver=row.receiver, receiver_post=row.receiver_post,
        receipt_note=row.receipt_note, has_scan=row.scan_id is not None,
    )  # fmt: skip
