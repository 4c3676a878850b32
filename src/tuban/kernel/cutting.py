"""Cutting of huge polygons, so that a basic-farmland polygon of 250 000 points costs no more than a parcel.

A cell is halved until few enough edges are left. Halving at an east-west line needs artificial edges along the line,
the same in both halves but in opposite directions, so what they add to one half they take from the other exactly;
halving at a north-south line needs none, because vertical edges say nothing (see :mod:`tuban.kernel.outlines`).
"""

from __future__ import annotations

import numpy as np

from tuban.kernel.machine_code import compiled
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
        pieces, piece_start = _halve(edges, LARGEST_PIECE)
        coordinates, chain_start, item_chain, boxes = _chained(pieces, piece_start)
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
def _at_line(edges: Floats, axis: int, line: float) -> tuple[Floats, int, Floats, int]:
    """Share edges out to both sides of a line across ``axis`` (0: x = line), splitting those that cross it."""
    low, high = np.empty((2 * len(edges), 4)), np.empty((2 * len(edges), 4))
    lows, highs = 0, 0
    other = 1 - axis
    for edge in range(len(edges)):
        start, end = edges[edge, axis], edges[edge, 2 + axis]
        if start <= line and end <= line:
            low[lows] = edges[edge]
            lows += 1
        elif start >= line and end >= line:
            high[highs] = edges[edge]
            highs += 1
        else:
            across = edges[edge, other] + (line - start) * (
                (edges[edge, 2 + other] - edges[edge, other]) / (end - start)
            )
            low[lows], high[highs] = edges[edge], edges[edge]
            if start < line:
                low[lows, 2 + axis], low[lows, 2 + other] = line, across
                high[highs, axis], high[highs, other] = line, across
            else:
                high[highs, 2 + axis], high[highs, 2 + other] = line, across
                low[lows, axis], low[lows, other] = line, across
            lows += 1
            highs += 1
    return low, lows, high, highs


@compiled
def _along_line(high: Floats, highs: int, line: float) -> Floats:
    """Return edges along y = line under the ground that lies across it, running east."""
    places, turns = np.empty(2 * highs), np.empty(2 * highs)
    for edge in range(highs):
        places[2 * edge], turns[2 * edge] = high[edge, 0], 1.0
        places[2 * edge + 1], turns[2 * edge + 1] = high[edge, 2], -1.0
    order = np.argsort(places)
    found = np.empty((2 * highs, 4))
    count, depth, since = 0, 0.0, 0.0
    at = 0
    while at < 2 * highs:
        place, change = places[order[at]], 0.0
        while at < 2 * highs and places[order[at]] == place:
            change += turns[order[at]]
            at += 1
        if change != 0.0:
            repeats = int(abs(depth))  # more than one only where the polygon overlaps itself
            for _repeat in range(repeats):
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count, 1] = found[count, 3] = line
                found[count, 0], found[count, 2] = (since, place) if depth > 0 else (place, since)
                count += 1
            depth, since = depth + change, place
    return found[:count]


@compiled
def _halve(edges: Floats, limit: int) -> tuple[Floats, Integers]:
    """Return the edges of all pieces, and the first edge of each piece."""
    pool, top = edges.copy(), len(edges)
    starts, depths = np.zeros(4 * _DEEPEST, dtype=np.int64), np.zeros(4 * _DEEPEST, dtype=np.int64)
    waiting = 1
    done, finished = np.empty((2 * len(edges) + limit, 4)), 0
    piece_start, pieces = np.zeros(len(edges) + 2, dtype=np.int64), 0
    while waiting > 0:
        waiting -= 1
        start, depth = starts[waiting], depths[waiting]
        cell = pool[start:top].copy()
        top = start
        count = len(cell)
        if count == 0:
            continue
        west, east = min(cell[:, 0].min(), cell[:, 2].min()), max(cell[:, 0].max(), cell[:, 2].max())
        south, north = min(cell[:, 1].min(), cell[:, 3].min()), max(cell[:, 1].max(), cell[:, 3].max())
        axis = 0 if (east - west >= north - south or depth >= _X_ONLY_FROM) else 1
        line = (cell[:, axis].mean() + cell[:, 2 + axis].mean()) / 2
        inside = (west < line < east) if axis == 0 else (south < line < north)
        if count <= limit or depth >= _DEEPEST or not inside:
            if finished + count > len(done):
                done = np.concatenate((done, np.empty((len(done) + count, 4))))
            if pieces + 2 > len(piece_start):
                piece_start = np.concatenate((piece_start, np.zeros_like(piece_start)))
            done[finished : finished + count] = cell
            finished += count
            pieces += 1
            piece_start[pieces] = finished
            continue
        low, lows, high, highs = _at_line(cell, axis, line)
        between = _along_line(high, highs, line) if axis == 1 else np.empty((0, 4))
        needed = top + lows + highs + 2 * len(between)
        if needed > len(pool):
            pool = np.concatenate((pool[:top], np.empty((2 * needed - top, 4))))
        starts[waiting], depths[waiting] = top, depth + 1
        pool[top : top + lows] = low[:lows]
        pool[top + lows : top + lows + len(between)] = between
        top += lows + len(between)
        starts[waiting + 1], depths[waiting + 1] = top, depth + 1
        pool[top : top + highs] = high[:highs]
        for edge in range(len(between)):
            pool[top + highs + edge, 0], pool[top + highs + edge, 1] = between[edge, 2], between[edge, 3]
            pool[top + highs + edge, 2], pool[top + highs + edge, 3] = between[edge, 0], between[edge, 1]
        top += highs + len(between)
        waiting += 2
    return done[:finished], piece_start[: pieces + 1]


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
