"""The work of every day: who does a task is reminded, who asked and the leader hear of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.rules.cooperation import TaskReminder, cooperation_of
from tuban.rules.limits import due, limit_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import calendar_of
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cooperation import telling
from tuban.workflow.cooperation.models import Task
from tuban.workflow.organisations.models import Holding

REMIND = "cooperation.remind"


@daily(REMIND, gettext_lazy("Reminders of tasks between departments"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Remind of all that is to be done."""
    open_ones = Task.objects.filter(state=Task.State.OPEN).select_related(
        "campaign", "patch", "unit", "asked_by", "asked_under__department", "asked_under__unit"
    )  # fmt: skip
    told, total = 0, open_ones.count()
    for number, task in enumerate(open_ones.iterator(chunk_size=200), start=1):
        told += remind(task, day)
        run.progress(_("Reminding"), number, total)
    return {"tasks": total, "told": told}


def remind(task: Task, day: date) -> int:
    """Tell whoever the lawbook names for a day; returns how many were told. Nobody is told the same twice."""
    law = rulebook_of(task.campaign)
    return sum(_tell(task, one, law, day) for one in cooperation_of(law).reminders if _is_time(task, one, law, day))


def _is_time(task: Task, reminder: TaskReminder, law: Rulebook, day: date) -> bool:
    start = task.due_on if reminder.is_after else day
    limit = limit_of(law, reminder.limit, on=task.started_on, region=task.campaign.area_code)
    reached = due(limit, start, calendar_of(law)).last_day
    if reached is None:
        return False
    return day >= reached if reminder.is_after else day <= task.due_on <= reached


def _tell(task: Task, reminder: TaskReminder, law: Rulebook, day: date) -> int:
    if reminder.tells == "holder" and not reminder.is_after:
        return telling.coming_due(task)
    to = {"holder": _nobody, "asker": telling.askers_of, "leader": telling.leaders_of}[reminder.tells](task)
    return telling.overdue(task, reminder.id, to, (day - task.due_on).days)


def _nobody(_task: Task) -> Sequence[Holding]:
    return ()
