"""Who sends a patch back, who answers, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach
from tuban.workflow.review.models import Return

SENDERS = frozenset({Role.CHECKER, Role.SECTION_LEADER, Role.LEADER, Role.ORGANISER, Role.REVIEWER})


@policy
def may_send_back(by: Acting, patch: Patch) -> str:
    """Why not: patches are sent back by those who check and review them."""
    if by.role not in SENDERS:
        return _("Patches are sent back by those who check and review them, not by a {role}.").format(
            role=by.role.label
        )
    return out_of_reach(by, patch, from_above=True) or counts_no_more(patch)


@policy
def may_answer_return(by: Acting, row: Return) -> str:
    """Why not: a return is answered once, by the one it went to, else by somebody of the unit."""
    if row.answered_at is not None:
        return _("This has been answered already.")
    if row.to_person_id is not None and row.to_person_id != by.person_id:
        return _("It was sent back to {person}.").format(person=row.to_person)
    if row.to_person_id is None and row.to_unit_id != by.post.unit_id:
        return _("It was sent back to {unit}.").format(unit=row.to_unit)
    return out_of_reach(by, row.patch, from_above=True)
