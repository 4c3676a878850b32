"""Pictures of patches cut from the images that are current: of patches that no disc issued, and anew of those whose
pictures were cut with the outline drawn in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings

from tuban.jobs.work import Run
from tuban.kernel.chip_children import render_in_children
from tuban.kernel.formats.children import Nursery
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading.pictures import SIDE_PX, Pair, frame_of, stored
from tuban.workflow.comparison.models import Picture
from tuban.workflow.comparison.outlining import pictured_shape, shape_of
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.patches.models import Patch

_ROLES = {Picture.When.BEFORE: "image_before", Picture.When.AFTER: "image_after"}
_AT_ONCE = 160


def cut_pictures(patch_id: int) -> int:
    """Cut the pictures of a patch; returns how many there are. Doing it again changes nothing."""
    patch = Patch.objects.select_related("campaign").get(pk=patch_id)
    editions = _images(patch.campaign)
    made = _cut({"patch": shape_of(patch)}, patch.campaign, editions).get("patch")
    if made is None:
        return 0
    kept = {Picture.When.BEFORE: made.before, Picture.When.AFTER: made.after}
    for when, checksum in kept.items():
        if checksum:
            taken_on = next((one.as_of for one in editions[when]), "")
            Picture.objects.update_or_create(
                patch=patch, when=when, defaults={"checksum": checksum, "taken_on": taken_on, "frame": made.frame}
            )
    return sum(1 for checksum in kept.values() if checksum)


def drawn_in(campaign: Campaign) -> int:
    """Return how many patches of a campaign have pictures with the outline drawn in."""
    return Picture.objects.filter(patch__campaign=campaign, frame__isnull=True).values("patch").distinct().count()


def cut_bare(run: Run, campaign: Campaign) -> dict[str, Any]:
    """Cut the pictures anew that have the outline drawn in, number by number; where the images that are current do not
    show a place, its picture stays. Goes on after the last number."""
    editions = _images(campaign)
    rows = Picture.objects.filter(patch__campaign=campaign, frame__isnull=True)
    numbers = sorted(set(rows.values_list("patch__number", flat=True)))
    after, done = str(run.checkpoint.get("after", "")), int(run.checkpoint.get("cut", 0))
    left = [number for number in numbers if number > after]
    total = len(numbers)
    for start in range(0, len(left), _AT_ONCE):
        run.progress(_("Cutting images"), total - len(left) + start, total)
        chosen = left[start : start + _AT_ONCE]
        firsts = {
            one.number: one
            for one in Patch.objects.filter(campaign=campaign, number__in=chosen).select_related("campaign")
        }
        made = _cut({number: pictured_shape(one) for number, one in firsts.items()}, campaign, editions)
        for number, pair in made.items():
            for when, checksum in ((Picture.When.BEFORE, pair.before), (Picture.When.AFTER, pair.after)):
                if checksum:
                    own = rows.filter(patch__number=number, when=when)
                    done += own.update(checksum=checksum, frame=pair.frame)
        run.keep(after=chosen[-1], cut=done)
    run.progress(_("Cutting images"), total, total)
    return {"pictures": done}


def _images(campaign: Campaign) -> dict[str, list[Edition]]:
    current = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    return {when: list(current.filter(role=role)) for when, role in _ROLES.items()}


def _cut(
    shapes: Mapping[str, shapely.Geometry], campaign: Campaign, editions: Mapping[str, list[Edition]]
) -> dict[str, Pair]:
    """Return the pictures of outlines by their name; nothing where there are no images."""
    files = {when: [store.found(one.checksum, one.suffix) for one in own] for when, own in editions.items()}
    if not any(files.values()) or not shapes:
        return {}
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    names = {f"p{place}": name for place, name in enumerate(shapes)}
    with Nursery() as nursery, tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        chips = render_in_children(
            {name: shapes[own] for name, own in names.items()}, files[Picture.When.BEFORE], files[Picture.When.AFTER],
            Path(folder), epsg=campaign.epsg, size_px=SIDE_PX, is_bare=True, nursery=nursery,
        )  # fmt: skip
        return {
            own: Pair(
                stored(chips.pairs[name].before), stored(chips.pairs[name].after), frame_of(shapes[own], campaign.epsg)
            )
            for name, own in names.items()
        }
