"""Who sees the points, who proves files, and who takes a package of evidence along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.copies.queries import photos_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import may_see

_WATCH = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER, Role.REVIEWER, Role.SUPERVISOR})


@policy
def may_see_points(by: Acting) -> str:
    """Why not: those who answer for the work or watch over it; not those whose own work is looked at."""
    if by.role in _WATCH:
        return ""
    return _("Where field work is looked at first is seen by organisers, leaders, reviewers and supervisors.")


@policy
def may_prove(by: Acting) -> str:
    """Why not: whoever works in the office may ask whether a file is genuine."""
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    return ""


@policy
def may_take_package(by: Acting, patch: Patch) -> str:
    """Why not: whoever sees the patch may take its evidence along; that is written down."""
    return may_prove.explain(by) or may_see.explain(by, patch)


@policy
def may_take_public(by: Acting, patch: Patch) -> str:
    """Why not: whoever may take the package along, where a person has confirmed a public copy."""
    reason = may_take_package.explain(by, patch)
    if reason or any(one.copy is not None for one in photos_of(patch)):
        return reason
    return _("No photo of this patch has a public copy yet: the enforcement section or a leader confirms them.")
