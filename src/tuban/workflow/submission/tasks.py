"""The work of sealing; every day the levels are told whose limit nears or passed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run, work

SEAL, REMIND = "submission.seal", "submission.remind"


@work(SEAL)
def seal_job(run: Run, *, seal_id: str) -> dict[str, Any]:
    """Make a seal; a later attempt makes all of it anew."""
    from tuban.workflow.submission.sealing import make_seal

    return make_seal(run, seal_id)


@daily(REMIND, gettext_lazy("Limits of reporting up"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell the levels whose day to report nears or passed."""
    return {"told": remind(day)}


def remind(day: date) -> int:
    """Tell each level that a running campaign lies with, once before its day and once after it; returns how many people
    were told."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.submission.limits import holding, is_near, way_of
    from tuban.workflow.submission.telling import tell_limit

    told = 0
    for campaign in Campaign.objects.filter(state=Campaign.State.RUNNING):
        leg = holding(way_of(campaign))
        if leg is not None and (leg.is_late(day) or is_near(leg, campaign, day)):
            told += tell_limit(campaign, leg, day)
    return told
