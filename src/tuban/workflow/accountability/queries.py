"""Questions about lists that were set down."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.accountability.lists import digest_of
from tuban.workflow.accountability.models import KeptList
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting, in_areas


def kept_lists_seen_by(by: Acting) -> QuerySet[KeptList]:
    """Return the lists of the areas of the acting person, the newest first."""
    rows = KeptList.objects.filter(campaign__is_practice=by.is_practice).select_related("campaign", "by", "post__unit")
    if by.is_administrator:
        return rows.none()
    return in_areas(rows, by.area_codes, "area_code")


def kept_lists_of(by: Acting, campaign: Campaign) -> QuerySet[KeptList]:
    """Return the lists over a campaign that the acting person sees."""
    return kept_lists_seen_by(by).filter(campaigns=campaign)


def kept_list_for(by: Acting, key: UUID) -> KeptList | None:
    """Return a list by its key; None where it is none of theirs."""
    return kept_lists_seen_by(by).filter(pk=key).first()


def holds(kept: KeptList) -> bool:
    """Whether a list still has the digest that it was set down with."""
    campaigns = [str(key) for key in kept.campaigns.values_list("pk", flat=True)]
    told = digest_of(kept.rows, kept.lines, campaigns=campaigns, at=kept.at, area_code=kept.area_code)
    return told == kept.digest
