"""Who exports for the ministry's reporting, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import ABOVE_COUNTIES, Level, Role
from tuban.workflow.submission.models import Seal, Station, Submission
from tuban.workflow.submission.policies import EXAMINERS
from tuban.workflow.submission.queries import current_seal, is_signed, sees
from tuban.workflow.submission.words import Outcome, State

_OF_COUNTY = frozenset({Role.ORGANISER, Role.LEADER})


@policy
def may_see_exports(by: Acting, campaign: Campaign) -> str:
    """Why not: those of the county and the levels above read what was exported; administrators do not."""
    if not sees(by, campaign) or by.level is Level.TOWNSHIP or by.level is Level.ZONE:
        return _("Exports for the ministry's reporting are those of the county and the levels above.")
    return ""


@policy
def may_export_draft(by: Acting, campaign: Campaign) -> str:
    """Why not: live data that nobody signed are taken along by the county alone, marked as a draft."""
    if by.role not in _OF_COUNTY or by.level is not Level.COUNTY:
        return _("A draft is taken along by the organiser or leader of the county.")
    if not sees(by, campaign):
        return _("It is a campaign of another division.")
    return ""


@policy
def may_export(by: Acting, seal: Seal) -> str:
    """Why not: the county exports its newest seal once all have signed; a level above what it accepted."""
    if not sees(by, seal.campaign):
        return _("It is a campaign of another division.")
    newest = current_seal(seal.campaign)
    if newest is not None and newest.pk != seal.pk:
        return _("A later seal stands.")
    sent = Submission.objects.filter(seal=seal).first()
    if sent is not None and sent.state in (State.RETURNED, State.REOPENED):
        return _("It came back: seal it anew, and have it signed.")
    return _not_accepted(by, sent) if by.level in ABOVE_COUNTIES else _not_signed(by, seal)


def _not_signed(by: Acting, seal: Seal) -> str:
    if by.role not in _OF_COUNTY or by.level is not Level.COUNTY:
        return _("It is exported by the organiser or leader of the county.")
    return "" if is_signed(seal) else _("It is exported when all have signed; until then there are drafts.")


def _not_accepted(by: Acting, sent: Submission | None) -> str:
    if by.role not in EXAMINERS:
        return _("It is exported by reviewers, organisers or leaders of a unit that accepted it.")
    accepted = sent is not None and Station.objects.filter(
        submission=sent, unit=by.post.unit_id, outcome=Outcome.ACCEPTED
    ).exists()  # fmt: skip
    return "" if accepted else _("It is exported when your unit accepted it.")
