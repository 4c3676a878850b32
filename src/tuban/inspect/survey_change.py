"""New construction by the change survey (变更调查新增建设用地): the overlay of last year's and this year's survey.

Ground is new construction where this year's survey has construction land and last year's had another class; land that
went back to farmland elsewhere takes nothing away from it. The kernel finds the parcels that changed; only for those
are shapes built. Ground that last year's survey left blank is not counted: nobody knows what it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc import Layer
from tuban.inspect.disc.divisions import Boundary, locate
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.shares import exact
from tuban.kernel.layer_cache import CacheDamaged, CompiledLayer, compile_layer, open_layer
from tuban.kernel.measure import ellipsoidal_areas
from tuban.kernel.overlay import UNMATCHED, overlay
from tuban.values.area import Area
from tuban.values.codes import NotARegionCode, RegionCode

CONSTRUCTION = "construction"
GROWTH = "survey_growth"
"""The name of the layer of new construction among the compiled layers."""

_TOLD = ("land_class", "parcel_number", "location_name", "location_code", "source_file", "source_feature")
_POLYGON, _MULTIPOLYGON = 3, 6


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of a survey as a person finds it again: class, number, village, file and feature."""

    land_class: str
    number: str
    place: str
    source: str


@dataclass(frozen=True, slots=True)
class NewConstruction:
    """One place that this year's survey records as newly built.

    ``before`` is the parcel of last year that gave most of it, ``others_before`` how many more gave some.
    ``unpatched`` is the ground of it that no patch covers, ``patches`` are the patches that cover the rest.
    """

    geometry: shapely.Geometry
    area: Area
    now: Parcel
    before: Parcel
    others_before: int
    county_code: str
    township_code: str
    township_name: str
    unpatched: Area
    patches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyGrowth:
    """All places of new construction, largest first within their township; ``noise`` is what strips and slivers
    along shifted boundaries add up to, which is counted nowhere."""

    places: tuple[NewConstruction, ...]
    noise: Area

    def by_county(self) -> dict[str, Area]:
        """Return the area by county code."""
        found: dict[str, Area] = {}
        for place in self.places:
            found[place.county_code] = found.get(place.county_code, exact(0.0)) + place.area
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What is drawing noise: pieces smaller than ``least_m2``, strips narrower than ``least_width_m``."""

    least_m2: float
    least_width_m: float


@dataclass(frozen=True, slots=True)
class _Changed:
    """The parcels of one survey that matter here: shapes, and columns as lists in the same order."""

    shapes: NDArray[np.object_]
    columns: Mapping[str, list[Any]]

    def parcel(self, row: int) -> Parcel:
        told = {name: values[row] for name, values in self.columns.items()}
        source = f"{told['source_file']} 第{told['source_feature']}条"
        land_class, number, place = (str(told[name] or "") for name in ("land_class", "parcel_number", "location_name"))
        return Parcel(land_class, number, place, source)


def survey_growth(
    last: Sequence[Layer],
    this: Sequence[Layer],
    compiled_last: CompiledLayer,
    *,
    land: LandClasses,
    boundaries: Sequence[Boundary],
    patches: Mapping[str, shapely.Geometry],
    tolerances: Tolerances,
    epsg: int,
) -> SurveyGrowth:
    """Overlay both surveys (polygons in the working CRS ``epsg``); ``patches`` are the issued ones by number.

    Memory grows with the construction parcels of a batch and with what changed, not with the survey.
    """
    changed = _changed_parcels(this, compiled_last, land, tolerances.least_m2, epsg)
    earlier = _earlier_parcels(last, compiled_last, land, changed.shapes)
    pieces, origins, noise = _new_ground(changed, earlier, tolerances)
    areas = ellipsoidal_areas(pieces, epsg=epsg)
    placements = locate(pieces, boundaries, epsg=epsg) if boundaries and len(pieces) else [None] * len(pieces)
    bare, touching = _beyond_patches(pieces, patches, tolerances)
    bare_areas = np.minimum(ellipsoidal_areas(bare, epsg=epsg), areas)
    places = []
    for row, (own, givers) in enumerate(origins):
        placement = placements[row]
        county = placement.county_code if placement else _county(changed.columns["location_code"][own])
        places.append(
            NewConstruction(
                pieces[row],
                exact(float(areas[row])),
                changed.parcel(own),
                earlier.parcel(givers[0]),
                len(givers) - 1,
                county,
                placement.township_code if placement else "",
                placement.township_name if placement else "",
                exact(float(bare_areas[row])),
                touching[row],
            )
        )
    places.sort(key=lambda place: (place.township_code, -place.area.square_metres, place.now.source))
    return SurveyGrowth(tuple(places), exact(noise))


def compile_growth(growth: SurveyGrowth, work: Path, *, epsg: int, name: str = "") -> CompiledLayer:
    """Return the new construction as a layer that patches can be compared with; written below ``work``, under its
    content where it has no ``name``."""
    schema = pa.schema(
        [pa.field("land_class", pa.string()), pa.field("geometry", pa.binary())],
        metadata={"tuban": json.dumps({"crs_epsg": epsg})},
    )
    rows = [
        pa.array([place.now.land_class for place in growth.places], type=pa.string()),
        pa.array([shapely.to_wkb(place.geometry) for place in growth.places], type=pa.binary()),
    ]
    table = pa.table(rows, schema=schema)
    name = name or hashlib.sha256(b"".join(value.as_py() for value in rows[1])).hexdigest()[:16]
    source = work / f"{GROWTH}-{name}.parquet"
    draft = source.with_name(f"{source.name}.{os.getpid()}.part")
    pq.write_table(table, draft)
    draft.replace(source)
    return compile_layer(source, _kept_growth(work, name), class_columns=("land_class",))


def kept_growth(work: Path, name: str) -> CompiledLayer | None:
    """Return the new construction that was kept under a name, None where it was not."""
    try:
        return open_layer(_kept_growth(work, name))
    except (CacheDamaged, FileNotFoundError):
        return None


def _kept_growth(work: Path, name: str) -> Path:
    return work / f"{GROWTH}-{name}.layer"


# --- the parcels that changed -------------------------------------------------------------------------------------


def _batches(layers: Sequence[Layer]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the rows of the layers with the position of each batch among all features."""
    first = 0
    for layer in layers:
        file = pq.ParquetFile(layer.path)
        columns = [name for name in (*_TOLD, "geometry") if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=columns):
            yield first, batch
            first += batch.num_rows


