"""Who confirms public copies."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.policies import may_add_evidence
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Role
from tuban.workflow.patches.models import Patch

_OF_SECTION = frozenset({Role.CHECKER, Role.SECTION_LEADER})


@policy
def may_confirm_copies(by: Acting) -> str:
    """Why not: the enforcement section and the leader of a unit answer for what leaves the house."""
    department = by.post.department
    is_enforcement = department is not None and department.duty == Duty.ENFORCEMENT
    if by.role is Role.LEADER or (is_enforcement and by.role in _OF_SECTION):
        return ""
    return _("Public copies are confirmed by the enforcement section or by a leader, not by a {role}.").format(
        role=by.role.label
    )


@policy
def may_confirm_copy(by: Acting, patch: Patch) -> str:
    """Why not: those who may confirm copies, of the patches of their areas."""
    return may_confirm_copies.explain(by) or may_add_evidence.explain(by, patch)
