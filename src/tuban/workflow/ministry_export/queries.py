"""Exports that were made, for those whose areas they are of."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.ministry_export.models import MinistryExport
from tuban.workflow.ministry_export.policies import may_see_exports
from tuban.workflow.organisations.acting import Acting

SUFFIX = ".zip"


def exports_of(by: Acting, campaign: Campaign) -> QuerySet[MinistryExport]:
    """Return the exports of a campaign that the acting person may read, the newest first."""
    rows = MinistryExport.objects.filter(campaign=campaign)
    rows = rows.select_related("campaign", "seal", "by", "post__unit")
    return rows if not may_see_exports.explain(by, campaign) else rows.none()


def export_for(by: Acting, key: UUID) -> MinistryExport | None:
    """Return an export by its key; None where it is none of theirs."""
    rows = MinistryExport.objects.filter(pk=key, campaign__in=campaigns_seen_by(by))
    found = rows.select_related("campaign", "seal", "by", "post__unit").first()
    return found if found is not None and not may_see_exports.explain(by, found.campaign) else None


def making(export: MinistryExport) -> Job | None:
    """Return the work that makes an export, or that failed or was stopped at it; None once it is made."""
    return job_of(export.job_id) if export.made_at is None and export.job_id else None


def file_of(export: MinistryExport) -> Path:
    """Return where the archive of an export lies; raises ContentLost."""
    return store.found(export.checksum, SUFFIX)
