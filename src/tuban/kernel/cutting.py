"""Cutting of huge polygons, so that a basic-farmland polygon of 250 000 points costs no more than a parcel.

A cell is halved until few enough edges are left. Halving at an east-west line needs artificial edges along the line,
the same in both halves but in opposite directions, so what they add to one half they take from the other exactly;
halving at a north-south line needs none, because vertical edges say nothing (see :mod:`tuban.kernel.outlines`).
"""

from __future__ import annotations

import numpy as np

from tuban.kernel.machine_code import ascending, compiled, with_room
from tuban.kernel.outlines import Floats, Integers, Outlines, joined, select

LARGEST_WHOLE = 256
"""Items with at most this many points are left whole."""
LARGEST_PIECE = 128
"""Edges in a piece of a larger one."""

_DEEPEST = 64
_X_ONLY_FROM = 40


def cut_huge(outlines: Outlines) -> tuple[Outlines, np.ndarray]:
    """Return outlines in which every item is small, and which of them are pieces of a larger one (n,) bool."""
    huge = np.flatnonzero(outlines.points_per_item > LARGEST_WHOLE)
    if not len(huge):
        return outlines, np.zeros(len(outlines), dtype=bool)
    small = np.flatnonzero(outlines.points_per_item <= LARGEST_WHOLE)
    parts = [select(outlines, small)]
    for item in huge:
        edges = _edges(outlines.coordinates, outlines.chain_start, outlines.item_chain[item : item + 2])
        pieces, count, piece_start, last = _halve(edges, LARGEST_PIECE)
        coordinates, chain_start, item_chain, boxes = _chained(pieces[:count], piece_start[: last + 1])
        feature = np.full(len(boxes), outlines.item_feature[item])
        parts.append(Outlines(coordinates, chain_start, item_chain, feature, boxes))
    is_piece = np.arange(sum(len(part) for part in parts)) >= len(small)
    return joined(parts), is_piece


@compiled
def _edges(coordinates: Floats, chain_start: Integers, chains: Integers) -> Floats:
    """Return the edges of one item: (n, 4) from x, y to x, y."""
    count = 0
    for chain in range(chains[0], chains[1]):
        count += max(0, chain_start[chain + 1] - chain_start[chain] - 1)
    edges = np.empty((count, 4))
    at = 0
    for chain in range(chains[0], chains[1]):
        for point in range(chain_start[chain], chain_start[chain + 1] - 1):
            edges[at, 0], edges[at, 1] = coordinates[point, 0], coordinates[point, 1]
            edges[at, 2], edges[at, 3] = coordinates[point + 1, 0], coordinates[point + 1, 1]
            at += 1
    return edges


@compiled
def _put(table: Floats, row: int, x: float, y: float, to_x: float, to_y: float) -> None:  # noqa: PLR0917 (an edge)
    table[row, 0], table[row, 1], table[row, 2], table[row, 3] = x, y, to_x, to_y


@compiled
def _at_line(cell: Floats, axis: int, line: float) -> tuple[Floats, int, Floats, int]:
    """Share edges out to both sides of a line across ``axis`` (0: x = line), splitting those that cross it."""
    low, high = np.empty((len(cell), 4)), np.empty((len(cell), 4))
    lows, highs = 0, 0
    for edge in range(len(cell)):
        x, y, to_x, to_y = cell[edge, 0], cell[edge, 1], cell[edge, 2], cell[edge, 3]
        start, end = (x, to_x) if axis == 0 else (y, to_y)
        if start <= line and end <= line:
            _put(low, lows, x, y, to_x, to_y)
            lows += 1
            continue
        if start >= line and end >= line:
            _put(high, highs, x, y, to_x, to_y)
            highs += 1
            continue
        share = (line - start) / (end - start)
        at_x, at_y = (line, y + share * (to_y - y)) if axis == 0 else (x + share * (to_x - x), line)
        if start < line:
            _put(low, lows, x, y, at_x, at_y)
            _put(high, highs, at_x, at_y, to_x, to_y)
        else:
            _put(high, highs, x, y, at_x, at_y)
            _put(low, lows, at_x, at_y, to_x, to_y)
        lows += 1
        highs += 1
    return low, lows, high, highs


@compiled
def _along_line(high: Floats, highs: int, line: float) -> tuple[Floats, int]:
    """Return edges along y = line under the ground that lies across it, running east, and how many they are."""
    places, turns = np.empty(2 * highs), np.empty(2 * highs)
    for edge in range(highs):
        places[2 * edge], turns[2 * edge] = high[edge, 0], 1.0
        places[2 * edge + 1], turns[2 * edge + 1] = high[edge, 2], -1.0
    order = ascending(places)
    found, count, depth, since, at = np.empty((8, 4)), 0, 0.0, 0.0, 0
    while at < 2 * highs:
        place, change = places[order[at]], 0.0
        while at < 2 * highs and places[order[at]] == place:
            change += turns[order[at]]
            at += 1
        if change == 0.0:
            continue
        for _repeat in range(int(abs(depth))):  # more than one only where the polygon overlaps itself
            found = with_room(found, count, count + 1)
            _put(found, count, since if depth > 0 else place, line, place if depth > 0 else since, line)
            count += 1
        depth, since = depth + change, place
    return found, count


