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
_SQUARES = 13
"""From this zoom on the tiles go into a zip for each square of it, some 4 km wide."""
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
    folder: Path, images: Sequence[Edition], tiles: set[Tile], *, nursery: Nursery, progress: Progress
) -> list[Path]:
    """Write zips of the tiles that show any ground: the overview in one, the rest a square of the ground each, so that
    a package made anew shares those that are as they were. Returns them by name."""
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(_("Drawing the basemap"), done, len(tiles))

    progress(_("Drawing the basemap"), 0, len(tiles))
    paths = [picture_of(edition) for edition in sorted(images, key=lambda one: not is_ready(one))]
    squares: dict[str, list[tuple[Tile, Path]]] = {}
    for tile, path in draw_tiles(paths, tiles, folder / "tiles", nursery, told):
        squares.setdefault(_square_of(tile), []).append((tile, path))
    return [_write(folder / f"{name}.zip", squares[name]) for name in sorted(squares)]


def _square_of(tile: Tile) -> str:
    finer = tile.z - _SQUARES
    return "basemap" if finer < 0 else f"basemap-{tile.x >> finer}-{tile.y >> finer}"


def _write(target: Path, made: Sequence[tuple[Tile, Path]]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for tile, path in sorted(made, key=lambda one: (one[0].z, one[0].x, one[0].y)):
            entry = zipfile.ZipInfo(f"{tile.z}/{tile.x}/{tile.y}.webp", _DAY_ONE)
            archive.writestr(entry, path.read_bytes())
    return target
