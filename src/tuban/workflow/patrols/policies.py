"""Who enters what was seen, who says which patch it is, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Role
from tuban.workflow.patches.policies import out_of_reach, works_on_patches
from tuban.workflow.patrols.models import Match, Sighting

_ANSWERS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER})


def is_seen(by: Acting, sighting: Sighting) -> bool:
    """Whether a sighting lies in the areas of the acting person, or their unit entered it."""
    if by.is_administrator or by.is_practice != sighting.is_practice:
        return False
    return by.answers_for(sighting.area_code) or by.post.unit_id == sighting.unit_id


@policy
def may_see(by: Acting, sighting: Sighting) -> str:
    """Why not: what was seen is read by those in whose areas it lies, and by the unit that entered it."""
    return "" if is_seen(by, sighting) else _("What was seen does not lie in your areas.")


@policy
def may_enter(by: Acting) -> str:
    """Why not: the ledger is kept by those who work on patches, and by leaders."""
    if not works_on_patches(by) and by.role is not Role.LEADER:
        return _("The patrol ledger is kept by those who work on patches, not by a {role}.").format(role=by.role.label)
    return ""


@policy
def may_change(by: Acting, sighting: Sighting) -> str:
    """Why not: an entry is corrected or withdrawn by the unit that made it, or by the county above."""
    reason = may_enter.explain(by) or may_see.explain(by, sighting)
    if reason:
        return reason
    if by.post.unit_id != sighting.unit_id and by.role not in _ANSWERS:
        return _("An entry is changed by the unit that made it, or by a leader above.")
    if sighting.withdrawn_at is not None:
        return _("The entry was withdrawn.")
    return ""


@policy
def may_answer(by: Acting, match: Match) -> str:
    """Why not: whether both are one place is said by enforcement, a section leader, the organiser or the leader."""
    department = by.post.department
    is_enforcement = department is not None and department.duty == Duty.ENFORCEMENT
    if by.role not in _ANSWERS and not is_enforcement:
        return _("Whether both are one place is said by enforcement, a section leader, the organiser or the leader.")
    if match.sighting.withdrawn_at is not None:
        return _("The entry was withdrawn.")
    return out_of_reach(by, match.patch)


@policy
def may_read_informant(by: Acting, sighting: Sighting) -> str:
    """Why not: who told is read by the unit that took it down, its enforcement and its leaders; nobody else."""
    if by.post.unit_id != sighting.unit_id or by.is_practice != sighting.is_practice:
        return _("Who told is read by the unit that took it down.")
    department = by.post.department
    is_enforcement = department is not None and department.duty == Duty.ENFORCEMENT
    if by.person_id == sighting.by_id or is_enforcement or by.role in _ANSWERS:
        return ""
    return _("Who told is read by the enforcement section and the leaders of the unit.")
