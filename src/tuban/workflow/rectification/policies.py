"""Who sets, holds, declares, accepts, signs and reopens ways of rectification, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_over, stands_still
from tuban.workflow.campaigns.policies import is_seen as is_campaign_seen
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Level, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach
from tuban.workflow.rectification.hands import is_in
from tuban.workflow.rectification.law import law_of
from tuban.workflow.rectification.models import Declaration, Signature, Way
from tuban.workflow.review.considering import UNLAWFUL

_TOWNSHIP = frozenset({Level.TOWNSHIP, Level.ZONE})
_HEADS = frozenset({Role.ORGANISER, Role.LEADER})
_OF_SECTION = frozenset({Role.CHECKER, Role.SECTION_LEADER})


def leads_rectification(by: Acting) -> bool:
    """Whether somebody runs rectification in the county: its enforcement section, organiser or leader."""
    if by.level is not Level.COUNTY:
        return False
    duty = by.post.department.duty if by.post.department is not None else ""
    return by.role in _HEADS or (by.role in _OF_SECTION and duty == Duty.ENFORCEMENT)


def is_of_township(by: Acting) -> bool:
    """Whether somebody works for a township or a zone."""
    return by.level in _TOWNSHIP and by.role in (Role.CLERK, Role.LEADER)


def _not_open(by: Acting, patch: Patch) -> str:
    reason = out_of_reach(by, patch, accepted_too=True) or counts_no_more(patch)
    if reason:
        return reason
    if patch.finding != UNLAWFUL:
        return _("No finding of unlawful use was taken: there is nothing to put right.")
    return ""


def _rests(way: Way) -> str:
    if not way.finding.is_current:
        return _("The finding was reopened: its ways rest.")
    if way.state == Way.State.WITHDRAWN:
        return _("This way was withdrawn.")
    return ""


def _not_of_county(by: Acting) -> str:
    if leads_rectification(by):
        return ""
    return _("This is done by the county's enforcement section, organiser or leader.")


@policy
def may_see_rectification(by: Acting) -> str:
    """Why not: administrators of the product do no work of the inspection."""
    return _("Administrators of the product do no work of the inspection.") if by.is_administrator else ""


@policy
def may_set_ways(by: Acting, patch: Patch) -> str:
    """Why not: ways are set by the county's enforcement section, organiser or leader; a township takes what is
    proposed."""
    if not (leads_rectification(by) or is_of_township(by)):
        return _("Ways are set by the county's enforcement section, organiser or leader, or taken by the township.")
    return _not_open(by, patch)


@policy
def may_examine(by: Acting, patch: Patch) -> str:
    """Why not: other ways are examined by the county."""
    is_examiner = by.level is Level.COUNTY and by.role in (*_OF_SECTION, *_HEADS)
    if not is_examiner:
        return _("Other ways are examined by the sections of the county.")
    return _not_open(by, patch)


@policy
def may_withdraw_way(by: Acting, way: Way) -> str:
    """Why not: a way is withdrawn while it was not declared done."""
    reason = _not_of_county(by) or _not_open(by, way.patch) or _rests(way)
    if reason:
        return reason
    return (
        "" if way.state == Way.State.OPEN else _("It was declared done: it can only be accepted, refused or reopened.")
    )


@policy
def may_hand_over(by: Acting, way: Way) -> str:
    """Why not: a way is handed over by its holder's unit or by those who run rectification."""
    reason = _not_open(by, way.patch) or _rests(way)
    if reason:
        return reason
    is_holder = way.holder is not None and way.holder.unit_id == by.post.unit_id and not by.is_administrator
    return "" if is_holder or leads_rectification(by) else _("It is handed over by the unit that holds it.")


@policy
def may_time(by: Acting, way: Way) -> str:
    """Why not: limits are suspended, resumed and set by the county, while the way is in work."""
    reason = _not_of_county(by) or _not_open(by, way.patch) or _rests(way)
    if reason:
        return reason
    return "" if way.state == Way.State.OPEN else _("The way is not in work: its limit does not run.")


@policy
def may_note(by: Acting, way: Way) -> str:
    """Why not: progress is noted by whoever works on the patch in its areas."""
    if by.role is Role.SUPERVISOR or by.is_administrator:
        return _("Supervisors read; progress is noted by those who work on it.")
    return _not_open(by, way.patch) or _rests(way)


