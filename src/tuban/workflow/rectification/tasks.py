"""Every day people are told which ways are nearly due or late; each occasion once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.values.language import gettext as _
from tuban.workflow.audit.recording import Subject
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.rectification.models import Entry, Way
from tuban.workflow.rectification.reminders import Due, reminders
from tuban.workflow.taking_turns import taking_turns

REMIND = "rectification.remind"
DUE = message_kind("rectification.due", gettext_lazy("Rectification nearly due or late"))


@daily(REMIND, gettext_lazy("Reminders of rectification"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell everybody who is to be told today."""
    waiting = reminders(day)
    told = 0
    for place, one in enumerate(taking_turns(waiting)):
        run.progress(run.job.title, place, len(waiting))
        told += tell(one, day)
    return {"told": told}


def remind(day: date) -> int:
    """Tell everybody who is to be told on a day, each once whatever often it is asked; returns how many were told."""
    return sum(tell(one, day) for one in reminders(day))


def tell(due: Due, day: date) -> int:
    """Send one reminder; the ledger says so when somebody was told who had not been. Returns how many were."""
    way, patch = due.way, due.way.patch
    words: dict[str, Any] = {"patch": patch, "way": due.title, "day": way.due_on, "holder": way.holder or "—"}
    is_late = due.reminder.is_after
    title = (
        _("Late: {way} of {patch}, was due on {day}") if is_late else _("Nearly due: {way} of {patch}, until {day}")
    ).format(**words)
    text = _("{reminder}. Held by {holder}.").format(reminder=due.reminder.title, **words)
    told = send(due.to, kind=DUE, title=title, text=text, about=subject(way), key=due.key, is_urgent=is_late)
    if told:
        Entry.objects.create(
            patch=patch, way=way, kind=Entry.Kind.REMINDED, text=due.reminder.title,
            details={"due_on": str(way.due_on), "told": [str(one.person) for one in due.to], "day": day.isoformat()},
        )  # fmt: skip
    return told


def subject(way: Way) -> Subject:
    """Return what a message about a way is about: the way of the patch, whose page it leads to."""
    patch = way.patch
    code = patch.managed_code or patch.township_code or patch.area_code
    return Subject(
        kind=Way._meta.label_lower, key=str(way.pk), title=str(patch), area_code=code, campaign_id=patch.campaign_id
    )
