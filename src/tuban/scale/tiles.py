"""Tiles (分块): which patches are compared together.

Every patch belongs to exactly one tile, whatever its size, and its tile receives every item of a layer whose box meets
the patch's box. The halo of a tile is therefore what its patches reach, and no row depends on where tiles end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tuban.kernel.outlines import Floats

Tiles = NDArray[np.int32]
"""The tile of each patch, counted from 0 without a gap."""


def cut(boxes: Floats, most: int, counties: Sequence[str] | None = None) -> Tiles:
    """Return the tile of each patch (n,): at most ``most`` patches a tile, none with patches of two counties.

    ``boxes`` (n, 4) west, south, east, north in metres; a patch without shape has no numbers in its box and goes with
    the first ones. A tile is halved across its longer side, by the south-west corner of its patches, while it holds
    too many: tiles are small where patches are dense. The same patches give the same tiles.
    """
    corner = np.asarray(boxes, dtype=float)[:, :2]
    bare = ~np.isfinite(corner).all(axis=1)
    corner = np.where(bare[:, None], corner[~bare].min(axis=0) if (~bare).any() else 0.0, corner)
    tiles = np.zeros(len(corner), dtype=np.int32)
    made = 0
    for members in _by_county(len(corner), counties):
        waiting = [members]
        while waiting:
            some = waiting.pop()
            if len(some) <= max(most, 1):
                tiles[some] = made
                made += 1
                continue
            spread = np.ptp(corner[some], axis=0)
            order = some[np.argsort(corner[some, int(spread[1] > spread[0])], kind="stable")]
            half = len(order) // 2
            waiting += [order[half:], order[:half]]
    return tiles


def _by_county(count: int, counties: Sequence[str] | None) -> list[NDArray[np.int64]]:
    if not count:
        return []
    if counties is None:
        return [np.arange(count)]
    _names, number = np.unique(np.asarray(counties, dtype=str), return_inverse=True)
    order = np.argsort(number, kind="stable")
    return list(np.split(order, np.flatnonzero(np.diff(number[order])) + 1))
