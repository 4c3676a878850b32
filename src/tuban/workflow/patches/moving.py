"""A patch goes on to another state of its journey, or back to where it stood.

Not an action by itself: every stage that moves patches calls it inside an action of its own, which says who and why.
"""

from __future__ import annotations

from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State


def move(patch: Patch, to: State, *, expected_version: int, accepted_too: bool = False) -> Patch:
    """Lock a patch, bring it up to date and let it stand in a state; its version grows, also where it stood there.

    To be called first inside an action. Raises ChangedMeanwhile where the version is another, CampaignLocked where its
    data were accepted; ``accepted_too`` is that of :func:`lock`.
    """
    lock(patch, expected_version, accepted_too=accepted_too)
    patch.state = to
    patch.version += 1
    patch.save(update_fields=["state", "version", "changed_at"])
    return patch
