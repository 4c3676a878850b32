"""The filled checklist: for every item what there is and in which state, for every instrument whether it may be used.

What a disc shows and what people registered on paper meet here. Nobody's word is turned into another's: an item that
nobody registered and no disc can show is «未登记», not missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from tuban.rules.preparation.definitions import Item, Preparation, Tool
from tuban.values.dates import PartialDate


class State(Enum):
    """How much of an item is at hand."""

    PRESENT = "present"
    PARTLY = "partly"
    MISSING = "missing"
    UNREGISTERED = "unregistered"


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody registered of an item: how much is at hand (None: nothing said), who holds it, where, a note."""

    state: State | None = None
    holder: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A registered instrument; ``calibrated_until`` is None where nobody stated it."""

    name: str
    model: str = ""
    serial: str = ""
    count: int | None = None
    calibrated_until: PartialDate | None = None
    holder: str = ""
    state: State | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with its state. ``absent`` are the titles of what the disc lacks, ``years`` those without papers.

    ``on_paper`` tells that somebody registered it, though the disc does not have it.
    """

    item: Item
    state: State
    holding: Holding
    absent_roles: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    on_paper: bool = False

    @property
    def lost(self) -> tuple[str, ...]:
        """The roles whose facts are lost, wholly or for some years: ``paper`` for what no disc can show."""
        if not self.item.roles:
            return ("paper",)
        return (*self.absent_roles, *(role for role in self.item.roles if self.years and role not in self.absent_roles))


class Fitness(Enum):
    """Whether an instrument may be used for the survey."""

    FIT = "fit"
    OVERDUE = "overdue"
    ENDS_DURING = "ends_during"
    NOT_STATED = "not_stated"
    NOT_AT_HAND = "not_at_hand"


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """A kind of instrument and one that is registered of it (None: none); ``tool`` is None for what no list names."""

    tool: Tool | None
    instrument: Instrument | None
    fitness: Fitness


def checklist(
    preparation: Preparation,
    *,
    roles: Mapping[str, int],
    paper_years: Mapping[str, frozenset[int]],
    holdings: Mapping[str, Holding],
    year: int,
) -> tuple[Entry, ...]:
    """Return every item with its state.

    ``roles`` counts the files of each role on the disc, ``paper_years`` are the years of the papers of a role,
    ``holdings`` what was registered by the item's id, ``year`` the one inspected (0: unknown).
    """
    return tuple(_entry(item, roles, paper_years, holdings.get(item.id, Holding()), year) for item in preparation.items)


def _entry(
    item: Item, roles: Mapping[str, int], paper_years: Mapping[str, frozenset[int]], holding: Holding, year: int
) -> Entry:
    if not item.roles:
        return Entry(item, holding.state or State.UNREGISTERED, holding)
    absent = tuple(role for role in (*item.roles, *item.also) if not roles.get(role))
    lacking = [role for role in item.roles if role in absent]
    years = _years_without(item, paper_years, year) if not lacking else ()
    state = State.MISSING if len(lacking) == len(item.roles) else State.PARTLY if lacking or years else State.PRESENT
    on_paper = state is not State.PRESENT and holding.state in (State.PRESENT, State.PARTLY)
    if state is State.MISSING and on_paper:
        state = State.PARTLY
    return Entry(item, state, holding, absent, years, on_paper)


def _years_without(item: Item, paper_years: Mapping[str, frozenset[int]], year: int) -> tuple[int, ...]:
    """Return the years of which no paper of the item is registered."""
    if not year:
        return ()
    known: set[int] = set()
    for role in (*item.roles, *item.also):
        known |= paper_years.get(role, frozenset())
    return tuple(year + step for step in item.years if year + step not in known)


def field_end(day: date, field_days: int) -> date:
    """Return the day on which field work that begins on ``day`` has ended; the last of all days where that is over."""
    return day + timedelta(days=min(field_days, (date.max - day).days))


def tools(
    preparation: Preparation, instruments: Sequence[Instrument], *, day: date, field_days: int
) -> tuple[ToolEntry, ...]:
    """Return every kind of instrument with those registered of it, and whether each may be used.

    Calibration is held against ``day``, on which field work may begin, and the ``field_days`` that follow.
    """
    end = field_end(day, field_days)
    entries: list[ToolEntry] = []
    known: set[int] = set()
    for tool in preparation.tools:
        mine = [number for number, one in enumerate(instruments) if number not in known and _is(tool, one)]
        known.update(mine)
        entries += [
            ToolEntry(tool, instruments[number], _fitness(tool, instruments[number], day, end)) for number in mine
        ]
        if not mine:
            entries.append(ToolEntry(tool, None, Fitness.NOT_AT_HAND))
    for number, one in enumerate(instruments):
        if number not in known:
            entries.append(ToolEntry(None, one, _fitness(None, one, day, end)))
    return tuple(entries)


def _is(tool: Tool, instrument: Instrument) -> bool:
    name = instrument.name.casefold()
    return any(word.casefold() in name or name in word.casefold() for word in tool.names if name)


def _fitness(tool: Tool | None, instrument: Instrument, day: date, end: date) -> Fitness:
    if instrument.state is State.MISSING or instrument.count == 0:
        return Fitness.NOT_AT_HAND
    until = instrument.calibrated_until
    if until is None:
        return Fitness.NOT_STATED if tool is not None and tool.calibrated else Fitness.FIT
    if until.latest < day:
        return Fitness.OVERDUE
    return Fitness.ENDS_DURING if until.latest < end else Fitness.FIT
