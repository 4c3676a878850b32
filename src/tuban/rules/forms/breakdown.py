"""What the summaries need to know of a part (分解), small enough to be kept and added up.

The summaries ask two things of a part: in which of their populations it lies, and its figures. A :class:`Share` tells
both. Parts of one division that lie in the same populations add up to a :class:`Tally`, and tallies are all that a
summary needs (:mod:`tuban.rules.forms.sums`). Lists need the parts themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tuban.rules.forms.definition import Form, Name
from tuban.rules.forms.filled import PartKey
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.population import Judged, Parts, name_of_column
from tuban.rules.forms.totals import Ledger
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit

Key = TypeVar("Key")
_KEPT = "breakdown of forms"
SUMMARIES = ("region", "class")
"""The forms that are filled from tallies, by ``one_row_per``."""
LIST = "patch_part"
"""The forms with a row for each part; a profile tells whether a part is listed."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that summaries add up: the fact, its unit where it is an area, its decimal places."""

    fact: str
    unit: AreaUnit | None
    places: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The populations of all summaries and lists of a lawbook and the amounts of the summaries, in a fixed order;
    ``digest`` is that of both.

    ``register_facts`` are told by a register alone.
    """

    populations: tuple[Name, ...]
    amounts: tuple[Amount, ...]
    register_facts: frozenset[str]
    digest: str

    def profile(self, lies_in: Iterable[int], *, is_taken: bool) -> str:
        """Write down in which populations (by their place) a part lies, and whether a person took its finding."""
        bits = int(is_taken)
        for place in lies_in:
            bits |= 2 << place
        return f"{bits:x}"


@dataclass(frozen=True, slots=True)
class Share:
    """What a part gives to the summaries: where it is counted, its profile, its amounts as whole numbers of the last
    decimal place, None where nobody knows them."""

    key: PartKey
    county: str
    township: str
    profile: str
    amounts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The parts of a division with one profile: how many, the sum of each amount, how many lack it.

    ``township`` is empty where a whole county stands in one tally.
    """

    county: str
    township: str
    profile: str
    plots: int
    sums: tuple[int, ...]
    unmeasured: tuple[int, ...]


def is_taken(profile: str) -> bool:
    """Whether the finding of a part with this profile was taken by a person."""
    return bool(int(profile, 16) & 1)


def breakdown_of(rulebook: Rulebook) -> Breakdown:
    """Return the breakdown of the summaries of a lawbook in 亩, worked out once."""
    if _KEPT not in rulebook.understood:
        rulebook.understood[_KEPT] = _worked_out(rulebook)
    found: Breakdown = rulebook.understood[_KEPT]
    return found


def shares_of(judgements: Iterable[Judged], taken: frozenset[PartKey], breakdown: Breakdown) -> list[Share]:
    """Return what each part gives; give all parts of a patch together. ``taken`` are those whose finding was taken."""
    parts = Parts(judgements)
    ledger = Ledger(parts)
    lies_in: list[list[int]] = [[] for _ in parts.parts]
    for place, population in enumerate(breakdown.populations):
        for number in parts.members(population):
            lies_in[number].append(place)
    return [
        Share(
            part.key, part.county, part.township,
            breakdown.profile(lies_in[number], is_taken=part.key in taken),
            tuple(_amount(ledger, number, amount) for amount in breakdown.amounts),
        )
        for number, part in enumerate(parts.parts)
    ]  # fmt: skip


def tallies_of(shares: Iterable[Share]) -> list[Tally]:
    """Add shares up by division and profile."""
    found: dict[tuple[str, str, str], list[Share]] = {}
    for share in shares:
        found.setdefault((share.county, share.township, share.profile), []).append(share)
    return [
        Tally(
            *key, len(own), tuple(sum(one or 0 for one in column) for column in zip(*amounts, strict=True)),
            tuple(sum(one is None for one in column) for column in zip(*amounts, strict=True)),
        )
        for key, own in sorted(found.items())
        if (amounts := [share.amounts for share in own])
    ]  # fmt: skip


