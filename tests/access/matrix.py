"""The access matrix as data, ``docs/reference/access.yaml``: who finds which things, who may enter which doors, who may
do what in which state, and which fields nobody is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.access.doors import Door
from tests.access.readers import ALL, OUTSIDE, READERS

PATH = Path(__file__).parents[2] / "docs/reference/access.yaml"
READING = ("GET", "HEAD", "OPTIONS")
SCOPES = frozenset({"read", "write", "export", "organise"})
STATES = ("open", "accepted", "closed")
"""How a campaign stands: it runs; the level above accepted the figures and they are locked; it is closed."""


@dataclass(frozen=True, slots=True)
class Words:
    """Something in the two languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of rows that addresses hold the keys of: who finds them; to all others they are not there."""

    label: str
    words: Words
    found_by: frozenset[str]
    why: Words


@dataclass(frozen=True, slots=True)
class Right:
    """A policy, or a door that is read: who may in each state, as readers or as single accounts of one."""

    name: str
    may: dict[str, frozenset[str]]

    def allows(self, account: str, state: str) -> bool:
        """Whether an account may, as the matrix has it."""
        return account in self.may[state] or READERS[account] in self.may[state]


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of a kind of rows that not everybody is shown who finds the row: which, who is shown them, and why."""

    label: str
    names: tuple[str, ...]
    words: Words
    shown_to: frozenset[str]
    why: Words


@dataclass(frozen=True, slots=True)
class Devices:
    """How a device of the field stands: whose it is, and whether it may take anything."""

    words: Words
    account: str
    takes: bool


@dataclass(frozen=True, slots=True)
class NotThere:
    """Doors that answer as if nothing were behind them to whoever finds what they are about, but ``is_to``: of whom it
    is, or nobody where the office under test has nothing there."""

    doors: frozenset[str]
    is_to: frozenset[str]
    why: Words


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it."""

    readers: dict[str, Words]
    sets: dict[str, tuple[Words, frozenset[str]]]
    things: dict[str, Thing]
    rights: dict[str, Right]
    open_doors: frozenset[str]
    only: dict[str, Right]
    at_rooms: frozenset[str]
    words_first: frozenset[str]
    not_there: tuple[NotThere, ...]
    fields: tuple[Fields, ...]
    scopes: dict[str, tuple[Words, frozenset[str]]]
    devices: dict[str, Devices]
    doors_of_devices: dict[str, frozenset[str]]

    def scopes_of(self, door: Door) -> frozenset[str]:
        """Return the scopes of which a token needs one at a door of the API."""
        named = next((name for name, (_words, doors) in self.scopes.items() if door.words in doors), "")
        if named == "any":
            return SCOPES
        return frozenset(named.split("_or_")) if named else frozenset({"read" if door.deed in READING else "write"})

    def hidden(self, door: Door, reader: str) -> tuple[str, ...]:
        """Return what a door is about that a reader does not find."""
        return tuple(label for label in door.labels if reader not in self.things[label].found_by)

    def is_to(self, door: Door) -> frozenset[str]:
        """Return for which readers something is behind a door, of those who find what it is about."""
        return next((one.is_to for one in self.not_there if door.name in one.doors), frozenset(ALL))

    def enters(self, door: Door, account: str, state: str) -> bool:
        """Whether an account is let through a door that is read; the others are refused with the reason."""
        return door.name not in self.only or self.only[door.name].allows(account, state)


@cache
def matrix() -> Matrix:
    """Return the matrix; raises KeyError for a set or a reader that it does not have."""
    told = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    sets: dict[str, frozenset[str]] = {}
    for name, members in told["sets"].items():
        sets[name] = _expanded(members["of"], sets)
    things = {
        label: Thing(label, Words(one["en"], one["zh"]), _expanded(one["found_by"], sets),
                     Words(one["why"]["en"], one["why"]["zh"]))
        for label, one in told["things"].items()
    }  # fmt: skip
    rights = {name: Right(name, _by_state(one, sets)) for name, one in told["rights"].items()}
    only = {door: Right(door, _by_state(one, sets)) for one in told["only"] for door in one["doors"]}
    return Matrix(
        readers={name: Words(one["en"], one["zh"]) for name, one in told["readers"].items()},
        sets={name: (Words(one["en"], one["zh"]), sets[name]) for name, one in told["sets"].items()}, things=things,
        rights=rights, open_doors=frozenset(told["open"]), only=only,
        at_rooms=_expanded(told["tried_at_rooms"], sets),
        words_first=frozenset(told["judged_before_it_is_looked_up"]), not_there=tuple(
            NotThere(frozenset(one["doors"]), _expanded(one["is_to"], sets), Words(one["why"]["en"], one["why"]["zh"]))
            for one in told["not_there"]
        ), fields=tuple(
            Fields(one["of"], tuple(one["names"]), Words(one["en"], one["zh"]), _expanded(one["shown_to"], sets),
                   Words(one["why"]["en"], one["why"]["zh"]))
            for one in told["fields"]
        ), scopes={
            name: (Words(one["en"], one["zh"]), frozenset(one["doors"])) for name, one in told["scopes"].items()
        }, devices={
            name: Devices(Words(one["en"], one["zh"]), one["of"], one["takes"])
            for name, one in told["devices"].items()
        }, doors_of_devices={name: frozenset(doors) for name, doors in told["doors_of_devices"].items()},
    )  # fmt: skip


def _by_state(told: dict[str, list[str]], sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return who may in each state; where nothing is said of a state, as while the campaign is open."""
    return {state: _expanded(told.get(state, told["open"]), sets) for state in STATES}


def _expanded(members: Iterable[str], sets: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for one in members:
        if one in sets:
            found |= sets[one]
        elif one in ALL or one in READERS:
            found.add(one)
        else:
            raise KeyError(one)
    return frozenset(found)


def is_outside(account: str) -> bool:
    """Whether an account is one of those who may not come in at all."""
    return READERS[account] in OUTSIDE
