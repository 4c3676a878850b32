"""A filled card (登记卡): what is printed in every space, and why a space is empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tuban.rules.cards.definitions import Card


class State(Enum):
    """Why a space of a card looks as it does."""

    FILLED = "filled"
    BLANK = "blank"  # nobody told us; for the hand
    TO_FILL = "to_fill"  # 待填: mandatory and unknown
    TO_INVESTIGATE = "to_investigate"  # 待查明: a decision waits for it
    ABSENT = "absent"  # 无: known not to exist
    NOT_ASKED = "not_asked"  # does not apply to this part


@dataclass(frozen=True, slots=True)
class Tick:
    """One printed box."""

    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Space:
    """One filled field: its label, whether it is mandatory here, its state, its text and its boxes.

    ``more`` holds the texts of the second and later papers where a register shows every paper.
    """

    id: str
    label: str
    required: bool
    state: State
    text: str = ""
    ticks: tuple[Tick, ...] = ()
    numeric: bool = False
    spans: tuple[int, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Spaces side by side, or titles above values where ``stacked``."""

    spaces: tuple[Space, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a filled card: its lines, or one sentence where it does not apply."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    columns: tuple[Space, ...] = ()
    collapsed: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the system proposes, one sentence per answer with its basis, and what is still to be found out."""

    title: str
    sentences: tuple[tuple[str, str], ...]
    missing_title: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilledCard:
    """A card ready to be drawn."""

    card: Card
    patch_number: str
    part_number: str
    township: str
    township_code: str
    region: str
    blocks: tuple[Part, ...]
    proposal: Proposal | None
    notes: tuple[str, ...]
    image_dates: tuple[str, str] = ("", "")

    @property
    def key(self) -> tuple[str, str]:
        """Patch number and part number."""
        return self.patch_number, self.part_number

    def spaces(self) -> Iterable[Space]:
        """Every filled space, in the order of print."""
        for block in self.blocks:
            for line in block.lines:
                yield from line.spaces

    def space(self, name: str) -> Space:
        """The space with this id; KeyError where the card (or this part's card) has none."""
        for space in self.spaces():
            if space.id == name:
                return space
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class FilledRegister:
    """A register (登记表) ready to be drawn: one line per part and a total line.

    ``rests`` says in words how many of the parts rest on a finding that a person took.
    """

    card: Card
    heads: tuple[Space, ...]
    lines: tuple[tuple[Space, ...], ...]
    totals: tuple[Space, ...]
    rests: str = ""
