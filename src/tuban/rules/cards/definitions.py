"""The shape of a card (登记卡): blocks, rows, fields, mandatory marks, units, sums.

A definition is data. It names facts of the vocabulary; it never says how a fact comes about or how a page looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuban.values.area import AreaUnit

GRID = 24
"""Every row of a card is this many columns wide."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts that must have one of the named values, and some of which must exist; ``always`` needs none."""

    always: bool = False
    terms: tuple[tuple[str, frozenset[Any]], ...] = ()
    present: tuple[str, ...] = ()


NEVER = Condition()
ALWAYS = Condition(always=True)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a choice, ticked where the fact has one of the values."""

    label: str
    when: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a card: its printed title, the facts it shows, and when it must be filled."""

    id: str
    title: str
    shows: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    kind: str = "text"
    codelist: str = ""
    box_style: str = ""
    boxes: tuple[Box, ...] = ()
    required: Condition = NEVER
    asked_when: Condition = ALWAYS
    investigate: bool = False
    precision: str = "day"
    unit: AreaUnit = AreaUnit.MU
    places: int | None = None
    suffix: str = ""
    coded: bool = False
    paper: tuple[str, ...] = ()
    every: bool = False
    by_hand: bool = False
    row_number: bool = False
    totalled: bool = False
    mark: str = ""
    max_length: int | None = None
    spans: tuple[int, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Fields side by side, each with its title at the left (a field with one span has none).

    ``stacked`` prints the titles above the values.
    """

    fields: tuple[Field, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Repeats:
    """A table inside a card: one line per paper, or empty lines to be filled by hand."""

    over: str
    kinds: tuple[str, ...]
    least_rows: int
    columns: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the card under one title; ``collapsed`` stands in its place where it is not asked."""

    id: str
    title: str
    cites: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    repeats: Repeats | None = None
    asked_when: Condition = ALWAYS
    collapsed: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Areas that make up ``whole``; the card notes what they leave over as ``rest``, and a surplus."""

    whole: str
    parts: tuple[str, ...]
    rest: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A whole card, or a register where it has ``columns`` instead of blocks.

    ``prints_absent`` writes 无 where something is known not to exist; a card that follows a case as it goes on leaves
    that space to the hand.
    """

    id: str
    title: str
    cites: tuple[str, ...]
    unit: AreaUnit
    notice: str
    signatures: tuple[str, ...]
    only_when: Condition = ALWAYS
    blocks: tuple[Block, ...] = ()
    columns: tuple[Field, ...] = ()
    sums: tuple[Sum, ...] = ()
    proposal: Mapping[str, Any] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    prints_absent: bool = True
    folder: str = ""
    volumes: str = ""
    file: str = ""
    total: str = ""
    empty: str = ""

    def fields(self) -> Iterator[Field]:
        """Every field, in the order of print."""
        yield from self.columns
        for block in self.blocks:
            for row in block.rows:
                yield from row.fields
            if block.repeats:
                yield from block.repeats.columns
