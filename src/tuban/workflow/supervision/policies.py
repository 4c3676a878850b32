"""Who supervises, visits, and answers for the county, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import ABOVE_COUNTIES, Level, Role
from tuban.workflow.supervision.models import Correction, Drawn, Lot, Supervision
from tuban.workflow.supervision.words import Purpose

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.REVIEWER})
_ANSWERERS = frozenset({Role.ORGANISER, Role.LEADER})


@policy
def may_see_supervision(by: Acting) -> str:
    """Why not: supervision is read by those who make it and by the county, not by its townships."""
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    if by.level in (Level.TOWNSHIP, Level.ZONE):
        return _("Supervision is read by those who supervise and by the county.")
    return ""


@policy
def may_open_supervision(by: Acting, campaign: Campaign) -> str:
    """Why not: a county is supervised by supervisors and reviewers of a unit above it."""
    is_theirs = by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)
    if by.level in ABOVE_COUNTIES and by.role in SUPERVISORS and is_theirs:
        return ""
    return _("A county is supervised by supervisors and reviewers of a unit above it.")


@policy
def may_supervise(by: Acting, supervision: Supervision) -> str:
    """Why not: the records of a supervision are written by the unit that makes it, until it is closed."""
    reason = may_open_supervision.explain(by, supervision.campaign)
    if reason:
        return reason
    if by.post.unit_id != supervision.unit_id:
        return _("This supervision is made by {unit}.").format(unit=supervision.unit.name)
    return _("The supervision is closed.") if supervision.closed_at is not None else ""


@policy
def may_read_checklist(by: Acting, supervision: Supervision, is_visited: bool) -> str:
    """Why not: what was found is read by the unit that supervises at once, by others once nobody visits any more."""
    if by.post.unit_id == supervision.unit_id or is_visited:
        return ""
    return _("What was found is read once what was drawn is visited.")


@policy
def may_report(by: Acting, supervision: Supervision) -> str:
    """Why not: the report is put forward by the unit that supervises, also after closing."""
    reason = may_open_supervision.explain(by, supervision.campaign)
    if reason or by.post.unit_id == supervision.unit_id:
        return reason
    return _("This supervision is made by {unit}.").format(unit=supervision.unit.name)


@policy
def may_use_lot(by: Acting, lot: Lot) -> str:
    """Why not: as of its supervision."""
    return may_supervise.explain(by, lot.supervision)


@policy
def may_note_drawn(by: Acting, drawn: Drawn) -> str:
    """Why not: as of its supervision."""
    return may_supervise.explain(by, drawn.lot.supervision)


@policy
def may_seal(by: Acting, drawn: Drawn) -> str:
    """Why not: a sheet is filled and sealed once, by the person it was given to."""
    if drawn.visitor_id != by.person_id:
        return _("This sheet was given to somebody else.")
    return _("The sheet is sealed.") if drawn.sealed_at is not None else ""


@policy
def may_take_sheets(by: Acting, lot: Lot) -> str:
    """Why not: the sheets of a lot are taken along by those who still have some to fill."""
    if Drawn.objects.filter(lot=lot, visitor=by.person_id, purpose=Purpose.FIELD, sealed_at=None).exists():
        return ""
    return _("You have no sheet of it to fill.")


@policy
def may_follow(by: Acting, correction: Correction) -> str:
    """Why not: a correction is followed to its end by the unit that demanded it, also after closing."""
    supervision = correction.supervision
    reason = may_open_supervision.explain(by, supervision.campaign)
    if reason or by.post.unit_id == supervision.unit_id:
        return reason
    return _("This supervision is made by {unit}.").format(unit=supervision.unit.name)


@policy
def may_answer(by: Acting, correction: Correction) -> str:
    """Why not: the county answers by its organiser or leader."""
    campaign = correction.supervision.campaign
    is_theirs = by.is_practice == campaign.is_practice and by.answers_for(campaign.area_code)
    if by.level is Level.COUNTY and by.role in _ANSWERERS and is_theirs:
        return ""
    return _("A correction is answered by the county's organiser or leader.")


def knows_drawn(by: Acting, lot: Lot, *, is_visited: bool) -> bool:
    """Whether the acting person is shown what was drawn: the supervising unit at once, others once nobody visits any
    more, so that nobody prepares for it."""
    return is_visited or by.post.unit_id == lot.supervision.unit_id
