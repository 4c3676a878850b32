"""The weekly report as a document to be signed: the figures of every township and every parcel, as they were confirmed.

The document is that of the week: an edition that is confirmed anew brings it up to date, and what differs in its
figures voids the signatures on the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Actor
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.reporting.counting import Parcel, Sums, by_town, sums_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.models import Report
from tuban.workflow.reporting.queries import reports_seen_by
from tuban.workflow.reporting.words import Kind
from tuban.workflow.signoff.actions import open_document
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.models import Document

FORM, KIND = "weekly_report", "reporting.report"
NOTES = "notes"


def put_forward(report: Report, *, by: Actor) -> Document:
    """Put a weekly report forward for signing, or bring the document of its week up to date."""
    first = first_edition(report)
    subject = replace(subject_of(first), title=f"{report.campaign.title} {report.day:%Y-%m-%d}"[:200])
    return open_document(
        subject, report.unit, by=by, form=FORM, cells=tuple(cells_of(report)), campaign_id=report.campaign_id
    )


def first_edition(report: Report) -> Report:
    """Return the first edition of the report of a week: its document is that of the week."""
    if report.number == 1:
        return report
    return Report.objects.get(
        campaign=report.campaign_id, kind=report.kind, unit=report.unit_id, day=report.day, number=1
    )


def documents_of_weeks(firsts: Iterable[UUID]) -> dict[str, Document]:
    """Return the documents of weeks by the keys of their first editions, with their steps."""
    rows = Document.objects.filter(
        subject_kind=KIND, form=FORM, subject_id__in=[str(one) for one in firsts], is_current=True
    )
    return {one.subject_id: one for one in rows.select_related("unit").prefetch_related("steps")}


def week_for(by: Acting, key: UUID) -> Report | None:
    """Return the newest edition of the week whose first one has a key, where the acting person may read it."""
    seen = reports_seen_by(by).filter(kind=Kind.WEEKLY)
    first = seen.filter(pk=key).first()
    if first is None:
        return None
    same = seen.filter(campaign=first.campaign_id, unit=first.unit_id, day=first.day)
    return same.select_related("campaign").order_by("-number").first()


def cells_of(report: Report) -> Iterator[Cell]:
    """Yield what is signed of a weekly report."""
    law, figures = reporting_law(), next(one.id for one in chain_of(FORM).parts if one.is_rest)
    told: list[tuple[str, str, str, str]] = [
        ("campaign", law.weekly, _("Campaign"), report.campaign.title),
        ("unit", law.weekly, _("Unit"), report.unit.name),
        ("day", law.weekly, _("Week until"), report.day.isoformat()),
        ("missing", law.weekly, _("Not reported"), "、".join(report.missing)),
    ]
    for town, parcels in by_town(report.parcels).items():
        told += _sums(town, town, sums_of(parcels))
    told += _sums("*", law.paper.together, report.sums)
    told += [(f"parcel.{one['key']}", law.paper.parcels, one["number"], _words(one)) for one in report.parcels]
    for key, section, title, value in told:
        yield Cell(key, section, title, value, figures)
    yield Cell("note", law.weekly, _("Note"), report.note, NOTES)


def _sums(key: str, section: str, sums: Sums) -> list[tuple[str, str, str, str]]:
    """Return the figures of a row of the table, a cell for each group and kind."""
    columns, found = reporting_law().paper.columns, []
    for name, title in reporting_law().titles.items():
        one = sums[name]
        value = "；".join(f"{columns[measure]} {one[measure]}" for measure in ("plots", "area_mu", "cultivated_mu"))
        found.append((f"sums.{key}.{name}", section, title, value))
    return found


def _words(one: Parcel) -> str:
    law = reporting_law()
    stand = law.titles[one["kind"]] if one["kind"] else law.groups["open"]
    days: list[Any] = [f"{law.paper.columns[name]} {one[name]}" for name in ("due_on", "done_on") if one[name]]
    areas = [f"{law.paper.columns[name]} {one[name]}" for name in ("area_mu", "cultivated_mu") if one[name]]
    return "；".join([one["town"], one["place"], *areas, "、".join(one["titles"]), stand, *days]).replace("；；", "；")


def county_of(campaign: Campaign) -> Unit | None:
    """Return the unit whose weekly report a campaign owes; None where this office does not have it."""
    return Unit.objects.filter(code=campaign.area_code, is_practice=campaign.is_practice, level="county").first()
