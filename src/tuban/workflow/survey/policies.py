"""Who may tell facts of a patch, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach, works_on_patches
from tuban.workflow.patches.states import State

_CLOSED = frozenset({State.SETTLED, State.RECTIFYING, State.ACCEPTED})


@policy
def may_tell(by: Acting, patch: Patch) -> str:
    """Why not: facts are told by those who work on the patch, until a finding is taken."""
    if not works_on_patches(by):
        return _("Facts are told by those who work on patches, not by a {role}.").format(role=by.role.label)
    reason = out_of_reach(by, patch) or counts_no_more(patch)
    if reason:
        return reason
    if State(patch.state) in _CLOSED:
        return _("A finding was taken on these facts: it is reopened first.")
    return ""
