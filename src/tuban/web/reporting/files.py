"""Reports to take along: one unit's of a day, all units' of a day, the week of the county; as Word, PDF or workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.render.seal import Seal
from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.leaving import signed_by_hand
from tuban.web.reporting.shown import day_of, sums_by_unit
from tuban.web.signing.sources import seal_on
from tuban.web.workbooks import workbook
from tuban.workflow.evidence.media import SHOWN_INLINE
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.rectification.self_checks import units_of
from tuban.workflow.reporting.actions import week_of
from tuban.workflow.reporting.book import write_report
from tuban.workflow.reporting.counting import Parcel, Sums, added, by_town, content_of, sums_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.paper import PDF, WORD, Paper, write_paper
from tuban.workflow.reporting.queries import editions_of, handovers_seen_by, reports_seen_by, scan_of
from tuban.workflow.reporting.signing import week_for
from tuban.workflow.reporting.weeks import week_of_report
from tuban.workflow.reporting.words import Kind
from tuban.workflow.signoff.queries.reading import standing_of

_BOOK = "xlsx"
_TYPES = {WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", PDF: "application/pdf"}


@dataclass(frozen=True, slots=True)
class _Told:
    title: str
    unit: str
    rows: Sequence[tuple[str, Sums]]
    whole: Sums | None
    parcels: Sequence[Parcel]
    foot: str
    notes: Sequence[str] = ()
    document: Any = None


@require_safe
def report_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand over a report as ``xlsx``, ``docx`` or ``pdf``."""
    acting, campaign, asked = by(request), campaign_of(request), request.GET
    day = day_of(asked.get("day", "") or asked.get("week", ""))
    if campaign is None or day is None or kind not in (_BOOK, WORD, PDF):
        raise Http404
    unit = uuid_of(asked.get("unit", ""))
    if asked.get("week"):
        told = _week(acting, campaign, day)
    elif unit is not None:
        told = _unit(acting, campaign, unit, day)
    else:
        told = _county(acting, campaign, day)
    name = f"{told.title}-{day.isoformat()}.{kind}"
    return _book(campaign, told, day, name) if kind == _BOOK else _paper(request, told, day, name, kind)


@require_safe
def week_paper(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand over the weekly report whose first edition has a key, to be printed."""
    acting = by(request)
    report = week_for(acting, key)
    if report is None:
        raise Http404
    told = _week(acting, report.campaign, report.day)
    return _paper(request, told, report.day, f"{told.title}-{report.day.isoformat()}.pdf", PDF)


@require_safe
def scan(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand over the picture of a receipt."""
    handover = handovers_seen_by(by(request)).filter(pk=key, scan__isnull=False).first()
    if handover is None or handover.scan is None:
        raise Http404
    one = handover.scan
    is_shown = one.media_type in SHOWN_INLINE
    return FileResponse(
        scan_of(handover).open("rb"), as_attachment=not is_shown, filename=one.name, content_type=one.media_type
    )


def _book(campaign: Any, told: _Told, day: date, name: str) -> HttpResponseBase:
    sub = f"{campaign.title}　{day.isoformat()}"
    whole = [(_("Together"), told.whole)] if told.whole is not None else []
    foot = "　".join(one for one in (told.foot, *told.notes) if one)
    return workbook(
        name, lambda path: write_report(path, title=told.title, sub=sub, rows=[*told.rows, *whole],
                                        parcels=told.parcels, foot=foot)
    )  # fmt: skip


def _paper(request: HttpRequest, told: _Told, day: date, name: str, kind: str) -> HttpResponse:
    paper = Paper(
        told.title, told.unit, day, told.rows, told.whole, told.parcels, told.foot, told.notes, _signed(told.document)
    )
    seal: Seal | None = seal_on(request, told.document)
    response = HttpResponse(write_paper(paper, kind, seal), content_type=_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return signed_by_hand(response)


def _signed(document: Any) -> list[str]:
    """Return the signatures of a document in words, and room for those that are open; nothing where nobody signed."""
    rungs = standing_of(document).rungs if document is not None else ()
    if not any(one.signer for one in rungs):
        return []
    return [
        f"{one.step.title}：{one.signer.signature.person_name}"
        + (f"（{_('on behalf of')}{one.signer.signature.for_name}）" if one.signer.signature.for_name else "")
        + f" {timezone.localtime(one.signer.at):%Y-%m-%d}" if one.signer else f"{one.step.title}："
        for one in rungs
    ]  # fmt: skip


def _unit(acting: Any, campaign: Any, key: Any, day: Any) -> _Told:
    unit = units_seen_by(acting).filter(pk=key).first()
    if unit is None:
        raise Http404
    editions = editions_of(acting, campaign, unit.pk, day)
    made = editions[0] if editions else content_of(campaign, unit, day)
    rows = [(unit.short_name or unit.name, made.sums)]
    return _Told(
        reporting_law().daily, unit.name, rows, None, made.parcels, _foot(editions),
        [_note(editions[0])] if editions else [],
    )  # fmt: skip


def _county(acting: Any, campaign: Any, day: Any) -> _Told:
    units = units_of(acting, campaign)
    rows = reports_seen_by(acting).filter(campaign=campaign, kind=Kind.DAILY, unit__in=units, day=day)
    last = list({one.unit_id: one for one in rows.order_by("unit__code", "number")}.values())
    lacking = [one.short_name or one.name for one in units if one.pk not in {report.unit_id for report in last}]
    return _Told(
        f"{campaign.area_name}{reporting_law().daily}", campaign.area_name, sums_by_unit(last),
        added(one.sums for one in last), [parcel for one in last for parcel in one.parcels],
        _("Figures as their units confirmed them."), [_lacking(lacking)],
    )  # fmt: skip


def _week(acting: Any, campaign: Any, day: Any) -> _Told:
    county = units_seen_by(acting).filter(code=campaign.area_code, is_practice=campaign.is_practice).first()
    editions = editions_of(acting, campaign, county.pk, day, Kind.WEEKLY) if county is not None else []
    made, missing = week_of(acting, campaign, day)
    parcels, sums = (editions[0].parcels, editions[0].sums) if editions else (made.parcels, made.sums)
    missing = editions[0].missing if editions else missing
    week = week_of_report(editions[0]) if editions else None
    rows = [(title, sums_of(held)) for title, held in by_town(parcels).items()]
    notes = [_lacking(missing), _note(editions[0]) if editions else ""]
    return _Told(
        f"{campaign.area_name}{reporting_law().weekly}", county.name if county is not None else campaign.area_name,
        rows, sums, parcels, _foot(editions), notes, week.document if week is not None else None,
    )  # fmt: skip


def _lacking(names: Sequence[str]) -> str:
    return _("Not reported: {names}").format(names="、".join(names)) if names else ""


def _note(report: Any) -> str:
    return _("Note: {words}").format(words=report.note) if report.note else ""


def _foot(editions: list[Any]) -> str:
    if not editions:
        return _("Not confirmed: as the office stands now.")
    one = editions[0]
    return _("Confirmed by {name} ({post}) at {at}, digest {digest}").format(
        name=one.by.name, post=one.post.title, at=f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}",
        digest=one.digest[:16],
    )  # fmt: skip
