"""Who explains, seals, sends, accepts, returns and reopens, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.jobs.queries import job_of
from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import stands_still
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.results.keeping import PROBLEMS, RECORDS
from tuban.workflow.results.queries import behind, newest
from tuban.workflow.submission.changes import how_many, since_seal
from tuban.workflow.submission.models import Seal, Submission
from tuban.workflow.submission.receiving import next_above, units_above
from tuban.workflow.submission.signing import document_of
from tuban.workflow.submission.words import Outcome, State

_EXPLAINERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER, Role.LEADER})
_SENDERS = frozenset({Role.ORGANISER, Role.LEADER})
EXAMINERS = frozenset({Role.REVIEWER, Role.ORGANISER, Role.LEADER})


def _not_theirs(by: Acting, campaign: Campaign) -> str:
    if by.level is not Level.COUNTY or by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("A campaign is sealed and sent by its county.")
    return ""


def under_way(campaign: Campaign) -> Submission | None:
    """Return the submission that lies with a level above; None where none does."""
    return Submission.objects.filter(campaign=campaign, state=State.UNDER_WAY).select_related("holder").first()


def is_being_sealed(campaign: Campaign) -> bool:
    """Whether a seal is being made at this moment."""
    last = Seal.objects.filter(campaign=campaign).first()
    if last is None or last.whole_at is not None or last.job_id is None:
        return False
    job = job_of(last.job_id)
    return job is not None and not job.is_over


@policy
def may_see_submissions(by: Acting) -> str:
    """Why not: administrators of the product do no work of the inspection."""
    return _("Administrators of the product do no work of the inspection.") if by.is_administrator else ""


@policy
def may_explain(by: Acting, campaign: Campaign) -> str:
    """Why not: warnings and contradictions are explained by those who answer for the county's results."""
    if by.role not in _EXPLAINERS:
        return _("Objections are explained by checkers, section leaders, the organiser or the leader of the county.")
    return _not_theirs(by, campaign) or stands_still(campaign)


@policy
def may_seal(by: Acting, campaign: Campaign) -> str:
    """Why not: the organiser or leader seals what the results say, while they are what the office says."""
    if by.role not in _SENDERS:
        return _("A campaign is sealed by its organiser or leader.")
    refusal = _not_theirs(by, campaign) or stands_still(campaign) or _is_busy(campaign)
    if refusal:
        return refusal
    result = newest(by, campaign)
    if result is None or RECORDS not in result.about or PROBLEMS not in result.about:
        return _("Write the results first: a seal takes what they counted.")
    told = behind(by, result)
    if told.patches or told.is_newer_disc or told.is_newer_law or told.are_other_values:
        return _("The office knows otherwise than the results: write them again first.")
    return ""


def _is_busy(campaign: Campaign) -> str:
    lies = under_way(campaign)
    if lies is not None:
        return _("It lies with {unit}: it can be sealed anew when it comes back.").format(unit=lies.lies_with)
    return _("The seal is being made.") if is_being_sealed(campaign) else ""


@policy
def may_send(by: Acting, seal: Seal) -> str:
    """Why not: the newest seal is sent once, signed by all, while the office still says the same."""
    if by.role not in _SENDERS:
        return _("A campaign is sent up by its organiser or leader.")
    refusal = _not_theirs(by, seal.campaign) or _unfit_to_send(seal)
    if refusal:
        return refusal
    if how_many(since_seal(seal)):
        return _("The office changed since the seal: seal it anew.")
    if next_above(seal.unit) is None:
        return _("No level above is known to this office: hand it over as a package.")
    return ""


@policy
def may_hand_over(by: Acting, seal: Seal) -> str:
    """Why not: a package carries the newest seal, signed by all, to a level above in another installation; one that
    came from below is handed on when the unit accepted it. What went that way can be packed again while it is there."""
    sent = Submission.objects.filter(seal=seal).select_related("holder").first()
    is_there = sent is not None and sent.elsewhere and sent.state == State.UNDER_WAY
    if sent is not None and is_there and not sent.stations.filter(unit=None).exclude(outcome=Outcome.WAITING).exists():
        return "" if by.role in EXAMINERS else _("A campaign is sent up by its organiser or leader.")
    if seal.came:
        if by.role not in EXAMINERS or str(by.post.unit_id) != seal.came.get("unit"):
            return _("It is handed on by the unit that took it in.")
        is_accepted = sent is not None and sent.state == State.ACCEPTED
        return "" if is_accepted else _("It is handed on when your unit accepted it.")
    if by.role not in _SENDERS:
        return _("A campaign is sent up by its organiser or leader.")
    refusal = _not_theirs(by, seal.campaign) or _unfit_to_send(seal)
    if not refusal and how_many(since_seal(seal)):
        return _("The office changed since the seal: seal it anew.")
    return refusal


def _unfit_to_send(seal: Seal) -> str:
    if seal.whole_at is None:
        return _("The seal is being made.")
    if Submission.objects.filter(seal=seal).exists():
        return _("It was sent already.")
    document = document_of(seal)
    if document is None or Seal.objects.filter(campaign=seal.campaign_id, number__gt=seal.number).exists():
        return _("A later seal stands.")
    return "" if document.signed_at is not None else _("It is sent when all have signed.")


@policy
def may_examine(by: Acting, submission: Submission) -> str:
    """Why not: it is accepted or returned by the unit that it lies with."""
    if submission.state == State.UNDER_WAY and submission.elsewhere:
        return _("It lies with {unit}.").format(unit=submission.elsewhere)
    if submission.state != State.UNDER_WAY or submission.holder_id is None:
        return _("Nobody has to decide on it now: {state}.").format(state=State(submission.state).label)
    if by.post.unit_id != submission.holder_id or by.is_practice != submission.campaign.is_practice:
        return _("It lies with {unit}.").format(unit=submission.lies_with)
    if by.role not in EXAMINERS:
        return _("It is decided by reviewers, organisers or leaders of the unit.")
    return ""


@policy
def may_reopen(by: Acting, submission: Submission) -> str:
    """Why not: what was accepted is reopened by the highest unit that accepted it, or one above."""
    if submission.campaign.locked_at is None or submission.state not in (State.UNDER_WAY, State.ACCEPTED):
        return _("Its data are not locked.")
    last = submission.stations.filter(outcome=Outcome.ACCEPTED).select_related("unit").last()
    if last is None:
        return _("Nobody has accepted it.")
    if last.unit is None:
        return _("It is reopened by {unit}, which accepted it last, or by a level above.").format(unit=last.unit_name)
    if by.role not in EXAMINERS or by.is_practice != submission.campaign.is_practice:
        return _("It is reopened by reviewers, organisers or leaders of the unit that accepted it.")
    if by.post.unit_id not in {last.unit_id, *(unit.pk for unit in units_above(last.unit))}:
        return _("It is reopened by {unit}, which accepted it last, or by a level above.").format(unit=last.unit)
    return ""


def to_be_examined(by: Acting, campaign: Campaign) -> Submission | None:
    """Return the submission of a campaign that the acting person may return now; None where there is none."""
    rows = Submission.objects.filter(campaign=campaign, state=State.UNDER_WAY, holder=by.post.unit_id)
    found = rows.select_related("campaign", "holder", "seal").first()
    return found if found is not None and not may_examine.explain(by, found) else None
