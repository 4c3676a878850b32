"""Questions about the rules of the whole campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tuban.jobs.models import Job
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.asking import is_behind
from tuban.workflow.comparison.campaign_rules.models import Asking, Objection
from tuban.workflow.comparison.campaign_rules.soon import ASK_CAMPAIGN_RULES
from tuban.workflow.comparison.campaign_rules.standing import last_asking, standing
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.seen import patches_of_campaign


@dataclass(frozen=True, slots=True)
class AskedOfAll:
    """How the rules about the whole campaign stand, as an acting person sees it.

    ``of_campaign`` are the objections to no single patch, None for those who do not answer for the whole campaign;
    ``patches`` says to how many of their patches such a rule objects.
    """

    asking: Asking
    is_behind: bool
    of_campaign: Sequence[Objection] | None
    patches: int


def asked_of_all(by: Acting, campaign: Campaign) -> AskedOfAll | None:
    """Return how the rules stand since they were asked last; None where they never were."""
    asking = last_asking(campaign)
    if asking is None:
        return None
    rows = standing(campaign)
    of_campaign = None
    if by.answers_for(campaign.area_code):
        of_campaign = list(rows.filter(patch__isnull=True).select_related("raised"))
    about = rows.filter(patch__in=patches_of_campaign(by, campaign.pk)).values("patch").distinct().count()
    return AskedOfAll(asking, is_behind(campaign, asking), of_campaign, about)


def work_under_way(campaign: Campaign) -> Job | None:
    """Return the work that asks the rules, or that failed or was stopped since they were asked last."""
    asked = _works(campaign)
    running = asked.filter(state=Job.State.RUNNING).first() or asked.filter(state=Job.State.WAITING).last()
    last = running or asked.first()
    return last if last is not None and last.state != Job.State.DONE else None


def last_work(campaign: Campaign) -> Job | None:
    """Return the work that asks the rules, or asked them last."""
    return work_under_way(campaign) or _works(campaign).first()


def _works(campaign: Campaign) -> QuerySet[Job]:
    return Job.objects.filter(kind=ASK_CAMPAIGN_RULES, campaign_id=campaign.pk).order_by("-asked_at")
