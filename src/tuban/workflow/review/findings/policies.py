"""Who takes a finding and who reopens one, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Level
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import out_of_reach
from tuban.workflow.review.models import Finding
from tuban.workflow.review.opinions.policies import CHAIRS, duty_of, not_before_finding


@policy
def may_take(by: Acting, patch: Patch) -> str:
    """Why not: a finding is taken by enforcement, the organiser or the leader of the county."""
    if by.level is not Level.COUNTY or not (by.role in CHAIRS or duty_of(by) is Duty.ENFORCEMENT):
        return _("A finding is taken by the county's enforcement section, organiser or leader.")
    return not_before_finding(by, patch)


@policy
def may_reopen(by: Acting, patch: Patch) -> str:
    """Why not: a finding is reopened by the leader or organiser of the county, while there is one."""
    if by.level is not Level.COUNTY or by.role not in CHAIRS:
        return _("A finding is reopened by the county's leader or organiser.")
    reason = out_of_reach(by, patch)
    if reason:
        return reason
    if not Finding.objects.filter(patch=patch, is_current=True).exists():
        return _("No finding was taken: there is nothing to reopen.")
    return ""
