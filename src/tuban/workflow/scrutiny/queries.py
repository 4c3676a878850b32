"""Questions about the points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.scrutiny.looking import limits_here
from tuban.workflow.scrutiny.models import Points
from tuban.workflow.scrutiny.staging.words import TITLES, sentence
from tuban.workflow.survey.models import Capture


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign as people read it."""

    kind: str
    title: str
    words: str
    points: int
    photo: Capture | None


def points_seen_by(by: Acting) -> QuerySet[Points]:
    """Return the patches with points that an acting person sees, most first."""
    return (
        Points.objects.filter(points__gt=0, patch__in=patches_seen_by(by))
        .select_related("patch__campaign", "patch__assigned_unit")
        .order_by("-points", "patch__number", "patch__part_number")
    )


def points_of_patch(patch: Patch) -> Points | None:
    """Return what was seen in the field work of a patch; None where nobody was there."""
    return Points.objects.filter(patch=patch).first()


def weight_of(points: int) -> float:
    """Return how much likelier a supervisor's draw takes a patch of so many points."""
    return limits_here().weight(points)


def weights_of(patches: Iterable[Patch]) -> dict[str, float]:
    """Return the weights of patches in a draw, by the key that draws know them by: number, and part after a hyphen."""
    limits = limits_here()
    keys = {one.pk: "-".join(filter(None, (one.number, one.part_number))) for one in patches}
    rows = Points.objects.filter(patch__in=keys, points__gt=0).values_list("patch_id", "points")
    return {keys[key]: limits.weight(points) for key, points in rows}


def in_words(rows: Sequence[Points], by: Acting) -> dict[int, list[Seen]]:
    """Return the signs of patches in words, by patch, the heaviest first. Patches beyond the areas of the acting person
    are not named."""
    signs: dict[int, list[dict[str, Any]]] = {row.patch_id: row.signs for row in rows}
    everything = [one for told in signs.values() for one in told]
    others = {one["about"]["other_patch"] for one in everything if "other_patch" in one["about"]}
    numbers = {
        str(key): number for key, number in patches_seen_by(by).filter(pk__in=others).values_list("pk", "number")
    }
    photos = Capture.objects.select_related("exhibit", "device__person").in_bulk(
        {int(one["shot"]) for one in everything if one["shot"]}
    )
    return {
        patch: _told(told, numbers, photos) for patch, told in signs.items()
    }  # fmt: skip


def _told(told: Sequence[dict[str, Any]], numbers: dict[str, str], photos: dict[int, Capture]) -> list[Seen]:
    found = []
    for one in told:
        about = dict(one["about"])
        if "other_patch" in about:
            about["other_number"] = numbers.get(about["other_patch"], "…")
        photo = photos.get(int(one["shot"])) if one["shot"] else None
        found.append(Seen(one["kind"], str(TITLES[one["kind"]]), sentence(one["kind"], about), one["points"], photo))
    found = list({(one.kind, one.words, one.photo.pk if one.photo else 0): one for one in found}.values())
    return sorted(found, key=lambda one: (-one.points, one.kind))


def kinds_seen_by(by: Acting) -> dict[str, list[int]]:
    """Return which rows of points that an acting person sees have a kind of sign."""
    found: dict[str, list[int]] = {}
    for key, signs in points_seen_by(by).values_list("pk", "signs"):
        for kind in {one["kind"] for one in signs}:
            found.setdefault(kind, []).append(key)
    return found
