"""The figures of the summaries: plain sums of the figures of the parts, by division, the same in every form.

A part's figure is rounded once (:mod:`tuban.rules.part_figures`); whatever is added up here was printed on a card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tuban.rules.forms.definition import Column, Form, Measure, Name
from tuban.rules.forms.filled import SUM, Term
from tuban.rules.forms.population import Parts, name_of_column
from tuban.rules.part_figures import Figures, figures_of
from tuban.values.area import Area, AreaUnit, round_half_up
from tuban.values.facts import UNKNOWN

ALL = "*"
"""The row of everything: the only county, or the sum of the counties."""
TOTAL = ""
"""The row that sums the townships of a county."""
_ONE = Decimal(1)
RowKey = tuple[str, str]
"""The code of the county and of the township within it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum of figures: how many parts are in it and how many of them have no figure; which parts they are and what
    each of them gives, where the sum was not kept without them."""

    value: Decimal
    plots: int
    unmeasured: int
    members: tuple[int, ...] = ()
    amounts: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is summed: a population, a fact (None counts plots), its unit and decimal places."""

    population: Name
    fact: str | None
    unit: AreaUnit | None
    places: int
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.population, self.fact, self.unit, self.places)))

    def __hash__(self) -> int:
        """Return the hash, worked out once: every cell of a form is asked for by its quantity."""
        return self._hash


class Ledger:
    """Every figure of every form, by quantity and row."""

    def __init__(
        self, parts: Parts, area_unit: AreaUnit = AreaUnit.MU, register_facts: frozenset[str] = frozenset()
    ) -> None:
        self.parts = parts
        self.register_facts = register_facts
        self.area_unit = area_unit
        self._figures: dict[AreaUnit, list[Figures]] = {}
        self._sums: dict[Quantity, dict[RowKey, Figure]] = {}
        self._quantities: dict[tuple[str, str, str], Quantity] = {}

    def quantity(self, form: Form, column: Column, measure: Measure) -> Quantity:
        """Return what ``column`` sums under ``measure``."""
        key = form.id, column.id, measure.id
        if key not in self._quantities:
            unit, places = self.unit_of(measure.unit, measure.places)
            fact = column.sums.get(measure.id, measure.sums)
            self._quantities[key] = Quantity(name_of_column(form, column), fact, unit, places)
        return self._quantities[key]

    def unit_of(self, slug: str, places: int) -> tuple[AreaUnit | None, int]:
        """Return the area unit and its places; 亩 gives way to the unit chosen for the campaign."""
        if slug not in ("mu", "ha", "m2"):
            return None, places
        unit = self.area_unit if slug == AreaUnit.MU.slug else AreaUnit.named(slug)
        return unit, unit.places

    def figure_of(self, number: int, fact: str, unit: AreaUnit | None, places: int) -> Decimal | None:
        """Return the figure of one part: an area in ``unit``, a number to ``places``; None where it has none."""
        value = self.parts.parts[number].facts[fact]
        if value is UNKNOWN or value is None:
            return None
        if isinstance(value, Area):
            return self._in(unit or self.area_unit)[number][fact]
        return round_half_up(Fraction(repr(value)) if isinstance(value, float) else Fraction(value), places)

    def sum_of(self, numbers: Iterable[int], quantity: Quantity) -> Figure:
        """Return the sum of the figures of some parts."""
        members = tuple(numbers)
        return _added_up(members, self._given(members, quantity), quantity)

    def _given(self, members: Sequence[int], quantity: Quantity) -> list[Decimal | None]:
        if quantity.fact is None:
            return [_ONE] * len(members)
        return [self.figure_of(number, quantity.fact, quantity.unit, quantity.places) for number in members]

    def term(self, figure: Figure, quantity: Quantity, role: str = SUM) -> Term:
        """Return a figure as the sum behind a cell."""
        return Term(
            role,
            quantity.fact,
            quantity.unit.slug if quantity.unit else "",
            quantity.places if quantity.fact else 0,
            self.parts.keys(figure.members),
            figure.amounts,
            figure.members,
        )

    def figure(self, quantity: Quantity, row: RowKey) -> Figure:
        """Return the figure of a quantity in a row; a row nothing lies in gives nothing."""
        if quantity not in self._sums:
            self._sums[quantity] = self._by_row(quantity)
        return self._sums[quantity].get(row) or self.sum_of((), quantity)

    def is_untold(self, population: Name, base: Name) -> bool:
        """Whether ``population`` asks the parts of ``base`` for what a missing register would tell: 0 would be a guess.

        A register that is on the disc tells even where it has no entry; one that is missing tells nothing of any part.
        """
        members = self.parts.members(base)
        return bool(members) and any(self._asks_untold(condition, members) for condition in population - base)

    def _asks_untold(self, condition: Any, members: Sequence[int]) -> bool:
        if isinstance(condition, frozenset):
            return all(any(self._asks_untold(asked, members) for asked in alternative) for alternative in condition)
        fact, words = condition
        if fact not in self.register_facts or "is_unknown" in words:
            return False
        return all(self.parts.parts[number].facts[fact] is UNKNOWN for number in members)

    def _by_row(self, quantity: Quantity) -> dict[RowKey, Figure]:
        gathered: dict[RowKey, tuple[list[int], list[Decimal | None]]] = {}
        members = self.parts.members(quantity.population)
        for number, amount in zip(members, self._given(members, quantity), strict=True):
            part = self.parts.parts[number]
            for row in ((part.county, part.township), (part.county, TOTAL), (ALL, TOTAL)):
                numbers, amounts = gathered.setdefault(row, ([], []))
                numbers.append(number)
                amounts.append(amount)
        return {row: _added_up(tuple(numbers), amounts, quantity) for row, (numbers, amounts) in gathered.items()}

    def _in(self, unit: AreaUnit) -> list[Figures]:
        if unit not in self._figures:
            self._figures[unit] = figures_of((part.facts for part in self.parts.parts), unit)
        return self._figures[unit]


def _added_up(members: tuple[int, ...], amounts: Sequence[Decimal | None], quantity: Quantity) -> Figure:
    if quantity.fact is None:
        return Figure(Decimal(len(members)), len(members), 0, members, tuple(amounts))
    known = [amount for amount in amounts if amount is not None]
    whole = sum(known, Decimal(0).scaleb(-quantity.places))
    return Figure(whole, len(members), len(members) - len(known), members, tuple(amounts))
