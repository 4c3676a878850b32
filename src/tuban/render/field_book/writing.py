"""Writes field books from a result folder: one PDF a group."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.render.cards.names import NameGiver
from tuban.render.field_book.base import FieldBase, read_field_base
from tuban.render.field_book.book import Book, Visit, words
from tuban.render.field_book.drawing import BookMaps
from tuban.render.field_book.groups import Day, Group, Stop
from tuban.render.maps.typesetting import faces, typeset

FOLDER = "外业手簿"
TEMPLATE = "field_book/page.typ"


@dataclass(frozen=True)
class FieldBooks:
    """The books that were written, and the stops that no patch of the result answers to."""

    files: tuple[Path, ...]
    unknown: tuple[Stop, ...]


def field_book_from_result(
    result: Path,
    groups: Sequence[Group] | None = None,
    *,
    target: Path | None = None,
    every_patch: bool = False,
    on_book: Callable[[int, int], None] | None = None,
) -> FieldBooks:
    """Write ``<组名>.pdf`` for every group into ``target`` (``外业手簿`` in the result folder by default).

    It reads only the result folder. Without groups there is one book per township, with the patches that the field has
    to see (whose finding is open, or that lack a fact the field settles); with ``every_patch``, all. A group without
    any known stop gets no book; the books appear together at the end. Raises FieldBaseMissing, FieldBaseUnreadable,
    NoChineseFont.
    """
    base = read_field_base(result)
    face = faces()[0]
    chosen = list(groups) if groups is not None else township_groups(base, every_patch=every_patch)
    folder = target if target is not None else result / FOLDER
    maps = BookMaps(base, face)
    names = NameGiver()
    written: list[str] = []
    unknown: list[Stop] = []
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        draft = Path(scratch)
        for done, group in enumerate(chosen, start=1):
            stops, missed = _stops_of(group, base)
            unknown += missed
            if stops:
                name = f"{names.give(group.name, '_')}.pdf"
                book = Book(group, stops, base, maps, is_planned=groups is not None)
                typeset(TEMPLATE, book.data(), draft / name, drawings=book.drawings, pictures=book.pictures)
                written.append(name)
            if on_book:
                on_book(done, len(chosen))
        if written:
            folder.mkdir(exist_ok=True)
        for name in written:
            (draft / name).replace(folder / name)
    return FieldBooks(tuple(folder / name for name in written), tuple(unknown))


def township_groups(base: FieldBase, *, every_patch: bool = False) -> list[Group]:
    """Return one group per township in the order of codes, its stops in the order of numbers."""
    stops: dict[tuple[str, str], list[Stop]] = {}
    for patch in base.data["patches"]:
        if every_patch or needs_a_visit(patch):
            key = (patch["township_code"], patch["township"] or "乡镇不明")
            stops.setdefault(key, []).append(Stop(patch["number"], patch["part"]))
    return [Group(name, (Day(words()["all_days"], tuple(stops[code, name])),)) for code, name in sorted(stops)]


def needs_a_visit(patch: Mapping[str, Any]) -> bool:
    """Whether the field has something to find out about a patch of the base."""
    return not patch["final"] or any(in_field for _name, _title, _by, in_field in patch["missing"])


def _stops_of(group: Group, base: FieldBase) -> tuple[list[Visit], list[Stop]]:
    patches = base.patches
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for patch in patches.values():
        parts.setdefault(patch["number"], []).append(patch)
    found: list[Visit] = []
    missed = []
    for day, stop in group.stops():
        exact = patches.get((stop.number, stop.part))
        own = [exact] if exact is not None else parts.get(stop.number, []) if not stop.part else []
        found += [Visit(day, stop, patch) for patch in own]
        if not own:
            missed.append(stop)
    return found, missed
