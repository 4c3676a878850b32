"""The basemap of a package: tiles of the newest image, fine around the patches, coarse over the way between them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Nursery
from tuban.kernel.tile_packs import draw_tiles, tiles_of_boxes
from tuban.kernel.vector_tiles import Tile, to_grid
from tuban.values.language import gettext as _
from tuban.workflow.layers.drawing import is_ready, picture_of
from tuban.workflow.layers.models import Edition

OVERVIEW = range(10, 15)
"""Zooms over the whole ground of the group."""

CLOSE = {15: 700.0, 16: 300.0, 17: 60.0}
"""Zooms around each patch, and how many metres of the grid around it."""

_OVERVIEW_AROUND = 1500.0
_MOST_OVERVIEW = 900
_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def wanted_tiles(outlines: Sequence[shapely.Geometry], ways: Sequence[NDArray[np.float64]]) -> set[Tile]:
    """Return the tiles for patches and ways, both in degrees."""
    grid = shapely.transform(np.array(outlines, dtype=object), to_grid)
    boxes = shapely.bounds(grid).reshape(-1, 4)
    lines = [to_grid(way) for way in ways if len(way)]
    every = np.vstack([boxes, *(np.array([[*line.min(axis=0), *line.max(axis=0)]]) for line in lines)])
    whole = np.array([[*every[:, :2].min(axis=0), *every[:, 2:].max(axis=0)]]) + _around(_OVERVIEW_AROUND)
    found: set[Tile] = set()
    for z in OVERVIEW:
        tiles = tiles_of_boxes(whole, z)
        if len(tiles) > _MOST_OVERVIEW:  # a group that ranges over a whole province
            break
        found |= tiles
    for z, metres in CLOSE.items():
        found |= tiles_of_boxes(boxes + _around(metres), z)
    return found


def _around(metres: float) -> NDArray[np.float64]:
    return np.array([-metres, -metres, metres, metres])


def write_basemap(
    target: Path, images: Sequence[Edition], tiles: set[Tile], *, folder: Path, nursery: Nursery, progress: Progress
) -> int:
    """Write the zip of the tiles that show any ground; returns how many there are."""
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(_("Drawing the basemap"), done, len(tiles))

    progress(_("Drawing the basemap"), 0, len(tiles))
    paths = [picture_of(edition) for edition in sorted(images, key=lambda one: not is_ready(one))]
    made = sorted(draw_tiles(paths, tiles, folder, nursery, told), key=lambda one: (one[0].z, one[0].x, one[0].y))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for tile, path in made:
            entry = zipfile.ZipInfo(f"{tile.z}/{tile.x}/{tile.y}.webp", _DAY_ONE)
            archive.writestr(entry, path.read_bytes())
    return len(made)
