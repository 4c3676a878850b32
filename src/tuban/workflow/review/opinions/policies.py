"""Who asks the departments, who speaks for one, who decides where they disagree, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import stands_still
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Level, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach
from tuban.workflow.patches.states import State
from tuban.workflow.review.considering import is_final
from tuban.workflow.review.models import Opinion

CHAIRS = frozenset({Role.ORGANISER, Role.LEADER})
SPEAKERS = frozenset({Role.CHECKER, Role.SECTION_LEADER})
BEFORE_FINDING = frozenset({State.COMPARED, State.TO_VISIT, State.VISITED, State.REVIEWED})
"""The states in which departments may be asked and speak."""


def duty_of(by: Acting) -> Duty | None:
    """Return the department that the acting person speaks for; None for those who speak for none."""
    if by.role not in SPEAKERS or by.post.department is None or by.level is not Level.COUNTY:
        return None
    return Duty(by.post.department.duty)


def not_before_finding(by: Acting, patch: Patch) -> str:
    """Return why a patch is not open to the review: out of reach, cut, not compared, or found already."""
    reason = out_of_reach(by, patch) or counts_no_more(patch)
    if reason:
        return reason
    if patch.state == State.ISSUED:
        return _("The patch was not compared yet: there is nothing to rest on.")
    if patch.state not in BEFORE_FINDING:
        return _("A finding was taken: it has to be reopened first.")
    return ""


@policy
def may_ask(by: Acting, patch: Patch) -> str:
    """Why not: departments are asked by organisers, leaders and the section leader of enforcement, when it is ripe."""
    is_head = by.role is Role.SECTION_LEADER and duty_of(by) is Duty.ENFORCEMENT
    if by.level is not Level.COUNTY or not (by.role in CHAIRS or is_head):
        return _("The departments are asked by the county's organiser, leader or section leader of enforcement.")
    return not_before_finding(by, patch) or not_ripe(patch)


@policy
def may_arrange_opinions(by: Acting, campaign: Campaign) -> str:
    """Why not: the joint review of a campaign is arranged by its county's organisers."""
    if by.role is not Role.ORGANISER or by.level is not Level.COUNTY:
        return _("The joint review is arranged by the county's campaign organisers.")
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)


def not_ripe(patch: Patch) -> str:
    """Return why a patch is not ripe for the departments: nobody was there and the facts do not suffice."""
    if patch.state in (State.VISITED, State.REVIEWED) or is_final(patch.proposed_finding, rulebook_of(patch.campaign)):
        return ""
    return _("The facts do not suffice and nobody was there: the patch has to be visited first.")


@policy
def may_withdraw(by: Acting, patch: Patch) -> str:
    """Why not: a question is withdrawn by those who may ask it."""
    is_head = by.role is Role.SECTION_LEADER and duty_of(by) is Duty.ENFORCEMENT
    if by.level is not Level.COUNTY or not (by.role in CHAIRS or is_head):
        return _("The departments are asked by the county's organiser, leader or section leader of enforcement.")
    return not_before_finding(by, patch)


@policy
def may_opine(by: Acting, patch: Patch) -> str:
    """Why not: a department speaks by its checkers and its section leader, once it was asked."""
    duty = duty_of(by)
    if duty is None:
        return _("A department of the county speaks by its checkers and its section leader.")
    reason = not_before_finding(by, patch)
    if reason:
        return reason
    open_one = patch.consultations.filter(duty=duty, answered_at=None, withdrawn_at=None).exists()
    if open_one or Opinion.objects.filter(patch=patch, duty=duty, is_current=True).exists():
        return ""
    return _("Your department was not asked about this patch.")


@policy
def may_chair(by: Acting, patch: Patch) -> str:
    """Why not: where departments disagree, the county's leader or organiser decides, when every one has spoken."""
    if by.level is not Level.COUNTY or by.role not in CHAIRS:
        return _("Where departments disagree, the county's leader or organiser decides.")
    reason = not_before_finding(by, patch)
    if reason:
        return reason
    if patch.consultations.filter(answered_at=None, withdrawn_at=None).exists():
        return _("Not every department that was asked has spoken. Wait, or withdraw the question to it.")
    if not Opinion.objects.filter(patch=patch, is_current=True).exists():
        return _("No department has spoken: there is nothing to decide.")
    return ""
