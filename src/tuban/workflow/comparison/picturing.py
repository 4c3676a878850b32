"""Pictures of patches that no disc issued, cut from the images that are current."""

from __future__ import annotations

import tempfile
from pathlib import Path

import shapely
from django.conf import settings

from tuban.kernel.chip_children import render_in_children
from tuban.kernel.formats.children import Nursery
from tuban.workflow import store
from tuban.workflow.comparison.loading.pictures import SUFFIX
from tuban.workflow.comparison.models import Picture
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch

_ROLES = {Picture.When.BEFORE: "image_before", Picture.When.AFTER: "image_after"}


def cut_pictures(patch_id: int) -> int:
    """Cut the pictures of a patch; returns how many there are. Doing it again changes nothing."""
    patch = Patch.objects.select_related("campaign").get(pk=patch_id)
    campaign = patch.campaign
    current = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    editions = {when: list(current.filter(role=role)) for when, role in _ROLES.items()}
    files = {when: [store.found(one.checksum, one.suffix) for one in own] for when, own in editions.items()}
    if not any(files.values()):
        return 0
    shape = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), campaign.epsg)
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    with Nursery() as nursery, tempfile.TemporaryDirectory(dir=settings.HOME.work) as folder:
        chips = render_in_children(
            {"patch": shape}, files[Picture.When.BEFORE], files[Picture.When.AFTER], Path(folder), epsg=campaign.epsg,
            nursery=nursery,
        )  # fmt: skip
        cut = {Picture.When.BEFORE: chips.pairs["patch"].before, Picture.When.AFTER: chips.pairs["patch"].after}
        kept = {when: store.keep(path, suffix=SUFFIX) for when, path in cut.items() if path is not None}
    for when, checksum in kept.items():
        taken_on = next((one.as_of for one in editions[when]), "")
        Picture.objects.update_or_create(patch=patch, when=when, defaults={"checksum": checksum, "taken_on": taken_on})
    return len(kept)
