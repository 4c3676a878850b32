"""Every day the units are told whose plan is due soon or missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.plans.law import plan_law
from tuban.workflow.plans.standing import Stand, standings, units_owing
from tuban.workflow.plans.telling import tell_due

REMIND = "plans.remind"


@daily(REMIND, gettext_lazy("Plans of units that are due"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell everybody whose plan is due soon or missing."""
    return {"told": remind(day)}


def remind(day: date) -> int:
    """Tell the units, each once of a day that nears and once of a day that passed; returns how many were told."""
    soon, told = day + timedelta(days=plan_law().remind_days), 0
    for campaign in Campaign.objects.filter(state=Campaign.State.RUNNING):
        for one in standings(campaign, units_owing(campaign), day).values():
            is_near = one.stand is Stand.OPEN and one.due_on is not None and one.due_on <= soon
            if is_near or one.stand is Stand.MISSING:
                told += tell_due(one, campaign, day)
    return told
