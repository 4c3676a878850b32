"""Into whose hands patches may be given, and what can be done with one: questions that a form asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from django.db.models import Q
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Holding, Person, Unit
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.roles import ADMINISTRATORS
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box

_NEAR_DEGREES = 0.00002
"""About two metres: what lies no further may adjoin."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who may be given work: the person, their unit, and the post they hold in it."""

    person: Person
    unit: Unit
    post: str


def units_to_assign(by: Acting) -> list[Unit]:
    """Return the units that may be given work: those of the areas of the acting person that are open."""
    return list(units_seen_by(by).filter(closed_on__isnull=True))


def hands_of(by: Acting) -> list[Hand]:
    """Return the people who may be given work, by unit: those who hold a post of the inspection today."""
    today = timezone.localdate()
    held = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), since__lte=today, person__is_active=True,
        post__closed_on__isnull=True, post__unit__in=units_seen_by(by),
    ).exclude(post__role__in=ADMINISTRATORS)  # fmt: skip
    rows = held.select_related("person", "post__unit").order_by("post__unit__code", "person__name")
    return [Hand(one.person, one.post.unit, one.post.title) for one in rows]


def unit_named(by: Acting, key: str) -> Unit | None:
    """Return a unit by its key; None where it is none of those that may be given work."""
    return next((unit for unit in units_to_assign(by) if str(unit.pk) == key), None)


def person_named(by: Acting, key: str) -> Person | None:
    """Return a person by their key; None where they are none of those who may be given work."""
    return next((hand.person for hand in hands_of(by) if str(hand.person.pk) == key), None)


def adjoining(by: Acting, patch: Patch) -> Sequence[Patch]:
    """Return the patches that count and share a border with a patch, by number."""
    west, south, east, north = patch.geometry.extent
    box = (west - _NEAR_DEGREES, south - _NEAR_DEGREES, east + _NEAR_DEGREES, north + _NEAR_DEGREES)
    near = in_box(
        patches_seen_by(by).filter(campaign=patch.campaign_id, fate=Fate.ACTIVE).exclude(pk=patch.pk), "geometry", box
    )
    own = shapely.from_wkb(bytes(patch.geometry.wkb))
    return [
        other
        for other in near.select_related("campaign").order_by("number", "part_number")
        if shapely.dwithin(own, shapely.from_wkb(bytes(other.geometry.wkb)), _NEAR_DEGREES)
    ]


def likeness_of(patch: Patch, number: int) -> Likeness | None:
    """Return a question whether a patch and another are one place; None where it is not about this patch."""
    found = Likeness.objects.filter(pk=number).filter(Q(patch=patch) | Q(other=patch))
    return found.select_related("patch__campaign", "other__campaign", "answered_by").first()


def likenesses_of(by: Acting, patch: Patch) -> Sequence[Likeness]:
    """Return the questions whether a patch and another one that is seen are one place, the most alike first."""
    about = Likeness.objects.filter(Q(patch=patch) | Q(other=patch)).select_related("patch", "other")
    seen = patches_seen_by(by).values("pk")
    return list(about.filter(patch__in=seen, other__in=seen).order_by("-share", "pk"))


def versions_of(by: Acting, uuids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the versions of patches as they stand now."""
    return dict(patches_seen_by(by).filter(uuid__in=list(uuids)).values_list("uuid", "version"))
