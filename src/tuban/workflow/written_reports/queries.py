"""Drafts and editions for those whose areas they are of."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tuban.rules.reports.reading import read_reports
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.review.ratios import mark_of
from tuban.workflow.written_reports.comparing import differing
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition


@dataclass(frozen=True, slots=True)
class Kind:
    """A report of the lawbook: its id, what it is called, the requirement it answers, its chapters."""

    id: str
    title: str
    requirement: str
    chapters: tuple[str, ...]


def kinds_of(campaign: Campaign) -> list[Kind]:
    """Return the reports that are drafted of a campaign."""
    return [
        Kind(one.id, one.file.removesuffix(".docx"), one.requirement, tuple(chapter.title for chapter in one.chapters))
        for one in read_reports(rulebook_of(campaign)).reports
    ]


def drafts_seen_by(by: Acting) -> QuerySet[ReportDraft]:
    """Return the drafts of the areas of the acting person; administrators of the product see none."""
    if by.is_administrator:
        return ReportDraft.objects.none()
    rows = ReportDraft.objects.filter(campaign__is_practice=by.is_practice)
    return in_areas(rows.select_related("campaign", "asked_by"), by.area_codes, "unit")


def editions_seen_by(by: Acting) -> QuerySet[ReportEdition]:
    """Return the editions of those drafts."""
    rows = ReportEdition.objects.select_related("draft__campaign", "by", "post__unit")
    return rows.filter(draft__in=drafts_seen_by(by))


def drafts_of(by: Acting, campaign: Campaign, report: str = "") -> list[ReportDraft]:
    """Return the drafts of a campaign with their editions, the newest first."""
    rows = drafts_seen_by(by).filter(campaign=campaign).prefetch_related("editions__by")
    return list(rows.filter(report=report) if report else rows)


@dataclass(frozen=True, slots=True)
class Told:
    """An edition in a list: in how many figures it differs from the one before it (the draft for the first)."""

    edition: ReportEdition
    differs: int


def moved_on(edition: ReportEdition) -> bool:
    """Whether anything that counts changed since an edition was held against the records."""
    return bool(edition.live) and edition.live.get("mark") != mark_of(edition.draft.campaign)


def editions_of(draft: ReportDraft) -> list[Told]:
    """Return the editions of a draft, the newest first, each with how it differs from the one before."""
    listed = list(draft.editions.select_related("by", "post__unit").order_by("number"))
    found = []
    for place, one in enumerate(listed):
        differs = differing(listed[place - 1].stated, one.stated) if place else len(one.found.get("changed", ()))
        found.append(Told(one, differs))
    return found[::-1]
