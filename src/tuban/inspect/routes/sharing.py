"""Which group drives which route on which day: neighbouring routes to one group, the weightiest days first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuban.kernel.road_noding import Floats

_ROUNDS = 20
_HOURS_AS_METRES = 2.0
"""How many metres of spread among a group's routes one second of uneven work is worth."""


@dataclass(frozen=True, slots=True)
class RouteToShare:
    """A day's work of nobody yet: its middle, seconds of work, mean priority, stops by township, its kind of crew."""

    middle: tuple[float, float]
    seconds: float
    weight: float
    townships: dict[str, int]
    crew: int


def share(routes: Sequence[RouteToShare], groups_of_crew: Sequence[Sequence[int]], days: int) -> list[tuple[int, int]]:
    """Return (group, day) of each route, both from 1; no group has more than ``days`` routes.

    ``groups_of_crew`` lists the groups of each crew. Raises ValueError where a crew has more routes than days.
    """
    given: list[tuple[int, int]] = [(0, 0)] * len(routes)
    for crew, groups in enumerate(groups_of_crew):
        own = [number for number, route in enumerate(routes) if route.crew == crew]
        if len(own) > len(groups) * days:
            raise ValueError("more routes than groups and days")
        holder = _shared([routes[number] for number in own], len(groups))
        for place, group in enumerate(groups):
            mine = [number for number, held in zip(own, holder, strict=True) if held == place]
            mine.sort(key=lambda number: (-routes[number].weight, number))
            for day, number in enumerate(mine, 1):
                given[number] = (group, day)
    return given


def _shared(routes: Sequence[RouteToShare], groups: int) -> list[int]:
    """Return the group (from 0) of each route: first around the compass in blocks, then bettered by swaps."""
    count = len(routes)
    if not count:
        return []
    middles = np.array([route.middle for route in routes])
    around = np.arctan2(*(middles - middles.mean(axis=0)).T[::-1])
    order = np.argsort(around, kind="stable")
    sizes = [count // groups + (place < count % groups) for place in range(groups)]
    holder = np.empty(count, dtype=int)
    holder[order] = np.repeat(np.arange(groups), sizes)
    apart = _apart(routes, middles)
    seconds = np.array([route.seconds for route in routes])
    best = _cost(holder, apart, seconds, groups)
    for _round in range(_ROUNDS):
        before = best
        for one in range(count):
            for two in range(one):
                if holder[one] == holder[two]:
                    continue
                holder[one], holder[two] = holder[two], holder[one]
                cost = _cost(holder, apart, seconds, groups)
                if cost < best - 1e-6:
                    best = cost
                else:
                    holder[one], holder[two] = holder[two], holder[one]
        if best >= before - 1e-6:
            break
    return [int(group) for group in holder]


def _apart(routes: Sequence[RouteToShare], middles: Floats) -> Floats:
    """Return how far routes are apart; those that share a township are nearer by half."""
    apart: Floats = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    for one, route in enumerate(routes):
        for two in range(one):
            other = routes[two]
            common = sum(min(stops, other.townships.get(name, 0)) for name, stops in route.townships.items())
            least = min(sum(route.townships.values()), sum(other.townships.values()))
            if least:
                apart[one, two] *= 1 - common / least / 2
                apart[two, one] = apart[one, two]
    return apart


def _cost(holder: np.ndarray, apart: Floats, seconds: Floats, groups: int) -> float:
    same = holder[:, None] == holder[None]
    work = np.bincount(holder, weights=seconds, minlength=groups)
    return float((apart * same).sum() / 2 + _HOURS_AS_METRES * np.abs(work - work.mean()).sum())
