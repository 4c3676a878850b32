"""The job of the practice county."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.workflow.practice.queries import RESET


@work(RESET)
def reset_job(run: Run, *, campaign_id: str, stage: str) -> dict[str, Any]:
    """Bring a practice county back to a stage; a later attempt begins anew."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.practice.bringing import bring_back
    from tuban.workflow.practice.stages import Stage

    return bring_back(Campaign.objects.get(pk=campaign_id, is_practice=True), Stage(stage), run)
