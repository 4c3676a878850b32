"""The road network: roads broken where they meet, so that one can travel from each to every other."""

from __future__ import annotations

import numpy as np
import shapely


def join_roads(
    roads: list[tuple[str, str, shapely.LineString]],
) -> list[tuple[str, str, shapely.LineString]]:
    """Break roads where they meet, so that the network can be travelled, and let each piece keep its road's name."""
    lines = np.array([line for _, _, line in roads], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=0.01))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    joined: dict[int, list[shapely.LineString]] = {}
    owners = shapely.STRtree(lines).nearest(middles)
    for piece, owner in zip(pieces, owners, strict=True):
        joined.setdefault(int(owner), []).append(piece)
    result = []
    ends = _crossings(pieces)
    for owner in sorted(joined):
        kind, name, _ = roads[owner]
        for part in _merge_between(joined[owner], ends):
            result.append((kind, name, part))
    return result


def _crossings(pieces: np.ndarray) -> set[tuple[float, float]]:
    """Return points where three or more pieces meet."""
    counts: dict[tuple[float, float], int] = {}
    for piece in pieces:
        for end in (piece.coords[0], piece.coords[-1]):
            key = (round(end[0], 3), round(end[1], 3))
            counts[key] = counts.get(key, 0) + 1
    return {key for key, count in counts.items() if count > 2}


def _merge_between(pieces: list[shapely.LineString], crossings: set[tuple[float, float]]) -> list[shapely.LineString]:
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces)))
    result = []
    for line in merged:
        start = 0
        coords = list(line.coords)
        for index in range(1, len(coords)):
            key = (round(coords[index][0], 3), round(coords[index][1], 3))
            if key in crossings or index == len(coords) - 1:
                result.append(shapely.LineString(coords[start : index + 1]))
                start = index
    return sorted(result, key=lambda g: (g.bounds, g.length))
