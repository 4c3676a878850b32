"""Who reads the overview, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import ABOVE_COUNTIES


@policy
def may_see_overview(by: Acting) -> str:
    """Why not: it shows counties side by side, to those who answer for several."""
    if by.is_administrator:
        return _("Administrators of the product do no work of the inspection.")
    if by.level not in ABOVE_COUNTIES:
        return _("The overview is for levels above the county; a county sees itself under Accountability.")
    return ""
