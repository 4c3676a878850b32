"""What a day has of the review: opinions owed, disagreements to decide, findings to take, what came back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Level
from tuban.workflow.review.opinions.board import BoardFilter, Queue, counts_of, waiting_for
from tuban.workflow.review.opinions.policies import CHAIRS, duty_of


def heaps_of_review(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    """Return the heaps of the review that a person has, each opening its queue; those that are empty are left out."""
    found = []
    duty = duty_of(acting)
    if duty is not None:
        owed, late = waiting_for(acting, campaign)
        found.append((Queue.MINE, _("Opinions my department owes"), owed, late > 0))
    queues = []
    if acting.level is Level.COUNTY and acting.role in CHAIRS:
        queues = [(Queue.DISAGREEING, _("Disagreements to decide")), (Queue.READY, _("Findings to take"))]
    elif duty is Duty.ENFORCEMENT:
        queues = [(Queue.READY, _("Findings to take"))]
    if queues:
        counts = counts_of(acting, BoardFilter(campaign, Queue.READY), [queue for queue, _title in queues])
        found += [(queue, title, counts[queue], False) for queue, title in queues]
    return [
        {
            "title": title, "why": _("Joint review"), "count": count, "late": late,
            "url": f"{reverse('web:opinions')}?queue={queue.value}",
        }
        for queue, title, count, late in found if count
    ]  # fmt: skip


def returned(row: Any) -> dict[str, Any]:
    """Return what came back: why, and where it is answered."""
    return {
        "row": row, "reasons": "；".join(label_of("return_reason", one) for one in row.reasons),
        "url": reverse("web:return_answer", args=[row.pk]),
    }  # fmt: skip
