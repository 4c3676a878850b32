"""Who plans field days, who changes a plan, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.jobs.queries import job_of
from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group, Unit
from tuban.workflow.organisations.policies import may_keep_groups
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import is_seen
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.routes.models import Plan

PLANNERS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER})


def _is_member(by: Acting, plan: Plan) -> bool:
    return plan.teams.filter(group__members__person=by.person_id).exists()


def _not_theirs(by: Acting, plan: Plan) -> str:
    if by.is_practice != plan.campaign.is_practice or not by.answers_for(plan.unit.code):
        return _("The plan belongs to another unit.")
    return _("The campaign is closed.") if plan.campaign.state == Campaign.State.CLOSED else ""


def is_being_planned(plan: Plan) -> bool:
    """Whether a plan is being worked out at this moment."""
    job = job_of(plan.job_id) if plan.job_id is not None else None
    return job is not None and not job.is_over


@policy
def may_draw(by: Acting, unit: Unit) -> str:
    """Why not: field groups are drawn by those who keep the groups of their unit."""
    return may_keep_groups.explain(by, unit)


@policy
def may_equip(by: Acting, group: Group) -> str:
    """Why not: where a group sets out is said by who keeps it, or by one of its members."""
    if group.members.filter(person=by.person_id).exists():
        return ""
    return may_keep_groups.explain(by, group)


@policy
def may_plan(by: Acting, campaign: Campaign) -> str:
    """Why not: field days are planned by organisers, leaders and section leaders, while the campaign runs."""
    if by.role not in PLANNERS:
        return _("Field days are planned by organisers, leaders and section leaders.")
    if by.is_practice != campaign.is_practice or not any(
        code.startswith(campaign.area_code) or campaign.area_code.startswith(code) for code in by.area_codes
    ):
        return _("The campaign is not in your areas.")
    return _("The campaign is closed.") if campaign.state == Campaign.State.CLOSED else ""


@policy
def may_arrange(by: Acting, plan: Plan) -> str:
    """Why not: a plan is changed by those who plan, and by the members of its groups, until another takes its place."""
    if by.role not in PLANNERS and not _is_member(by, plan):
        return _("A plan is changed by organisers, leaders and section leaders, and by the members of its groups.")
    reason = _not_theirs(by, plan)
    if reason:
        return reason
    if plan.ended_at is not None:
        return _("Another plan has taken its place.")
    if is_being_planned(plan):
        return _("It is being planned at this moment.")
    return "" if plan.state == Plan.State.PLANNED else _("There are no routes to change yet.")


@policy
def may_give_out(by: Acting, plan: Plan) -> str:
    """Why not: routes are given to the groups by those who plan, once."""
    if by.role not in PLANNERS:
        return _("Field days are planned by organisers, leaders and section leaders.")
    reason = may_arrange.explain(by, plan)
    if not reason and plan.given_out_at is not None:
        return _("The groups have it already.")
    return reason


@policy
def may_drop(by: Acting, plan: Plan) -> str:
    """Why not: a plan that no group works by is dropped by those who plan."""
    if by.role not in PLANNERS:
        return _("Field days are planned by organisers, leaders and section leaders.")
    reason = _not_theirs(by, plan)
    if not reason and plan.given_out_at is not None:
        return _("Groups work by it, or did: it stays.")
    if not reason and is_being_planned(plan):
        return _("It is being planned at this moment.")
    return reason


@policy
def may_send(by: Acting, patch: Patch) -> str:
    """Why not: a compared patch goes into the field with a plan."""
    if not is_seen(by, patch):
        return _("The patch is not in your areas.")
    if patch.fate != Fate.ACTIVE or patch.state not in {State.ISSUED, State.COMPARED}:
        return _("It is in the field already, or beyond.")
    return ""


@policy
def may_print(by: Acting, plan: Plan) -> str:
    """Why not: documents are written of routes that are planned, for all who see them."""
    if by.is_practice != plan.campaign.is_practice or by.is_administrator:
        return _("The plan belongs to another unit.")
    return "" if plan.state == Plan.State.PLANNED else _("There are no routes to change yet.")
