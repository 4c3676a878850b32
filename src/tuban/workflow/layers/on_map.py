"""Reference layers and images on the map: which editions a person sees there, and where their files lie."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from tuban.kernel.drawn_layers import codes_in
from tuban.kernel.vector_tiles import Box
from tuban.workflow import store
from tuban.workflow.layers.drawing import is_drawn
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.policies import is_seen
from tuban.workflow.layers.queries import edition_for, editions_seen_by
from tuban.workflow.organisations.acting import Acting


def editions_on_map(by: Acting) -> list[Edition]:
    """Return the editions with a place on the ground that the acting person sees."""
    rows = editions_seen_by(by).filter(Q(has_geometry=True) | Q(is_image=True))
    found = rows.order_by("area_code", "role", "-as_of", "-arrived_at")
    return [edition for edition in found if is_drawn(edition.role) and is_seen(by, edition)]


def edition_on_map(by: Acting, key: UUID) -> Edition | None:
    """Return an edition that the acting person sees; None for any other, whether there is one or not."""
    return edition_for(by, key)


def image_of(by: Acting, key: UUID) -> list[Edition]:
    """Return all sheets of an image of one time, given one of them; empty where the person does not see it."""
    one = edition_for(by, key)
    if one is None or not one.is_image:
        return []
    same = editions_seen_by(by).filter(
        is_image=True, role=one.role, area_code=one.area_code, edition=one.edition, as_of=one.as_of
    )
    return [edition for edition in same.order_by("arrived_at", "pk") if is_seen(by, edition)]


def sheets_of(by: Acting, key: UUID) -> list[Edition]:
    """Return what is drawn with an edition: all sheets of its image, or itself; empty where it is not seen."""
    one = edition_for(by, key)
    if one is None:
        return []
    return image_of(by, key) if one.is_image else [one]


def meeting(editions: Sequence[Edition], box: Box) -> list[Edition]:
    """Return the editions whose bounds meet a window (degrees), and those that do not say where they lie."""
    west, south, east, north = box
    return [
        one for one in editions
        if not one.bounds
        or (one.bounds[0] <= east and one.bounds[2] >= west and one.bounds[1] <= north and one.bounds[3] >= south)
    ]  # fmt: skip


def paths_of(editions: Sequence[Edition]) -> list[Path]:
    """Return where the files of editions lie in the store; raises ContentLost."""
    return [store.found(edition.checksum, edition.suffix) for edition in editions]


def codes_of(edition: Edition, column: str) -> list[str]:
    """Return what stands in a column of an edition, each once; nothing where its file is lost."""
    return list(_codes(edition.checksum, edition.suffix, column))


@lru_cache(maxsize=256)
def _codes(checksum: str, suffix: str, column: str) -> tuple[str, ...]:
    try:
        return tuple(codes_in(store.found(checksum, suffix), column))
    except store.ContentLost:
        return ()