def _rows_of(batch: pa.RecordBatch, rows: Sequence[int]) -> _Changed:
    taken = batch.take(pa.array(rows, type=pa.int64()))
    columns = {
        name: taken[name].to_pylist() if name in batch.schema.names else [None] * len(rows) for name in _TOLD
    }  # fmt: skip
    shapes = shapely.from_wkb(taken["geometry"].to_numpy(zero_copy_only=False))
    return _Changed(np.asarray(shapes, dtype=object), columns)


def _joined(parts: Sequence[_Changed]) -> _Changed:
    shapes = np.concatenate([np.zeros(0, dtype=object), *(part.shapes for part in parts)])
    return _Changed(shapes, {name: [value for part in parts for value in part.columns[name]] for name in _TOLD})


def _changed_parcels(
    this: Sequence[Layer], last: CompiledLayer, land: LandClasses, least_m2: float, epsg: int
) -> _Changed:
    """Return this year's construction parcels that hold ground of another group of last year's survey."""
    other = np.array([land.group(key[0]) not in (None, CONSTRUCTION) for key in last.classes], dtype=bool)
    found = []
    for _first, batch in _batches(this):
        groups = {code: land.group(code) for code in set(batch["land_class"].to_pylist())}
        rows = [row for row, code in enumerate(batch["land_class"].to_pylist()) if groups[code] == CONSTRUCTION]
        if not rows:
            continue
        parcels = _rows_of(batch, rows)
        sound = np.array([_sound(shape) for shape in parcels.shapes], dtype=object)
        table = overlay(sound, {"survey_last": last}, epsg=epsg)
        matched = table.class_index != UNMATCHED
        counted = np.zeros(len(table), dtype=bool)
        counted[matched] = other[table.class_index[matched]]
        new_m2 = np.bincount(table.patch[counted], table.area_m2[counted], minlength=len(rows))
        keep = np.flatnonzero(new_m2 >= least_m2)
        found.append(
            _Changed(sound[keep], {name: [values[row] for row in keep] for name, values in parcels.columns.items()})
        )
    return _joined(found)


def _earlier_parcels(
    last: Sequence[Layer], compiled: CompiledLayer, land: LandClasses, shapes: NDArray[np.object_]
) -> _Changed:
    """Return last year's parcels of other groups near the given shapes."""
    if not len(shapes):
        return _joined([])
    boxes = shapely.box(*compiled.outlines.boxes.T)
    near, _shape = shapely.STRtree(boxes).query(shapely.box(*shapely.bounds(shapes).T))[::-1]
    wanted = set(compiled.outlines.item_feature[near].tolist())
    found = []
    for first, batch in _batches(last):
        codes = batch["land_class"].to_pylist()
        rows = [
            row
            for row in range(batch.num_rows)
            if first + row in wanted and land.group(codes[row]) not in (None, CONSTRUCTION)
        ]
        if rows:
            found.append(_rows_of(batch, rows))
    return _joined(found)


