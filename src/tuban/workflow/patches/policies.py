"""Who may do what to which patches, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_over, stands_still
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import ABOVE_COUNTIES, Role
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.states import Fate, State

ASSIGNERS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER})
WORKERS = frozenset({Role.CLERK, Role.SURVEYOR, Role.CHECKER, Role.SECTION_LEADER, Role.ORGANISER})
"""Roles whose people work on patches, where they are of the land bureau: see :func:`works_on_patches`."""
_BEFORE_SETTLED = frozenset({State.ISSUED, State.COMPARED, State.TO_VISIT, State.VISITED, State.REVIEWED})


def works_on_patches(by: Acting) -> bool:
    """Whether somebody works on patches at all: by their role, and not for another organ."""
    return by.role in WORKERS and not by.is_of_other_organ


def is_seen(by: Acting, patch: Patch) -> bool:
    """Whether a patch lies in the areas of the acting person, or is managed by them."""
    if by.is_administrator or by.is_practice != patch.campaign.is_practice:
        return False
    return any(by.answers_for(code) for code in (patch.area_code, patch.township_code, patch.managed_code) if code)


def out_of_reach(by: Acting, patch: Patch, *, accepted_too: bool = False, from_above: bool = False) -> str:
    """Return why nothing can be done to a patch at all by this person; empty where something may be.

    ``accepted_too`` is asked for by what goes on after the level above accepted the figures: putting right.
    ``from_above`` is asked for by what levels above do: they return a county's patch, and do none of its work.
    """
    if not is_seen(by, patch):
        return _("The patch is not in your areas.")
    if by.level in ABOVE_COUNTIES and not (accepted_too or from_above):
        return _("Levels above read a county's patches and return them; the county itself works on them.")
    return is_over(patch.campaign) if accepted_too else stands_still(patch.campaign)


def counts_no_more(patch: Patch) -> str:
    """Return why a patch does not count any more; empty where it does."""
    if patch.fate == Fate.ACTIVE:
        return ""
    if patch.fate == Fate.WITHDRAWN:
        return _("Its issuer withdrew this patch: a later disc that has it brings it back.")
    return _("Others stand for this patch now: {fate}.").format(fate=Fate(patch.fate).label)


def _not_to_be_cut(by: Acting, patch: Patch) -> str:
    if not works_on_patches(by):
        return _("Patches are split, merged and restored by those who work on them, not by a {role}.").format(
            role=by.role.label
        )
    reason = out_of_reach(by, patch)
    if reason:
        return reason
    if patch.state not in _BEFORE_SETTLED:
        return _("The patch is settled: what was signed cannot be cut any more.")
    return ""


@policy
def may_see(by: Acting, patch: Patch) -> str:
    """Why not: a patch is read by those in whose areas it lies."""
    return "" if is_seen(by, patch) else _("The patch is not in your areas.")


@policy
def may_assign(by: Acting, patch: Patch) -> str:
    """Why not: work is given out by organisers, leaders and section leaders, while the campaign runs."""
    if by.role not in ASSIGNERS:
        return _("Work is given out by organisers, leaders and section leaders.")
    reason = out_of_reach(by, patch) or counts_no_more(patch)
    if not reason and patch.state == State.ACCEPTED:
        return _("The patch is accepted: nothing is left to do.")
    return reason


@policy
def may_split(by: Acting, patch: Patch) -> str:
    """Why not: an active patch is split by those who work on it, until it is settled."""
    return _not_to_be_cut(by, patch) or counts_no_more(patch)


@policy
def may_merge(by: Acting, *patches: Patch) -> str:
    """Why not: active patches of one campaign are merged by those who work on them, until one is settled."""
    for patch in patches:
        reason = _not_to_be_cut(by, patch) or counts_no_more(patch)
        if reason:
            return f"{patch}：{reason}" if len(patches) > 1 else reason
    return ""


@policy
def may_restore(by: Acting, patch: Patch) -> str:
    """Why not: a split or a merge is undone by those who may do it."""
    return _not_to_be_cut(by, patch)


@policy
def may_add(by: Acting, campaign: Campaign) -> str:
    """Why not: patches from other sources are added by those who work on patches of the county."""
    if not works_on_patches(by):
        return _("Patches from other sources are added by those who work on patches, not by a {role}.").format(
            role=by.role.label
        )
    if by.is_practice != campaign.is_practice or not any(
        code.startswith(campaign.area_code) or campaign.area_code.startswith(code) for code in by.area_codes
    ):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)


@policy
def may_answer_likeness(by: Acting, likeness: Likeness) -> str:
    """Why not: whether two patches are one place is said by those who may merge them."""
    if likeness.answer != Likeness.Answer.OPEN:
        return _("This has been answered already.")
    return may_merge.explain(by, likeness.patch, likeness.other)
