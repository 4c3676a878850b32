"""The smallest set of rectifications that brings a ratio below a line, found exactly.

In whole hundredths of 亩, one aim after the other: the fewest patches; of these sets one that restores most cultivated
land; of these the one of the earliest numbers. A set is proven to be the best, or none is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from tuban.rules.whatif import Way
from tuban.values.errors import TubanError

_SECONDS = 30.0


class NotProven(TubanError):
    """The smallest set of rectifications could not be proven within {seconds} seconds."""

    code = "accountability.not_proven"
    hint = "Ask for a single township, or tick rectifications yourself and look at what they change."


@dataclass(frozen=True, slots=True)
class Smallest:
    """The best set: its ways, what restores most cultivated land first; ``gives`` and ``restores`` in hundredths of 亩.

    Where all ways together are not enough, ``missing`` is how much of what is ``needed`` they leave, and ``ways`` are
    all of them.
    """

    ways: tuple[Way, ...]
    needed: int
    gives: int
    restores: int
    missing: int = 0


def smallest(ways: Sequence[Way], needed: int) -> Smallest:
    """Return the smallest set of ways that give at least so much; each part has one way. Raises NotProven."""
    usable = [one for one in ways if one.counts and one.gives > 0]
    if needed <= 0:
        return _told((), needed)
    # The fewest are as many of the largest as it takes: no other set of that size gives more.
    sums = list(accumulate(sorted((one.gives for one in usable), reverse=True)))
    fewest = next((place for place, given in enumerate(sums, start=1) if given >= needed), None)
    if fewest is None:
        return _told(usable, needed)
    return _told(_chosen(usable, needed, fewest), needed)


def _told(ways: Sequence[Way], needed: int) -> Smallest:
    ordered = tuple(sorted(ways, key=lambda one: (-one.restores, -one.gives, one.key)))
    gives = sum(one.gives for one in ordered)
    return Smallest(ordered, needed, gives, sum(one.restores for one in ordered), max(needed - gives, 0))


def _chosen(usable: Sequence[Way], needed: int, fewest: int) -> list[Way]:
    """Return the set of that size which gives enough, restores most, and has the earliest numbers.

    The largest of that size give ``spare`` more than enough. Whoever takes a smaller one in the place of a larger loses
    the difference: those that differ by more than that are in every set that is enough, or in none.
    """
    by_size = sorted(usable, key=lambda one: -one.gives)
    spare = sum(one.gives for one in by_size[:fewest]) - needed
    last, following = by_size[fewest - 1].gives, by_size[fewest].gives if fewest < len(by_size) else 0
    certain = [one for one in by_size[:fewest] if one.gives - following > spare]
    possible = [one for one in by_size if following + spare >= one.gives >= last - spare]
    left = needed - sum(one.gives for one in certain)
    return [*certain, *_solved(sorted(possible, key=lambda one: one.key), left, fewest - len(certain))]


def _solved(listed: Sequence[Way], needed: int, size: int) -> list[Way]:
    """Return the best set of a size; ``listed`` are in the order of their numbers."""
    if size == 0:
        return []
    from ortools.sat.python import cp_model  # slow to import

    model = cp_model.CpModel()
    picked = [model.new_bool_var("") for _one in listed]
    restored = sum(one.restores * pick for one, pick in zip(listed, picked, strict=True))
    model.add(sum(picked) == size)
    model.add(sum(one.gives * pick for one, pick in zip(listed, picked, strict=True)) >= needed)
    model.maximize(restored)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = _SECONDS
    found = _solve(solver, model, cp_model.OPTIMAL, picked)
    model.add(restored == sum(one.restores for one, is_picked in zip(listed, found, strict=True) if is_picked))
    for pick, is_picked in zip(picked, found, strict=True):
        model.add_hint(pick, is_picked)
    model.minimize(sum(place * pick for place, pick in enumerate(picked)))
    found = _solve(solver, model, cp_model.OPTIMAL, picked)
    return [one for one, is_picked in zip(listed, found, strict=True) if is_picked]


def _solve(solver: Any, model: Any, optimal: Any, picked: Sequence[Any]) -> list[bool]:
    if solver.solve(model) != optimal:
        raise NotProven(seconds=round(_SECONDS))
    return [bool(solver.value(pick)) for pick in picked]
