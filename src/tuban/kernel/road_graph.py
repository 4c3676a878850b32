"""The road network as a graph: pieces of road with lengths and speeds, and where one may stop on them.

It knows speeds and distances only. Which class of road has which speed is a planning value handed in by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.road_noding import Crossings, Floats, Pieces, Whole, node_lines

BOTH, FORWARD, BACKWARD = 0, 1, -1
"""Ways in which a road may be driven, seen along its line as drawn."""

LINK = -1
"""The source of a piece that is no road but a straight link across a gap."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Road lines with what planning needs to know of each, all of length n.

    ``lines`` plain LineStrings in metres; ``kmh`` speeds over 0; ``direction`` one of BOTH, FORWARD, BACKWARD;
    ``may_stop`` whether one may get out there; ``may_cross`` whether a bare crossing with it can be a junction.
    """

    lines: NDArray[np.object_]
    kmh: Floats
    direction: NDArray[np.int8]
    may_stop: NDArray[np.bool_]
    may_cross: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """Pieces of road between nodes; every array has one entry for each piece, ``nodes`` is (n, 2) in metres.

    ``source`` is the row of the road that a piece is part of, or LINK; ``component`` (n,) numbers for each node the
    part of the network it lies in, 0 being the one with the most road.
    """

    nodes: Floats
    geometry: NDArray[np.object_]
    start: Whole
    end: Whole
    metres: Floats
    seconds: Floats
    direction: NDArray[np.int8]
    may_stop: NDArray[np.bool_]
    source: Whole
    component: Whole
    crossings_joined: bool

    @property
    def components(self) -> int:
        """How many parts the network has that no road joins."""
        return int(self.component.max()) + 1 if len(self.component) else 0

    @property
    def is_link(self) -> NDArray[np.bool_]:
        """Which pieces are straight links, not roads."""
        found: NDArray[np.bool_] = self.source == LINK
        return found


@dataclass(frozen=True, slots=True)
class Access:
    """How one gets from the road to a place: the piece (-1: none is near), how far along it, and the metres beside it.

    ``on_road`` (n, 2) is where one leaves the road; ``beside_m`` the straight distance from there to the place.
    """

    piece: Whole
    along_m: Floats
    on_road: Floats
    beside_m: Floats


def build(roads: Roads, *, snap_m: float, crossings: Crossings = "auto") -> RoadGraph:
    """Return the graph of these roads; see :func:`node_lines` for ``snap_m`` and ``crossings``."""
    pieces = node_lines(roads.lines, snap_m=snap_m, crossings=crossings, may_cross=roads.may_cross)
    metres = shapely.length(pieces.geometry)
    return RoadGraph(
        nodes=pieces.nodes,
        geometry=pieces.geometry,
        start=pieces.start,
        end=pieces.end,
        metres=metres,
        seconds=metres / (roads.kmh[pieces.source] / 3.6),
        direction=roads.direction[pieces.source],
        may_stop=roads.may_stop[pieces.source],
        source=pieces.source,
        component=_components(pieces, metres),
        crossings_joined=pieces.crossings_joined,
    )


def _components(pieces: Pieces, metres: Floats) -> Whole:
    """Number the parts of the network from the longest to the shortest; a node without a road has the last numbers."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(pieces.nodes)
    joined = coo_array((np.ones(len(metres)), (pieces.start, pieces.end)), shape=(count, count))
    parts, label = connected_components(joined, directed=False)
    length = np.bincount(label[pieces.start], weights=metres, minlength=parts)
    rank = np.empty(parts, dtype=np.int64)
    rank[np.argsort(-length, kind="stable")] = np.arange(parts)
    numbered: Whole = rank[label]
    return numbered


