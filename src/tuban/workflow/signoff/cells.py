"""What a document says: its cells, the digest that is signed, and what differs between two of its snapshots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tuban.values.errors import TubanError


class CellTwice(TubanError):
    """The cell “{key}” stands twice in the form."""

    code = "signoff.cell_twice"
    hint = "Every cell of a form has a key of its own."


class NothingToSign(TubanError):
    """The form has no cells: there is nothing to sign."""

    code = "signoff.nothing_to_sign"
    hint = "Put the form forward when it is filled in."


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a form: what it is called, what stands in it, and to which part of the form it belongs."""

    key: str
    section: str
    title: str
    value: str
    part: str

    def as_json(self) -> dict[str, str]:
        """Return it as a snapshot keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose value changed; ``voids`` where its change voids what was signed. Empty: it was not there."""

    key: str
    section: str
    title: str
    part: str
    old: str
    new: str
    voids: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as a snapshot keeps it."""
        return asdict(self)


def cells_of(kept: Iterable[Mapping[str, str]]) -> tuple[Cell, ...]:
    """Return the cells that a snapshot keeps."""
    return tuple(Cell(one["key"], one["section"], one["title"], one["value"], one["part"]) for one in kept)


def checked(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells; raises NothingToSign, CellTwice."""
    if not cells:
        raise NothingToSign
    seen: set[str] = set()
    for cell in cells:
        if cell.key in seen:
            raise CellTwice(key=cell.key)
        seen.add(cell.key)
    return tuple(cells)


def digest_of(form: str, subject_kind: str, subject_id: str, cells: Iterable[Cell]) -> str:
    """Return the SHA-256 over what a document says: form, thing, and every cell in its order.

    To which part a cell belongs is a matter of the lawbook and no part of it.

    >>> first = digest_of("card", "a.b", "1", [Cell("area", "基本情况", "面积", "1.00", "areas")])
    >>> first == digest_of("card", "a.b", "1", [Cell("area", "基本情况", "面积", "1.00", "rest")])
    True
    >>> first == digest_of("card", "a.b", "1", [Cell("area", "基本情况", "面积", "1.01", "areas")])
    False
    """
    said = {
        "form": form,
        "subject": [subject_kind, subject_id],
        "cells": [[cell.key, cell.section, cell.title, cell.value] for cell in cells],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def differences(old: Iterable[Cell], new: Iterable[Cell], voiding: Mapping[str, bool]) -> tuple[Difference, ...]:
    """Return the cells that differ, in the order of the form. ``voiding`` tells of each part whether its change voids;
    a part that the lawbook does not know any more does.

    >>> was = [Cell("a", "", "面积", "1.00", "areas"), Cell("n", "", "备注", "", "rest")]
    >>> now = [Cell("a", "", "面积", "1.00", "areas"), Cell("n", "", "备注", "见附件", "rest")]
    >>> [(one.old, one.new, one.voids) for one in differences(was, now, {"areas": True, "rest": False})]
    [('', '见附件', False)]
    """
    before, after = {cell.key: cell for cell in old}, {cell.key: cell for cell in new}
    found = []
    for key in (*after, *(key for key in before if key not in after)):
        was, now = before.get(key), after.get(key)
        cell = now or was
        if cell is None or (was and now and (was.value, was.title) == (now.value, now.title)):
            continue
        parts = {one.part for one in (was, now) if one is not None}
        found.append(
            Difference(
                key, cell.section, cell.title, cell.part, was.value if was else "", now.value if now else "",
                any(voiding.get(part, True) for part in parts),
            )
        )  # fmt: skip
    return tuple(found)
