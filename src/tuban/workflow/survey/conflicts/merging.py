"""Merges what devices tell with what the office holds, field by field; knows no database.

A change is from what the device saw to what its person says. Where the office holds something else by now, a conflict
stays open between the device and the office. Later changes of the same device move its side of the conflict; it ends
by itself where both sides come to say the same, where the device goes back to what it saw, or where the office holds
again what the device saw. So the outcome hangs on who came first for the held value alone: the values that stand
against each other are the same in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import StrEnum

Device = Hashable
Same = Callable[[str, str, str], bool]
"""Whether two texts of a fact are one value, as the lawbook reads them."""


class Came(StrEnum):
    """What came of a change."""

    TOLD = "told"
    SAME = "same"
    CONFLICT = "conflict"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a fact by a device; ``entry`` is where it stands."""

    device: Device
    fact: str
    old: str
    new: str
    entry: int = 0


@dataclass(slots=True)
class Open:
    """An open conflict: what the device saw, what it says, and the entry that says so."""

    base: str
    mine: str
    entry: int = 0


@dataclass(slots=True)
class Merge:
    """What the office holds of one patch, and the conflicts that are open about it."""

    held: dict[str, str]
    open: dict[tuple[str, Device], Open]
    same: Same
    told: dict[str, int] = field(default_factory=dict)
    """The facts of which the held value changed, each with the entry that says it."""

    def take(self, change: Change) -> Came:
        """Take a change; says what came of it."""
        key = (change.fact, change.device)
        held = self.held.get(change.fact, "")
        known = self.open.get(key)
        if self.same(change.fact, change.new, held):
            self.open.pop(key, None)
            return Came.SAME
        if self.same(change.fact, change.old, held):
            self.open.pop(key, None)
            self._hold(change.fact, change.new, change.entry)
            return Came.TOLD
        if known is None:
            self.open[key] = Open(change.old, change.new, change.entry)
            return Came.CONFLICT
        if self.same(change.fact, change.new, known.base):
            del self.open[key]
            return Came.TAKEN_BACK
        known.mine, known.entry = change.new, change.entry
        return Came.CONFLICT

    def _hold(self, fact: str, value: str, entry: int) -> None:
        """Hold another value, and let conflicts end that it ends."""
        self.held[fact] = value
        self.told[fact] = entry
        for key, one in sorted(self.open.items(), key=lambda item: str(item[0])):
            if key[0] != fact:
                continue
            if self.same(fact, one.mine, value):
                del self.open[key]
            elif self.same(fact, one.base, value):
                del self.open[key]
                self._hold(fact, one.mine, one.entry)
                return
