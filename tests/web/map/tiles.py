"""Which tile a place lies in."""

from __future__ import annotations

import numpy as np

from tuban.kernel.vector_tiles import HALF, Tile, to_grid


def tile_around(longitude: float, latitude: float, z: int) -> Tile:
    """Return the tile of a zoom that holds a place in degrees."""
    east, north = to_grid(np.array([[longitude, latitude]]))[0].tolist()
    side = 2 * HALF / (1 << z)
    return Tile(z, int((east + HALF) / side), int((HALF - north) / side))
