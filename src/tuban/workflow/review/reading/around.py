"""What lies around a patch on the desk: what was there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box

_MOST = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """A patch on the same ground: of an earlier campaign, or one that looks like this one."""

    patch: Patch
    year: int
    said: str


def earlier_on(by: Acting, patch: Patch) -> list[Earlier]:
    """Return the patches of other campaigns whose box meets that of a patch, and those that may be the same place."""
    west, south, east, north = patch.geometry.extent
    seen: Any = patches_seen_by(by)
    others = in_box(seen.exclude(campaign=patch.campaign_id), "geometry", (west, south, east, north))
    found = list(
        others.filter(fate=Fate.ACTIVE, geometry__intersects=patch.geometry)
        .select_related("campaign")
        .order_by("-campaign__year", "number")[:_MOST]
    )
    alike = Likeness.objects.filter(Q(patch=patch) | Q(other=patch)).exclude(answer=Likeness.Answer.DIFFERENT)
    for one in alike.select_related("patch__campaign", "other__campaign")[:_MOST]:
        found.append(one.other if one.patch_id == patch.pk else one.patch)
    return [
        Earlier(one, one.campaign.year, label_of("finding", one.finding or "") or label_of("patch_list", one.list))
        for one in found[:_MOST]
    ]
