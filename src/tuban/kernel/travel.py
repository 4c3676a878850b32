"""Ways between places: along the road where there is one, straight across where there is none.

A place is reached by leaving the road at its access and going straight beside it. All times are seconds, all lengths
metres; a way that does not exist takes infinitely long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.machine_code import compiled
from tuban.kernel.road_graph import BACKWARD, FORWARD, Access, RoadGraph
from tuban.kernel.road_noding import Floats, Whole

NO_WAY = -9999
_AT_ONCE = 64
_SAME_M = 1e-3


@dataclass(frozen=True, slots=True)
class Beside:
    """How fast one gets along beside the road: ``detour`` times the straight distance, at ``kmh``."""

    detour: float
    kmh: float

    def metres(self, straight: Any) -> Any:
        """Return the metres really gone for straight ones, a number or an array."""
        return straight * self.detour

    def seconds(self, straight: Any) -> Any:
        """Return the seconds for straight metres, a number or an array."""
        return straight * self.detour / (self.kmh / 3.6)


@dataclass(frozen=True, slots=True)
class Way:
    """One way from place to place: ``line`` (n, 2) along the road; the metres of it, and those beside the road.

    ``estimated_m`` are the metres of ``road_m`` that no road is known for. ``line`` has at least two points; where
    ``on_foot`` is set it goes straight from place to place while the car stays.
    """

    line: Floats
    seconds: float
    road_m: float
    beside_m: float
    estimated_m: float
    on_foot: bool = False


class Travel(Protocol):
    """What the optimisation and the drawing need to know of ways between places."""

    def matrix(self) -> tuple[Floats, Floats]:
        """Return seconds and metres from each place to each, (n, n); infinite where there is no way."""

    def ways(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Way]:
        """Yield the way of each (from, to), in order. Raises ValueError where there is none."""


class StraightTravel:
    """Travel without roads: straight lines with a detour."""

    def __init__(self, points: Floats, across: Beside) -> None:
        """``points`` (n, 2) in metres."""
        self._points = points
        self._across = across

    def matrix(self) -> tuple[Floats, Floats]:
        """See :class:`Travel`."""
        straight = np.hypot(*(self._points[:, None, :] - self._points[None, :, :]).transpose(2, 0, 1))
        return self._across.seconds(straight), self._across.metres(straight)

    def ways(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Way]:
        """See :class:`Travel`."""
        for first, second in pairs:
            line = self._points[[first, second]]
            straight = np.hypot(*(line[1] - line[0]))
            metres = float(self._across.metres(straight))
            yield Way(line, float(self._across.seconds(straight)), metres, 0.0, metres)


class RoadTravel:
    """Travel by road, with a straight stretch beside the road at both ends."""

    def __init__(
        self,
        graph: RoadGraph,
        access: Access,
        beside: Sequence[Beside],
        walks: Mapping[tuple[int, int], Floats] | None = None,
    ) -> None:
        """``access`` says for each place where it leaves the road; a place without one has no way to anywhere.

        ``beside`` says for each place how one gets there from the road. ``walks`` are straight lines between places
        with one access, which are gone on foot where that is quicker.
        """
        self._walks = walks or {}
        self._how = beside
        straight = np.where(np.isfinite(access.beside_m), access.beside_m, 0.0)
        self._aside_s = np.array([how.seconds(metres) for how, metres in zip(beside, straight, strict=True)])
        self._aside_m = np.array([how.metres(metres) for how, metres in zip(beside, straight, strict=True)])
        cut = _cut_at(graph, access)
        self._places, self._node = cut.places, cut.node
        self._lines = _Lines(graph.geometry, graph.is_link)
        self._connect(cut.seconds_between())

    def _connect(self, arcs: _Arcs) -> None:
        from scipy.sparse import csr_array

        size = len(self._places)
        self._arcs = arcs
        self._network = csr_array((arcs.seconds, (arcs.start, arcs.end)), shape=(size, size))
        self._key = arcs.start * size + arcs.end

    def matrix(self) -> tuple[Floats, Floats]:
        """See :class:`Travel`."""
        from scipy.sparse.csgraph import dijkstra

        node = self._node
        count = len(node)
        seconds, metres = np.full((count, count), np.inf), np.full((count, count), np.inf)
        reached = np.flatnonzero(node >= 0)
        for begin in range(0, len(reached), _AT_ONCE):
            rows = reached[begin : begin + _AT_ONCE]
            times, before = dijkstra(self._network, indices=node[rows], return_predecessors=True)
            seconds[np.ix_(rows, reached)] = times[:, node[reached]]
            metres[np.ix_(rows, reached)] = _metres_along(
                before, node[rows], node[reached], self._network.indptr, self._arcs.end, self._arcs.metres
            )
        seconds += self._aside_s[:, None] + self._aside_s[None, :]
        metres += self._aside_m[:, None] + self._aside_m[None, :]
        np.fill_diagonal(seconds, 0.0)
        np.fill_diagonal(metres, 0.0)
        for pair in self._walks:
            walk = self._walk(pair)
            if walk.seconds < seconds[pair]:
                seconds[pair], metres[pair] = walk.seconds, walk.beside_m
        return seconds, metres

    def _walk(self, pair: tuple[int, int]) -> Way:
        line, how = self._walks[pair], self._how[pair[1]]
        straight = float(np.hypot(*(line[1] - line[0])))
        return Way(line, float(how.seconds(straight)), 0.0, float(how.metres(straight)), 0.0, on_foot=True)

    def ways(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Way]:
        """See :class:`Travel`."""
        from scipy.sparse.csgraph import dijkstra

        node = self._node
        sources = sorted({first for first, _second in pairs})
        if any(node[place] < 0 for pair in pairs for place in pair):
            raise ValueError("a place without access has no way")
        row = {place: number for number, place in enumerate(sources)}
        if not sources:
            return
        _times, before = dijkstra(self._network, indices=node[sources], return_predecessors=True)
        for first, second in pairs:
            driven = self._way(first, second, before[row[first]])
            walked = self._walk((first, second)) if (first, second) in self._walks else driven
            yield walked if walked.seconds < driven.seconds else driven

    def _way(self, first: int, second: int, before: NDArray[np.int32]) -> Way:
        size = len(self._places)
        source, here = int(self._node[first]), int(self._node[second])
        arcs = []
        while here != source:
            previous = int(before[here])
            if previous == NO_WAY:
                raise ValueError("there is no way between these places")
            arcs.append(int(np.searchsorted(self._key, previous * size + here)))
            here = previous
        arcs.reverse()
        lines = [self._places[[source]], *(self._arcs.line(arc, self._lines) for arc in arcs)]
        line = np.vstack(lines)
        moved = np.ones(len(line), dtype=bool)
        moved[1:] = np.hypot(*(line[1:] - line[:-1]).T) > 1e-6
        line = line[moved]
        aside = self._aside_m[[first, second]]
        road = float(self._arcs.metres[arcs].sum())
        estimated = float(self._arcs.metres[arcs][self._lines.is_link[self._arcs.piece[arcs]]].sum())
        seconds = float(self._arcs.seconds[arcs].sum() + self._aside_s[[first, second]].sum())
        if len(line) == 1:
            line = np.vstack([line, line])
        return Way(line, seconds, road, float(aside.sum()), estimated)


@compiled
def _metres_along(  # noqa: PLR0917 - machine code takes arrays
    before: NDArray[np.int32],
    sources: Whole,
    targets: Whole,
    first_arc: NDArray[np.int32],
    end: Whole,
    metres: Floats,
) -> Floats:
    """Return the metres of the quickest ways, (sources, targets), infinite where there is none.

    ``before`` (sources, nodes) is the node before each node on them; the arcs of a node are those from its
    ``first_arc`` to that of the next. From each target one goes back to where the metres are known already.
    """
    size = before.shape[1]
    found = np.full((len(sources), len(targets)), np.inf)
    known = np.empty(size)
    passed = np.empty(size, dtype=np.int64)
    for row in range(len(sources)):
        for node in range(size):
            known[node] = -1.0
        known[sources[row]] = 0.0
        for column in range(len(targets)):
            node, depth = targets[column], 0
            while known[node] < 0.0 and before[row, node] >= 0:
                passed[depth] = node
                depth += 1
                node = before[row, node]
            if known[node] < 0.0:
                continue
            so_far = known[node]
            for step in range(depth - 1, -1, -1):
                arc = first_arc[node]
                while end[arc] != passed[step]:
                    arc += 1
                node = passed[step]
                so_far += metres[arc]
                known[node] = so_far
            found[row, column] = so_far
    return found


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is drawn of a graph: the line of each piece, and which are straight links."""

    geometry: NDArray[np.object_]
    is_link: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Stretches of pieces that may be driven from one node to another, sorted by (start, end), one for each such pair.

    ``low`` and ``high`` are metres along the piece's line; ``backward`` says that it is driven against the line.
    """

    start: Whole
    end: Whole
    seconds: Floats
    metres: Floats
    piece: Whole
    low: Floats
    high: Floats
    backward: NDArray[np.bool_]

    def line(self, arc: int, graph: _Lines) -> Floats:
        """Return the points of a stretch in the order of driving."""
        shape = graph.geometry[self.piece[arc]]
        points = shapely.get_coordinates(shape)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        low, high = float(self.low[arc]), float(self.high[arc])
        ends = shapely.get_coordinates(shapely.line_interpolate_point(shape, [low, high]))
        inside = points[(along > low + 1e-6) & (along < high - 1e-6)]
        line: Floats = np.vstack([ends[:1], inside, ends[1:]])
        return line[::-1] if self.backward[arc] else line


_ARCS = ("start", "end", "seconds", "metres", "piece", "low", "high", "backward")
_BESIDE = 2


def _straight_kept(travel: StraightTravel) -> dict[str, NDArray[Any]]:
    return {"points": travel._points, "across": np.array([[travel._across.detour, travel._across.kmh]])}


def _road_kept(travel: RoadTravel) -> dict[str, NDArray[Any]]:
    """Return the arrays of a travel; pieces that no arc leads along are left out."""
    used, piece = np.unique(travel._arcs.piece, return_inverse=True)
    coordinates, row = shapely.get_coordinates(travel._lines.geometry[used], return_index=True)
    pairs = sorted(travel._walks)
    kept: dict[str, NDArray[Any]] = {f"arc_{name}": getattr(travel._arcs, name) for name in _ARCS}
    return {
        **kept, "arc_piece": piece, "places": travel._places, "node": travel._node, "line": coordinates,
        "line_of": row.astype(np.int32), "is_link": travel._lines.is_link[used],
        "how": np.array([[one.detour, one.kmh] for one in travel._how]).reshape(-1, _BESIDE),
        "aside_s": travel._aside_s, "aside_m": travel._aside_m,
        "walk_of": np.array(pairs, dtype=np.int64).reshape(-1, 2),
        "walk": np.array([travel._walks[pair] for pair in pairs], dtype=float).reshape(-1, 2, 2),
    }  # fmt: skip


def kept_of(travel: Travel) -> dict[str, NDArray[Any]]:
    """Return a travel as plain arrays, from which :func:`travel_from` makes one with the same ways."""
    if isinstance(travel, RoadTravel):
        return _road_kept(travel)
    if isinstance(travel, StraightTravel):
        return _straight_kept(travel)
    raise TypeError(f"a travel of the kind {type(travel).__name__} cannot be kept")


def travel_from(kept: Mapping[str, NDArray[Any]]) -> Travel:
    """Return the travel that :func:`kept_of` took apart."""
    if "points" in kept:
        detour, kmh = kept["across"][0]
        return StraightTravel(kept["points"], Beside(float(detour), float(kmh)))
    travel = RoadTravel.__new__(RoadTravel)
    lines = shapely.linestrings(kept["line"], indices=kept["line_of"]) if len(kept["line"]) else np.array([], object)
    travel._places, travel._node = kept["places"], kept["node"]
    travel._lines = _Lines(lines, kept["is_link"])
    travel._how = [Beside(float(detour), float(kmh)) for detour, kmh in kept["how"]]
    travel._aside_s, travel._aside_m = kept["aside_s"], kept["aside_m"]
    travel._walks = {(int(one), int(two)): line for (one, two), line in zip(kept["walk_of"], kept["walk"], strict=True)}
    travel._connect(_Arcs(**{name: kept[f"arc_{name}"] for name in _ARCS}))
    return travel


@dataclass(frozen=True, slots=True)
class _Cut:
    """The graph with its pieces cut where places leave the road: ``node`` (n,) is the node of each place, or -1."""

    places: Floats
    node: Whole
    start: Whole
    end: Whole
    piece: Whole
    low: Floats
    high: Floats
    graph: RoadGraph

    def seconds_between(self) -> _Arcs:
        """Return every stretch in each way that it may be driven; the quickest where several join the same nodes."""
        length = np.maximum(shapely.length(self.graph.geometry[self.piece]), 1e-9)
        share = (self.high - self.low) / length
        seconds = np.maximum(self.graph.seconds[self.piece] * share, 1e-6)
        metres = self.graph.metres[self.piece] * share
        there = self.graph.direction[self.piece] != BACKWARD
        back = self.graph.direction[self.piece] != FORWARD
        rows = np.concatenate([np.flatnonzero(there), np.flatnonzero(back)])
        backward = np.concatenate([np.zeros(there.sum(), dtype=bool), np.ones(back.sum(), dtype=bool)])
        start = np.where(backward, self.end[rows], self.start[rows])
        end = np.where(backward, self.start[rows], self.end[rows])
        order = np.lexsort((rows, seconds[rows], end, start))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(start[order]) != 0) | (np.diff(end[order]) != 0)
        chosen = order[first]
        rows = rows[chosen]
        return _Arcs(start[chosen], end[chosen], seconds[rows], metres[rows], self.piece[rows], self.low[rows],
                     self.high[rows], backward[chosen])  # fmt: skip


def _cut_at(graph: RoadGraph, access: Access) -> _Cut:
    """Cut the pieces at every access; places that leave the road at one point share a node."""
    has = np.flatnonzero(access.piece >= 0)
    node = np.full(len(access.piece), -1, dtype=np.int64)
    places = [graph.nodes]
    count = len(graph.nodes)
    stretches: list[tuple[int, int, int, float, float]] = []
    whole = np.ones(len(graph.geometry), dtype=bool)
    order = has[np.lexsort((has, access.along_m[has], access.piece[has]))]
    lengths = shapely.length(graph.geometry)
    for number in np.unique(access.piece[has]).tolist():
        whole[number] = False
        last, at, length = int(graph.start[number]), 0.0, float(lengths[number])
        for place in order[access.piece[order] == number].tolist():
            along = float(access.along_m[place])
            if along <= at + _SAME_M:
                node[place] = last
            elif along >= length - _SAME_M:
                node[place] = int(graph.end[number])
            else:
                node[place] = count
                places.append(access.on_road[[place]])
                stretches.append((last, count, number, at, along))
                last, at, count = count, along, count + 1
        stretches.append((last, int(graph.end[number]), number, at, length))
    uncut = np.flatnonzero(whole)
    cut = np.array(stretches, dtype=float).reshape(-1, 5)
    start, end, piece = cut[:, :3].astype(np.int64).T
    return _Cut(
        np.concatenate(places),
        node,
        np.concatenate([graph.start[uncut], start]),
        np.concatenate([graph.end[uncut], end]),
        np.concatenate([uncut, piece]),
        np.concatenate([np.zeros(len(uncut)), cut[:, 3]]),
        np.concatenate([lengths[uncut], cut[:, 4]]),
        graph,
    )
