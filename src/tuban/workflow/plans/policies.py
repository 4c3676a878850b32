"""Who sets the days of plans, hands them in, accepts and returns them, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_over, is_seen
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.plans.models import Plan
from tuban.workflow.rectification.policies import is_of_township

_HEADS = frozenset({Role.ORGANISER, Role.LEADER})
DECIDERS = frozenset({Role.ORGANISER, Role.LEADER, Role.REVIEWER, Role.SECTION_LEADER})


@policy
def may_set_days(by: Acting, campaign: Campaign) -> str:
    """Why not: the days of plans are set by the county's organiser or leader."""
    is_theirs = by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)
    if by.level is not Level.COUNTY or by.role not in _HEADS or not is_theirs:
        return _("The days of plans are set by the county's organiser or leader.")
    return is_over(campaign)


@policy
def may_hand_in(by: Acting, campaign: Campaign) -> str:
    """Why not: a plan is handed in by the clerk or leader of a township, or the organiser or leader of the county."""
    if not (is_of_township(by) or (by.level is Level.COUNTY and by.role in _HEADS)):
        return _("A plan is handed in by the clerk or leader of a township, or by the county's organiser or leader.")
    if not is_seen(by, campaign) or not by.post.unit.code.startswith(campaign.area_code):
        return _("The campaign is not in your areas.")
    return is_over(campaign)


@policy
def may_decide(by: Acting, plan: Plan) -> str:
    """Why not: a plan is accepted or returned once, by the unit right above."""
    above = plan.unit.above
    if by.is_practice != plan.campaign.is_practice or above is None or by.post.unit_id != above.pk:
        return _("It is decided by {unit}.").format(unit=above or "—")
    if by.role not in DECIDERS:
        return _("Plans are decided by organisers, leaders, section leaders or reviewers of the unit.")
    if plan.state != Plan.State.HANDED_IN:
        return _("Nobody has to decide on it now: {state}.").format(state=Plan.State(plan.state).label)
    return is_over(plan.campaign)
