"""The figures of one part, fitted to one another, in whole numbers: a figure is how many of the last printed place.

Exact, as fractions are, but without bringing one of them to lowest terms at every step: all that is fitted together is
counted in one small piece of a square metre first. A province is counted in a minute by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd, lcm

from tuban.rules.counting import BASIS_FACT
from tuban.values.area import AreaUnit

SquareMetres = tuple[int, int]
"""An area as numerator and denominator (above 0) of square metres, in lowest terms."""

WHOLE = "counted_area"
AGRICULTURAL, CULTIVATED = "counted_agricultural_area", "counted_cultivated_area"
OTHER_AGRICULTURAL = "counted_other_agricultural_area"
UNCLASSIFIED, UNPLANNED = "counted_unclassified_area", "counted_unplanned_area"
LAND = (AGRICULTURAL, "counted_construction_area", "counted_unused_area", UNCLASSIFIED)
PLAN = ("counted_plan_conforming_area", "counted_plan_breaching_area", UNPLANNED)
"""What the area used is divided into; the last is what the map leaves over."""
SURVEYED_CULTIVATED = "surveyed_cultivated_area"
WITHIN = (
    ("counted_basic_farmland_area", WHOLE),
    ("built_cultivated_area", WHOLE),
    ("recultivated_area", CULTIVATED),
    ("regularised_cultivated_area", CULTIVATED),
    ("deductible_cultivated_area", CULTIVATED),
)
_MEASURED = (WHOLE, AGRICULTURAL, CULTIVATED, *LAND[1:3], *PLAN[:2])


def fitted(
    areas: Mapping[str, SquareMetres], basis: object, shares: Mapping[str, int], unit: AreaUnit
) -> dict[str, int]:
    """Return the figure of every area, and of those that the forms show besides (see
    :func:`tuban.rules.part_figures.with_shown_areas`), which are worked out here.

    ``areas`` are those that are known, ``basis`` the fact ``area_basis``, ``shares`` the figures that a part of a split
    patch has of the patch's, which go before its own.
    """
    up, down = unit.size.denominator * 10**unit.places, unit.size.numerator
    shrink = gcd(up, down)
    up, down = up // shrink, down // shrink
    printed = {name: half_up(above * up, below * down) for name, (above, below) in areas.items()}
    printed.update(shares)
    if WHOLE not in areas:
        return printed
    part = _Part(areas, printed, up, down)
    part.same(WHOLE, BASIS_FACT.get(str(basis), ""))
    part.same(CULTIVATED, SURVEYED_CULTIVATED)
    part.fit_land()
    part.fit_plan()
    for name, whole in WITHIN:
        part.keep_within(name, whole)
    return printed


def half_up(above: int, below: int) -> int:
    """Return a quotient as a whole number, rounded half away from zero (四舍五入)."""
    rounded = (2 * abs(above) + below) // (2 * below)
    return -rounded if above < 0 else rounded


class _Part:
    """The land and the zones of a part, each as a whole number of the same piece of a square metre: ``pieces`` make a
    square metre."""

    def __init__(self, areas: Mapping[str, SquareMetres], printed: dict[str, int], up: int, down: int) -> None:
        self.areas, self.printed, self.up = areas, printed, up
        self.pieces = lcm(*(areas[name][1] for name in _MEASURED if name in areas))
        self.down = self.pieces * down
        self.whole, agricultural, self.cultivated, construction, unused, conforming, breaching = (
            areas[name][0] * (self.pieces // areas[name][1]) if name in areas else 0 for name in _MEASURED
        )
        # Cultivated land is agricultural land, also where only the cultivated part has been measured.
        self.agricultural = max(agricultural, self.cultivated)
        self.agrees = AGRICULTURAL in areas and self.agricultural == agricultural
        other = self.agricultural - self.cultivated
        unclassified = max(self.whole - self.agricultural - construction - unused, 0)
        unplanned = max(self.whole - conforming - breaching, 0)
        self.land = (self.agricultural, construction, unused, unclassified)
        self.plan = (conforming, breaching, unplanned)
        for name, pieces in ((OTHER_AGRICULTURAL, other), (UNCLASSIFIED, unclassified), (UNPLANNED, unplanned)):
            printed[name] = half_up(pieces * up, self.down)

    def same(self, name: str, origin: str) -> None:
        """Print an area with the figure of the measurement it was taken from."""
        if name in self.areas and origin in self.areas and self.areas[name] == self.areas[origin]:
            self.printed[name] = self.printed[origin]

    def fit_land(self) -> None:
        """Let the classes of land add up to the whole, cultivated and other land to agricultural land."""
        figures, printed = self.fit(self.land), self.printed
        if figures is None:
            return
        for name, figure in zip(LAND[1:], figures[1:], strict=True):
            if name in printed:
                printed[name] = figure
        if self.agrees:
            printed[AGRICULTURAL] = figures[0]
        if CULTIVATED in printed:
            # The figure that weighs most keeps its own rounding as far as the whole allows; the rest is the remainder.
            has_other = self.agricultural != self.cultivated
            printed[CULTIVATED] = min(printed[CULTIVATED], figures[0]) if has_other else figures[0]
        printed[OTHER_AGRICULTURAL] = figures[0] - printed.get(CULTIVATED, 0)

    def fit_plan(self) -> None:
        """Let the zones of the plan add up to the whole."""
        for name, figure in zip(PLAN, self.fit(self.plan) or (), strict=False):
            if name in self.printed:
                self.printed[name] = figure

    def fit(self, parts: Sequence[int]) -> list[int] | None:
        """Round ``parts`` by largest remainder so that they add up to the figure of the whole.

        A difference between the parts and the whole too small to print is spread over the parts. None where the parts
        exceed the whole: such figures must not be made to agree.
        """
        up, down, measured = self.up, self.down, sum(parts)
        excess = measured - self.whole
        if half_up(excess * up, down) > 0:
            return None
        if excess > 0:
            up, down = up * self.whole, down * measured
        places = [divmod(part * up, down) for part in parts]
        figures = [place for place, _left in places]
        rest = len(parts) - 1
        # Ties go to the later part; a rest that is less than half a last place takes one only where no other part can.
        order = sorted(
            (at == rest and 2 * parts[at] * up < down, -left, -at) for at, (_place, left) in enumerate(places) if left
        )
        for _is_small_rest, _left, at in order[: self.printed[WHOLE] - sum(figures)]:
            figures[-at] += 1
        return figures

    def keep_within(self, name: str, whole: str) -> None:
        """Print a part no larger than its whole, and exactly as large where they are the same area."""
        areas, printed = self.areas, self.printed
        if name not in areas or whole not in areas:
            return
        (above, below), (all_above, all_below) = areas[name], areas[whole]
        part, of = above * all_below, all_above * below
        if part <= of:
            printed[name] = printed[whole] if part == of else min(printed[name], printed[whole])
