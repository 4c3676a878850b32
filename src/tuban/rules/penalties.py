"""Penalties (行政处罚): what the lawbook proposes on a part, between what a fine lies, what it grows by when paid late.

Whether a building is pulled down or confiscated follows from the plan; land on both sides of it gets both, each on its
own area. A fine is proposed without a rate: that is for the organ to choose, within the range.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN, Facts

FINE = "fine"
_CENT = Decimal("0.01")
_TYPES, _NOT_FOR = "fines/occupation_types", "fines/not_for"
_LEAST, _MOST = "fines/occupation_least", "fines/occupation_most"
_RATE, _CAP = "fines/surcharge_rate", "fines/surcharge_cap"


class RateOutOfRange(TubanError):
    """{rate} yuan a square metre lies outside of what the law allows: {least} to {most} yuan."""

    code = "penalties.rate_out_of_range"
    hint = "Choose a rate within the range; the law of the day of the act decides."


@dataclass(frozen=True, slots=True)
class Range:
    """From ``least`` to ``most`` yuan a square metre, and what that rests on."""

    least: Decimal
    most: Decimal
    cites: tuple[str, ...]

    def demand(self, rate: Decimal) -> None:
        """Raise RateOutOfRange where a rate lies outside."""
        if not self.least <= rate <= self.most:
            raise RateOutOfRange(rate=rate, least=self.least, most=self.most)


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """An item of a penalty. ``area`` is the ground that it bears on: None where it bears on none, UNKNOWN where nobody
    knows. ``range`` stands with a fine alone."""

    item: str
    title: str
    area: Area | object | None
    basis: str
    range: Range | None = None


def fine_range(rulebook: Rulebook, *, on: date, region: str = "") -> Range:
    """Return between what a fine for unlawful occupation lies, by the law in force on a day; raises NotInForce."""
    least = rulebook.parameter(_LEAST, on=on, region=region)
    most = rulebook.parameter(_MOST, on=on, region=region)
    return Range(Decimal(str(least.value)), Decimal(str(most.value)), most.cites)


def proposed_items(facts: Facts, rulebook: Rulebook, *, on: date, region: str = "") -> tuple[ProposedItem, ...]:
    """Return the items that the lawbook proposes on a part that was judged; none where nobody knows what was done.

    ``on`` is the day of the act.
    """
    items = facts["penalty_items"]
    if items is UNKNOWN or not items:
        return ()
    basis = facts["area_basis"]
    found = []
    for name in items:
        entry = rulebook.codelist("penalty_item").by_value[name]
        area = facts[entry["area"]] if entry.get("area") else None
        found.append(ProposedItem(name, entry.label, area, "" if basis is UNKNOWN or basis is None else str(basis)))
    if _is_fined(facts, rulebook, on, region):
        label = rulebook.codelist("penalty_item").by_value[FINE].label
        limits = fine_range(rulebook, on=on, region=region)
        found.append(ProposedItem(FINE, label, facts["counted_area"], found[0].basis, limits))
    return tuple(found)


def _is_fined(facts: Facts, rulebook: Rulebook, on: date, region: str) -> bool:
    if facts["violation_type"] not in rulebook.parameter(_TYPES, on=on, region=region).value:
        return False
    grounds = facts["filing_grounds"]
    spared = rulebook.parameter(_NOT_FOR, on=on, region=region).value
    return grounds is UNKNOWN or not grounds or any(one not in spared for one in grounds)


def fine_of(rate: Decimal, square_metres: Decimal) -> Decimal:
    """Return a fine in yuan, rounded half up to the fen.

    >>> fine_of(Decimal(15), Decimal("1000.333"))
    Decimal('15005.00')
    """
    return (rate * square_metres).quantize(_CENT, ROUND_HALF_UP)


def surcharge(
    fine: Decimal, *, due_on: date, on: date, rulebook: Rulebook, region: str = "",
    paid: Iterable[tuple[date, Decimal]] = (),
) -> Decimal:  # fmt: skip
    """Return in yuan by how much a fine has grown on a day: for every day after it was due, so much of what was unpaid
    then; never more than the cap of the law, which is a share of the whole fine. ``paid`` are the days and the amounts
    of what was paid of it."""
    rate = Decimal(str(rulebook.parameter(_RATE, on=on, region=region).value))
    cap = Decimal(str(rulebook.parameter(_CAP, on=on, region=region).value))
    unpaid, since, grown = fine, due_on, Decimal(0)
    for day, amount in sorted(one for one in paid if one[0] <= on):
        until = max(day, since)
        grown += unpaid * rate * (until - since).days
        unpaid, since = max(unpaid - amount, Decimal(0)), until
    grown += unpaid * rate * max(0, (on - since).days)
    return min(grown, fine * cap).quantize(_CENT, ROUND_HALF_UP)
