"""Which stops can be reached, and how: the ways between all places, and the stops that no way leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from tuban.inspect.routes.network import RoadNetwork
from tuban.inspect.routes.plan import Start, WhyNot
from tuban.inspect.routes.planning import Planning
from tuban.inspect.routes.stops import Stop
from tuban.kernel.parking import share_parking
from tuban.kernel.road_graph import RoadGraph, bridge_gaps, nearest_access
from tuban.kernel.road_noding import Floats
from tuban.kernel.travel import Beside, RoadTravel, StraightTravel, Travel
from tuban.values.errors import TubanError

_ANYWHERE_M = 1e7
_ELSEWHERE_M = 50_000.0


class StartFarFromRoads(TubanError):
    """The start {x}, {y} lies {kilometres:.1f} km from the nearest road of {file}."""

    code = "routes.start_far_from_roads"
    hint = (
        "Check --start (longitude,latitude, or east,north in the working zone) and the coordinate system of the roads."
    )


class RoadsElsewhere(TubanError):
    """The roads of {file} lie {kilometres:.0f} km from the stops."""

    code = "routes.roads_elsewhere"
    hint = "Check that both files are of one area and state their coordinate systems rightly."


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways between all places, stops first and starts behind them, and what is known of each stop.

    ``seconds`` and ``metres`` (m, m); ``why_not`` (n) says why a stop cannot be reached, None where it can;
    ``straight_m`` (n,) from the nearest start and ``road_m`` (n,) from the nearest road, infinite where unknown.
    """

    travel: Travel
    seconds: Floats
    metres: Floats
    why_not: tuple[WhyNot | None, ...]
    straight_m: Floats
    road_m: Floats


def choose_start(stops: Sequence[Stop], network: RoadNetwork | None, *, roads_file: str) -> Start:
    """Return a place to leave from where nobody named one: amid the stops, on the road where there is one.

    Raises RoadsElsewhere.
    """
    places = np.array([(stop.x, stop.y) for stop in stops if np.isfinite(stop.x)])
    x, y = np.median(places, axis=0) if len(places) else (0.0, 0.0)
    if network is not None:
        access = nearest_access(network.graph, np.array([shapely.Point(x, y)]), within_m=_ANYWHERE_M, components=[0])
        if len(places) and access.beside_m[0] > _ELSEWHERE_M:
            raise RoadsElsewhere(file=roads_file, kilometres=access.beside_m[0] / 1000)
        if access.piece[0] >= 0:
            x, y = access.on_road[0]
    return Start(round(float(x), 2), round(float(y), 2), given=False)


def reach(
    stops: Sequence[Stop], starts: Sequence[Start], network: RoadNetwork | None, planning: Planning, *, roads_file: str
) -> Reach:
    """Return the ways between stops and starts; raises StartFarFromRoads."""
    place_known = np.array([bool(np.isfinite(stop.x)) for stop in stops], dtype=bool)
    inside = np.array([(stop.x, stop.y) for stop in stops] + [(one.x, one.y) for one in starts]).reshape(-1, 2)
    count = len(stops)
    straight = np.full(count, np.inf)
    for start in starts:
        away = np.hypot(inside[:count, 0] - start.x, inside[:count, 1] - start.y)
        straight = np.where(place_known, np.minimum(straight, away), straight)
    across = Beside(planning.number("no_roads", "detour"), planning.number("no_roads", "kmh"))
    if network is None:
        points = np.where(np.isfinite(inside), inside, inside[-1] if len(inside) else 0.0)
        travel: Travel = StraightTravel(points, across)
        seconds, metres = travel.matrix()
        why_not = [None if known else "no_place" for known in place_known]
        return Reach(travel, seconds, metres, _typed(why_not), straight, np.full(count, np.inf))
    graph = network.graph
    if planning.estimates:
        graph = bridge_gaps(graph, gap_m=_ANYWHERE_M, detour=across.detour, kmh=across.kmh)
    shapes = np.array(
        [stop.shape if known else None for stop, known in zip(stops, place_known, strict=True)]
        + [shapely.Point(one.x, one.y) for one in starts],
        dtype=object,
    )
    parts = _parts_of_starts(graph, starts, planning, roads_file)
    farthest = planning.number("off_road", "farthest_m")
    within = _ANYWHERE_M if planning.estimates else farthest
    access = nearest_access(graph, shapes, within_m=within, components=parts)
    foot = Beside(planning.number("off_road", "detour"), planning.number("off_road", "kmh"))
    beside = [across if planning.estimates and metres > farthest else foot for metres in access.beside_m.tolist()]
    parked = share_parking(
        access, shapes, RoadTravel(graph, access, beside).matrix()[0], foot,
        within_m=planning.number("off_road", "together_m"), farthest_m=farthest,
    )  # fmt: skip
    travel = RoadTravel(graph, parked.access, beside, parked.walks)
    seconds, metres = travel.matrix()
    any_road = nearest_access(graph, shapes[:count], within_m=within).piece >= 0
    there_and_back = np.asarray(seconds[count:, :count] + seconds[:count, count:].T)
    round_trip = np.asarray(np.isfinite(there_and_back).any(axis=0))
    why_not = [
        "no_place" if not place_known[place]
        else None if round_trip[place]
        else "no_connection" if any_road[place]
        else "no_road"
        for place in range(count)
    ]  # fmt: skip
    on_network = nearest_access(graph, shapes[:count], within_m=_ANYWHERE_M, components=parts)
    return Reach(travel, seconds, metres, _typed(why_not), straight, on_network.beside_m)


def _parts_of_starts(graph: RoadGraph, starts: Sequence[Start], planning: Planning, file: str) -> list[int]:
    """Return the parts of the network that the starts lie on, the greatest one wherever it is in reach."""
    farthest = planning.number("off_road", "farthest_m")
    within = _ANYWHERE_M if planning.estimates else farthest
    places = np.array([shapely.Point(one.x, one.y) for one in starts], dtype=object)
    main = nearest_access(graph, places, within_m=farthest, components=[0])
    own = nearest_access(graph, places, within_m=_ANYWHERE_M)
    parts = set()
    for place, start in enumerate(starts):
        if main.piece[place] >= 0:
            parts.add(0)
        elif own.piece[place] >= 0 and own.beside_m[place] <= within:
            parts.add(int(graph.component[graph.start[own.piece[place]]]))
        else:
            away = own.beside_m[place] / 1000
            raise StartFarFromRoads(x=f"{start.x:.0f}", y=f"{start.y:.0f}", kilometres=away, file=file)
    return sorted(parts)


def _typed(found: Sequence[str | None]) -> tuple[WhyNot | None, ...]:
    return tuple(found)  # type: ignore[arg-type]
