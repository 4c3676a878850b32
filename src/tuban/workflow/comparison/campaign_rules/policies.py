"""Who may have the rules about the whole campaign asked again, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import stands_still
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role

_ASKERS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER})


@policy
def may_ask_campaign_rules(by: Acting, campaign: Campaign) -> str:
    """Why not: they are about all of the county, and asked by those who lead the campaign while it runs."""
    if by.role not in _ASKERS:
        return _("The rules about the whole campaign are asked by organisers, section leaders and leaders.")
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)
