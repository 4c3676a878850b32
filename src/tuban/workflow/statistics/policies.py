"""Who reads statistics, who has them counted anew, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting


@policy
def may_see_statistics(by: Acting) -> str:
    """Why not: administrators of the product do no work of the inspection."""
    return _("Administrators of the product do no work of the inspection.") if by.is_administrator else ""


@policy
def may_recount(by: Acting, campaign: Campaign) -> str:
    """Why not: the forms of a campaign are counted anew by whoever answers for its whole area."""
    if not by.is_administrator and by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code):
        return ""
    return _("The forms are counted anew by people of the county or above.")


@policy
def may_refill(by: Acting, campaign: Campaign) -> str:
    """Why not: the forms of an earlier day are filled for those who work in the campaign's area."""
    within = by.answers_for(campaign.area_code) or any(code.startswith(campaign.area_code) for code in by.area_codes)
    if not by.is_administrator and by.is_practice == campaign.is_practice and within:
        return ""
    return _("The forms of an earlier day are filled for the people of the county, its townships, and above.")
