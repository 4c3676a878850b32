"""Partition (分割): the pieces of a patch that lie in different sets of covers, as shapes for maps and splitting.

Where only areas are asked for, :mod:`tuban.kernel.overlay` answers without building a shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

GRID_M = 1e-4
"""Pieces meet on a grid of a tenth of a millimetre, the resolution of the survey's coordinates."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Ground of a patch that lies in exactly these covers; ``key`` is empty where it lies in none."""

    geometry: shapely.Geometry
    key: frozenset[str]


def partition(patch: shapely.Geometry, covers: Mapping[str, Sequence[shapely.Geometry]]) -> list[Piece]:
    """Return the pieces of a patch, one for each set of covers that has ground in it.

    ``covers``: per name, the polygons that it consists of, in the same plane as the patch. The pieces have no gap and
    no overlap: neighbours share their edges point by point. A piece may have several parts. Ordered by the names in
    the key; an empty patch has no pieces.
    """
    ground = _on_grid(patch)
    if ground.is_empty:
        return []
    cover = {name: _on_grid(_together(shapes, ground)) for name, shapes in covers.items()}
    cover = {name: shape for name, shape in cover.items() if not shape.is_empty and shape.intersects(ground)}
    lines = shapely.union_all([ground.boundary, *(shape.boundary for shape in cover.values())], grid_size=GRID_M)
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))), dtype=object)
    inside = shapely.point_on_surface(faces)
    within = shapely.intersects(ground, inside)
    faces, inside = faces[within], inside[within]
    member = {name: shapely.intersects(shape, inside) for name, shape in cover.items()}
    groups: dict[frozenset[str], list[shapely.Geometry]] = {}
    for number, face in enumerate(faces):
        key = frozenset(name for name, holds in member.items() if holds[number])
        groups.setdefault(key, []).append(face)
    ordered = sorted(groups, key=sorted)
    return [Piece(shapely.normalize(shapely.union_all(groups[key], grid_size=GRID_M)), key) for key in ordered]


def _together(shapes: Sequence[shapely.Geometry], ground: shapely.Geometry) -> shapely.Geometry:
    """Return the union of the shapes near the patch."""
    near = [shape for shape in shapes if shape is not None and shape.intersects(ground)]
    return shapely.union_all([_on_grid(shapely.intersection(shape, ground.envelope)) for shape in near])


def _on_grid(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape with its points on the grid."""
    snapped = shapely.set_precision(shape, GRID_M)
    parts = shapely.get_parts(snapped)
    if shapely.get_type_id(snapped) == 7:
        parts = shapely.get_parts(parts)
    return shapely.union_all(parts[shapely.get_type_id(parts) == 3], grid_size=GRID_M)
