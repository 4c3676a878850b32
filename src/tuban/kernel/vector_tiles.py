"""Vector tiles: the squares of the web's grid (EPSG:3857) and what lies in one of them, as Mapbox vector tile.

Receives geometries in metres of that grid; hands on the bytes of a tile. Tiles are for looking, never for measuring:
the grid is not equal in area, and its coordinates are rounded to a fraction of a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.values.errors import TubanError

EXTENT = 4096
"""So many steps has the side of a tile."""

RADIUS = 6_378_137.0
HALF = math.pi * RADIUS
FINEST = 20
_BUFFER = 128
_STEPS_PER_PIXEL = EXTENT / 512

Box = tuple[float, float, float, float]


class NoSuchTile(TubanError):
    """There is no tile {z}/{x}/{y}."""

    code = "tiles.no_such_tile"
    hint = "Tiles are numbered from 0 to 2^z - 1 from the north-west; z goes from 0 to 20."


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the grid: ``z`` is how often the world was halved, ``x`` counts from the west, ``y`` from north."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.z <= FINEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z):
            raise NoSuchTile(z=self.z, x=self.x, y=self.y)

    @property
    def side(self) -> float:
        """The side in metres of the grid."""
        return 2 * HALF / (1 << self.z)

    @property
    def bounds(self) -> Box:
        """West, south, east, north in metres of the grid."""
        west, north = self.x * self.side - HALF, HALF - self.y * self.side
        return west, north - self.side, west + self.side, north

    @property
    def degrees(self) -> Box:
        """West, south, east, north in degrees."""
        west, south, east, north = self.bounds
        return (
            math.degrees(west / RADIUS),
            _latitude(south),
            math.degrees(east / RADIUS),
            _latitude(north),
        )

    def widened(self, bounds: Box) -> Box:
        """Return bounds with as much around them as is drawn beyond the edge of a tile, so that edges do not show."""
        west, south, east, north = bounds
        across, up = (east - west) * _BUFFER / EXTENT, (north - south) * _BUFFER / EXTENT
        return west - across, south - up, east + across, north + up


def _latitude(northing: float) -> float:
    return math.degrees(2 * math.atan(math.exp(northing / RADIUS)) - math.pi / 2)


def to_grid(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes and latitudes (n, 2) as metres of the grid."""
    radians = np.radians(degrees)
    return RADIUS * np.column_stack([radians[:, 0], np.arctanh(np.sin(radians[:, 1]))])


def fit(geometries: NDArray[np.object_], tile: Tile) -> NDArray[np.object_]:
    """Return geometries (metres of the grid) as a tile draws them: cut, without bends that nobody sees, in its steps.

    What is too small to be seen, or lies elsewhere, becomes empty or None.
    """
    west, _south, _east, north = tile.bounds
    step = tile.side / EXTENT
    shapes = shapely.simplify(geometries, step * _STEPS_PER_PIXEL / 3)
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    left, bottom, right, top = tile.widened(tile.bounds)
    crossing = ~((bounds[:, 0] >= left) & (bounds[:, 1] >= bottom) & (bounds[:, 2] <= right) & (bounds[:, 3] <= top))
    if crossing.any():
        shapes[crossing] = shapely.clip_by_rect(shapes[crossing], left, bottom, right, top)
    moved = shapely.transform(shapes, lambda points: np.round((points - (west, north)) / (step, -step)))
    areal = shapely.get_dimensions(moved) == 2
    moved[areal] = _sound(moved[areal])
    fitted: NDArray[np.object_] = shapely.remove_repeated_points(moved)
    return fitted


def _sound(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons that rounding has not broken, outer rings turned as the format wants."""
    broken = ~shapely.is_valid(polygons)
    if broken.any():
        mended = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
        polygons[broken] = shapely.set_precision(mended, 1.0)
    turned: NDArray[np.object_] = shapely.orient_polygons(polygons)
    return turned


def encode(layers: Mapping[str, tuple[Sequence[Any], Sequence[Mapping[str, Any]]]]) -> bytes:
    """Return a tile: by the name of a layer its geometries, fitted already, and what is said of each."""
    content = [
        {
            "name": name,
            "features": [
                {"geometry": shape, "properties": {key: one for key, one in about.items() if one not in (None, "")}}
                for shape, about in zip(shapes, said, strict=True)
                if shape is not None and not shape.is_empty and shape.geom_type != "GeometryCollection"
            ],
        }
        for name, (shapes, said) in layers.items()
    ]
    tile: bytes = mapbox_vector_tile.encode(
        content, default_options={"extents": EXTENT, "y_coord_down": True, "check_winding_order": False}
    )
    return tile