# --- the ground itself --------------------------------------------------------------------------------------------


def _new_ground(
    changed: _Changed, earlier: _Changed, tolerances: Tolerances
) -> tuple[NDArray[np.object_], list[tuple[int, list[int]]], float]:
    """Return pieces of new construction, for each its parcel and the earlier parcels (largest share first), and the
    plane area of what is noise. No two pieces share ground: it belongs to the parcel that comes first."""
    if not len(changed.shapes) or not len(earlier.shapes):
        return np.zeros(0, dtype=object), [], 0.0
    left, right = shapely.STRtree(earlier.shapes).query(changed.shapes, predicate="intersects")
    cuts = shapely.intersection(changed.shapes[left], earlier.shapes[right])
    by_parcel: dict[int, list[tuple[float, int, shapely.Geometry]]] = {}
    for own, giver, cut in zip(left.tolist(), right.tolist(), cuts, strict=True):
        if (area := float(shapely.area(cut))) > 0:
            by_parcel.setdefault(own, []).append((area, giver, cut))
    pieces, origins, noise = [], [], 0.0
    taken = _Taken(changed.shapes)
    for own, given in sorted(by_parcel.items()):
        ground = taken.without_earlier(own, shapely.union_all([cut for _area, _giver, cut in given]))
        kept, lost = _without_noise(ground, tolerances)
        noise += lost
        if kept is not None:
            given.sort(key=lambda one: (-one[0], one[1]))
            pieces.append(kept)
            origins.append((own, [giver for _area, giver, _cut in given]))
    return np.array(pieces, dtype=object), origins, noise


class _Taken:
    """Ground that parcels of this year's survey claim twice goes to the first of them."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        first, second = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
        self.shapes = shapes
        self.earlier: dict[int, list[int]] = {}
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            if other < one:
                self.earlier.setdefault(one, []).append(other)

    def without_earlier(self, own: int, ground: shapely.Geometry) -> shapely.Geometry:
        for other in self.earlier.get(own, ()):
            ground = shapely.difference(ground, self.shapes[other])
        return ground


def _without_noise(ground: shapely.Geometry, tolerances: Tolerances) -> tuple[shapely.Geometry | None, float]:
    """Return the polygons of ``ground`` that a person could stand on, and the plane area of the others."""
    parts = [part for part in shapely.get_parts(ground).tolist() if shapely.get_type_id(part) == _POLYGON]
    kept = [part for part in parts if _is_ground(part, tolerances)]
    lost = sum(part.area for part in parts) - sum(part.area for part in kept)
    if not kept:
        return None, lost
    return (kept[0] if len(kept) == 1 else shapely.multipolygons(kept)), lost


def _is_ground(part: shapely.Polygon, tolerances: Tolerances) -> bool:
    width = 2 * part.area / part.length if part.length else 0.0
    return bool(part.area >= tolerances.least_m2 and width >= tolerances.least_width_m)


def _beyond_patches(
    pieces: NDArray[np.object_], patches: Mapping[str, shapely.Geometry], tolerances: Tolerances
) -> tuple[NDArray[np.object_], list[tuple[str, ...]]]:
    """Return what no patch covers of each piece, and the numbers of the patches that cover some of it."""
    numbers = list(patches)
    shapes = np.array([patches[number] for number in numbers], dtype=object)
    touching: list[tuple[str, ...]] = [()] * len(pieces)
    bare = pieces.copy()
    if not len(pieces) or not len(shapes):
        return bare, touching
    piece, patch = shapely.STRtree(shapes).query(pieces, predicate="intersects")
    for row in np.unique(piece).tolist():
        hits = [hit for hit in patch[piece == row].tolist() if shapely.area(pieces[row] & shapes[hit]) > 0]
        touching[row] = tuple(sorted(numbers[hit] for hit in hits))
        rest = shapely.difference(pieces[row], shapely.union_all(shapes[hits]))
        kept, _lost = _without_noise(rest, tolerances)
        bare[row] = kept if kept is not None else shapely.Polygon()
    return bare, touching


def _sound(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return a shape that the kernel takes: one that crosses itself is built anew from its lines."""
    if shape is None or shapely.is_valid(shape):
        return shape
    made = shapely.make_valid(shape)
    parts = [
        part
        for part in shapely.get_parts(made).tolist()
        if shapely.get_type_id(part) in (_POLYGON, _MULTIPOLYGON)
    ]  # fmt: skip
    return shapely.union_all(parts) if parts else None


def _county(place: str | None) -> str:
    try:
        county = RegionCode.of_location(place or "").at("county")
    except NotARegionCode:
        return ""
    return county.text if county else ""
