"""Who is told what about a task: who does it, who asked, the leader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.rules.cooperation import cooperation_of
from tuban.rules.procedures import Hands
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cooperation.models import Answer, Task
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Holding, Person
from tuban.workflow.organisations.queries import holdings_of
from tuban.workflow.organisations.roles import Duty, Role

ASKED = message_kind("cooperation.asked", gettext_lazy("Tasks for my department"))
ANSWERED = message_kind("cooperation.answered", gettext_lazy("Answers of other departments"))
DUE = message_kind("cooperation.due", gettext_lazy("Limits of tasks between departments"))
_LONGEST = 300

Receivers = Iterable[Holding | Person]


def doers_of(task: Task) -> Sequence[Holding]:
    """Return who does a task today."""
    return _holders(task, cooperation_of(rulebook_of(task.campaign)).task(task.kind).done_by)


def leaders_of(task: Task) -> Sequence[Holding]:
    """Return the leaders that hear of a late task."""
    return _holders(task, cooperation_of(rulebook_of(task.campaign)).leader)


def _holders(task: Task, hands: Hands) -> Sequence[Holding]:
    campaign = task.campaign
    return holders(hands, area_code=task.area_code, is_practice=campaign.is_practice, on=timezone.localdate())


def askers_of(task: Task) -> Sequence[Holding | Person]:
    """Return who asked, with the leaders of their department."""
    today = timezone.localdate()
    own: list[Holding | Person] = [
        one for one in holdings_of(task.asked_by, on=today) if one.post_id == task.asked_under_id
    ]
    department = task.asked_under.department_id
    leading = Holding.objects.filter(
        post__department=department, post__role=Role.SECTION_LEADER, post__closed_on=None, since__lte=today
    )
    leading = leading.exclude(until__lt=today).select_related("person", "post__unit", "post__department")
    return [*(own or [task.asked_by]), *(leading if department else ())]


def asked(task: Task, to: Iterable[Holding]) -> None:
    """Tell the department that something is asked of it."""
    words = f"{task.asked_under}交办，{_until(task)}。{_short(task.text)}"
    _send(to, task, ASKED, "新协办事项", words, key=_key(task, "asked"))


def asked_again(task: Task, reason: str) -> None:
    """Tell the department that its answer was not enough."""
    words = f"原因：{_short(reason)}。{_until(task)}。"
    _send(doers_of(task), task, ASKED, "协办事项退回重办", words, key=_key(task, "asked"), is_urgent=True)


def withdrawn(task: Task) -> None:
    """Tell the department that nothing is asked of it any more."""
    words = f"原因：{_short(task.ended_because)}"
    _send(doers_of(task), task, ASKED, "协办事项撤回", words, key=_key(task, "withdrawn"))


def answered(task: Task, answer: Answer) -> None:
    """Tell who asked that an answer is there."""
    late = f"，逾期{answer.days_late}天" if answer.days_late else ""
    words = f"{answer.post}答复：{_OUTCOMES[answer.outcome]}{late}。{_short(answer.text)}"
    _send(askers_of(task), task, ANSWERED, "协办事项有答复", words, key=f"cooperation.answer:{answer.pk}")


_OUTCOMES = {"done": "已办结", "partly": "部分办结", "cannot": "不能办理"}


def accepted(task: Task) -> None:
    """Tell the department that its answer was taken."""
    _send(doers_of(task), task, ASKED, "协办事项办结", "交办方已确认答复。", key=_key(task, "accepted"))


def coming_due(task: Task) -> int:
    """Remind the department that its last day comes near; returns how many were told."""
    return _send(doers_of(task), task, DUE, "协办事项将到期", f"{_until(task)}，尚未答复。", key=_key(task, "before"))


def overdue(task: Task, step: str, to: Receivers, days: int) -> int:
    """Tell of a task that is late: who does it and ``to``; returns how many were told."""
    late = f"应于{task.due_on.isoformat()}前办结，已逾期{days}天，尚未答复"
    words = f"{doing(task)}{late}。"
    return _send([*doers_of(task), *to], task, DUE, "协办事项逾期", words, key=_key(task, step), is_urgent=True)


def doing(task: Task) -> str:
    """Return which department does a task, as its unit calls it."""
    department = task.unit.departments.filter(duty=task.duty).order_by("name").first()
    return department.name if department is not None else str(Duty(task.duty).label)


def _send(
    to: Receivers, task: Task, kind: str, what: str, words: str, *, key: str, is_urgent: bool = False
) -> int:  # fmt: skip
    title, about = f"{what}：{_about(task)}", subject_of(task)
    return send(to, kind=kind, title=title, text=words, about=about, key=key, is_urgent=is_urgent)


def _about(task: Task) -> str:
    return f"{task.title}（{task.patch or task.case_reference or f'协办{task.number:03}'}）"


def _until(task: Task) -> str:
    return f"请于{task.due_on.isoformat()}前办结"


def _short(text: str) -> str:
    return text[:_LONGEST]


def _key(task: Task, step: str) -> str:
    return f"cooperation.{step}:{task.pk}:{task.round}"
