"""Who may run which campaign, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign, ContactPoint, Material, Phase, Question
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Role

_KEEPERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER})
Of = Campaign | Phase | ContactPoint | Material


def _campaign_of(subject: Of) -> Campaign:
    return subject if isinstance(subject, Campaign) else subject.campaign


def is_seen(by: Acting, campaign: Campaign) -> bool:
    """Whether a campaign is one of the areas of the acting person, or of the county that their township belongs to."""
    if by.is_administrator or by.is_practice != campaign.is_practice:
        return False
    return any(campaign.area_code.startswith(code[:6]) for code in by.area_codes)


def _not_theirs(by: Acting, campaign: Campaign) -> str:
    return "" if is_seen(by, campaign) else _("The campaign is not in your areas.")


def _governs(by: Acting, campaign: Campaign) -> bool:
    return by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)


def is_over(campaign: Campaign) -> str:
    """Return why nothing at all is done in a campaign any more; empty where work goes on, also after acceptance."""
    return _("The campaign is closed.") if campaign.state == Campaign.State.CLOSED else ""


def stands_still(campaign: Campaign) -> str:
    """Return why the findings, opinions and figures of a campaign cannot be changed now; empty where they can."""
    if campaign.state == Campaign.State.CLOSED:
        return is_over(campaign)
    if campaign.locked_at is not None:
        return _("The data were accepted by {unit} and are locked. Ask them to reopen, with the reason.").format(
            unit=campaign.locked_by
        )
    return ""


@policy
def may_open(by: Acting, unit: Unit) -> str:
    """Why not: a campaign is opened for a county by an organiser of the county or above."""
    if by.role is not Role.ORGANISER:
        return _("Campaigns are opened by campaign organisers.")
    if by.is_practice != unit.is_practice or not by.answers_for(unit.code):
        return _("{unit} is outside the areas of {own}.").format(unit=unit.name, own=by.post.unit.name)
    return ""


@policy
def may_change(by: Acting, subject: Of) -> str:
    """Why not: a campaign is changed by its organisers until it is closed."""
    campaign = _campaign_of(subject)
    if by.role is not Role.ORGANISER:
        return _("Campaigns are changed by campaign organisers.")
    if not _governs(by, campaign):
        return _("The campaign is not in your areas.")
    return _("The campaign is closed.") if campaign.state == Campaign.State.CLOSED else ""


@policy
def may_lay_values(by: Acting, campaign: Campaign) -> str:
    """Why not: values lie on the lawbook by the organisers' hand, while the data do not stand as they were accepted."""
    return may_change.explain(by, campaign) or stands_still(campaign)


@policy
def may_close(by: Acting, campaign: Campaign) -> str:
    """Why not: a campaign that runs is closed by its organisers or leaders."""
    if by.role not in (Role.ORGANISER, Role.LEADER):
        return _("Campaigns are closed by campaign organisers and leaders.")
    if not _governs(by, campaign):
        return _("The campaign is not in your areas.")
    return _("The campaign is closed.") if campaign.state == Campaign.State.CLOSED else ""


@policy
def may_ask(by: Acting, campaign: Campaign) -> str:
    """Why not: everybody who works in a campaign may ask."""
    if by.is_administrator:
        return _("Administrators do no work of the inspection.")
    return _not_theirs(by, campaign)


@policy
def may_answer(by: Acting, question: Question) -> str:
    """Why not: questions are answered by the organisers of the campaign, or by units above."""
    if by.role not in (Role.ORGANISER, Role.REVIEWER, Role.SECTION_LEADER):
        return _("Questions are answered by campaign organisers, section leaders and reviewers.")
    if not _governs(by, question.campaign):
        return _("The campaign is not in your areas.")
    return ""


@policy
def may_keep_materials(by: Acting, material: Material) -> str:
    """Why not: the preparation register is kept by organisers, section leaders and checkers of the county."""
    if by.role not in _KEEPERS:
        return _("The preparation register is kept by organisers, section leaders and checkers.")
    if not _governs(by, material.campaign):
        return _("The campaign is not in your areas.")
    return _("The campaign is closed.") if material.campaign.state == Campaign.State.CLOSED else ""
