"""Questions about practice counties."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.jobs.models import Job
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting, in_areas

RESET = "practice.reset"
_COUNTY = 6
"""Digits of the code of a county."""


def practice_campaigns(by: Acting) -> QuerySet[Campaign]:
    """Return the practice campaigns of the counties in the areas of the acting person that came from a disc; those of
    a township see its county's, administrators too."""
    rows = Campaign.objects.filter(is_practice=True).exclude(opened_checksum="")
    return in_areas(rows, [code[:_COUNTY] for code in by.area_codes], "area_code") if by.is_practice else rows.none()


def campaign_coded(code: str = "") -> Campaign | None:
    """Return the practice campaign of a code, else the first that came from a disc; None where there is none."""
    rows = Campaign.objects.filter(is_practice=True).exclude(opened_checksum="").order_by("made_at")
    return (rows.filter(code=code) if code else rows).first()


def last_reset(campaign_id: UUID) -> Job | None:
    """Return the newest reset of a campaign, under way or over; None before the first."""
    return Job.objects.filter(kind=RESET, campaign_id=campaign_id).order_by("-asked_at").first()
