"""The job that asks the rules about the whole campaign."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.workflow.comparison.campaign_rules.soon import ASK_CAMPAIGN_RULES


@work(ASK_CAMPAIGN_RULES)
def ask_campaign_rules_job(run: Run, *, campaign_id: str, only_if_changed: bool) -> dict[str, Any]:
    """Ask the rules; of a campaign that was closed or dropped meanwhile, nothing is asked."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.campaign_rules.asking import ask_rules
    from tuban.workflow.comparison.tasks import Asker

    campaign = Campaign.objects.filter(pk=campaign_id).exclude(state=Campaign.State.CLOSED).first()
    if campaign is None:
        return {"changed": False}
    return ask_rules(run, campaign, by=Asker.of(run), only_if_changed=only_if_changed)
