"""What lies around a patch on the desk: the ground that its pictures show, and what was there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import Q

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box

_MOST = 3


def shape_of(patch: Patch) -> shapely.Geometry:
    """Return the outline of a patch in the working CRS."""
    return to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), patch.campaign.epsg)


def pictured_shape(patch: Patch) -> shapely.Geometry:
    """Return the outline that the pictures of a patch were cut around: that of all its issued parts together.

    What was made of a patch later shows the pictures of what it came of.
    """
    roots = Patch.objects.filter(campaign=patch.campaign_id, number=patch.number, origins__isnull=True)
    shapes = [
        to_plane(shapely.from_wkb(bytes(shape.wkb)), patch.campaign.epsg)
        for shape in roots.values_list("geometry", flat=True)
    ]
    return shapely.union_all(shapes) if shapes else shape_of(patch)


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