def bridge_gaps(graph: RoadGraph, *, gap_m: float, detour: float, kmh: float) -> RoadGraph:
    """Return the graph with straight links between its parts, none longer than ``gap_m``, as few and short as can be.

    A link counts ``detour`` times its length at ``kmh``: a gap is where the drawing ends, not where the way ends.
    Nobody stops on a link.
    """
    if graph.components < 2 or gap_m <= 0:
        return graph
    first, second = _neighbours(graph.nodes)
    apart = graph.component[first] != graph.component[second]
    first, second = first[apart], second[apart]
    gap = np.hypot(*(graph.nodes[first] - graph.nodes[second]).T)
    near = gap <= gap_m
    first, second, gap = first[near], second[near], gap[near]
    chosen = _spanning(graph, first, second, gap)
    if not len(chosen):
        return graph
    first, second, gap = first[chosen], second[chosen], gap[chosen]
    metres = gap * detour
    links = Pieces(
        geometry=np.asarray(shapely.linestrings(np.stack([graph.nodes[first], graph.nodes[second]], axis=1))),
        start=first, end=second, source=np.full(len(first), LINK), nodes=graph.nodes, crossings_joined=False,
    )  # fmt: skip
    both = Pieces(
        np.concatenate([graph.geometry, links.geometry]), np.concatenate([graph.start, first]),
        np.concatenate([graph.end, second]), np.concatenate([graph.source, links.source]), graph.nodes,
        graph.crossings_joined,
    )  # fmt: skip
    lengths = np.concatenate([graph.metres, metres])
    return RoadGraph(
        nodes=graph.nodes,
        geometry=both.geometry,
        start=both.start,
        end=both.end,
        metres=lengths,
        seconds=np.concatenate([graph.seconds, metres / (kmh / 3.6)]),
        direction=np.concatenate([graph.direction, np.full(len(first), BOTH, dtype=np.int8)]),
        may_stop=np.concatenate([graph.may_stop, np.zeros(len(first), dtype=bool)]),
        source=both.source,
        component=_components(both, lengths),
        crossings_joined=graph.crossings_joined,
    )


def _neighbours(nodes: Floats) -> tuple[Whole, Whole]:
    """Return pairs of nodes among which the shortest links between any parts are found (the Delaunay edges)."""
    from scipy.spatial import Delaunay, QhullError

    try:
        corners = Delaunay(nodes).simplices
        pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    except (QhullError, ValueError):  # fewer than four nodes, or all of them on one line
        order = np.lexsort((nodes[:, 1], nodes[:, 0]))
        pairs = np.column_stack([order[:-1], order[1:]])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


def _spanning(graph: RoadGraph, first: Whole, second: Whole, gap: Floats) -> Whole:
    """Return the rows of those links that join the parts with the least length in all."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    one = np.minimum(graph.component[first], graph.component[second])
    two = np.maximum(graph.component[first], graph.component[second])
    order = np.lexsort((second, first, gap, two, one))
    key = one[order] * graph.components + two[order]
    shortest = order[np.flatnonzero(np.diff(key, prepend=-1) != 0)]
    size = graph.components
    weight = np.maximum(gap[shortest], 1e-6)  # a stored zero would be no link at all
    tree = minimum_spanning_tree(csr_array((weight, (one[shortest], two[shortest])), shape=(size, size))).tocoo()
    wanted = set(zip(tree.coords[0].tolist(), tree.coords[1].tolist(), strict=True))
    return np.array([row for row in shortest.tolist() if (int(one[row]), int(two[row])) in wanted], dtype=np.int64)


def nearest_access(
    graph: RoadGraph, places: NDArray[np.object_], *, within_m: float, components: Sequence[int] | None = None
) -> Access:
    """Return how each place is reached from the nearest road where one may stop, at most ``within_m`` away.

    ``places`` (n,) are points or polygons; a polygon is reached at its nearest side. ``components`` are the parts of
    the network that count, all of them where None. A road that touches the place is no way away.
    """
    count = len(places)
    found = Access(
        np.full(count, -1, dtype=np.int64), np.zeros(count), np.full((count, 2), np.nan), np.full(count, np.inf)
    )
    usable = graph.may_stop & ~graph.is_link
    if components is not None:
        usable &= np.isin(graph.component[graph.start], np.asarray(components, dtype=np.int64))
    rows = np.flatnonzero(usable)
    if not len(rows) or not count:
        return found
    tree = shapely.STRtree(graph.geometry[rows])
    place, near = tree.query_nearest(places, max_distance=within_m, all_matches=True)
    order = np.lexsort((near, place))
    place, near = place[order], near[order]
    first = np.diff(place, prepend=-1) != 0
    place, piece = place[first], rows[near[first]]
    ways = shapely.shortest_line(graph.geometry[piece], places[place])
    on_road = shapely.get_coordinates(shapely.get_point(ways, 0))
    found.piece[place] = piece
    found.along_m[place] = shapely.line_locate_point(graph.geometry[piece], shapely.points(on_road))
    found.on_road[place] = on_road
    found.beside_m[place] = shapely.length(ways)
    return found
