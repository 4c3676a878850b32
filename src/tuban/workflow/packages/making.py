"""Makes a package: its parts one by one, then all of it at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db import transaction
from django.utils import timezone

from tuban.jobs.work import Run
from tuban.kernel.formats.children import Nursery
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.loading.pictures import SUFFIX
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.packages.around import ROLES, Surroundings, layer_around
from tuban.workflow.packages.basemap import wanted_tiles, write_basemap
from tuban.workflow.packages.digests import route_digest_of
from tuban.workflow.packages.form import form_of
from tuban.workflow.packages.models import Package, Part
from tuban.workflow.packages.patches import patches_of
from tuban.workflow.packages.photos import as_told, earlier_photos, reduced
from tuban.workflow.packages.queries import folder_of_parts
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.queries import DayStart, Work, starts_of, work_of

VERSION = 1
_KEPT = 2
"""So many packages of a group keep their parts."""

_JSON, _JPEG, _ZIP = "application/json", "image/jpeg", "application/zip"


@dataclass(frozen=True, slots=True)
class _Made:
    name: str
    kind: str
    checksum: str
    suffix: str
    size: int
    media_type: str
    is_stored: bool = False


def make(run: Run, package_id: str, folder: Path) -> dict[str, Any]:
    """Make a package; it is there whole, or not at all. Doing it again changes nothing."""
    package = Package.objects.select_related("group__unit", "plan__campaign").get(pk=package_id)
    if package.made_at is not None:
        return {}
    group, plan = package.group, package.plan
    campaign, law = plan.campaign, rulebook_of(plan.campaign)
    work, route = work_of(group, plan), route_digest_of(group, plan)
    run.progress(_("Writing the patches"), 0, 0)
    patches = patches_of(work, law, group=str(group.pk))
    photos = _photos(run, work, patches, folder)
    shapes = _outlines(work)
    plane = [to_plane(shape, campaign.epsg) for shape in shapes]
    parts = [
        _json(folder, "patches.json", "patches", patches),
        _json(folder, "form.json", "form", form_of(law)),
        _json(folder, "route.json", "route", route_of(work, starts_of(group, plan))),
    ]
    editions = list(current_editions(campaign.area_code, is_practice=campaign.is_practice))
    ground = Surroundings(plane)
    for done, role in enumerate(ROLES):
        run.progress(_("Cutting the layers"), done, len(ROLES))
        own = [one for one in editions if one.role == role and not one.is_image]
        layer = layer_around(own, ground, law) if own else None
        if layer is not None:
            parts.append(_json(folder, f"layer-{role}.json", "layer", layer))
    parts += [*_chips(patches), *photos]
    parts += _basemap(run, editions, shapes, work, folder)
    about = {
        "version": VERSION,
        "group": str(group.pk),
        "name": group.name,
        "campaign": {"id": str(campaign.pk), "name": campaign.title},
        "lawbook": law.edition,
        "route": route,
        "epsg": campaign.epsg,
        "patches": len(patches),
        "days": max((one.day for one in work), default=0),
    }
    _keep(package, about, parts)
    return {"bytes": package.size, "parts": len(parts)}


def route_of(work: Sequence[Work], starts: Sequence[DayStart]) -> dict[str, Any]:
    """Return the days of a group as a device draws them: ways in degrees, times as hours and minutes."""
    visits = {day: list(own) for day, own in groupby(work, key=lambda one: one.day)}
    return {"days": [_day(start, visits.get(start.day, [])) for start in starts]}


def _day(start: DayStart, visits: Sequence[Work]) -> dict[str, Any]:
    return {
        "day": start.day,
        "date": None if start.date is None else start.date.isoformat(),
        "km": round(start.metres / 1000, 1),
        "start": [start.lon, start.lat],
        "start_name": start.name,
        "leave": f"{start.leave:%H:%M}",
        "returns": f"{start.returns:%H:%M}",
        "stops": [
            {
                "patch": str(one.patch),
                "order": one.order,
                "arrive": f"{one.arrive:%H:%M}",
                "minutes": _minutes(one),
                "metres": one.metres,
                "seconds": one.seconds,
            }
            for one in visits
        ],
        "line": [point for one in (*(visit.way for visit in visits), start.way_back) for point in one],
    }


def _minutes(visit: Work) -> int:
    """Return how long a visit takes."""
    return (visit.leave.hour - visit.arrive.hour) * 60 + visit.leave.minute - visit.arrive.minute


def _outlines(work: Sequence[Work]) -> list[shapely.Geometry]:
    """Return the outlines of the visited patches in degrees."""
    rows = dict(Patch.objects.filter(pk__in=[one.patch_id for one in work]).values_list("pk", "geometry"))
    return [shapely.from_wkb(bytes(rows[one.patch_id].wkb)) for one in work]


def _json(folder: Path, name: str, kind: str, content: Any) -> _Made:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return _cached(path, kind, ".json", _JSON)


def _cached(path: Path, kind: str, suffix: str, media_type: str) -> _Made:
    """Move a file to the parts, under the checksum of its content."""
    checksum, size = store.checksum_of(path), path.stat().st_size
    target = folder_of_parts() / f"{checksum}{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    return _Made(path.name, kind, checksum, suffix, size, media_type)


def _chips(patches: Sequence[dict[str, Any]]) -> list[_Made]:
    """Return the pictures of the patches, each once; parts of a split patch share them."""
    found: dict[str, _Made] = {}
    for patch in patches:
        for chip in patch["chips"]:
            checksum = chip["sha256"]
            if checksum not in found:
                size = store.found(checksum, SUFFIX).stat().st_size
                name = f"{patch['number']}-{chip['time']}{SUFFIX}"
                found[checksum] = _Made(name, "chip", checksum, SUFFIX, size, _JPEG, is_stored=True)
    return list(found.values())


def _photos(run: Run, work: Sequence[Work], patches: Sequence[dict[str, Any]], folder: Path) -> list[_Made]:
    """Let earlier photos go along with their patches; returns their parts."""
    rows = list(Patch.objects.filter(pk__in=[one.patch_id for one in work]).only("uuid"))
    photos = earlier_photos(rows)
    if not photos:
        return []
    total, done = sum(len(own) for own in photos.values()), 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        run.progress(_("Keeping the photos"), done, total)

    with Nursery() as nursery:
        small = reduced(photos, folder / "photos", nursery, told)
    parts = {name: _cached(path, "photo", SUFFIX, _JPEG) for name, path in sorted(small.items())}
    pictures = {name: part.checksum for name, part in parts.items()}
    for visit, patch in zip(work, patches, strict=True):
        patch["photos"] = as_told(photos.get(visit.patch_id, ()), pictures)
    return list({part.checksum: part for part in parts.values()}.values())


def _basemap(
    run: Run, editions: Sequence[Edition], shapes: Sequence[shapely.Geometry], work: Sequence[Work], folder: Path
) -> list[_Made]:
    images = [one for one in editions if one.role == "image_after"] or [
        one for one in editions if one.role == "image_before"
    ]
    if not images:
        return []
    with Nursery() as nursery:
        tiles = wanted_tiles(shapes, [np.array(one.way, dtype=float).reshape(-1, 2) for one in work])
        zips = write_basemap(folder, images, tiles, nursery=nursery, progress=run.progress)
    return [_cached(path, "tiles", ".zip", _ZIP) for path in zips]


def _keep(package: Package, about: dict[str, Any], parts: Sequence[_Made]) -> None:
    with transaction.atomic():
        package.parts.all().delete()
        Part.objects.bulk_create(Part(package=package, place=place, **asdict(part)) for place, part in enumerate(parts))
        package.about, package.size = about, sum(part.size for part in parts)
        package.made_at = timezone.now()
        package.save(update_fields=["about", "size", "made_at"])
    _forget_old(package)


def _forget_old(package: Package) -> None:
    """Remove the parts of packages that later ones of the group replaced, where no other package has them."""
    old = Package.objects.filter(group=package.group, made_at__isnull=False).order_by("-made_at")[_KEPT:]
    gone = Part.objects.filter(package__in=[one.pk for one in old], is_stored=False)
    for checksum, suffix in set(gone.values_list("checksum", "suffix")):
        others = Part.objects.filter(checksum=checksum).exclude(package__in=[one.pk for one in old])
        if not others.exists():
            (folder_of_parts() / f"{checksum}{suffix}").unlink(missing_ok=True)
