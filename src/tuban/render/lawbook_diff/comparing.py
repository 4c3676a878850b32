"""The comparison of two editions: every item that was added, removed or changed, and every answer that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tuban.render.lawbook_diff.answers import ChangedAnswer, changed_answers
from tuban.render.lawbook_diff.items import Item, items_of
from tuban.render.lawbook_print.citing import STATES
from tuban.rules import inventory
from tuban.rules.rulebook import Rulebook

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: ``aspects`` gives what it said before and what it says now, empty where it was not."""

    kind: str
    item: Item
    aspects: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared. ``states`` counts citations by state of their basis, before and after."""

    old: str
    new: str
    changes: tuple[Change, ...]
    answers: tuple[ChangedAnswer, ...]
    states: Mapping[str, tuple[int, int]]

    @property
    def same(self) -> bool:
        """Whether both say the same; their files may still differ in comments and order."""
        return not self.changes

    def count(self, kind: str) -> int:
        """Return how many changes are of a kind."""
        return sum(change.kind == kind for change in self.changes)


def compare(old: Rulebook, new: Rulebook) -> Comparison:
    """Return what the edition ``new`` says differently from ``old``, area by area, in the order of the new one."""
    words = comparison_words()
    before = {item.key: item for item in items_of(old, words, named_as=new)}
    after = {item.key: item for item in items_of(new, words)}
    changes = [_change(before.get(key), after.get(key)) for key in _in_order(before, after)]
    counts = [inventory.take(one).citations for one in (old, new)]
    return Comparison(
        old.edition,
        new.edition,
        tuple(change for change in changes if change is not None),
        tuple(changed_answers(old, new)),
        {state: (counts[0][state], counts[1][state]) for state in STATES},
    )


Key = tuple[str, str, str]


def _in_order(before: Mapping[Key, Item], after: Mapping[Key, Item]) -> list[Key]:
    """Return all keys: by area and path as the new edition has them, what was removed at the end of its path."""
    areas = list(comparison_words()["areas"])
    paths: dict[tuple[str, str], list[Key]] = {}
    for key in (*after, *(key for key in before if key not in after)):
        paths.setdefault(key[:2], []).append(key)
    ordered = sorted(paths, key=lambda path: areas.index(path[0]))
    return [key for path in ordered for key in paths[path]]


def _change(before: Item | None, after: Item | None) -> Change | None:
    if before is None and after is not None:
        return Change(ADDED, after, tuple((name, "", text) for name, text in after.aspects.items() if text))
    if after is None and before is not None:
        return Change(REMOVED, before, tuple((name, text, "") for name, text in before.aspects.items() if text))
    if before is None or after is None:
        raise AssertionError("a key that neither edition has")
    names = dict.fromkeys((*before.aspects, *after.aspects))
    differing = tuple(
        (name, before.aspects.get(name, ""), after.aspects.get(name, ""))
        for name in names
        if before.aspects.get(name, "") != after.aspects.get(name, "")
    )
    return Change(CHANGED, after, differing) if differing else None


@cache
def comparison_words() -> Mapping[str, Any]:
    """Return the words of the comparison."""
    words: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    return words


def aspect_title(name: str) -> str:
    """Return the title of an aspect; of what a row wants of a question, the question."""
    return name.partition(".")[2] or str(comparison_words()["aspects"][name])
