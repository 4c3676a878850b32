"""Who makes proof packages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.exchange.suites.international import INTERNATIONAL
from tuban.workflow.audit.policies import policy
from tuban.workflow.exchange.queries import keys_row, own_suite
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.reading.blind import is_kept_from

_MAKERS = frozenset({
    Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER, Role.CHECKER, Role.REVIEWER, Role.SUPERVISOR,
})  # fmt: skip


@policy
def may_make_proofs(by: Acting) -> str:
    """Why not: it is signed in the name of a unit, by those of the county or above who answer for what it says."""
    if by.role not in _MAKERS or by.level == Level.TOWNSHIP:
        return _(
            "Proof packages are made by checkers, section leaders, organisers and leaders of the county, by reviewers "
            "and supervisors."
        )
    if keys_row(by.post.unit, INTERNATIONAL.name) is None and own_suite() is not INTERNATIONAL:
        return _(
            "A proof package is signed with Ed25519, so that it is checked anywhere by the program in it; {unit} has "
            "no such keys. The system administrator makes them beside the others: "
            "tuban exchange keys --suite international."
        ).format(unit=by.post.unit)
    if keys_row(by.post.unit, INTERNATIONAL.name) is None:
        return _("{unit} has no keys to sign with yet: its organiser or leader makes them under exchange.").format(
            unit=by.post.unit
        )
    return ""


@policy
def may_make_proof(by: Acting, patch: Patch) -> str:
    """Why not: whoever may make any; but not who is to read the patch a second time and must not know the first
    reading."""
    if reason := may_make_proofs.explain(by):
        return reason
    if is_kept_from(by, patch):
        return _("You may be drawn to read this patch a second time: until then its record is not shown to you.")
    return ""
