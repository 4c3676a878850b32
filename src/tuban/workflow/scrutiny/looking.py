"""Gathers what the field brought, looks for the signs, and writes the points of the patches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

import shapely
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban.workflow import store
from tuban.workflow.evidence.models import Exhibit, Media
from tuban.workflow.patches.models import Patch
from tuban.workflow.scrutiny.models import Picture, Points
from tuban.workflow.scrutiny.pictures import seen
from tuban.workflow.scrutiny.staging.limits import FILE, Limits, read_limits
from tuban.workflow.scrutiny.staging.records import Look, Record, Shot, Sign, Stay
from tuban.workflow.scrutiny.staging.signs import points_of, signs_of
from tuban.workflow.survey.models import Capture, Visit
from tuban.workflow.survey.sight import Position
from tuban.workflow.taking_turns import taking_turns

_AT_ONCE = 500
_SEEN = ("points", "signs", "photos")


def limits_here() -> Limits:
    """Return what is looked for in this office. Raises LawbookFault."""
    return read_limits(settings.HOME.folder / FILE)


def read_photos(tell: Callable[[int, int], None] = lambda _done, _total: None) -> list[str]:
    """Look at every photo that is whole and that nobody has looked at; returns their SHA-256."""
    known = Picture.objects.values("sha256")
    photo = Exhibit.Kind.PHOTO
    safe = Media.objects.filter(state=Media.State.SAFE, kind=photo).exclude(sha256__in=known)
    added = Exhibit.objects.filter(kind=photo).exclude(checksum__in=known)
    waiting = dict(safe.values_list("sha256", "suffix")) | dict(added.values_list("checksum", "suffix"))
    for done, (sha256, suffix) in enumerate(sorted(waiting.items())):
        tell(done, len(waiting))
        _keep(sha256, suffix)
    return sorted(waiting)


def campaigns_of(photos: Collection[str]) -> set[UUID]:
    """Return the campaigns in which photos were taken."""
    taken = Capture.objects.filter(sha256__in=photos, patch__isnull=False, is_withdrawn=False).order_by()
    return set(taken.values_list("patch__campaign_id", flat=True))


def _keep(sha256: str, suffix: str) -> None:
    path = store.path_of(sha256, suffix)
    told = seen(path)
    values: dict[str, Any] = {"fault": told.fault[:100], "camera": told.camera}
    if told.look is not None:
        values |= {
            "shape": f"{told.look.shape:016x}", "steps": f"{told.look.steps:016x}",
            "brightness": told.look.brightness, "contrast": told.look.contrast, "camera_at": told.look.camera_at,
            "has_zone": told.look.has_zone,
        }  # fmt: skip
    with transaction.atomic():
        Picture.objects.update_or_create(sha256=sha256, defaults=values)


def look_at_all() -> int:
    """Give the patches of every campaign in which somebody was in the field their points; returns how many."""
    rows = Capture.objects.filter(patch__isnull=False, is_withdrawn=False).order_by()
    visited = Visit.objects.filter(patch__isnull=False, is_withdrawn=False).order_by()
    return look_at_some({
        *rows.values_list("patch__campaign_id", flat=True),
        *visited.values_list("patch__campaign_id", flat=True),
    })  # fmt: skip


def look_at_some(campaigns: Iterable[UUID]) -> int:
    """Give the patches of some campaigns their points; returns how many have any field work."""
    limits = limits_here()
    return sum(_look_at(key, limits) for key in sorted(campaigns, key=str))


def _look_at(campaign: UUID, limits: Limits) -> int:
    record = record_of(campaign)
    found: dict[str, list[Sign]] = defaultdict(list)
    for one in signs_of(record, limits):
        found[one.patch].append(one)
    photos: dict[str, int] = defaultdict(int)
    for shot in record.shots:
        photos[shot.patch] += 1
    there = {str(row.patch_id): row for row in Points.objects.filter(patch__campaign=campaign).order_by()}
    keys = sorted({*photos, *(stay.patch for stay in record.stays), *there}, key=int)
    now, changed = timezone.now(), []
    for key in keys:
        row = Points(
            patch_id=int(key), points=points_of(found[key], limits), signs=[_told(one) for one in found[key]],
            photos=photos[key], looked_at=now,
        )  # fmt: skip
        if key not in there or any(getattr(there[key], name) != getattr(row, name) for name in _SEEN):
            changed.append(row)
    for portion in taking_turns([changed[at : at + _AT_ONCE] for at in range(0, len(changed), _AT_ONCE)]):
        Points.objects.bulk_create(
            portion, update_conflicts=True, unique_fields=["patch"], update_fields=[*_SEEN, "looked_at"]
        )
    return len(keys)


def _told(one: Sign) -> dict[str, Any]:
    return {
        "kind": one.kind, "points": one.points, "patch": one.patch, "visit": one.visit, "shot": one.shot,
        "about": dict(one.about),
    }  # fmt: skip


def record_of(campaign: UUID) -> Record:
    """Return what the field brought of a campaign. Patches are named by their key."""
    captures = list(Capture.objects.filter(patch__campaign=campaign, kind=Capture.Kind.PHOTO, is_withdrawn=False))
    looks = _looks(one.sha256 for one in captures)
    stays = list(Visit.objects.filter(patch__campaign=campaign, is_withdrawn=False))
    keys = {one.patch_id for one in captures} | {one.patch_id for one in stays}
    patches = [key for key in keys if key is not None]
    outlines = Patch.objects.filter(pk__in=patches).values_list("pk", "geometry")
    return Record(
        [_shot(one, looks.get(one.sha256)) for one in captures],
        [_stay(one) for one in stays],
        {str(key): shapely.from_wkb(bytes(shape.wkb)) for key, shape in outlines if shape is not None},
    )


def _looks(names: Iterable[str]) -> dict[str, Look]:
    wanted = set(names)
    rows = Picture.objects.filter(fault="").iterator(2000)
    return {row.sha256: look_of(row) for row in rows if row.sha256 in wanted}


def look_of(row: Picture) -> Look:
    """Return how a photo looks, as it was kept."""
    return Look(int(row.shape, 16), int(row.steps, 16), row.brightness, row.contrast, row.camera_at, row.has_zone)


def _shot(one: Capture, look: Look | None) -> Shot:
    place = None
    if one.longitude is not None and one.latitude is not None:
        place = Position(one.longitude, one.latitude, one.accuracy_m, one.position_source)
    return Shot(
        str(one.pk), str(one.patch_id), str(one.device_id), one.taken_at, str(one.visit or ""), place, one.bearing,
        one.view, one.sha256, look,
    )  # fmt: skip


def _stay(one: Visit) -> Stay:
    return Stay(
        str(one.pk), str(one.patch_id), str(one.device_id), one.begun_at, one.ended_at, _place(one.begun_position),
        _place(one.ended_position),
    )  # fmt: skip


def _place(told: dict[str, Any] | None) -> Position | None:
    return None if told is None else Position(told["lon"], told["lat"], told.get("accuracy_m"), told.get("source", ""))
