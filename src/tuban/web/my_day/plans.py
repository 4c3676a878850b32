"""What a day has of plans: those that wait for one's unit, and those that one's unit still owes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.plans.policies import DECIDERS, may_hand_in
from tuban.workflow.plans.queries import count_waiting, own_standings
from tuban.workflow.plans.standing import Stand


def heaps_of_plans(acting: Acting, campaign: Any) -> list[dict[str, Any]]:
    """Return the heaps of plans to examine and to hand in; none where nothing waits."""
    heaps = []
    count = count_waiting(acting) if acting.role in DECIDERS else 0
    if count:
        heaps.append(_heap(_("Examine plans"), _("handed in to your unit"), count))
    if may_hand_in.allows(acting, campaign):
        owed = [
            one for one in own_standings(acting, campaign, timezone.localdate())
            if one.due_on is not None and one.stand in (Stand.OPEN, Stand.MISSING, Stand.RETURNED)
        ]  # fmt: skip
        if owed:
            heaps.append(
                _heap(_("Hand in plans"), _("owed to the level above"), len(owed), any(one.is_late for one in owed))
            )
    return heaps


def _heap(title: str, why: str, count: int, late: bool = False) -> dict[str, Any]:
    return {"title": title, "why": why, "count": count, "url": reverse("web:plans"), "late": late}
