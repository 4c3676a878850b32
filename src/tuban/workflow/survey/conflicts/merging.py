"""Merges what devices tell with what the office holds, field by field; knows no database.

A change is from what the device saw to what its person says. Where the office holds something else by now, a conflict
stays open between the device and the office. The last word of every device is known: later changes of a device move
its own word, and a value that another device says too is not given up because one of them says otherwise. A conflict
ends by itself where both sides come to say the same, where the device goes back to what it saw, or where the office
holds again what the device saw. So who came first settles which value is held meanwhile, and nothing else: the words
that stand against one another are the same in any order.
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
class Word:
    """What a device says of a fact: what it saw of the office, and its last word since."""

    base: str
    mine: str


@dataclass(slots=True)
class Merge:
    """What the office holds of one patch, the last words of devices about it, and the conflicts that are open."""

    held: dict[str, str]
    open: dict[tuple[str, Device], Open]
    same: Same
    words: dict[tuple[str, Device], Word] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    """The facts of which the held value changed, each with the entry that says it."""

    def take(self, change: Change) -> Came:
        """Take a change; says what came of it."""
        fact = change.fact
        if self.same(fact, change.old, change.new):
            return Came.SAME
        key = (fact, change.device)
        held, before = self.held.get(fact, ""), self.open.get(key)
        word = self.hear(change)
        was_held = self.same(fact, change.old, held)
        self.open.pop(key, None)
        if self.same(fact, change.new, held):
            return Came.SAME
        if was_held and not (word.base != change.old and self._others_say(held, key)):
            self._hold(fact, change.new, change.entry)
            return Came.TOLD
        if self.same(fact, word.mine, word.base):
            return Came.TAKEN_BACK
        self.open[key] = Open(before.base if before else word.base, change.new, change.entry)
        return Came.CONFLICT

    def hear(self, change: Change) -> Word:
        """Move on the last word of a device; one that saw something else than its own last word saw the office."""
        key = (change.fact, change.device)
        word = self.words.get(key)
        if word is not None and self.same(change.fact, change.old, word.mine):
            word.mine = change.new
        else:
            word = self.words[key] = Word(change.old, change.new)
        return word

    def _others_say(self, value: str, key: tuple[str, Device]) -> bool:
        """Whether another device says a value, and did not just see it."""
        return any(
            other[0] == key[0] and other != key and self.same(key[0], word.mine, value)
            and not self.same(key[0], word.mine, word.base)
            for other, word in self.words.items()
        )  # fmt: skip

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
