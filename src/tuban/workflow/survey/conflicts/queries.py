"""Which conflicts there are, for devices and for people."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tuban.workflow.evidence.models import Device
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.survey.models import Conflict

_MOST = 500


def conflicts_of_device(device: Device) -> list[dict[str, Any]]:
    """Return the conflicts of a device, the newest first, in the words of the protocol."""
    rows = Conflict.objects.filter(device=device).select_related("patch").order_by("-made_at")[:_MOST]
    is_open = Conflict.State.OPEN
    return [
        {
            "patch": one.patch.uuid, "fact": one.fact, "base": one.base, "mine": one.mine, "theirs": one.theirs,
            "state": "open" if one.state == is_open else "decided",
            "decided": "" if one.state == is_open else one.decided or one.mine,
        }
        for one in rows
    ]  # fmt: skip


def open_conflicts(by: Acting) -> QuerySet[Conflict]:
    """Return the open conflicts of the patches that an acting person sees."""
    return (
        Conflict.objects.filter(state=Conflict.State.OPEN, patch__in=patches_seen_by(by))
        .select_related("patch__campaign", "device__person", "device__post__unit", "entry")
        .order_by("patch__number", "patch__part_number", "fact", "made_at")
    )


def conflicts_of_patch(patch: Patch) -> QuerySet[Conflict]:
    """Return all conflicts that there ever were of a patch, the open ones first."""
    return (
        Conflict.objects.filter(patch=patch)
        .select_related("patch__campaign", "device__person", "device__post__unit", "entry", "decided_by")
        .order_by("-state", "fact", "-made_at")
    )
