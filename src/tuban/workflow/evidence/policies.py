"""Who may add evidence, and who may take it off again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.models import Attachment
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role

_READERS_ONLY = frozenset({Role.SUPERVISOR})
_PLACES = ("township_code", "managed_code", "area_code")


def _outside(by: Acting, subject: Any) -> bool:
    """Whether none of the divisions a thing lies in is one that the acting person answers for, or one of the
    two is practice and the other is not."""
    if getattr(getattr(subject, "campaign", None) or subject, "is_practice", by.is_practice) != by.is_practice:
        return True
    codes = [str(getattr(subject, name, "") or "") for name in _PLACES]
    return not any(code and by.answers_for(code) for code in codes)


@policy
def may_add_evidence(by: Acting, subject: Any) -> str:
    """Why not: whoever works on the thing adds to it; administrators and supervisors read."""
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    if by.role in _READERS_ONLY:
        return _("Supervisors read evidence; those who inspect add it.")
    if _outside(by, subject):
        return _("This lies outside the areas of {own}.").format(own=by.post.unit.name)
    return ""


@policy
def may_take_off(by: Acting, subject: Any, attachment: Attachment) -> str:
    """Why not: who added it takes it off again, or the unit's leader and organiser."""
    reason = may_add_evidence.explain(by, subject)
    if reason:
        return reason
    if attachment.by_id == by.person_id or by.role in (Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER):
        return ""
    return _("Only who added it, an organiser or a leader takes evidence off again.")
