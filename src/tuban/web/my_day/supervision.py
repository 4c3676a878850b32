"""What a day has of supervision: corrections to answer or to look at, lots whose visits are all in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.supervision.queries import corrections_waiting, lots_to_judge


def heaps_of_supervision(acting: Acting) -> list[dict[str, Any]]:
    """Return the heaps of supervision of the acting person; none where nothing waits."""
    corrections, lots, today = corrections_waiting(acting), lots_to_judge(acting), timezone.localdate()
    heaps = []
    if corrections:
        late = any(one.due_on < today for one in corrections)
        url = reverse("web:supervision_corrections", args=[corrections[0].supervision_id])
        why = _("answer them, or look at the answers")
        heaps.append(_heap(_("Corrections of supervision"), why, len(corrections), url, late))
    if lots:
        heaps.append(_heap(_("Judge lots"), _("every second visit is sealed"), len(lots),
                           reverse("web:supervision_lot", args=[lots[0].pk]), False))  # fmt: skip
    return heaps


def _heap(title: str, why: str, count: int, url: str, is_late: bool) -> dict[str, Any]:
    return {"title": title, "why": why, "count": count, "url": url, "late": is_late}
