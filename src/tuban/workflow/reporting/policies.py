"""Who sets the days of reports, confirms those of a township and of the county, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.rectification.policies import is_of_township, leads_rectification

_SETTERS = frozenset({Role.ORGANISER, Role.LEADER})


@policy
def may_see_reports(by: Acting) -> str:
    """Why not: administrators of the product do no work of the inspection."""
    return _("Administrators of the product do no work of the inspection.") if by.is_administrator else ""


@policy
def may_schedule_reports(by: Acting, campaign: Campaign) -> str:
    """Why not: the days and hours of reports are set by the county's organiser or leader."""
    if by.level is Level.COUNTY and by.role in _SETTERS and _is_theirs(by, campaign):
        return ""
    return _("The days and hours of reports are set by the county's organiser or leader.")


@policy
def may_confirm_daily(by: Acting, campaign: Campaign) -> str:
    """Why not: the daily report is confirmed by the clerk or the leader of the township or zone that it speaks for."""
    is_within = by.is_practice == campaign.is_practice and by.post.unit.code.startswith(campaign.area_code)
    if is_of_township(by) and is_within:
        return ""
    return _("The daily report is confirmed by the clerk or leader of the township that it speaks for.")


@policy
def may_confirm_weekly(by: Acting, campaign: Campaign) -> str:
    """Why not: the weekly report is confirmed by those who run rectification in the county."""
    if leads_rectification(by) and _is_theirs(by, campaign):
        return ""
    return _("The weekly report is confirmed by the county's enforcement section, organiser or leader.")


def _is_theirs(by: Acting, campaign: Campaign) -> bool:
    return by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)
