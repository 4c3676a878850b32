"""What the lawbook says of cases: the procedure, the words, the values."""

from __future__ import annotations

from datetime import date

from tuban.rules.procedures import Hands, Procedure, Step, procedure_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import WorkingCalendar, calendar_of
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cases.models import Case
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Department, Unit
from tuban.workflow.organisations.roles import Duty, Role

PROCEDURE = "case"
HANDLING_ROLES = frozenset({Role.CHECKER, Role.SECTION_LEADER})


class NoSuchStep(TubanError):
    """A case has no step “{name}”."""

    code = "cases.no_such_step"
    hint = "Take one of the steps that the page of the case shows."


def law_of(case: Case) -> Rulebook:
    """Return the lawbook of a case: that of its campaign."""
    return rulebook_of(case.campaign)


def procedure(rulebook: Rulebook) -> Procedure:
    """Return how cases are handled."""
    return procedure_of(rulebook, PROCEDURE)


def step_of(case: Case, name: str) -> Step:
    """Return a step of a case; raises NoSuchStep."""
    found = procedure(law_of(case)).steps.get(name)
    if found is None:
        raise NoSuchStep(name=name)
    return found


def calendar(rulebook: Rulebook) -> WorkingCalendar:
    """Return the working days."""
    if "cases/calendar" not in rulebook.understood:
        rulebook.understood["cases/calendar"] = calendar_of(rulebook)
    found: WorkingCalendar = rulebook.understood["cases/calendar"]
    return found


def word(rulebook: Rulebook, codelist: str, value: str) -> str:
    """Return what people call a word of a code list; the word itself where the list does not have it."""
    entry = rulebook.codelist(codelist).by_value.get(value)
    return entry.label if entry is not None else value


def in_force_on(case: Case, today: date) -> date:
    """Return the day whose law decides what a penalty may be: that of the act, else of the lead, else today."""
    return case.act_on or today


def in_hands(by: Acting, hands: Hands, unit: Unit, *, decides: bool = False) -> bool:
    """Whether something of a unit lies in the hands of the acting person. What a leader decides lies in the hands of
    the leaders of the unit alone; a unit without departments has its reviewers for all of them."""
    if by.post.unit_id != unit.pk or unit.level not in hands.units:
        return False
    if hands.roles and by.role not in hands.roles:
        return False
    department = by.post.department
    if decides:
        return by.role is Role.LEADER and department is None
    if not hands.duty:
        return True
    if department is None:
        has_none = not Department.objects.filter(unit=unit).exists()
        return by.role is Role.REVIEWER and has_none
    return department.duty == Duty(hands.duty) and by.role in HANDLING_ROLES
