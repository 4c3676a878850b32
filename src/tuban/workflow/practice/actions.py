"""What people do: bring a practice county back to a stage."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.recording import Actor
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.practice.disc import is_kept
from tuban.workflow.practice.policies import may_reset
from tuban.workflow.practice.queries import RESET
from tuban.workflow.practice.stages import Stage


class NothingToResetFrom(TubanError):
    """{campaign} was never loaded from a disc, so there is nothing to go back to."""

    code = "practice.nothing_to_reset_from"
    hint = "Load the practice disc first: `tuban practice found DISC`."


class DiscNotKept(TubanError):
    """The disc of {campaign} is not kept in this office, so it cannot arrive anew."""

    code = "practice.disc_not_kept"
    hint = "Choose another stage, or bring the disc again: `tuban practice found DISC`."


@action("practice.reset", policy=may_reset)
def reset(campaign: Campaign, *, by: Acting, stage: Stage = Stage.COMPARED, reason: str = "") -> Job:
    """Ask for a practice county to be brought back to a stage; the audit stays. Raises NothingToResetFrom,
    DiscNotKept."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    may_reset.demand(by, campaign)
    note(stage=Stage(stage).value)
    return ask_reset(campaign, stage, by=by)


def ask_reset(campaign: Campaign, stage: Stage, *, by: Actor) -> Job:
    """Queue a reset, for whoever has the machine too. Raises NothingToResetFrom, DiscNotKept."""
    if not campaign.opened_checksum:
        raise NothingToResetFrom(campaign=campaign)
    if stage is Stage.ARRIVED and not is_kept(campaign):
        raise DiscNotKept(campaign=campaign)
    return ask_for(
        RESET, _("Reset {what}: {stage}").format(what=campaign.title, stage=Stage(stage).label),
        {"campaign_id": str(campaign.pk), "stage": Stage(stage).value}, person_id=by.person_id,
        person_name=by.person_name, area_code=campaign.area_code, campaign_id=campaign.pk,
    )  # fmt: skip