def of_counties(tallies: Iterable[Tally]) -> list[Tally]:
    """Return the tallies of whole counties, their townships added up."""
    found: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        found.setdefault((tally.county, tally.profile), []).append(tally)
    return [
        Tally(
            county, "", profile, sum(one.plots for one in own),
            tuple(sum(column) for column in zip(*(one.sums for one in own), strict=True)),
            tuple(sum(column) for column in zip(*(one.unmeasured for one in own), strict=True)),
        )
        for (county, profile), own in sorted(found.items())
    ]  # fmt: skip


def moved(
    changes: Iterable[tuple[Key, Sequence[int | None], int]], width: int
) -> dict[Key, tuple[int, list[int], list[int]]]:
    """Return by how much tallies move, by their key: plots, sums, parts without a figure. Each change is the key of a
    tally, the amounts of a part, and 1 where the part comes or -1 where it goes."""
    found: dict[Key, tuple[int, list[int], list[int]]] = {}
    for key, amounts, sign in changes:
        plots, sums, unmeasured = found.setdefault(key, (0, [0] * width, [0] * width))
        for place, amount in enumerate(amounts):
            if amount is None:
                unmeasured[place] += sign
            else:
                sums[place] += sign * amount
        found[key] = (plots + sign, sums, unmeasured)
    return {key: own for key, own in found.items() if own[0] or any(own[1]) or any(own[2])}


def untold_asked(population: Name, base: Name, register_facts: frozenset[str]) -> Iterator[Name]:
    """Yield what has to be counted to say whether a register told anything of ``base``."""
    for fact in sorted(_register_facts(population - base, register_facts)):
        yield base
        yield base | {unknown(fact)}


def unknown(fact: str) -> tuple[str, frozenset[str]]:
    """Return the condition that nobody told a fact."""
    return fact, frozenset({"is_unknown"})


def _register_facts(conditions: Iterable[Any], register_facts: frozenset[str]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, frozenset):
            for alternative in condition:
                yield from _register_facts(alternative, register_facts)
        elif condition[0] in register_facts:
            yield condition[0]


def _amount(ledger: Ledger, number: int, amount: Amount) -> int | None:
    figure = ledger.figure_of(number, amount.fact, amount.unit, amount.places)
    return None if figure is None else int(figure.scaleb(amount.places))


def _worked_out(rulebook: Rulebook) -> Breakdown:
    register = register_facts_of(rulebook)
    forms = [form for form in statutory_forms(rulebook) if form.one_row_per in SUMMARIES]
    ledger = Ledger(Parts(()))
    populations = {form.population for form in statutory_forms(rulebook) if form.one_row_per == LIST}
    amounts: set[Amount] = set()
    for form in forms:
        for column in form.columns:
            population = name_of_column(form, column)
            populations |= {population, *untold_asked(population, population - column.population, register)}
        amounts |= set(_amounts(form, ledger))
    spelled = sorted((_spelled(one), one) for one in populations)
    ordered = sorted(amounts, key=lambda one: (one.fact, one.unit.slug if one.unit else "", one.places))
    told = "\n".join([*(text for text, _one in spelled), *map(repr, ordered)])
    return Breakdown(
        tuple(one for _text, one in spelled), tuple(ordered), register, hashlib.sha256(told.encode()).hexdigest()
    )


def _amounts(form: Form, ledger: Ledger) -> Iterator[Amount]:
    for column in form.columns:
        for measure in form.measures.values():
            quantity = ledger.quantity(form, column, measure)
            if quantity.fact is not None:
                yield Amount(quantity.fact, quantity.unit, quantity.places)


def _spelled(condition: Any) -> str:
    """Spell a population or a condition so that the same one is always spelled the same."""
    if isinstance(condition, frozenset):
        return "{" + ";".join(sorted(_spelled(one) for one in condition)) + "}"
    fact, words = condition
    return f"{fact}={'|'.join(sorted(words))}"


def indexed(populations: Sequence[Name]) -> dict[Name, int]:
    """Return the place of every population."""
    return {name: place for place, name in enumerate(populations)}
