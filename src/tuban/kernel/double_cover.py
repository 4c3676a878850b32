"""Ground that a layer covers twice, and layers whose polygons are not sound: the rare cases, built exactly.

Where features of a layer overlap, the ground belongs to the feature that comes first in the file; what others claim of
it is taken from them and reported. The shapes are built by Shapely, near the patch only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.layer_cache import CompiledLayer
from tuban.kernel.outlines import Floats


@dataclass(frozen=True, slots=True)
class Ground:
    """Plane area in square metres, and the easting of its middle in metres."""

    area: float
    middle: float


def doubly_covered(patch: shapely.Geometry, layer: CompiledLayer, items: Iterable[int]) -> dict[int, Ground]:
    """Return, for features that claim ground of earlier ones inside the patch, how much of it.

    ``items`` are the items of the layer that overlap one another near the patch.
    """
    claimed: shapely.Geometry = shapely.Polygon()
    lost = {}
    for feature, shape in _features(layer, items):
        inside = shapely.intersection(shape, patch)
        again = _ground(shapely.intersection(inside, claimed))
        if again.area > 0:
            lost[feature] = again
        claimed = shapely.union(claimed, inside)
    return lost


def covered_once(
    patch: shapely.Geometry, layer: CompiledLayer, items: Iterable[int]
) -> tuple[dict[int, Ground], float]:
    """Return what each feature covers of the patch, each place counted once, and how much was claimed again."""
    claimed: shapely.Geometry = shapely.Polygon()
    held, again = {}, 0.0
    for feature, shape in _features(layer, items):
        inside = shapely.intersection(shape, patch)
        fresh = _ground(shapely.difference(inside, claimed))
        again += inside.area - fresh.area
        if fresh.area > 0:
            held[feature] = fresh
        claimed = shapely.union(claimed, inside)
    return held, again


def _ground(shape: shapely.Geometry) -> Ground:
    return Ground(shape.area, shape.centroid.x) if shape.area > 0 else Ground(0.0, 0.0)


def _features(layer: CompiledLayer, items: Iterable[int]) -> list[tuple[int, shapely.Geometry]]:
    """Return the shapes of the features that the items belong to, as far as the items go, in the order of the file.

    Items of a feature are taken by their boxes, so that the order in which a layer keeps them leaves no trace.
    """
    shapes: dict[int, list[shapely.Geometry]] = {}
    for item in sorted(set(items), key=lambda item: layer.outlines.boxes[item].tolist()):
        shapes.setdefault(int(layer.outlines.item_feature[item]), []).append(item_shape(layer, item))
    return [(feature, shapely.union_all(shapes[feature])) for feature in sorted(shapes)]


def item_shape(layer: CompiledLayer, item: int) -> shapely.Geometry:
    """Return the ground of an item as a valid polygon or multipolygon."""
    outlines = layer.outlines
    chains = [
        np.array(outlines.coordinates[outlines.chain_start[chain] : outlines.chain_start[chain + 1]])
        for chain in range(outlines.item_chain[item], outlines.item_chain[item + 1])
    ]
    if not layer.item_piece[item]:
        whole = shapely.polygons(chains[0], [shapely.linearrings(hole) for hole in chains[1:]] or None)
        if whole.is_valid:
            return whole
    return _faces(chains, outlines.boxes[item])


def _faces(chains: list[Floats], box: Floats) -> shapely.Geometry:
    """Return the union of the faces between the chains that the chains cover.

    A piece of a huge polygon has no edges along its western and eastern cuts: its box gives them.
    """
    lines = shapely.union_all([*(shapely.linestrings(chain) for chain in chains), shapely.box(*box).exterior])
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))), dtype=object)
    if not len(faces):
        return shapely.Polygon()
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    covered = np.array([_turns_above(chains, x, y) > 0 for x, y in inside], dtype=bool)
    return shapely.union_all(faces[covered])


def _turns_above(chains: list[Floats], x: float, y: float) -> int:
    """Return how many more edges above a point run east than west."""
    turns = 0
    for chain in chains:
        x0, y0, x1, y1 = chain[:-1, 0], chain[:-1, 1], chain[1:, 0], chain[1:, 1]
        across: NDArray[np.bool_] = (np.minimum(x0, x1) <= x) & (x < np.maximum(x0, x1))
        x0, y0, x1, y1 = x0[across], y0[across], x1[across], y1[across]
        above = y0 + (x - x0) * (y1 - y0) / (x1 - x0) > y
        turns += int(np.sum(np.sign(x1 - x0)[above]))
    return turns
