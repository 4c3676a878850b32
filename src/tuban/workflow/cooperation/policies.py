"""Who asks other departments, who answers, who accepts an answer, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import stands_still
from tuban.workflow.cooperation.models import Task
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import out_of_reach

_ASKERS = frozenset({Role.CHECKER, Role.SECTION_LEADER, Role.LEADER, Role.ORGANISER})


def duty_of(by: Acting) -> Duty | None:
    """Return the duty of the department of the acting person's post; None where it has none."""
    department = by.post.department
    return Duty(department.duty) if department is not None else None


def is_asker(by: Acting) -> bool:
    """Whether the acting person may ask departments at all."""
    return by.role in _ASKERS and not by.is_of_other_organ and by.answers_for_counties


@policy
def may_ask(by: Acting, subject: Patch | Campaign) -> str:
    """Why not: the land department of a county asks, for the patches of its areas, while the campaign runs."""
    if not is_asker(by):
        return _("Departments are asked by checkers, section leaders, leaders and organisers of the land department.")
    if isinstance(subject, Patch):
        return out_of_reach(by, subject, from_above=True)
    if by.is_practice != subject.is_practice or not by.answers_for(subject.area_code):
        return _("The campaign is not in your areas.")
    return stands_still(subject)


def _is_theirs(by: Acting, task: Task) -> bool:
    return by.post.unit_id == task.unit_id and duty_of(by) == task.duty


@policy
def may_answer(by: Acting, task: Task) -> str:
    """Why not: the department that was asked answers, as long as it is to be done."""
    if not _is_theirs(by, task):
        return _("This is answered by {department} of {unit}.").format(
            department=Duty(task.duty).label, unit=task.unit.name
        )
    if task.state != Task.State.OPEN:
        return _("It is not to be done any more: {state}.").format(state=Task.State(task.state).label)
    return ""


def _not_the_asker(by: Acting, task: Task) -> str:
    if not is_asker(by) or by.post.unit_id != task.asked_under.unit_id:
        return _("This is for the department that asked: {who}.").format(who=str(task.asked_under))
    return ""


@policy
def may_accept(by: Acting, task: Task) -> str:
    """Why not: who asked accepts an answer, or asks again; never the department that answered."""
    if reason := _not_the_asker(by, task):
        return reason
    if _is_theirs(by, task):
        return _("Nobody accepts the answer of their own department.")
    return "" if task.state == Task.State.ANSWERED else _("There is no answer that waits to be accepted.")


@policy
def may_withdraw(by: Acting, task: Task) -> str:
    """Why not: who asked takes it back, as long as it is not over."""
    if reason := _not_the_asker(by, task):
        return reason
    return _("It is over: {state}.").format(state=Task.State(task.state).label) if task.is_over else ""


@policy
def may_add_document(by: Acting, task: Task) -> str:
    """Why not: both sides lay documents with it, as long as it is not over."""
    if task.is_over:
        return _("It is over: {state}.").format(state=Task.State(task.state).label)
    return "" if _is_theirs(by, task) else _not_the_asker(by, task)