@compiled
def _extent(cell: Floats) -> tuple[float, float, float, float, float, float]:
    """Return west, south, east, north, and the mean x and y of the points of some edges."""
    west, south, east, north, sum_x, sum_y = np.inf, np.inf, -np.inf, -np.inf, 0.0, 0.0
    for edge in range(len(cell)):
        for end in range(0, 4, 2):
            x, y = cell[edge, end], cell[edge, end + 1]
            west, east, south, north = min(west, x), max(east, x), min(south, y), max(north, y)
            sum_x, sum_y = sum_x + x, sum_y + y
    return west, south, east, north, sum_x / (2 * len(cell)), sum_y / (2 * len(cell))


@compiled
def _copied(target: Floats, at: int, source: Floats, first: int, last: int) -> None:
    """Copy some edges of ``source`` to ``target`` from row ``at`` on."""
    for edge in range(first, last):
        row = at + edge - first
        _put(target, row, source[edge, 0], source[edge, 1], source[edge, 2], source[edge, 3])


@compiled
def _halve(edges: Floats, limit: int) -> tuple[Floats, int, Integers, int]:
    """Return the edges of all pieces, how many, the first edge of each piece, and how many pieces."""
    pool, top = edges, len(edges)  # cells that wait, one behind the other
    starts, depths = np.zeros(2 * _DEEPEST + 2, dtype=np.int64), np.zeros(2 * _DEEPEST + 2, dtype=np.int64)
    waiting = 1
    done, finished = np.empty((2 * len(edges) + limit, 4)), 0
    piece_start, pieces = np.zeros(len(edges) + 2, dtype=np.int64), 0
    while waiting > 0:
        waiting -= 1
        start, depth = starts[waiting], depths[waiting]
        cell = np.empty((top - start, 4))
        _copied(cell, 0, pool, start, top)
        top = start
        if len(cell) == 0:
            continue
        west, south, east, north, middle_x, middle_y = _extent(cell)
        axis = 0 if (east - west >= north - south or depth >= _X_ONLY_FROM) else 1
        line = middle_x if axis == 0 else middle_y
        inside = (west < line < east) if axis == 0 else (south < line < north)
        if len(cell) <= limit or depth >= _DEEPEST or not inside:
            done = with_room(done, finished, finished + len(cell))
            _copied(done, finished, cell, 0, len(cell))
            finished += len(cell)
            pieces += 1
            if pieces == len(piece_start):
                longer = np.zeros(2 * pieces, dtype=np.int64)
                for piece in range(pieces):
                    longer[piece] = piece_start[piece]
                piece_start = longer
            piece_start[pieces] = finished
            continue
        low, lows, high, highs = _at_line(cell, axis, line)
        between, along = _along_line(high, highs if axis == 1 else 0, line)
        pool = with_room(pool, top, top + lows + highs + 2 * along)
        starts[waiting], depths[waiting] = top, depth + 1
        _copied(pool, top, low, 0, lows)
        _copied(pool, top + lows, between, 0, along)
        top += lows + along
        starts[waiting + 1], depths[waiting + 1] = top, depth + 1
        _copied(pool, top, high, 0, highs)
        top += highs
        for edge in range(along):
            _put(pool, top, between[edge, 2], between[edge, 3], between[edge, 0], between[edge, 1])
            top += 1
        waiting += 2
    return done, finished, piece_start, pieces


@compiled
def _chained(edges: Floats, piece_start: Integers) -> tuple[Floats, Integers, Integers, Floats]:
    """Return pieces as chains: edges that follow one another share a point."""
    pieces = len(piece_start) - 1
    coordinates, points = np.empty((2 * len(edges), 2)), 0
    chain_start, chains = np.zeros(len(edges) + 1, dtype=np.int64), 0
    item_chain, boxes = np.zeros(pieces + 1, dtype=np.int64), np.empty((pieces, 4))
    for piece in range(pieces):
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        fresh = True
        for edge in range(piece_start[piece], piece_start[piece + 1]):
            x, y, to_x, to_y = edges[edge, 0], edges[edge, 1], edges[edge, 2], edges[edge, 3]
            if fresh or coordinates[points - 1, 0] != x or coordinates[points - 1, 1] != y:
                if not fresh:
                    chains += 1
                    chain_start[chains] = points
                coordinates[points, 0], coordinates[points, 1] = x, y
                points += 1
                fresh = False
            coordinates[points, 0], coordinates[points, 1] = to_x, to_y
            points += 1
            west, east = min(west, x, to_x), max(east, x, to_x)
            south, north = min(south, y, to_y), max(north, y, to_y)
        chains += 1
        chain_start[chains] = points
        item_chain[piece + 1] = chains
        boxes[piece, 0], boxes[piece, 1], boxes[piece, 2], boxes[piece, 3] = west, south, east, north
    return coordinates[:points], chain_start[: chains + 1], item_chain, boxes
