"""What a day has of the tasks between departments: those of one's own department, answers that wait, what is late."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.cooperation.policies import is_asker
from tuban.workflow.cooperation.queries import Sought, tasks_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role


def heaps_of_cooperation(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    """Return the heaps of tasks that a person has, each opening its queue; those that are empty are left out."""
    wanted = [("mine", _("Do for other departments"), _("Tasks of departments"))]
    if is_asker(acting):
        wanted.append(("to_accept", _("Accept answers"), _("Departments have answered")))
    if acting.role is Role.LEADER:
        wanted.append(("late", _("Press departments"), _("Their limit has passed")))
    return [
        {"title": title, "why": why, "count": count, "late": queue == "late",
         "url": f"{reverse('web:cooperation')}?queue={queue}"}
        for queue, title, why in wanted
        if (count := tasks_seen_by(acting, Sought(queue, campaign.pk)).count())
    ]  # fmt: skip
