"""What people do: have the rules about the whole campaign asked again."""

from __future__ import annotations

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.workflow.audit.acting import action
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.policies import may_ask_campaign_rules
from tuban.workflow.comparison.campaign_rules.soon import ASK_CAMPAIGN_RULES, title_of
from tuban.workflow.organisations.acting import Acting


@action("comparison.ask_campaign_rules", policy=may_ask_campaign_rules)
def ask_campaign_rules(campaign: Campaign, *, by: Acting) -> Job:
    """Have all rules about the whole campaign asked again of the patches as they are now. One that waits or runs for a
    person already is theirs too."""
    asked = Job.objects.filter(kind=ASK_CAMPAIGN_RULES, campaign_id=campaign.pk, person_id__isnull=False)
    waiting = asked.filter(state=Job.State.WAITING).first()
    if waiting is not None:
        return waiting
    return ask_for(
        ASK_CAMPAIGN_RULES, title_of(campaign), {"campaign_id": str(campaign.pk), "only_if_changed": False},
        person_id=by.person_id, person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