@policy
def may_declare(by: Acting, way: Way) -> str:
    """Why not: a way is declared done by the township or zone, while it is in work."""
    reason = _not_open(by, way.patch) or _rests(way)
    if reason:
        return reason
    if not is_in(law_of(way.patch.campaign).acceptance.declares, by):
        return _("A way is declared done by the township or the zone that manages the patch.")
    if way.state != Way.State.OPEN:
        return _("It was declared done already.")
    return ""


@policy
def may_inspect(by: Acting, declaration: Declaration) -> str:
    """Why not: a declaration is accepted or refused on site by the county's land department, once."""
    patch = declaration.way.patch
    reason = _not_open(by, patch) or _rests(declaration.way)
    if reason:
        return reason
    if not is_in(law_of(patch.campaign).acceptance.accepts, by):
        return _("The acceptance on site is done by the county's enforcement section.")
    if declaration.state != Declaration.State.WAITING:
        return _("This declaration does not wait for an acceptance on site.")
    return ""


@policy
def may_sign_acceptance(by: Acting, declaration: Declaration) -> str:
    """Why not: an acceptance is signed by those who answer for it, each once, after it was accepted on site."""
    patch = declaration.way.patch
    reason = _not_open(by, patch) or _rests(declaration.way)
    if reason:
        return reason
    if declaration.state != Declaration.State.ACCEPTED:
        return _("It has to be accepted on site before it is signed.")
    places = places_for(by, declaration)
    if not places:
        return _("This acceptance is signed by the leader of the township and the head of the enforcement section.")
    return "" if any(one not in signed_places(declaration) for one in places) else _("You have signed it already.")


@policy
def may_name_false(by: Acting, declaration: Declaration) -> str:
    """Why not: a false declaration is named by the county, or by whoever reviews above it."""
    patch = declaration.way.patch
    if not (leads_rectification(by) or by.role in (Role.REVIEWER, Role.SUPERVISOR)):
        return _("A false declaration is named by the county, or by those who review above it.")
    reason = _not_open(by, patch) or _rests(declaration.way)
    if reason:
        return reason
    gone = (Declaration.State.FALSE, Declaration.State.REOPENED)
    return _("This declaration does not stand any more.") if declaration.state in gone else ""


@policy
def may_reopen_way(by: Acting, way: Way) -> str:
    """Why not: what was accepted is reopened by the county's organiser or leader."""
    if by.level is not Level.COUNTY or by.role not in _HEADS:
        return _("What was accepted is reopened by the county's organiser or leader.")
    reason = _not_open(by, way.patch) or _rests(way)
    if reason:
        return reason
    return "" if way.state in (Way.State.INSPECTED, Way.State.SIGNED) else _("It was not accepted yet.")


@policy
def may_check_self(by: Acting, campaign: Campaign) -> str:
    """Why not: a self-check is filled in by the townships and zones of the county."""
    if not is_of_township(by):
        return _("The self-check is filled in by the townships and zones.")
    if not is_campaign_seen(by, campaign):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)


@policy
def may_confirm_self_check(by: Acting, campaign: Campaign) -> str:
    """Why not: a self-check is confirmed by the leader of the unit."""
    reason = may_check_self.explain(by, campaign)
    if reason:
        return reason
    return "" if by.role is Role.LEADER else _("The self-check is confirmed by the leader of the unit.")


@policy
def may_assign_groups(by: Acting, campaign: Campaign) -> str:
    """Why not: acceptance groups and phases are arranged by the county's organiser."""
    if by.level is not Level.COUNTY or by.role is not Role.ORGANISER:
        return _("Acceptance groups are arranged by the county's campaign organiser.")
    if not is_campaign_seen(by, campaign):
        return _("The campaign is not in your areas.")
    return is_over(campaign)


def places_for(by: Acting, declaration: Declaration) -> list[int]:
    """Return at which places of an acceptance somebody may sign by their post."""
    signs = law_of(declaration.way.patch.campaign).acceptance.signs
    return [place for place, one in enumerate(signs) if is_in(one.by, by)]


def signed_places(declaration: Declaration) -> set[int]:
    """Return which places are signed."""
    return set(Signature.objects.filter(declaration=declaration).values_list("place", flat=True))
