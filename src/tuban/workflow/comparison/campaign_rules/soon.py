"""Lets the rules about the whole campaign be asked again soon, once for however much changes meanwhile."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.models import Campaign

ASK_CAMPAIGN_RULES = "comparison.ask_campaign_rules"


def ask_soon(campaign: Campaign) -> None:
    """Queue the work when the running transaction is through, unless it waits in the queue already: what waits reads
    the records later, and so reads this change too."""
    transaction.on_commit(partial(_ask, campaign))


def _ask(campaign: Campaign) -> None:
    waiting = Job.objects.filter(kind=ASK_CAMPAIGN_RULES, campaign_id=campaign.pk, state=Job.State.WAITING)
    if waiting.exists():
        return
    with transaction.atomic():
        ask_for(
            ASK_CAMPAIGN_RULES, title_of(campaign), {"campaign_id": str(campaign.pk), "only_if_changed": True},
            area_code=campaign.area_code, campaign_id=campaign.pk,
        )  # fmt: skip


def title_of(campaign: Campaign) -> str:
    """Return what the work is called."""
    return _("Rules about the whole campaign: {campaign}").format(campaign=campaign.title)
