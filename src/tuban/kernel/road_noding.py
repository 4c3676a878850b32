"""Road lines as delivered → pieces between junctions (结点化): where lines meet, there one can turn.

Roads are drawn in many ways. Some share a vertex at every junction, some end a little short of the road they join, some
cross without any vertex. All three are joined here; what is nearer than the tolerance is one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Crossings = Literal["auto", "join", "apart"]

_GRID_M = 0.01
_SHORTEST_M = 0.05
_SHARED_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Pieces:
    """Road pieces between nodes.

    ``geometry`` (p,) lines that run from ``start`` to ``end``, which are rows of ``nodes`` (n, 2) in metres; ``source``
    is the row of the line that a piece comes from; ``crossings_joined`` says whether bare crossings became junctions.
    """

    geometry: NDArray[np.object_]
    start: Whole
    end: Whole
    source: Whole
    nodes: Floats
    crossings_joined: bool


def node_lines(
    lines: NDArray[np.object_],
    *,
    snap_m: float,
    crossings: Crossings = "auto",
    may_cross: NDArray[np.bool_] | None = None,
) -> Pieces:
    """Cut lines at every junction.

    ``lines`` (n,) are plain LineStrings in metres, none missing or empty. Ends within ``snap_m`` of another line or
    end are joined to it. Bare crossings (no common vertex) are junctions with ``join`` and bridges with ``apart``;
    ``auto`` joins them where fewer than half of all crossings share a vertex, as data drawn for the eye do.
    ``may_cross`` (n,) is False for lines that never meet others at a bare crossing (bridges, expressways).
    """
    cuts = _Cuts(lines)
    cuts.at_shared_vertices()
    cuts.at_ends()
    cuts.near_ends(snap_m)
    joined = cuts.at_crossings(crossings, may_cross)
    return cuts.pieces(snap_m, crossings_joined=joined)


class _Cuts:
    """Where each line is to be cut: its row, the distance along it, and the place; and which places are one."""

    def __init__(self, lines: NDArray[np.object_]) -> None:
        self.lines = lines
        self.tree = shapely.STRtree(lines)
        self.coordinates, self.owner = shapely.get_coordinates(lines, return_index=True)
        self.first = np.searchsorted(self.owner, np.arange(len(lines)))
        self.last = np.searchsorted(self.owner, np.arange(len(lines)), side="right") - 1
        self.along = _along(self.coordinates, self.owner)
        self._line: list[Whole] = []
        self._at: list[Floats] = []
        self._place: list[Floats] = []
        self._alike: list[Whole] = []
        self._count = 0

    def add(self, line: Whole, at: Floats, place: Floats) -> Whole:
        """Note cuts; return their numbers."""
        self._line.append(np.asarray(line, dtype=np.int64))
        self._at.append(np.asarray(at, dtype=np.float64))
        self._place.append(np.asarray(place, dtype=np.float64).reshape(-1, 2))
        numbers = np.arange(self._count, self._count + len(line))
        self._count += len(line)
        return numbers

    def alike(self, first: Whole, second: Whole) -> None:
        """Note that cuts are at one place."""
        self._alike.append(np.column_stack([first, second]).astype(np.int64))

    def at_shared_vertices(self) -> None:
        keys = np.rint(self.coordinates / _GRID_M).astype(np.int64)
        _unique, which, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        shared = counts[which.ravel()] > 1
        self.shared_keys = which.ravel()
        rows = np.flatnonzero(shared)
        self.add(self.owner[rows], self.along[rows], self.coordinates[rows])

    def at_ends(self) -> None:
        rows = np.concatenate([self.first, self.last])
        self.ends = self.add(self.owner[rows], self.along[rows], self.coordinates[rows])
        self.end_rows = rows

    def near_ends(self, snap_m: float) -> None:
        """Join ends that stop short of another line, or of another end."""
        from scipy.spatial import cKDTree

        if snap_m <= 0:
            return
        places = self.coordinates[self.end_rows]
        pairs = cKDTree(places).query_pairs(snap_m, output_type="ndarray")
        self.alike(self.ends[pairs[:, 0]], self.ends[pairs[:, 1]])
        counts = np.bincount(self.shared_keys)
        loose = np.flatnonzero(counts[self.shared_keys[self.end_rows]] == 1)
        points = shapely.points(places[loose])
        point, line = self.tree.query(points, predicate="dwithin", distance=snap_m)
        other = line != self.owner[self.end_rows[loose[point]]]
        point, line = point[other], line[other]
        at = shapely.line_locate_point(self.lines[line], points[point])
        onto = shapely.get_coordinates(shapely.line_interpolate_point(self.lines[line], at))
        self.alike(self.ends[loose[point]], self.add(line, at, onto))

    def at_crossings(self, crossings: Crossings, may_cross: NDArray[np.bool_] | None) -> bool:
        """Cut at bare crossings where they count as junctions; return whether they do."""
        if crossings == "apart" or not len(self.lines):
            return False
        one, two = self.tree.query(self.lines, predicate="crosses")
        ahead = one < two
        one, two = one[ahead], two[ahead]
        met = shapely.intersection(self.lines[one], self.lines[two])
        points, pair = shapely.get_parts(met, return_index=True)
        is_point = shapely.get_type_id(points) == 0
        points, pair = points[is_point], pair[is_point]
        keys = {tuple(key) for key in np.rint(self.coordinates / _GRID_M).astype(np.int64).tolist()}
        places = shapely.get_coordinates(points)
        bare = np.array(
            [tuple(key) not in keys for key in np.rint(places / _GRID_M).astype(np.int64).tolist()], dtype=bool
        )
        if crossings == "auto" and len(bare) and bare.mean() < 1 - _SHARED_ENOUGH:
            return False
        if may_cross is not None:
            bare &= may_cross[one[pair]] & may_cross[two[pair]]
        points, pair, places = points[bare], pair[bare], places[bare]
        first = self.add(one[pair], shapely.line_locate_point(self.lines[one[pair]], points), places)
        second = self.add(two[pair], shapely.line_locate_point(self.lines[two[pair]], points), places)
        self.alike(first, second)
        return True

    def pieces(self, snap_m: float, *, crossings_joined: bool) -> Pieces:
        line, at = np.concatenate(self._line), np.concatenate(self._at)
        place = np.concatenate(self._place)
        node, nodes = self._nodes(place)
        order = np.lexsort((node, at, line))
        line, at, node = line[order], at[order], node[order]
        keep = np.ones(len(line), dtype=bool)
        keep[1:] = (np.diff(line) != 0) | (np.diff(at) > _SHORTEST_M) | (np.diff(node) != 0)
        line, at, node = line[keep], at[keep], node[keep]
        pairs = np.flatnonzero(np.diff(line) == 0)
        start, end, source = node[pairs], node[pairs + 1], line[pairs]
        length = at[pairs + 1] - at[pairs]
        real = (start != end) | (length > max(2 * snap_m, _SHORTEST_M))
        pairs, start, end, source = pairs[real], start[real], end[real], source[real]
        geometry = np.empty(len(pairs), dtype=object)
        for number, pair in enumerate(pairs.tolist()):
            row = int(line[pair])
            inside = self._between(row, float(at[pair]), float(at[pair + 1]))
            geometry[number] = shapely.LineString(np.vstack([nodes[node[pair]], inside, nodes[node[pair + 1]]]))
        return Pieces(geometry, start, end, source, nodes, crossings_joined)

    def _between(self, row: int, begin: float, end: float) -> Floats:
        low, high = int(self.first[row]), int(self.last[row]) + 1
        along = self.along[low:high]
        left = np.searchsorted(along, begin + _SHORTEST_M, side="left")
        right = np.searchsorted(along, end - _SHORTEST_M, side="right")
        between: Floats = self.coordinates[low + left : low + max(left, right)]
        return between

    def _nodes(self, place: Floats) -> tuple[Whole, Floats]:
        """Return the node of every cut and the nodes: places on one grid point, or noted as alike, are one."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        keys = np.rint(place / _GRID_M).astype(np.int64)
        _unique, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        which = which.ravel()
        alike = np.concatenate(self._alike) if self._alike else np.zeros((0, 2), dtype=np.int64)
        ones = np.ones(len(alike), dtype=np.int8)
        joined = coo_array((ones, (which[alike[:, 0]], which[alike[:, 1]])), shape=(len(first), len(first)))
        count, group = connected_components(joined, directed=False)
        nodes = np.zeros((count, 2))
        # The place of a node is that of the last cut noted for it: a junction on the road, not the end that fell short.
        nodes[group[which]] = place
        return group[which].astype(np.int64), nodes


def _along(coordinates: Floats, owner: Whole) -> Floats:
    """Return how far along its own line each vertex lies."""
    step = np.zeros(len(coordinates))
    step[1:] = np.hypot(*(coordinates[1:] - coordinates[:-1]).T)
    step[1:][np.diff(owner) != 0] = 0.0
    total = np.cumsum(step)
    starts = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    base = total[starts][np.cumsum(np.diff(owner, prepend=-1) != 0) - 1]
    along: Floats = np.subtract(total, base)
    return along
