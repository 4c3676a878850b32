"""Who asks at the gate, who certifies an answer, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.gate.models import Bulk, Inquiry
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role

_CERTIFIES = frozenset({Role.CHECKER, Role.SECTION_LEADER, Role.LEADER, Role.ORGANISER})


@policy
def may_ask(by: Acting) -> str:
    """Why not: everybody asks who does the work of the inspection or of approvals."""
    return _("Administrators do no work of the inspection.") if by.is_administrator else ""


def is_seen(by: Acting, row: Inquiry | Bulk) -> bool:
    """Whether an inquiry or a bulk check was made in the areas of the acting person."""
    return not by.is_administrator and by.is_practice == row.is_practice and by.answers_for(row.unit.code)


@policy
def may_see(by: Acting, row: Inquiry | Bulk) -> str:
    """Why not: what was asked is read by the unit that asked and by those above it."""
    return "" if is_seen(by, row) else _("This was asked by another unit.")


@policy
def may_certify(by: Acting, inquiry: Inquiry) -> str:
    """Why not: an answer is certified once, by the county or city that asked: who signs answers for it."""
    reason = may_see.explain(by, inquiry)
    if reason:
        return reason
    if by.role not in _CERTIFIES or by.level not in (Level.COUNTY, Level.CITY):
        return _("Answers are certified by checkers, section leaders and leaders of the county or city.")
    if inquiry.unit_id != by.post.unit_id:
        return _("Answers are certified by the unit that asked.")
    if hasattr(inquiry, "certificate"):
        return _("This answer is certified already.")
    return ""
