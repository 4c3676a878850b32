"""A draw by strata (分层抽查): what it promises wherever the bad ones are, and what it says of all of them.

Results with a sign of risk are one stratum, all others the other. In each every result is as likely to be drawn as any
other of it, so that what was found is weighted by the share that was drawn there; the limits of the estimate are exact
and hold for every number of bad ones in either stratum. Quotas of kinds that the strata do not fill are filled by
further results: they are looked at like the others, but the estimate is made without them, for they are no lot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, exp, lgamma
from typing import NamedTuple

from tuban.rules.sampling import Chosen, ShareOutOfRange, Shortfall, ranked
from tuban.values.errors import TubanError

_SLACK = 1e-9
_PAIR = 2


class TooManyStrata(TubanError):
    """An estimate is made of at most two strata, not of {count}."""

    code = "sampling.strata"
    hint = "Join strata until a stratum with signs of risk and one without are left."


class Result(NamedTuple):
    """What a result is drawn by: the kind that quotas ask for, and its stratum."""

    kind: str
    stratum: str


@dataclass(frozen=True, slots=True)
class StratifiedDraw:
    """The lot of every stratum, what quotas added to it, and the quotas that cannot be met."""

    lot: tuple[Chosen, ...]
    added: tuple[Chosen, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a stratum: of ``population`` results the lot drew ``drawn``; of these ``bad`` ones, and
    ``unknown`` ones that nobody has visited yet."""

    population: int
    drawn: int
    bad: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of all results are bad: likeliest, at least and at most, each a number of results.

    ``likeliest`` is None while somebody still has to be visited; the limits then hold whatever will be found there.
    """

    population: int
    likeliest: Fraction | None
    least: int
    most: int


def sizes(populations: Sequence[int], *, share: Fraction, factors: Sequence[int]) -> tuple[int, ...]:
    """Return how many to draw of each stratum: ``share`` times its factor, rounded up, one at least of each that is not
    empty, never more than there are. Raises ShareOutOfRange.

    >>> sizes([40, 160], share=Fraction(5, 100), factors=[2, 1])
    (4, 8)
    """
    if not 0 <= share <= 1:
        raise ShareOutOfRange(share=share)
    return tuple(
        min(every, max(1, ceil(share * factor * every)))
        for every, factor in zip(populations, factors, strict=True)
    )  # fmt: skip


def least_chance(populations: Sequence[int], drawn: Sequence[int], bad: int) -> Fraction:
    """Return the chance of drawing at least one of ``bad`` results where they lie as the draw would find them worst.

    The chance to miss one more in a stratum falls with every one that lies there already; so the worst place is found
    by putting one after the other where missing it is likeliest, and no other place is worse.

    >>> least_chance([40, 160], [4, 8], 2) == 1 - Fraction(152, 160) * Fraction(151, 159)
    True
    """
    missed, left = Fraction(1), list(populations)
    for _one in range(min(bad, sum(populations))):
        miss, place = max(
            (Fraction(max(0, every - taken), every), at)
            for at, (every, taken) in enumerate(zip(left, drawn, strict=True)) if every
        )  # fmt: skip
        missed, left[place] = missed * miss, left[place] - 1
    return 1 - missed


def share_needed(populations: Sequence[int], *, factors: Sequence[int], bad: int, chance: Fraction) -> Fraction | None:
    """Return the smallest share of all (in steps of one result) that promises a chance wherever the bad ones lie.

    None where no draw does: there is nothing bad to find.
    """
    every = sum(populations)
    if not every or least_chance(populations, populations, bad) < chance:
        return None
    low, high = 0, every
    while low < high:
        middle = (low + high) // 2
        taken = sizes(populations, share=Fraction(middle, every), factors=factors)
        if least_chance(populations, taken, bad) >= chance:
            high = middle
        else:
            low = middle + 1
    return Fraction(low, every)


def draw_strata(
    results: Mapping[str, Result], *, share: Fraction, factors: Mapping[str, int], quotas: Mapping[str, int], seed: str
) -> StratifiedDraw:
    """Draw of each stratum its share, then of each kind what its quota still lacks, in the turns of the seed.

    ``factors`` name every stratum. Raises ShareOutOfRange.
    """
    turns = ranked(results, seed)
    held = {name: [key for key in turns if results[key].stratum == name] for name in factors}
    counts = sizes([len(keys) for keys in held.values()], share=share, factors=list(factors.values()))
    by_lot = {key for keys, count in zip(held.values(), counts, strict=True) for key in keys[:count]}
    added: dict[str, None] = {}
    shortfalls = []
    for kind, asked in quotas.items():
        of_kind = [key for key in turns if results[key].kind == kind]
        lacking = asked - sum(key in by_lot for key in of_kind)
        if len(of_kind) < asked:
            shortfalls.append(Shortfall(kind, asked, len(of_kind)))
        added |= dict.fromkeys([key for key in of_kind if key not in by_lot][: max(0, lacking)])
    return StratifiedDraw(
        tuple(Chosen(key, results[key].kind, "share") for key in turns if key in by_lot),
        tuple(Chosen(key, results[key].kind, "quota") for key in added), tuple(shortfalls),
    )  # fmt: skip


def estimate(strata: Sequence[Seen], *, level: Fraction, known_bad: int = 0) -> Estimate:
    """Return how many of all results are bad, with limits that hold with at least ``level`` in every draw.

    The weighted number found orders the draws; a number of bad ones lies within the limits unless, however they are
    spread over the strata, a draw at least as extreme would be rarer than half of what is left of ``level``. Unvisited
    ones count as good for the lower limit and as bad for the upper one. ``known_bad`` are all that were found bad,
    those that quotas added too. Raises TooManyStrata.
    """
    held = [one for one in strata if one.population]
    if len(held) > _PAIR:
        raise TooManyStrata(count=len(held))
    pair = [*held, Seen(0, 0), Seen(0, 0)][:_PAIR]
    every = sum(one.population for one in pair)
    tail = float(1 - level) / 2
    low = [one.bad for one in pair]
    high = [one.bad + one.unknown for one in pair]
    ends = _Ends(pair)
    good = sum(one.drawn - most for one, most in zip(pair, high, strict=True))
    least = ends.first(lambda bad: ends.likeliest(bad, low, is_upper=True) > tail - _SLACK)
    above = ends.first(lambda bad: ends.likeliest(bad, high, is_upper=False) <= tail - _SLACK)
    likeliest = None
    if not any(one.unknown for one in pair):
        likeliest = sum((Fraction(one.population * one.bad, one.drawn) for one in pair if one.drawn), Fraction(0))
    return Estimate(every, likeliest, max(least, known_bad, sum(low)), min(above - 1, every - good))


class _Ends:
    """The chances of draws of two strata at the ends of their order by weighted number."""

    def __init__(self, pair: Sequence[Seen]) -> None:
        self._one, self._other = pair
        # whole weights: population over drawn, both times the product of the numbers drawn
        self._weights = (
            self._one.population * max(1, self._other.drawn), self._other.population * max(1, self._one.drawn)
        )  # fmt: skip
        self._chances = [_Chances(self._one), _Chances(self._other)]

    def first(self, holds: Callable[[int], bool]) -> int:
        """Return the first number of bad ones for which something holds that holds for all above; one more than there
        are where it holds for none."""
        low, high = 0, self._one.population + self._other.population + 1
        while low < high:
            middle = (low + high) // 2
            if holds(middle):
                high = middle
            else:
                low = middle + 1
        return low

    def likeliest(self, bad: int, seen: Sequence[int], *, is_upper: bool) -> float:
        """Return the greatest chance, over all ways to spread ``bad`` results, of a draw at or beyond ``seen``."""
        found = sum(weight * count for weight, count in zip(self._weights, seen, strict=True))
        first = max(0, bad - self._other.population)
        last = min(bad, self._one.population)
        return max((self._beyond(here, bad - here, found, is_upper) for here in range(first, last + 1)), default=0.0)

    def _beyond(self, here: int, there: int, found: int, is_upper: bool) -> float:
        """Return the chance of a weighted number of at least ``found``, or of at most it."""
        most = found - 1 if is_upper else found
        if most < 0:
            return 1.0 if is_upper else 0.0
        farthest = [most // weight if weight else 0 for weight in self._weights]
        own = self._chances[0].up_to(here, farthest[0])
        summed = list(accumulate(self._chances[1].up_to(there, farthest[1])))
        below = 0.0
        for count, chance in enumerate(own):
            reach = (most - count * self._weights[0]) // self._weights[1] if self._weights[1] else 0
            below += chance * summed[min(reach, len(summed) - 1)]
        return 1 - below if is_upper else below


class _Chances:
    """The chances of drawing 0, 1, 2 … bad ones of a stratum, each list made once and no longer than it was asked for:
    at the ends of the order few are."""

    def __init__(self, stratum: Seen) -> None:
        self._every, self._drawn = stratum.population, stratum.drawn
        self._logs = [lgamma(count + 1) for count in range(stratum.population + 1)]
        self._whole = self._choose(self._every, self._drawn)
        self._made: dict[int, list[float]] = {}

    def up_to(self, bad: int, most: int) -> list[float]:
        """Return the chances of no more than ``most`` of ``bad`` ones; at least one."""
        last = min(self._drawn, bad, most)
        made = self._made.setdefault(bad, [])
        made += [self._of(bad, count) for count in range(len(made), last + 1)]
        return made[: last + 1]

    def _of(self, bad: int, count: int) -> float:
        good = self._every - bad
        if self._drawn - count > good:
            return 0.0
        return exp(self._choose(bad, count) + self._choose(good, self._drawn - count) - self._whole)

    def _choose(self, every: int, taken: int) -> float:
        return self._logs[every] - self._logs[taken] - self._logs[every - taken]
