"""Editions that come in with a disc: the same content is the same edition; what it stands in for is replaced.

Called inside the transaction of the deed that brings them, which also writes the audit line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tuban.workflow.layers.models import Edition


@dataclass(frozen=True, slots=True)
class Delivered:
    """A layer as a disc delivers it; its content is in the store. The fields are those of :class:`Edition`."""

    role: str
    list: str
    title: str
    edition: str
    as_of: str
    source_file: str
    source_checksum: str
    checksum: str
    suffix: str
    rows: int
    size: int
    epsg: int
    bounds: tuple[float, float, float, float] | None
    has_geometry: bool
    is_image: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one edition inside a division."""
        return self.role, self.list, self.checksum


@dataclass(frozen=True, slots=True)
class Entered:
    """The current editions after a delivery, in its order; those that are ``new``, and those that were replaced."""

    editions: tuple[Edition, ...]
    new: tuple[Edition, ...]
    replaced: tuple[Edition, ...]


def enter_editions(area_code: str, delivered: Sequence[Delivered], *, is_practice: bool) -> Entered:
    """Enter what was delivered for a division. Of each role and list it stands in for everything that was current;
    roles that were not delivered stay as they are."""
    own = Edition.objects.select_for_update().filter(area_code=area_code, is_practice=is_practice)
    known = {(one.role, one.list, one.checksum): one for one in own}
    current: dict[tuple[str, str, str], Edition] = {}
    new: list[Edition] = []
    for position, one in enumerate(delivered):
        if one.key in current:
            continue
        found = known.get(one.key)
        if found is None:
            found = Edition(
                area_code=area_code, is_practice=is_practice, role=one.role, list=one.list, title=one.title,
                edition=one.edition, as_of=one.as_of, source_file=one.source_file,
                source_checksum=one.source_checksum, checksum=one.checksum, suffix=one.suffix, rows=one.rows,
                size=one.size, epsg=one.epsg, bounds=None if one.bounds is None else list(one.bounds),
                has_geometry=one.has_geometry, is_image=one.is_image, position=position,
            )  # fmt: skip
            new.append(found)
        current[one.key] = found
    Edition.objects.bulk_create(new)
    replaced = _replace(known.values(), list(current.values()))
    again = [edition for edition in current.values() if edition.replaced_by_id is not None]
    for edition in again:
        edition.replaced_by = None
    Edition.objects.bulk_update(again, ["replaced_by"])
    return Entered(tuple(current[one.key] for one in delivered), tuple(new), tuple(replaced))


def _replace(known: Iterable[Edition], current: Sequence[Edition]) -> list[Edition]:
    """Let the earlier editions of the delivered roles and lists be replaced, each by the one of its file if there is
    one, else by the first of its kind."""
    replaced = []
    keys = {one.pk for one in current}
    for one in known:
        if one.pk in keys or one.replaced_by_id is not None:
            continue
        rivals = [other for other in current if (other.role, other.list) == (one.role, one.list)]
        if rivals:
            one.replaced_by = next((other for other in rivals if other.source_file == one.source_file), rivals[0])
            one.version += 1
            replaced.append(one)
    Edition.objects.bulk_update(replaced, ["replaced_by", "version"])
    return replaced
