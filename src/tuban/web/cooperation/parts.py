"""What the pages of the tasks show of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tuban.rules.cooperation import TaskKind
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.cooperation.queries import kinds_of
from tuban.workflow.cooperation.reading import fields_in_words
from tuban.workflow.cooperation.telling import doing

_KINDS = {"open": "", "answered": "", "done": "good", "withdrawn": ""}


def line_of(task: Any, today: date | None = None) -> dict[str, Any]:
    """Return a task as a line of a list shows it."""
    late = task.days_late(today or timezone.localdate())
    return {
        "row": task, "url": reverse("web:cooperation_task", args=[task.pk]), "department": doing(task),
        "days_late": late, "is_late_now": late > 0 and task.state == "open",
        "mark": "late" if late and task.state == "open" else _KINDS[task.state],
    }  # fmt: skip


def kind_of(task: Any) -> TaskKind | None:
    """Return the kind of a task in the lawbook of its campaign; None where that knows it no more."""
    return kinds_of(task.campaign).get(task.kind)


def told_of(task: Any, kept: dict[str, Any], which: str) -> list[tuple[str, str]]:
    """Return what the fields of a question (``given``) or of an answer (``answers``) hold, as title and words."""
    kind = kind_of(task)
    blanks = getattr(kind, which) if kind else ()
    return fields_in_words(blanks, kept, rulebook_of(task.campaign))
