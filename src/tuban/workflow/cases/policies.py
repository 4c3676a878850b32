"""Who registers a lead, does a step, corrects the journal, takes a case over, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.rules.procedures import Hands
from tuban.workflow.audit.policies import policy
from tuban.workflow.cases.law import in_hands, step_of
from tuban.workflow.cases.models import Case
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Duty, Level

CASE_LEVELS = (Level.COUNTY, Level.CITY, Level.PROVINCE)
_ABOVE = (Level.CITY, Level.PROVINCE)
ENFORCEMENT = Hands(tuple(str(level.value) for level in CASE_LEVELS), Duty.ENFORCEMENT.value)
LEGAL = Hands(tuple(str(level.value) for level in CASE_LEVELS), Duty.LEGAL.value)
_OVER = (Case.Standing.CLOSED, Case.Standing.NOT_FILED)


def not_theirs(by: Acting, case: Case) -> str:
    """Say why a case is not the acting person's to look at."""
    if by.is_administrator or by.is_practice != case.is_practice or not by.answers_for(case.area_code):
        return _("The case lies in the hands of another organ.")
    return ""


def over(case: Case) -> str:
    """Say that nothing is done in a case any more; empty where it goes on."""
    if case.standing in _OVER:
        return _("The case is over: {how}.").format(how=Case.Standing(case.standing).label)
    return ""


@policy
def may_register(by: Acting, unit: Unit) -> str:
    """Why not: leads are registered by the enforcement section of the organ that would handle them."""
    if unit.level not in CASE_LEVELS:
        return _("Cases are handled by the county, the city or the province.")
    if not in_hands(by, ENFORCEMENT, unit):
        return _("Leads and cases are registered by the enforcement section.")
    return ""


@policy
def may_handle(by: Acting, case: Case) -> str:
    """Why not: what belongs to a case as a whole is kept by the enforcement section of its organ, while it goes on."""
    reason = not_theirs(by, case) or over(case)
    if reason:
        return reason
    if not in_hands(by, ENFORCEMENT, case.organ):
        return _("This is done by the enforcement section of {organ}.").format(organ=case.organ.name)
    return ""


@policy
def may_keep_record(by: Acting, case: Case) -> str:
    """Why not: what comes after the decision is recorded by enforcement, also when the case is closed."""
    reason = not_theirs(by, case)
    if reason:
        return reason
    if not in_hands(by, ENFORCEMENT, case.organ):
        return _("This is done by the enforcement section of {organ}.").format(organ=case.organ.name)
    return ""


@policy
def may_do(by: Acting, case: Case, name: str) -> str:
    """Why not: a step is done by those in whose hands the lawbook lays it; a leader decides what is decided."""
    reason = not_theirs(by, case) or over(case)
    if reason:
        return reason
    step = step_of(case, name)
    if in_hands(by, step.by, case.organ, decides=step.decides):
        return ""
    if step.decides:
        return _("«{step}» is decided by the leader of {organ}.").format(step=step.title, organ=case.organ.name)
    duty = step.by.duty or Duty.ENFORCEMENT.value
    return _("«{step}» is done by the department {duty} of {organ}.").format(
        step=step.title, duty=Duty(duty).label, organ=case.organ.name
    )


@policy
def may_decide(by: Acting, case: Case) -> str:
    """Why not: extensions and cases that are not filed are decided by the leader of the organ."""
    reason = not_theirs(by, case) or over(case)
    if reason:
        return reason
    if not in_hands(by, ENFORCEMENT, case.organ, decides=True):
        return _("This is decided by the leader of {organ}.").format(organ=case.organ.name)
    return ""


@policy
def may_name_nobody(by: Acting, case: Case) -> str:
    """Why not: that nobody is to be disciplined is said by the leader of the organ, also when the case is closed."""
    reason = not_theirs(by, case)
    if reason:
        return reason
    if not in_hands(by, ENFORCEMENT, case.organ, decides=True):
        return _("This is decided by the leader of {organ}.").format(organ=case.organ.name)
    return ""


@policy
def may_strike(by: Acting, case: Case) -> str:
    """Why not: a line of the journal is struck by whoever could have written one: enforcement, or the leader."""
    reason = not_theirs(by, case)
    if reason:
        return reason
    if in_hands(by, ENFORCEMENT, case.organ) or in_hands(by, ENFORCEMENT, case.organ, decides=True):
        return ""
    return _("This is done by the enforcement section of {organ}.").format(organ=case.organ.name)


@policy
def may_take_over(by: Acting, case: Case) -> str:
    """Why not: a case is taken over by an organ above the one that handles it."""
    reason = not_theirs(by, case) or over(case)
    if reason:
        return reason
    if by.level not in _ABOVE or by.post.unit_id == case.organ_id:
        return _("A case is taken over by the city or the province above the organ that handles it.")
    return ""


@policy
def may_write(by: Acting, case: Case, _kind: str) -> str:
    """Why not: papers are written by the enforcement section, the legal office and the leader of the organ."""
    reason = not_theirs(by, case)
    if reason:
        return reason
    if may_strike.allows(by, case) or in_hands(by, LEGAL, case.organ):
        return ""
    return _("Papers are written by the enforcement section and the legal office of {organ}.").format(
        organ=case.organ.name
    )


@policy
def may_issue(by: Acting, case: Case, kind: str) -> str:
    """Why not: a paper is issued by those who write it."""
    return may_write.explain(by, case, kind)


@policy
def may_compare_law(by: Acting) -> str:
    """Why not: another edition of the lawbook is tried by the people of an organ that handles cases."""
    if by.is_administrator or by.level not in CASE_LEVELS:
        return _("Cases are handled by the county, the city or the province.")
    return ""
