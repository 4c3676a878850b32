"""Overlay (叠加分析): how much of every patch lies in every class of every layer, and how much in none.

Areas are compared in the Gauss-Krüger plane, where boundaries are straight, and carried to the ellipsoid by the ratio
of each patch, with the drift of the scale across the patch. The rows of a patch and layer add up to the patch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.box_tree import hilbert_order
from tuban.kernel.crs import zone_of_epsg
from tuban.kernel.cutting import cut_huge
from tuban.kernel.double_cover import covered_once, doubly_covered
from tuban.kernel.layer_cache import ClassKey, CompiledLayer
from tuban.kernel.measure import POLAR_RADIUS, SECOND_ECCENTRICITY_2, ellipsoidal_areas, geographic
from tuban.kernel.outlines import Floats, Integers, Outlines, outlines_of
from tuban.kernel.trapezoids import DOUBLE_COVER_M2, SQUARE_MILLIMETRE, compare
from tuban.values.errors import TubanError

UNMATCHED = -1
"""Class index of the rest of a patch that a layer does not cover."""

_CLOSURE = 1e-10  # of the patch: what the digits of a gap-free layer leave over
_CHUNKS_PER_THREAD = 4


class CrsMismatch(TubanError):
    """Layer {layer} is in EPSG:{theirs}, the patches are in EPSG:{ours}."""

    code = "overlay.crs_mismatch"
    hint = "Bring both into one 3° zone first."


class PatchNotSound(TubanError):
    """Patch at position {index} is not a sound polygon: {reason}."""

    code = "overlay.patch_not_sound"
    hint = "Repair the patches first."


@dataclass(frozen=True, slots=True)
class OverlapTable:
    """Rows of patch × layer × class, ordered by patch, layer as given, class, the unmatched rest last.

    ``patch`` (n,) position of the patch · ``layer`` (n,) index into ``layers`` · ``class_index`` (n,) index into
    ``classes[layer]``, :data:`UNMATCHED` for the rest · ``area_m2`` (n,) on the ellipsoid, where the rows of a patch
    and layer add up to ``patch_m2`` exactly, in whatever order · ``plane_m2`` (n,) in the plane, as measured.
    ``overlapped_m2`` (patches, layers): ground of the patch that features of the layer claim again after a first one;
    it is not in the rows.
    """

    layers: tuple[str, ...]
    patch: Integers
    layer: Integers
    class_index: Integers
    area_m2: Floats
    plane_m2: Floats
    patch_m2: Floats
    overlapped_m2: Floats
    classes: dict[str, list[ClassKey]]

    def __len__(self) -> int:
        return len(self.patch)

    def class_of(self, row: int) -> ClassKey | None:
        """Return the class of a row; None for the unmatched rest."""
        index = int(self.class_index[row])
        return None if index == UNMATCHED else self.classes[self.layers[int(self.layer[row])]][index]


_Columns = tuple[Integers, Integers, Integers, Floats, Floats]
"""Patch, layer, class index, area on the ellipsoid, area in the plane."""


@dataclass(frozen=True, slots=True)
class _Patches:
    """The patches with what carries their plane areas to the ellipsoid."""

    shapes: NDArray[np.object_]
    outlines: Outlines
    plane: Floats
    whole: Floats
    middle: Floats  # easting of the middle
    drift: Floats  # relative change of (ground area / plane area) per metre east


@dataclass(slots=True)
class _Rows:
    """What was measured in one layer, summed by patch and class."""

    patch: Integers
    class_index: Integers
    area: Floats
    moment: Floats  # about the middle of the patch
    overlapped: dict[int, float] = field(default_factory=dict)


def overlay(
    patches: NDArray[np.object_],
    layers: Mapping[str, CompiledLayer],
    *,
    epsg: int,
    whole: Floats | None = None,
    threads: int | None = None,
) -> OverlapTable:
    """Return the area of every patch in every class of every layer, and the rest that no class covers.

    ``patches``: (n,) valid polygons or multipolygons in the working CRS ``epsg``; None and empty give rest rows of 0.
    ``whole``: (n,) areas that the rows shall add up to (平差), by default the areas on the ellipsoid without rounding.
    Ground that features of one layer share counts for the first of them in its file. Raises CrsMismatch,
    NotAWorkingCrs, PatchNotSound.
    """
    for name, layer in layers.items():
        if layer.epsg is not None and layer.epsg != epsg:
            raise CrsMismatch(layer=name, theirs=layer.epsg, ours=epsg)
    prepared = _prepare(np.asarray(patches, dtype=object), epsg, whole)
    threads = threads or len(os.sched_getaffinity(0))
    overlapped = np.zeros((len(patches), len(layers)))
    tables: list[_Columns] = []
    with ThreadPoolExecutor(threads) as pool:
        for position, layer in enumerate(layers.values()):
            rows = _measured(prepared, layer, pool, threads)
            for patch, area in rows.overlapped.items():
                overlapped[patch, position] = area * _ratio(prepared, patch)
            tables.append(_closed(prepared, rows, position))
    return _ordered(
        tables, tuple(layers), prepared.whole, overlapped, {name: own.classes for name, own in layers.items()}
    )


def _ordered(
    tables: list[_Columns],
    names: tuple[str, ...],
    whole: Floats,
    overlapped: Floats,
    classes: dict[str, list[ClassKey]],
) -> OverlapTable:
    """Join the tables of the layers, by patch first."""
    none: Integers = np.zeros(0, dtype=np.int64)
    patch, layer, class_index = (
        np.concatenate([none, *(table[column] for table in tables)]).astype(np.int64) for column in range(3)
    )
    area, plane = (np.concatenate([np.zeros(0), *(table[column] for table in tables)]) for column in (3, 4))
    order = np.lexsort((layer, patch))
    return OverlapTable(
        names, patch[order], layer[order], class_index[order], area[order], plane[order], whole, overlapped, classes
    )


# --- carrying to the ellipsoid ------------------------------------------------------------------------------------


def _prepare(shapes: NDArray[np.object_], epsg: int, whole: Floats | None) -> _Patches:
    sound = shapely.is_valid(shapes) | shapely.is_missing(shapes)
    if not sound.all():
        index = int(np.flatnonzero(~sound)[0])
        raise PatchNotSound(index=index, reason=shapely.is_valid_reason(shapes[index]))
    zone = zone_of_epsg(epsg)
    plane = np.nan_to_num(shapely.area(shapes))
    centroid = shapely.centroid(np.where(plane > 0, shapes, np.array(None)))
    middle, north = (np.nan_to_num(axis(centroid)) for axis in (shapely.get_x, shapely.get_y))
    latitude, _longitude = geographic(north, middle - zone.false_easting)
    radius_2 = (POLAR_RADIUS / (1 + SECOND_ECCENTRICITY_2 * np.cos(latitude) ** 2)) ** 2  # M N
    drift = np.where(plane > 0, -2 * (middle - zone.false_easting) / radius_2, 0.0)
    areas = ellipsoidal_areas(shapes, epsg=epsg, rounding=False) if whole is None else np.asarray(whole, dtype=float)
    outlines, _piece = cut_huge(outlines_of(shapes))
    return _Patches(shapes, outlines, plane, np.where(plane > 0, areas, 0.0), middle, drift)


def _ratio(patches: _Patches, patch: int) -> float:
    plane = float(patches.plane[patch])
    return float(patches.whole[patch]) / plane if plane > 0 else 0.0


# --- measuring ----------------------------------------------------------------------------------------------------


def _measured(patches: _Patches, layer: CompiledLayer, pool: ThreadPoolExecutor, threads: int) -> _Rows:
    ours, theirs = patches.outlines, layer.outlines
    items = hilbert_order(ours.boxes)
    found = list(
        pool.map(
            lambda some: compare(
                ours.coordinates,
                ours.chain_start,
                ours.item_chain,
                ours.boxes,
                some,
                theirs.coordinates,
                theirs.chain_start,
                theirs.item_chain,
                theirs.item_feature,
                layer.boxes,
                layer.level_start,
            ),
            np.array_split(items, max(1, min(len(items), threads * _CHUNKS_PER_THREAD))),
        )
    )
    pairs, sizes, doubles = (np.concatenate([part[place] for part in found]) for place in range(3))
    patch = ours.item_feature[pairs[:, 0]]
    moment = sizes[:, 1] + sizes[:, 0] * (ours.boxes[pairs[:, 0], 0] - patches.middle[patch])
    rows = _summed(patch, layer.item_class[pairs[:, 1]].astype(np.int64), sizes[:, 0], moment, layer)
    rows = _without_double_cover(patches, layer, rows, doubles)
    unsound = _unsound(patches, rows, patch, sizes[:, 0])
    return _rebuilt(patches, layer, rows, {number: pairs[patch == number, 1].tolist() for number in unsound})


def _summed(patch: Integers, class_index: Integers, area: Floats, moment: Floats, layer: CompiledLayer) -> _Rows:
    """Sum by patch and class, in their order.

    Terms are added from the smallest up: how items happen to lie in the layer leaves no trace in the last digit, so
    that a layer cut into tiles gives the same numbers (:mod:`tuban.scale`).
    """
    many = max(1, len(layer.classes))
    key, place = np.unique(patch * many + class_index, return_inverse=True)
    by_area, by_moment = np.lexsort((moment, area)), np.lexsort((area, moment))
    return _Rows(
        key // many,
        key % many,
        np.bincount(place[by_area], area[by_area], minlength=len(key)).astype(float),
        np.bincount(place[by_moment], moment[by_moment], minlength=len(key)).astype(float),
    )


def _without_double_cover(patches: _Patches, layer: CompiledLayer, rows: _Rows, doubles: Integers) -> _Rows:
    """Take from later features what earlier ones already hold."""
    if not len(doubles):
        return rows
    class_of_feature = dict(zip(layer.outlines.item_feature.tolist(), layer.item_class.tolist(), strict=True))
    place = {pair: row for row, pair in enumerate(zip(rows.patch.tolist(), rows.class_index.tolist(), strict=True))}
    owner = patches.outlines.item_feature[doubles[:, 0]]
    for patch in np.unique(owner).tolist():
        items = np.unique(doubles[owner == patch, 1:]).tolist()
        for feature, lost in doubly_covered(patches.shapes[patch], layer, items).items():
            row = place.get((patch, class_of_feature[feature]))
            if row is None or lost.area < DOUBLE_COVER_M2:
                continue
            rows.area[row] -= lost.area
            rows.moment[row] -= lost.area * (lost.middle - patches.middle[patch])
            rows.overlapped[patch] = rows.overlapped.get(patch, 0.0) + lost.area
    return rows


def _unsound(patches: _Patches, rows: _Rows, patch: Integers, area: Floats) -> list[int]:
    """Return the patches whose sums are impossible, because a polygon of the layer crosses itself there."""
    count = len(patches.plane)
    covered = np.bincount(rows.patch, rows.area, minlength=count)
    slack = _slack(patches) + DOUBLE_COVER_M2 * np.bincount(patch, minlength=count)
    unsound = covered > patches.plane + slack
    unsound[patch[~(area > -SQUARE_MILLIMETRE)]] = True
    return np.flatnonzero(unsound).tolist()


def _rebuilt(patches: _Patches, layer: CompiledLayer, rows: _Rows, items: dict[int, list[int]]) -> _Rows:
    """Replace the rows of some patches by what shapes built from ``items`` say."""
    if not items:
        return rows
    keep = ~np.isin(rows.patch, list(items))
    parts = [(rows.patch[keep], rows.class_index[keep], rows.area[keep], rows.moment[keep])]
    class_of_feature = dict(zip(layer.outlines.item_feature.tolist(), layer.item_class.tolist(), strict=True))
    overlapped = dict(rows.overlapped)
    for number, met in items.items():
        held, again = covered_once(patches.shapes[number], layer, met)
        areas = np.array([ground.area for ground in held.values()])
        moments = areas * (np.array([ground.middle for ground in held.values()]) - patches.middle[number])
        numbers = np.array([class_of_feature[feature] for feature in held], dtype=np.int64)
        parts.append((np.full(len(held), number), numbers, areas, moments))
        overlapped[number] = max(again, float(rows.area[rows.patch == number].sum() - areas.sum()), 0.0)
    patch, class_index, area, moment = (np.concatenate(column) for column in zip(*parts, strict=True))
    made = _summed(patch, class_index, area, moment, layer)
    made.overlapped = overlapped
    return made


# --- closing ------------------------------------------------------------------------------------------------------


def _slack(patches: _Patches) -> Floats:
    return SQUARE_MILLIMETRE + _CLOSURE * patches.plane


def _closed(patches: _Patches, rows: _Rows, layer: int) -> _Columns:
    """Carry rows to the ellipsoid, add the rest, and make each patch add up.

    A rest that digits alone can explain is given to the largest row; so is an excess.
    """
    real = rows.area >= SQUARE_MILLIMETRE
    patch, class_index, plane, moment = rows.patch[real], rows.class_index[real], rows.area[real], rows.moment[real]
    count = len(patches.plane)
    ratio = np.divide(patches.whole, patches.plane, out=np.zeros(count), where=patches.plane > 0)
    area = ratio[patch] * (plane + patches.drift[patch] * moment)
    covered = np.bincount(patch, plane, minlength=count)
    rest = patches.plane - covered
    has_rest = (rest > _slack(patches)) | (covered == 0)
    held = np.bincount(patch, area, minlength=count)
    bare = np.flatnonzero(has_rest)
    patch = np.concatenate([patch, bare])
    class_index = np.concatenate([class_index, np.full(len(bare), UNMATCHED)])
    plane = np.concatenate([plane, np.maximum(rest[bare], 0.0)])
    area = np.concatenate([area, np.maximum(patches.whole[bare] - held[bare], 0.0)])
    order = np.lexsort((class_index == UNMATCHED, patch))
    patch, class_index, plane, area = patch[order], class_index[order], plane[order], area[order]
    _add_up(patch, area, patches.whole)
    return patch, np.full(len(patch), layer), class_index, area, plane


def _add_up(patch: Integers, area: Floats, whole: Floats) -> None:
    """Bring rows to the grid of the last digit of the whole, where sums are exact; the largest takes what misses."""
    grid = np.spacing(whole[patch])
    area[:] = np.round(area / grid) * grid
    miss = whole - np.bincount(patch, area, minlength=len(whole))
    by_size = np.lexsort((area, patch))
    largest = by_size[np.flatnonzero(np.diff(patch[by_size], append=-1))]
    area[largest] = np.maximum(area[largest] + miss[patch[largest]], 0.0)
