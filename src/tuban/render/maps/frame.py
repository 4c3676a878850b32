"""The window of a map: which ground it shows, at which scale, and where a place of the ground lies on paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_FINEST = 500
_MM_PER_METRE = 1000.0
_OVERLAP = 0.93

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapFrame:
    """A rectangle of ground in the working CRS (metres), drawn ``width_mm`` by ``height_mm`` large at 1:``scale``."""

    west: float
    north: float
    width_mm: float
    height_mm: float
    scale: int
    epsg: int

    @classmethod
    def around(cls, bounds: Bounds, width_mm: float, height_mm: float, scale: int, epsg: int) -> MapFrame:
        """Return the window of this size and scale whose middle is that of ``bounds``."""
        west, south, east, north = bounds
        metres = scale / _MM_PER_METRE
        return cls(
            (west + east - width_mm * metres) / 2, (south + north + height_mm * metres) / 2, width_mm, height_mm, scale,
            epsg,
        )  # fmt: skip

    @property
    def metres_per_mm(self) -> float:
        """Metres of ground in a millimetre of paper."""
        return self.scale / _MM_PER_METRE

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in metres of the working CRS."""
        metres = self.metres_per_mm
        return (
            self.west,
            self.north - self.height_mm * metres,
            self.west + self.width_mm * metres,
            self.north,
        )

    def widened(self, by_mm: float) -> Bounds:
        """Return the bounds with so much more on every side, so that edges of what is cut are not seen."""
        west, south, east, north = self.bounds
        more = by_mm * self.metres_per_mm
        return west - more, south - more, east + more, north + more

    def paper(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ground coordinates (n, 2) as millimetres from the upper left corner, x to the right and y down."""
        return np.column_stack([points[:, 0] - self.west, self.north - points[:, 1]]) / self.metres_per_mm

    def on_paper(self, geometries: Any) -> NDArray[np.object_]:
        """Return geometries in millimetres of paper."""
        moved: NDArray[np.object_] = shapely.transform(np.asarray(geometries, dtype=object), self.paper)
        return moved

    def place(self, east: float, north: float) -> tuple[float, float]:
        """Return one point of the ground in millimetres of paper."""
        return (east - self.west) / self.metres_per_mm, (self.north - north) / self.metres_per_mm

    def shows(self, east: float, north: float) -> bool:
        """Whether a point of the ground lies in the window."""
        west, south, right, top = self.bounds
        return west <= east <= right and south <= north <= top


def round_scale(denominator: float, *, finer: bool = False) -> int:
    """Return the nearest round denominator that is not finer (with ``finer`` not coarser) than the given one.

    >>> round_scale(17_300), round_scale(17_300, finer=True), round_scale(20_000), round_scale(90)
    (20000, 15000, 20000, 500)
    """
    power = 10.0 ** math.floor(math.log10(max(denominator, 1.0)))
    steps = [*(step * power for step in _STEPS), 10 * power]
    if finer:
        chosen = max(step for step in steps if step <= denominator * (1 + 1e-12) or step == power)
    else:
        chosen = next(step for step in steps if step >= denominator * (1 - 1e-12))
    return max(round(chosen), _FINEST)


def fitting_scale(bounds: Bounds, width_mm: float, height_mm: float, *, margin: float = 0.04) -> int:
    """Return the round scale at which ``bounds`` fit into a window, with a share of it free around them."""
    west, south, east, north = bounds
    free = 1 + 2 * margin
    return round_scale(_MM_PER_METRE * free * max((east - west) / width_mm, (north - south) / height_mm))


def bounds_of(geometries: Sequence[Any]) -> Bounds:
    """Return the bounds of all geometries; raises ValueError where none has any."""
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object)).tolist()
    if not math.isfinite(west):
        raise ValueError("nothing to show")
    return west, south, east, north


def windows_over(
    places: Sequence[tuple[float, float]], bounds: Bounds, size_mm: tuple[float, float], scale: int, epsg: int,
    *, most: int,
) -> list[MapFrame]:  # fmt: skip
    """Return the windows of ``size_mm`` that show all places at ``scale``, from the north-west on.

    They are cells of one grid over ``bounds`` and overlap a little; a cell without a place has no window. Where more
    than ``most`` would be needed the scale becomes coarser.
    """
    west, south, east, north = bounds
    while True:
        metres = scale / _MM_PER_METRE
        width, height = size_mm[0] * metres * _OVERLAP, size_mm[1] * metres * _OVERLAP
        columns, rows = max(math.ceil((east - west) / width), 1), max(math.ceil((north - south) / height), 1)
        left = (west + east - columns * width) / 2
        top = (south + north + rows * height) / 2
        cells = {
            (
                min(max(int((top - north_of) / height), 0), rows - 1),
                min(max(int((east_of - left) / width), 0), columns - 1),
            )
            for east_of, north_of in places
        }
        if len(cells) <= most:
            break
        scale = round_scale(scale * 1.2)
    return [
        MapFrame.around(
            (left + column * width, top - (row + 1) * height, left + (column + 1) * width, top - row * height),
            *size_mm, scale, epsg,
        )
        for row, column in sorted(cells)
    ]  # fmt: skip
