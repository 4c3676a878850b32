"""The printed figure of every area of a patch part: rounded once, and the same wherever it stands.

The figure on a part's card is the official figure. A list repeats it, a summary adds it up, the accountability ratio
divides such sums; nothing is rounded a second time, so whoever adds up the cards gets the printed total (rule R33).

Within a part the figures keep its identities: the classes of land and the zones of the plan add up to the area used,
cultivated and other agricultural land to agricultural land. The parts of a split patch add up to the patch's figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tuban.rules.counting import BASIS_FACT
from tuban.values.area import ZERO, Area, AreaUnit, balance, rounded_parts, total
from tuban.values.facts import Facts

Figures = Mapping[str, Decimal]
"""The figures of one part by fact, in one unit. An area that is unknown or absent has none."""

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
_ISSUED = "monitored_area"
_SURVEYED = ("surveyed_area", "surveyed_cultivated_area", "change_survey_area")
FITTED = frozenset(
    (WHOLE, CULTIVATED, OTHER_AGRICULTURAL, _ISSUED, "area_basis", "patch_number", "part_number", *_LAND, *_PLAN)
) | {*_SURVEYED, *BASIS_FACT.values(), *(name for pair in _WITHIN for name in pair)}  # fmt: skip
"""The facts that the figures of a part are fitted with: whoever reads part of the facts reads these."""


def figures(facts: Facts, unit: AreaUnit) -> Figures:
    """Return the figures of a part that has no siblings; see :func:`figures_of`."""
    return figures_of([facts], unit)[0]


def figures_of(parts: Iterable[Facts], unit: AreaUnit) -> list[Figures]:
    """Return the figures of every part in ``unit``, in the order of ``parts``.

    Give all parts of a campaign, so that the parts of a split patch are fitted to the patch's figure. They are returned
    in order, not by number: a disc may issue one number twice. Asking again for the same facts costs nothing.
    """
    return list(_worked_out(tuple(parts), unit))


@lru_cache(maxsize=4)
def _worked_out(parts: tuple[Facts, ...], unit: AreaUnit) -> tuple[Figures, ...]:
    listed = [with_shown_areas(facts) for facts in parts]
    shares = _shares_of_patches(listed, unit)
    return tuple(_figures(facts, own, unit) for facts, own in zip(listed, shares, strict=True))


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


# The parts of one patch ------------------------------------------------------------------------------------------


def _shares_of_patches(parts: Sequence[Facts], unit: AreaUnit) -> list[dict[str, Decimal]]:
    """Return, for every part of a split patch, the figures that add up to a figure of the whole patch."""
    shares: list[dict[str, Decimal]] = [{} for _ in parts]
    patches: dict[str, list[int]] = {}
    for place, facts in enumerate(parts):
        if facts.is_known("part_number") and facts["part_number"]:
            patches.setdefault(str(facts["patch_number"]), []).append(place)
    for places in patches.values():
        # A tie goes to the later part by its number, in whatever order the parts were given.
        places.sort(key=lambda place: (len(str(parts[place]["part_number"])), str(parts[place]["part_number"])))
        siblings = [parts[place] for place in places]
        for name in (_ISSUED, *_SURVEYED):
            if name == _ISSUED or _from_one_source(siblings, name):
                for place, figure in zip(places, _shared(siblings, name, unit), strict=False):
                    shares[place][name] = figure
    return shares


def _from_one_source(siblings: Sequence[Facts], name: str) -> bool:
    """Whether one line of the field sheet measured the whole patch: parts measured one by one need not add up."""
    sources = {facts.sources.get(name, "") for facts in siblings}
    return len(sources) == 1 and "" not in sources


def _shared(siblings: Sequence[Facts], name: str, unit: AreaUnit) -> list[Decimal]:
    areas = [facts[name] for facts in siblings]
    # The shares of parts that are not all told are not the patch.
    return rounded_parts(areas, unit) if all(isinstance(area, Area) for area in areas) else []


# Within one part -------------------------------------------------------------------------------------------------


def _figures(facts: Facts, shares: Mapping[str, Decimal], unit: AreaUnit) -> Figures:
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
