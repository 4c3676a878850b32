"""Where the car stays while several places are visited on foot (停车步行): places near each other, away from the road.

Going back to the car between two neighbours that lie beside the road takes longer than going across. Places that share
a parking place all leave the road there, so that the car is where the next way begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.road_graph import Access
from tuban.kernel.road_noding import Floats
from tuban.kernel.travel import Beside

Pair = tuple[int, int]
_LEAST_SAVING_S = 120.0
_MOST_EXTRA_S = 180.0


@dataclass(frozen=True, slots=True)
class Parked:
    """Access in which neighbours share a parking place, and the lines (2, 2) on foot between such neighbours."""

    access: Access
    walks: Mapping[Pair, Floats]


def share_parking(
    access: Access, places: NDArray[np.object_], seconds: Floats, foot: Beside, *, within_m: float, farthest_m: float
) -> Parked:
    """Let neighbours share a parking place where that saves more than two minutes and costs no one more than three.

    ``seconds`` (n, n) are the ways as they are without sharing. Places nearer than ``within_m`` are neighbours; places
    farther than ``farthest_m`` from their road are left as they are.
    """
    reached = np.flatnonzero((access.piece >= 0) & (access.beside_m <= farthest_m))
    if within_m <= 0 or len(reached) < 2:
        return Parked(access, {})
    one, two = shapely.STRtree(places[reached]).query(places[reached], predicate="dwithin", distance=within_m)
    one, two = reached[one], reached[two]
    ahead = one != two
    parking = _Parking(access, places, seconds, foot)
    return parking.shared(one[ahead], two[ahead])


class _Parking:
    def __init__(self, access: Access, places: NDArray[np.object_], seconds: Floats, foot: Beside) -> None:
        self.access = access
        self.places = places
        self.seconds = seconds
        self.foot = foot
        self.aside = foot.seconds(np.where(np.isfinite(access.beside_m), access.beside_m, 0.0))
        self.leader: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}

    def shared(self, stays: NDArray[np.int64], joins: NDArray[np.int64]) -> Parked:
        """Go through the pairs from the greatest saving to the least; ``joins`` comes to the parking of ``stays``."""
        across = self.foot.seconds(shapely.distance(self.places[stays], self.places[joins]))
        parked = shapely.points(self.access.on_road)
        away = self.foot.seconds(shapely.distance(self.places[joins], parked[stays]))
        saving = self.seconds[stays, joins] + self.aside[joins] - across - away
        extra = away - self.aside[joins]
        fit = (saving >= _LEAST_SAVING_S) & (extra <= _MOST_EXTRA_S)
        stays, joins, saving = stays[fit], joins[fit], saving[fit]
        for row in np.lexsort((joins, stays, -saving)).tolist():
            self._join(int(stays[row]), int(joins[row]))
        return self._result()

    def _join(self, stays: int, joins: int) -> None:
        if joins in self.leader or self.leader.get(stays, stays) != stays:
            return  # one parking each; others come to the place whose own access it is
        self.leader.setdefault(stays, stays)
        self.leader[joins] = stays
        self.members.setdefault(stays, [stays]).append(joins)

    def _result(self) -> Parked:
        piece, along = self.access.piece.copy(), self.access.along_m.copy()
        on_road, beside = self.access.on_road.copy(), self.access.beside_m.copy()
        walks: dict[Pair, Floats] = {}
        for leader, members in self.members.items():
            car = shapely.Point(on_road[leader])
            for place in members[1:]:
                piece[place], along[place], on_road[place] = piece[leader], along[leader], on_road[leader]
                beside[place] = shapely.distance(self.places[place], car)
            for first in members:
                for second in members:
                    if first != second:
                        walks[first, second] = shapely.get_coordinates(
                            shapely.shortest_line(self.places[first], self.places[second])
                        )
        return Parked(replace(self.access, piece=piece, along_m=along, on_road=on_road, beside_m=beside), walks)
