"""Patches that lie on one another: within a batch (rule R04) and on patches of earlier batches (rule R05)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.inspect.shares import exact
from tuban.values.area import Area


def overlaps_within(shapes: NDArray[np.object_], areas_m2: NDArray[np.float64]) -> list[Area]:
    """Return, for each patch, the area that other patches of the same batch cover of it."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    other = left != right
    return _sums(shapes, areas_m2, left[other], shapes[right[other]])


def overlaps_with(
    shapes: NDArray[np.object_], areas_m2: NDArray[np.float64], others: Sequence[shapely.Geometry | None]
) -> list[Area]:
    """Return, for each patch, the area that the other polygons cover of it."""
    known = np.array([other for other in others if other is not None], dtype=object)
    if len(known) == 0:
        return [exact(0.0)] * len(shapes)
    left, right = shapely.STRtree(known).query(shapes, predicate="intersects")
    return _sums(shapes, areas_m2, left, known[right])


def _sums(
    shapes: NDArray[np.object_], areas_m2: NDArray[np.float64], rows: NDArray[np.int64], others: NDArray[np.object_]
) -> list[Area]:
    covered = np.zeros(len(shapes))
    if len(rows):
        np.add.at(covered, rows, shapely.area(shapely.intersection(shapes[rows], others)))
    plane = shapely.area(shapes)
    scale = np.divide(areas_m2, plane, out=np.ones(len(shapes)), where=plane > 0)
    return [exact(float(area)) for area in covered * scale]
