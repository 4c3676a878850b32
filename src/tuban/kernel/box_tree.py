"""Finding what lies near: boxes in the order of a space-filling curve, packed 64 to a node.

Neighbours on the ground lie near one another in the file, so that a patch touches few pages of it.
"""

from __future__ import annotations

import numpy as np

from tuban.kernel.outlines import Floats, Integers

WIDTH = 64
_ORDER = 16


def hilbert_order(boxes: Floats) -> Integers:
    """Return the positions of (n, 4) boxes along a Hilbert curve through their middles; ties keep their order."""
    if not len(boxes):
        return np.zeros(0, dtype=np.int64)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    low = middle.min(axis=0)
    span = max(float((middle.max(axis=0) - low).max()), 1e-9)
    cells = ((middle - low) / span * (2**_ORDER - 1)).astype(np.int64)
    return np.argsort(_distance_along_curve(cells[:, 0], cells[:, 1]), kind="stable")


def _distance_along_curve(x: Integers, y: Integers) -> Integers:
    x, y, distance = x.copy(), y.copy(), np.zeros_like(x)
    side = 2 ** (_ORDER - 1)
    while side:
        right, upper = (x & side) > 0, (y & side) > 0
        distance += side * side * ((3 * right) ^ upper)
        flip = ~upper & right
        x[flip], y[flip] = 2**_ORDER - 1 - x[flip], 2**_ORDER - 1 - y[flip]
        swap = ~upper
        x[swap], y[swap] = y[swap], x[swap]
        side //= 2
    return distance


def pack(boxes: Floats) -> tuple[Floats, Integers]:
    """Return all levels of the tree over ordered (n, 4) boxes, lowest first, and where each level starts.

    The last start is the number of boxes in all levels. The top level has at most 64 boxes.
    """
    levels = [boxes]
    while len(levels[-1]) > WIDTH:
        below = levels[-1]
        first = np.arange(0, len(below), WIDTH)
        lows = np.minimum.reduceat(below[:, :2], first)
        highs = np.maximum.reduceat(below[:, 2:], first)
        levels.append(np.hstack([lows, highs]))
    starts = np.concatenate([[0], np.cumsum([len(level) for level in levels])]).astype(np.int64)
    return np.ascontiguousarray(np.concatenate(levels)), starts
