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
from tuban.rules.fitting import AGRICULTURAL, CULTIVATED, LAND, OTHER_AGRICULTURAL, PLAN, WHOLE, WITHIN, Measured
from tuban.values.area import ZERO, Area, AreaUnit, rounded_parts, total
from tuban.values.facts import Facts

Figures = Mapping[str, Decimal]
"""The figures of one part by fact, in one unit. An area that is unknown or absent has none."""

_ISSUED = "monitored_area"
_SURVEYED = ("surveyed_area", "surveyed_cultivated_area", "change_survey_area")
FITTED = frozenset(
    (WHOLE, CULTIVATED, OTHER_AGRICULTURAL, _ISSUED, "area_basis", "patch_number", "part_number", *LAND, *PLAN)
) | {*_SURVEYED, *BASIS_FACT.values(), *(name for pair in WITHIN for name in pair)}  # fmt: skip
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
    shares = shares_of_patches(parts, unit)
    return tuple(_figures(facts, own, unit) for facts, own in zip(parts, shares, strict=True))


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
    classed = total((agricultural, *(_known(facts[name]) for name in LAND[1:-1])))
    planned = total(_known(facts[name]) for name in PLAN[:-1])
    return facts.with_facts(
        counted_other_agricultural_area=agricultural - cultivated,
        counted_unclassified_area=max(whole - classed, ZERO),
        counted_unplanned_area=max(whole - planned, ZERO),
    )


def _known(value: Any) -> Area:
    return value if isinstance(value, Area) else ZERO


# The parts of one patch ------------------------------------------------------------------------------------------


def shares_of_patches(parts: Sequence[Facts], unit: AreaUnit) -> list[dict[str, Decimal]]:
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
    areas = {name: value.square_metres.as_integer_ratio() for name, value in facts.items() if isinstance(value, Area)}
    own = {name: int(figure.scaleb(unit.places)) for name, figure in shares.items()}
    figures = Measured(areas).figures(facts["area_basis"], own, unit)
    return {name: Decimal(figure).scaleb(-unit.places) for name, figure in figures.items()}
