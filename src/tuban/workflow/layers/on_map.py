"""Reference layers and images on the map: which editions a person sees there, and their tiles.

An edition is of a division: whoever works in it, below it or above it sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from tuban.kernel.drawn_layers import DrawnLayer, codes_in, open_drawn, prepare
from tuban.workflow import store
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting, in_areas

PREPARED = 1
"""Grows when prepared files are written in another way, so that older ones are made anew."""


def editions_on_map(by: Acting) -> QuerySet[Edition]:
    """Return the editions with a place on the ground in the areas of the acting person, or that their areas lie in."""
    rows = Edition.objects.filter(Q(has_geometry=True) | Q(is_image=True), is_practice=by.is_practice)
    around = Q(area_code__in={code[:length] for code in by.area_codes for length in range(2, len(code))})
    return (in_areas(rows, by.area_codes, "area_code") | rows.filter(around)).order_by(
        "area_code", "role", "-as_of", "-arrived_at"
    )


def edition_on_map(by: Acting, key: UUID) -> Edition | None:
    """Return an edition that the acting person sees; None for any other, whether there is one or not."""
    return editions_on_map(by).filter(pk=key).first()


def image_of(by: Acting, key: UUID) -> list[Edition]:
    """Return all sheets of an image of one time, given one of them; empty where the person does not see it."""
    one = editions_on_map(by).filter(pk=key, is_image=True).first()
    if one is None:
        return []
    same = editions_on_map(by).filter(
        is_image=True, role=one.role, area_code=one.area_code, edition=one.edition, as_of=one.as_of
    )
    return list(same.order_by("arrived_at", "pk"))


def paths_of(editions: Sequence[Edition]) -> list[Path]:
    """Return where the files of editions lie in the store; raises ContentLost."""
    return [store.found(edition.checksum, edition.suffix) for edition in editions]


def drawn(edition: Edition, *, code: str, label: str) -> DrawnLayer:
    """Return an edition ready for drawing; the first time it is prepared, which takes seconds for a large county."""
    folder: Path = settings.HOME.caches / "layers"
    target = folder / f"{edition.checksum}-{edition.epsg}-{PREPARED}-{code}-{label}.arrow"
    if not target.is_file():
        prepare(store.found(edition.checksum, edition.suffix), target, epsg=edition.epsg, code=code, label=label)
    return open_drawn(target)


def codes_of(edition: Edition, column: str) -> list[str]:
    """Return what stands in a column of an edition, each once; nothing where its file is lost."""
    return list(_codes(edition.checksum, edition.suffix, column))


@lru_cache(maxsize=256)
def _codes(checksum: str, suffix: str, column: str) -> tuple[str, ...]:
    try:
        return tuple(codes_in(store.found(checksum, suffix), column))
    except store.ContentLost:
        return ()
