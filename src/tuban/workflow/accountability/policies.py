"""Who sets lists of units down, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role

_KEEPERS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER, Role.REVIEWER, Role.SUPERVISOR})


@policy
def may_see_accountability(by: Acting) -> str:
    """Why not: everybody who does the work of the inspection sees how their own areas stand."""
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    return ""


@policy
def may_keep_list(by: Acting, campaign: Campaign) -> str:
    """Why not: a list is set down by those who answer for the whole county or more."""
    if by.is_administrator or by.role not in _KEEPERS:
        return _("Lists are set down by organisers, leaders, section leaders and reviewers, not by a {role}.").format(
            role=by.role.label
        )
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("Lists are set down by those who answer for the whole county or more.")
    return ""
