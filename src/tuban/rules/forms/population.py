"""The patch parts a form counts: who is in a column, and in which division each lies.

A population is a set of parts, named by the conditions that chose it; two columns with the same conditions have the
same population, in whatever form they stand, and print the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tuban.rules.forms.definition import Column, Form, Name
from tuban.rules.forms.filled import PartKey
from tuban.rules.part_figures import with_shown_areas
from tuban.values.area import ZERO, Area
from tuban.values.facts import UNKNOWN, Facts

NOWHERE = "-"
"""The code of the row for parts whose township (or county) nobody knows."""


class Judged(Protocol):
    """What a form needs of a judgement: its facts, raw, derived and decided."""

    @property
    def facts(self) -> Facts:
        """The facts of one patch part."""


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """A county or township that has a row in the summaries, with or without patches (填报单位)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One patch part: its key, its facts, the division it is counted in."""

    key: PartKey
    facts: Facts
    county: str
    township: str


def text_of(value: Any) -> str:
    """Return a fact as text, empty where it is absent or unknown."""
    return "" if value is UNKNOWN or value is None else str(value)


class Parts:
    """All patch parts of a campaign in a fixed order, with the divisions they lie in and the populations among them."""

    def __init__(self, judgements: Iterable[Judged], units: Iterable[ReportingUnit] = ()) -> None:
        found = [_part(with_shown_areas(judgement.facts)) for judgement in judgements]
        self.parts = _first_marked(sorted(found, key=lambda part: (part.county, part.township, part.key)))
        self.names = {NOWHERE: ""}
        self.townships: dict[str, list[str]] = {}
        self._conditions: dict[object, frozenset[int]] = {}
        self._populations: dict[Name, list[int]] = {}
        self._places: dict[PartKey, list[int]] = {}
        self._learn_divisions(list(units))

    def _learn_divisions(self, units: Sequence[ReportingUnit]) -> None:
        codes = {(part.county, part.township) for part in self.parts}
        for part in reversed(self.parts):
            for code, name in ((part.county, "county_name"), (part.township, "township_name")):
                if code != NOWHERE and text_of(part.facts[name]):
                    self.names[code] = text_of(part.facts[name])
        for unit in units:
            self.names[unit.code] = unit.name
            codes.add((unit.code[:6], unit.code if len(unit.code) > 6 else ""))
        for county, township in sorted(codes, key=lambda pair: tuple((code == NOWHERE, code) for code in pair)):
            rows = self.townships.setdefault(county, [])
            if township and township not in rows:
                rows.append(township)

    def members(self, name: Name) -> list[int]:
        """Return the numbers of the parts that meet every condition of ``name``, in order."""
        if name not in self._populations:
            chosen = frozenset(range(len(self.parts)))
            for condition in name:
                chosen &= self._meeting(condition)
            self._populations[name] = sorted(chosen)
        return self._populations[name]

    def _meeting(self, condition: object) -> frozenset[int]:
        if condition not in self._conditions:
            test = _test(condition)
            self._conditions[condition] = frozenset(n for n, part in enumerate(self.parts) if test(part.facts))
        return self._conditions[condition]

    def keys(self, numbers: Iterable[int]) -> tuple[PartKey, ...]:
        """Return the keys of parts."""
        return tuple(self.parts[number].key for number in numbers)

    def numbers(self, keys: Sequence[PartKey]) -> tuple[int, ...]:
        """Return the numbers of parts by their keys; of parts that share a key each is named once, in order."""
        if not self._places:
            for number, part in enumerate(self.parts):
                self._places.setdefault(part.key, []).append(number)
        taken: dict[PartKey, int] = {}
        found = []
        for key in keys:
            places = self._places[key]
            found.append(places[min(taken.get(key, 0), len(places) - 1)])
            taken[key] = taken.get(key, 0) + 1
        return tuple(found)


def _part(facts: Facts) -> Part:
    key = (text_of(facts["patch_number"]), text_of(facts["part_number"]))
    township = text_of(facts["township_code"]) or NOWHERE
    county = text_of(facts["county_code"]) or (township[:6] if township != NOWHERE else NOWHERE)
    return Part(key, facts, county, township)


def _first_marked(parts: list[Part]) -> list[Part]:
    """Mark the first part of every patch, so that a patch that was split counts once where whole patches count."""
    seen: set[str] = set()
    marked = []
    for part in parts:
        first = part.key[0] not in seen
        seen.add(part.key[0])
        marked.append(replace(part, facts=part.facts.with_facts(first_of_patch=first)))
    return marked


def name_of_column(form: Form, column: Column) -> Name:
    """Return the population of a column: its own conditions, those of the column it is ``of``, those of the form."""
    if column.of is not None:
        return column.population | name_of_column(form, form.column(column.of))
    return column.population | form.population


def _test(condition: Any) -> Callable[[Facts], bool]:
    if isinstance(condition, frozenset):
        alternatives = [[_test(asked) for asked in alternative] for alternative in condition]
        return lambda facts: any(all(test(facts) for test in tests) for tests in alternatives)
    fact, words = condition
    return lambda facts: meets(facts[fact], words)


def meets(value: Any, words: frozenset[str]) -> bool:
    """Whether a value is one of the words that a condition asks for."""
    if type(value) is str and value in words:
        return True  # what most conditions ask, and most parts answer
    return any(_is(value, word) for word in words)


def _is(value: Any, word: str) -> bool:
    if value is UNKNOWN or value is None:
        return word == ("is_unknown" if value is UNKNOWN else "is_absent")
    if word == "is_present":
        return not (value is False or value in ("", ()))
    if word == "is_positive":
        return value > ZERO if isinstance(value, Area) else value > 0
    if isinstance(value, bool):
        return word == ("true" if value else "false")
    if isinstance(value, tuple | list | frozenset):
        return word in value
    return str(value) == word
