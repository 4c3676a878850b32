"""Parts counted by columns: what the summaries ask of many records, answered once for all that say the same.

The engine asks every part every condition. Here each fact is read once, straight from its record, and becomes the words
it answers of those that conditions ask; parts with the same answers lie in the same populations, which are worked out
once for all of them. Figures are added up as whole numbers. What comes out are the tallies that
:func:`tuban.rules.forms.breakdown.tallies_of` makes of the engine's shares, and tests hold both against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tuban.rules.facts_wire import facts_from_wire, value_from_wire
from tuban.rules.fitting import Measured, SquareMetres
from tuban.rules.forms.breakdown import Amount, Breakdown, Tally
from tuban.rules.forms.population import NOWHERE, meets, text_of
from tuban.rules.part_figures import FITTED, shares_of_patches
from tuban.values.area import AreaUnit, round_half_up

_FIRST = "first_of_patch"
_UNKNOWN: Mapping[str, Any] = {"unknown": True}
_NOTHING: SquareMetres = (0, 1)
_SIGNS: tuple[Mapping[str, Any], Mapping[str, Any]] = {"area": "0"}, {"area": "1"}
"""Of an area nobody asks more than whether it is more than nothing."""
Class = tuple[int, ...]
"""The answers of a part, one for each fact that is asked."""


@dataclass(frozen=True, slots=True)
class Record:
    """A part as it is kept: its facts and their sources on the wire (:mod:`tuban.rules.facts_wire`), whether a person
    took its finding, and the batch it is counted in."""

    facts: Mapping[str, Any]
    sources: Mapping[str, Sequence[str]]
    is_taken: bool
    batch: str = ""


@dataclass(slots=True)
class _Read:
    """A record that was read: where it is counted, its key, its answers, its figures. A part of a split patch ``waits``
    for its siblings with what its figures are made of."""

    place: tuple[str, str, str]
    key: tuple[str, str]
    answers: list[int]
    is_taken: bool
    amounts: list[int | None] | None = None
    waits: tuple[Measured, Record] | None = None


def tallies_by_batch(records: Iterable[Record], breakdown: Breakdown) -> dict[str, list[Tally]]:
    """Count records and return the tallies of every batch. Give all parts of a patch."""
    columns = _Columns(breakdown)
    read = [columns.read(one) for one in records]
    columns.fit_siblings(read)
    columns.mark_first(read)
    return columns.tallies(read)


class _Fact:
    """A fact that conditions ask for some words: an answer is which of them it meets, by a number."""

    def __init__(self, name: str, words: frozenset[str]) -> None:
        self.name, self.words = name, words
        self.answers: list[frozenset[str]] = []
        self._known: dict[Hashable, int] = {}

    def answer(self, wire: Any) -> int:
        """Return the answer of a value on the wire."""
        kind = type(wire)
        if kind is str:
            key: Hashable = wire
        elif kind is dict:
            told = next(iter(wire.items()))
            if type(told[1]) is dict:
                return self._answer(value_from_wire(wire))
            key = told
        elif kind is list:
            return self._answer(value_from_wire(wire))
        else:
            key = kind, wire
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._answer(value_from_wire(wire))
        return found

    def _answer(self, value: Any) -> int:
        met = frozenset(word for word in self.words if meets(value, frozenset({word})))
        if met not in self.answers:
            self.answers.append(met)
        return self.answers.index(met)


class _Columns:
    """The facts that the summaries of a lawbook ask for, and what came of them."""

    def __init__(self, breakdown: Breakdown) -> None:
        self.breakdown = breakdown
        self.facts = [_Fact(name, frozenset(words)) for name, words in sorted(_asked(breakdown.populations).items())]
        self.asked = {one.name: place for place, one in enumerate(self.facts)}
        self.amounts = [(one, one.unit or AreaUnit.MU) for one in breakdown.amounts]
        self.areas = tuple(sorted(FITTED | {one.fact for one in breakdown.amounts}))
        self._numbers: dict[tuple[str, str, Any], int] = {}
        self._profiles: dict[tuple[Class, bool], str] = {}

    def read(self, record: Record) -> _Read:
        """Read a record."""
        told = record.facts
        measured = Measured(dict(_areas(told, self.areas)))
        signs = {
            name: _SIGNS[above > 0] for name, (above, _below) in (*measured.areas.items(), *measured.shown.items())
        }
        answers = [one.answer(signs.get(one.name) or told.get(one.name, _UNKNOWN)) for one in self.facts]
        township = _text(told.get("township_code")) or NOWHERE
        county = _text(told.get("county_code")) or (township[:6] if township != NOWHERE else NOWHERE)
        key = _text(told.get("patch_number")), _text(told.get("part_number"))
        read = _Read((record.batch, county, township), key, answers, record.is_taken)
        if key[1]:
            read.waits = measured, record
        else:
            read.amounts = self.figures(measured, told, {})
        return read

    def figures(
        self, measured: Measured, told: Mapping[str, Any], shares: Mapping[AreaUnit, Mapping[str, int]]
    ) -> list[int | None]:
        """Return the figures of a part in the order of the breakdown, None where it has none. ``shares`` are those of
        the figures of its patch, by unit."""
        by_unit, basis = dict[AreaUnit, dict[str, int]](), told.get("area_basis")
        found: list[int | None] = []
        for amount, unit in self.amounts:
            name = amount.fact
            if name in measured.shown or name in measured.areas:
                if unit not in by_unit:
                    by_unit[unit] = measured.figures(basis, shares.get(unit, {}), unit)
                figure = by_unit[unit][name]
                own = unit.places == amount.places
                found.append(figure if own else int(Decimal(figure).scaleb(amount.places - unit.places)))
            else:
                found.append(self._number(told.get(name, _UNKNOWN), amount))
        return found

    @staticmethod
    def _number(wire: Any, amount: Amount) -> int | None:
        if wire is None or wire == _UNKNOWN:
            return None
        value = value_from_wire(wire)
        exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
        return int(round_half_up(exact, amount.places).scaleb(amount.places))

    def fit_siblings(self, read: Sequence[_Read]) -> None:
        """Work out the figures of the parts of split patches, which add up to those of the patch."""
        parts = [(one, *one.waits) for one in read if one.waits is not None]
        facts = [facts_from_wire(record.facts, record.sources, FITTED) for _one, _measured, record in parts]
        shares = {unit: shares_of_patches(facts, unit) for unit in {unit for _amount, unit in self.amounts}}
        for place, (one, measured, record) in enumerate(parts):
            own = {
                unit: {name: int(figure.scaleb(unit.places)) for name, figure in given[place].items()}
                for unit, given in shares.items()
            }
            one.amounts = self.figures(measured, record.facts, own)

    def mark_first(self, read: Sequence[_Read]) -> None:
        """Answer which part is the first of its patch."""
        place = self.asked.get(_FIRST)
        if place is None:
            return
        yes, no = self.facts[place].answer(True), self.facts[place].answer(False)
        often = Counter(one.key[0] for one in read)
        first: dict[str, _Read] = {}
        for one in read:
            one.answers[place] = yes
            if often[one.key[0]] > 1:
                one.answers[place] = no
                held = first.get(one.key[0])
                if held is None or (one.place[1:], one.key) < (held.place[1:], held.key):
                    first[one.key[0]] = one
        for one in first.values():
            one.answers[place] = yes

    def tallies(self, read: Sequence[_Read]) -> dict[str, list[Tally]]:
        """Add up what was read, by batch, division and profile."""
        width = len(self.amounts)
        sums: dict[tuple[str, str, str, str], tuple[list[int], list[int], list[int]]] = {}
        for one in read:
            key = (*one.place, self._profile(tuple(one.answers), is_taken=one.is_taken))
            plots, added, lacking = sums.setdefault(key, ([0], [0] * width, [0] * width))
            plots[0] += 1
            for place, amount in enumerate(one.amounts or ()):
                if amount is None:
                    lacking[place] += 1
                elif amount:
                    added[place] += amount
        found: dict[str, list[Tally]] = {}
        for (batch, county, township, profile), (plots, added, lacking) in sorted(sums.items()):
            tally = Tally(county, township, profile, plots[0], tuple(added), tuple(lacking))
            found.setdefault(batch, []).append(tally)
        return found

    def _profile(self, answers: Class, *, is_taken: bool) -> str:
        key = answers, is_taken
        if key not in self._profiles:
            said = {one.name: one.answers[place] for one, place in zip(self.facts, answers, strict=True)}
            lies_in = [place for place, name in enumerate(self.breakdown.populations) if _lies(said, name)]
            self._profiles[key] = self.breakdown.profile(lies_in, is_taken=is_taken)
        return self._profiles[key]


def _asked(conditions: Iterable[Any]) -> dict[str, set[str]]:
    """Return the facts that populations ask for, each with the words."""
    found: dict[str, set[str]] = {}
    for condition in conditions:
        if isinstance(condition, frozenset):
            for name, words in _asked(condition).items():
                found.setdefault(name, set()).update(words)
        else:
            found.setdefault(condition[0], set()).update(condition[1])
    return found


def _lies(said: Mapping[str, frozenset[str]], name: Iterable[Any]) -> bool:
    """Whether answers meet every condition of a population; of alternatives one is enough."""
    return all(
        any(_lies(said, alternative) for alternative in one) if isinstance(one, frozenset)
        else not said[one[0]].isdisjoint(one[1])
        for one in name
    )  # fmt: skip


def _areas(told: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, SquareMetres]]:
    for name in names:
        wire = told.get(name)
        if type(wire) is dict and (text := wire.get("area")) is not None:
            if text == "0":
                yield name, _NOTHING
                continue
            above, _stroke, below = text.partition("/")
            try:
                yield name, (int(above), int(below or 1))
            except ValueError:  # a decimal, as other tools write it
                yield name, Fraction(text).as_integer_ratio()


def _text(wire: Any) -> str:
    return wire if type(wire) is str else text_of(value_from_wire(wire)) if wire is not None else ""
