"""The outline over a bare picture: as a file where it is printed or shown alone, as a frame where a page draws it."""

from __future__ import annotations

import hashlib

import shapely

from tuban.kernel.chips import frame_around, outlined
from tuban.kernel.image_sheets import Frame
from tuban.workflow import store
from tuban.workflow.comparison.loading.pictures import SIDE_PX, SUFFIX
from tuban.workflow.comparison.models import Picture
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch


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


def frame_of_picture(patch: Patch, picture: Picture | None, *, pixels: int) -> Frame:
    """Return the ground that a picture of a patch shows, in so many pixels."""
    if picture is not None and picture.frame is not None:
        west, north, side = picture.frame
        return Frame(west, north, side, side, pixels, pixels, patch.campaign.epsg)
    return frame_around(pictured_shape(patch), size_px=pixels, epsg=patch.campaign.epsg)


def with_outline(patch: Patch, picture: Picture) -> bytes:
    """Return a picture as JPEG with the outline of the patch; raises ContentLost."""
    path = store.found(picture.checksum, SUFFIX)
    if not picture.is_bare:
        return path.read_bytes()
    return outlined(path, frame_of_picture(patch, picture, pixels=SIDE_PX), shape_of(patch))


def mark_of(patch: Patch, picture: Picture) -> str:
    """Return a mark that changes where the picture, its ground or the outline does."""
    told = f"{picture.checksum} {picture.frame} ".encode() + bytes(patch.geometry.wkb)
    return hashlib.sha256(told).hexdigest()[:32]
