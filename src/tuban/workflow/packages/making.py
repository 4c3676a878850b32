"""Makes a package: its parts one by one, then all of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone

from tuban.jobs.work import Run
from tuban.kernel.formats.children import Nursery
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.loading.pictures import SUFFIX
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.packages.around import ROLES, Surroundings, layer_around
from tuban.workflow.packages.digests import route_digest_of
from tuban.workflow.packages.form import form_of
from tuban.workflow.packages.models import Package, Part
from tuban.workflow.packages.parts import JPEG, Made, basemap_parts, cached_part, chip_parts, json_part
from tuban.workflow.packages.patches import patches_of
from tuban.workflow.packages.photos import as_told, earlier_photos, reduced
from tuban.workflow.packages.queries import folder_of_parts
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.queries import DayStart, Work, starts_of, work_of

VERSION = 1
_KEPT = 2
"""So many packages of a group keep their parts."""


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
        json_part(folder, "patches.json", "patches", patches),
        json_part(folder, "form.json", "form", form_of(law)),
        json_part(folder, "route.json", "route", route_of(work, starts_of(group, plan))),
    ]
    editions = list(current_editions(campaign.area_code, is_practice=campaign.is_practice))
    ground = Surroundings(plane)
    for done, role in enumerate(ROLES):
        run.progress(_("Cutting the layers"), done, len(ROLES))
        own = [one for one in editions if one.role == role and not one.is_image]
        layer = layer_around(own, ground, law) if own else None
        if layer is not None:
            parts.append(json_part(folder, f"layer-{role}.json", "layer", layer))
    parts += [*chip_parts(patches), *photos]
    parts += basemap_parts(folder, editions, shapes, [one.way for one in work], run.progress)
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


def _photos(run: Run, work: Sequence[Work], patches: Sequence[dict[str, Any]], folder: Path) -> list[Made]:
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
    parts = {name: cached_part(path, "photo", SUFFIX, JPEG) for name, path in sorted(small.items())}
    pictures = {name: part.checksum for name, part in parts.items()}
    for visit, patch in zip(work, patches, strict=True):
        patch["photos"] = as_told(photos.get(visit.patch_id, ()), pictures)
    return list({part.checksum: part for part in parts.values()}.values())


def _keep(package: Package, about: dict[str, Any], parts: Sequence[Made]) -> None:
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
