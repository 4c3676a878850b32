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


def half_up(above: int, below: int) -> int:
    """Return a quotient as a whole number, rounded half away from zero (四舍五入)."""
    rounded = (2 * abs(above) + below) // (2 * below)
    return -rounded if above < 0 else rounded


class Measured:
    """The areas of a part. ``areas`` are those that are known; ``shown`` those that the forms show besides, as
    :func:`tuban.rules.part_figures.with_shown_areas` works them out too: none where the whole is not known."""

    def __init__(self, areas: Mapping[str, SquareMetres]) -> None:
        self.areas = areas
        self.shown: dict[str, SquareMetres] = {}
        if WHOLE in areas:
            self._count()

    def _count(self) -> None:
        """Count the land and the zones, each in the same pieces of a square metre."""
        areas = self.areas
        self.pieces = lcm(*(areas[name][1] for name in _MEASURED if name in areas))
        self.whole, agricultural, self.cultivated, construction, unused, conforming, breaching = (
            areas[name][0] * (self.pieces // areas[name][1]) if name in areas else 0 for name in _MEASURED
        )
        # Cultivated land is agricultural land, also where only the cultivated part has been measured.
        self.agricultural = max(agricultural, self.cultivated)
        self.agrees = AGRICULTURAL in areas and self.agricultural == agricultural
        unclassified = max(self.whole - self.agricultural - construction - unused, 0)
        unplanned = max(self.whole - conforming - breaching, 0)
        self.land = (self.agricultural, construction, unused, unclassified)
        self.plan = (conforming, breaching, unplanned)
        self.shown = {
            OTHER_AGRICULTURAL: (self.agricultural - self.cultivated, self.pieces),
            UNCLASSIFIED: (unclassified, self.pieces),
            UNPLANNED: (unplanned, self.pieces),
        }

    def figures(self, basis: object, shares: Mapping[str, int], unit: AreaUnit) -> dict[str, int]:
        """Return the figure of every area and of what is shown besides. ``basis`` is the fact ``area_basis``,
        ``shares`` are the figures that a part of a split patch has of the patch's, which go before its own."""
        up, down = unit.size.denominator * 10**unit.places, unit.size.numerator
        shrink = gcd(up, down)
        up, down = up // shrink, down // shrink
        printed = {name: half_up(above * up, below * down) for name, (above, below) in self.areas.items()}
        printed.update(shares)
        if WHOLE in self.areas:
            for name, (above, below) in self.shown.items():
                printed[name] = half_up(above * up, below * down)
            _Fitting(self, printed, up, self.pieces * down).fit(str(basis))
        return printed


class _Fitting:
    """Fits the figures of a part: ``down`` pieces of its land are ``up`` of the last printed place."""

    def __init__(self, part: Measured, printed: dict[str, int], up: int, down: int) -> None:
        self.part, self.areas, self.printed, self.up, self.down = part, part.areas, printed, up, down

    def fit(self, basis: str) -> None:
        """Fit all of them."""
        self.same(WHOLE, BASIS_FACT.get(basis, ""))
        self.same(CULTIVATED, SURVEYED_CULTIVATED)
        self.fit_land()
        self.fit_plan()
        for name, whole in WITHIN:
            self.keep_within(name, whole)

    def same(self, name: str, origin: str) -> None:
        """Print an area with the figure of the measurement it was taken from."""
        if name in self.areas and origin in self.areas and self.areas[name] == self.areas[origin]:
            self.printed[name] = self.printed[origin]

    def fit_land(self) -> None:
        """Let the classes of land add up to the whole, cultivated and other land to agricultural land."""
        part, printed = self.part, self.printed
        figures = self.rounded(part.land)
        if figures is None:
            return
        for name, figure in zip(LAND[1:], figures[1:], strict=True):
            if name in printed:
                printed[name] = figure
        if part.agrees:
            printed[AGRICULTURAL] = figures[0]
        if CULTIVATED in printed:
            # The figure that weighs most keeps its own rounding as far as the whole allows; the rest is the remainder.
            has_other = part.agricultural != part.cultivated
            printed[CULTIVATED] = min(printed[CULTIVATED], figures[0]) if has_other else figures[0]
        printed[OTHER_AGRICULTURAL] = figures[0] - printed.get(CULTIVATED, 0)

    def fit_plan(self) -> None:
        """Let the zones of the plan add up to the whole."""
        for name, figure in zip(PLAN, self.rounded(self.part.plan) or (), strict=False):
            if name in self.printed:
                self.printed[name] = figure

    def rounded(self, parts: Sequence[int]) -> list[int] | None:
        """Round ``parts`` by largest remainder so that they add up to the figure of the whole.

        A difference between the parts and the whole too small to print is spread over the parts. None where the parts
        exceed the whole: such figures must not be made to agree.
        """
        up, down, measured = self.up, self.down, sum(parts)
        excess = measured - self.part.whole
        if half_up(excess * up, down) > 0:
            return None
        if excess > 0:
            up, down = up * self.part.whole, down * measured
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
