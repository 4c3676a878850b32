"""Who decides a conflict, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.survey.models import Conflict
from tuban.workflow.survey.policies import may_tell


@policy
def may_decide(by: Acting, conflict: Conflict) -> str:
    """Why not: open conflicts are decided by those who may tell facts of the patch, but for the one whose device
    says so itself."""
    if conflict.state != Conflict.State.OPEN:
        return _("This conflict is decided already.")
    reason = may_tell.explain(by, conflict.patch)
    if reason:
        return reason
    if conflict.device.person_id == by.person_id:
        return _("One side of it is yours: somebody else decides.")
    return ""
