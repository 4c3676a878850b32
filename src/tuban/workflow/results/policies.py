"""Who may have results written and discs made, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.jobs.queries import job_of
from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.arrivals.files import is_kept
from tuban.workflow.patches.models import Arrival
from tuban.workflow.results.models import Result

WRITERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER})
MAKERS = frozenset({Role.ORGANISER, Role.CLERK})


def _not_theirs(by: Acting, area_code: str, *, is_practice: bool) -> str:
    if by.is_practice != is_practice or not by.answers_for(area_code):
        return _("Results of the whole county are written by the county or above.")
    return ""


def is_under_way(campaign: Campaign, what: Result.What, arrival: Arrival | None = None) -> bool:
    """Whether the same is being written at this moment."""
    last = Result.objects.filter(campaign=campaign, what=what, arrival=arrival).order_by("-asked_at").first()
    if last is None or last.whole_at is not None or last.job_id is None:
        return False
    job = job_of(last.job_id)
    return job is not None and not job.is_over


@policy
def may_write(by: Acting, campaign: Campaign) -> str:
    """Why not: results are written of a loaded disc, by those who check patches of the whole county."""
    if by.role not in WRITERS:
        return _("Results are written by organisers, section leaders and checkers.")
    refusal = _not_theirs(by, campaign.area_code, is_practice=campaign.is_practice)
    if refusal:
        return refusal
    if not campaign.opened_checksum:
        return _("No disc was loaded into this campaign yet.")
    if is_under_way(campaign, Result.What.RESULTS):
        return _("The results are being written.")
    return ""


@policy
def may_make_disc(by: Acting, arrival: Arrival) -> str:
    """Why not: a disc is made of one that a person confirmed, while its files are kept."""
    if by.role not in MAKERS or by.is_of_other_organ:
        return _("Discs are made by organisers and fill-in persons.")
    if arrival.state != Arrival.State.LOADED or arrival.campaign is None:
        return _("A disc is made once this one was confirmed and loaded.")
    refusal = _not_theirs(by, arrival.campaign.area_code, is_practice=arrival.campaign.is_practice)
    if refusal:
        return refusal
    if not is_kept(arrival):
        return _("The files of this disc were removed seven days after it was loaded.")
    if is_under_way(arrival.campaign, Result.What.DISC, arrival):
        return _("The disc is being made.")
    return ""
