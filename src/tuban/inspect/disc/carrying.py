"""Coordinates of a layer on their way into the working CRS: axes exchanged, offset undone, projection changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from tuban.inspect.disc.findings import Box
from tuban.kernel.crs import GEOGRAPHIC_EPSG
from tuban.kernel.web_map_offset import without_offset

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
_NOT_ON_EARTH_M = 1e8  # no projected coordinate of a survey comes near
_NOT_ON_EARTH_DEGREES = 400.0


class Carrier:
    """Carries geometries of one layer into the working CRS, and tells where in degrees a carried one lies."""

    def __init__(self, crs: str, epsg: int, *, swapped: bool = False, shift: str = "") -> None:
        """``crs`` is that of the file, ``epsg`` the working one; ``shift`` names the offset to be undone."""
        self._given, self._working = CRS.from_user_input(crs), CRS.from_epsg(epsg)
        self._steps: list[Callable[[Floats], Floats]] = []
        if swapped:
            self._steps.append(lambda points: points[:, ::-1])
        if shift:
            self._steps += [
                _transform(self._given, CRS.from_epsg(GEOGRAPHIC_EPSG)),
                lambda points: without_offset(points, shift),
                _transform(CRS.from_epsg(GEOGRAPHIC_EPSG), self._working),
            ]
        elif not self._given.equals(self._working, ignore_axis_order=True):
            self._steps.append(_transform(self._given, self._working))
        self._to_lonlat = Transformer.from_crs(self._working, GEOGRAPHIC_EPSG, always_xy=True)

    def not_on_earth(self, geometries: Shapes) -> NDArray[np.bool_]:
        """Return which geometries have coordinates that no place on earth has in the CRS of the file."""
        limit = _NOT_ON_EARTH_DEGREES if self._given.is_geographic else _NOT_ON_EARTH_M
        with np.errstate(invalid="ignore"):
            bounds = shapely.bounds(geometries)
            return np.asarray((np.abs(bounds) > limit).any(axis=1) & np.isfinite(bounds).all(axis=1))

    def carried(self, geometries: Shapes) -> Shapes:
        """Return the geometries in the working CRS, vertex by vertex; None stays."""
        present = ~shapely.is_missing(geometries)
        if not self._steps or not present.any():
            return geometries
        moved = geometries.copy()
        moved[present] = shapely.transform(shapely.force_2d(geometries[present]), self._move)
        return moved

    def box(self, geometry: shapely.Geometry | None) -> Box | None:
        """Return where a carried geometry lies, in degrees; None where it lies nowhere."""
        if geometry is None or geometry.is_empty:
            return None
        bounds = shapely.bounds(geometry)
        if not np.isfinite(bounds).all():
            return None
        west, south, east, north = self._to_lonlat.transform_bounds(*bounds)
        values = [round(float(value), 7) for value in (west, south, east, north)]
        return (values[0], values[1], values[2], values[3]) if np.isfinite(values).all() else None

    def _move(self, points: Floats) -> Floats:
        for step in self._steps:
            points = step(points)
        return points


def _transform(source: CRS, target: CRS) -> Callable[[Floats], Floats]:
    if source.equals(target, ignore_axis_order=True):
        return lambda points: points
    way = Transformer.from_crs(source, target, always_xy=True)

    def move(points: Floats) -> Floats:
        east, north = way.transform(points[:, 0], points[:, 1])
        return np.column_stack([east, north])

    return move
