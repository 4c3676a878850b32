"""The figures of one part, fitted as fractions: slow, and by another way than the product's, to hold it against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tuban.rules.counting import BASIS_FACT
from tuban.values.area import ZERO, Area, AreaUnit, balance, total
from tuban.values.facts import Facts

WHOLE = "counted_area"
AGRICULTURAL, CULTIVATED = "counted_agricultural_area", "counted_cultivated_area"
OTHER_AGRICULTURAL = "counted_other_agricultural_area"
_LAND = (AGRICULTURAL, "counted_construction_area", "counted_unused_area", "counted_unclassified_area")
_PLAN = ("counted_plan_conforming_area", "counted_plan_breaching_area", "counted_unplanned_area")
"""What the area used is divided into; the last is what the map leaves over."""

_WITHIN = (
    ("counted_basic_farmland_area", WHOLE),
    ("built_cultivated_area", WHOLE),
    ("recultivated_area", CULTIVATED),
    ("regularised_cultivated_area", CULTIVATED),
    ("deductible_cultivated_area", CULTIVATED),
)


def with_shown_areas(facts: Facts) -> Facts:
    """Add what the forms show besides: the rest of the agricultural land, and the area of no known class or plan.

    Where the whole is known and a class is not, the class counts as nothing and its land as unclassified: the classes
    add up to the whole, and nothing is guessed.
    """
    whole = facts[WHOLE]
    if not isinstance(whole, Area):
        return facts
    cultivated = _known(facts[CULTIVATED])
    # Cultivated land is agricultural land, also where only the cultivated part has been measured.
    agricultural = max(_known(facts[AGRICULTURAL]), cultivated)
    classed = total((agricultural, *(_known(facts[name]) for name in _LAND[1:-1])))
    planned = total(_known(facts[name]) for name in _PLAN[:-1])
    return facts.with_facts(
        counted_other_agricultural_area=agricultural - cultivated,
        counted_unclassified_area=max(whole - classed, ZERO),
        counted_unplanned_area=max(whole - planned, ZERO),
    )


def _known(value: Any) -> Area:
    return value if isinstance(value, Area) else ZERO


def figures_by_fractions(given: Facts, shares: Mapping[str, Decimal], unit: AreaUnit) -> dict[str, Decimal]:
    """Return the figures of a part in ``unit``; ``shares`` are those it has of the figures of a split patch."""
    facts = with_shown_areas(given)
    printed = {name: area.in_unit(unit) for name, area in facts.items() if isinstance(area, Area)}
    printed.update(shares)
    if WHOLE not in printed:
        return printed
    _same(facts, WHOLE, BASIS_FACT.get(str(facts["area_basis"]), ""), printed)
    _same(facts, CULTIVATED, "surveyed_cultivated_area", printed)
    _fit_land(facts, printed, unit)
    _fit_plan(facts, printed, unit)
    for part, whole in _WITHIN:
        _keep_within(facts, part, whole, printed)
    return printed


def _same(facts: Facts, name: str, origin: str, printed: dict[str, Decimal]) -> None:
    """Print an area with the figure of the measurement it was taken from."""
    if name in printed and origin in printed and facts[name] == facts[origin]:
        printed[name] = printed[origin]


def _fit_land(facts: Facts, printed: dict[str, Decimal], unit: AreaUnit) -> None:
    other, cultivated = _known(facts[OTHER_AGRICULTURAL]), _known(facts[CULTIVATED])
    agricultural = other + cultivated
    fitted = _fit((agricultural, *(_known(facts[name]) for name in _LAND[1:])), facts[WHOLE], printed[WHOLE], unit)
    if fitted is None:
        return
    for name, figure in zip(_LAND[1:], fitted[1:], strict=True):
        if name in printed:
            printed[name] = figure
    if facts[AGRICULTURAL] == agricultural:
        printed[AGRICULTURAL] = fitted[0]
    if CULTIVATED in printed:
        # The figure that weighs most keeps its own rounding as far as the whole allows; the rest is the remainder.
        printed[CULTIVATED] = min(printed[CULTIVATED], fitted[0]) if other else fitted[0]
    printed[OTHER_AGRICULTURAL] = fitted[0] - printed.get(CULTIVATED, Decimal(0))


def _fit_plan(facts: Facts, printed: dict[str, Decimal], unit: AreaUnit) -> None:
    fitted = _fit([_known(facts[name]) for name in _PLAN], facts[WHOLE], printed[WHOLE], unit)
    for name, figure in zip(_PLAN, fitted or (), strict=False):
        if name in printed:
            printed[name] = figure


def _fit(parts: Sequence[Area], whole: Area, figure: Decimal, unit: AreaUnit) -> list[Decimal] | None:
    """Round ``parts`` by largest remainder so that they add up to ``figure``, the printed figure of ``whole``.

    A difference between the parts and the whole too small to print is spread over the parts. None where the parts
    exceed the whole: such figures must not be made to agree.
    """
    excess = total(parts) - whole
    if excess.in_unit(unit) > 0:
        return None
    if excess > ZERO:
        parts = balance(parts, whole)
    scaled = [part.square_metres / unit.size * 10**unit.places for part in parts]
    places = [value.numerator // value.denominator for value in scaled]
    broken = [place for place, value in enumerate(scaled) if value != places[place]]
    rest = len(parts) - 1
    # Ties go to the later part; a rest that is less than half a last place takes one only where no other part can.
    order = sorted(broken, key=lambda at: (at == rest and 2 * scaled[at] < 1, places[at] - scaled[at], -at))
    for place in order[: int(figure.scaleb(unit.places)) - sum(places)]:
        places[place] += 1
    return [Decimal(value).scaleb(-unit.places) for value in places]


def _keep_within(facts: Facts, part: str, whole: str, printed: dict[str, Decimal]) -> None:
    """Print a part no larger than its whole, and exactly as large where they are the same area."""
    if part not in printed or whole not in printed or facts[part] > facts[whole]:
        return
    printed[part] = printed[whole] if facts[part] == facts[whole] else min(printed[part], printed[whole])
