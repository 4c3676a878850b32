"""What a day has of weekly reports: those whose receipt one confirms for the county government."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.reporting.policies import may_receive
from tuban.workflow.reporting.queries import receipts_waiting


def heaps_of_reporting(acting: Acting) -> list[dict[str, Any]]:
    """Return the heap of receipts to confirm; none where nothing waits for the acting person."""
    waiting = [] if acting.is_administrator else list(receipts_waiting(acting)[:20])
    mine = [one for one in waiting if not may_receive.explain(acting, one)]
    if not mine:
        return []
    first = mine[0].report
    return [
        {
            "title": _("Confirm receipt of the weekly report"), "why": _("handed over to the county government"),
            "count": len(mine), "late": False,
            "url": f"{reverse('web:report_week', args=[first.day.isoformat()])}?campaign={first.campaign_id}",
        }
    ]  # fmt: skip
