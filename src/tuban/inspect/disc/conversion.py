"""One layer of a foreign file → normal form, streamed batch by batch; runs in a child process.

Normal form is one GeoParquet file: columns named as in ``lawbook/fields.yaml`` with typed values in canonical text,
``source_file`` and ``source_feature``, and valid plane geometry in the working CRS. See docs/reference/disc.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.carrying import Carrier
from tuban.inspect.disc.findings import Finding, Sketch, capped, finding
from tuban.inspect.disc.values import Parsed, Reading, cleaned_number, parse
from tuban.kernel.formats import describe, tables, vectors
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.repair import EVERY_FEATURE, GeometryFinding, decode_wkb, repair
from tuban.kernel.web_map_offset import KINDS
from tuban.values.language import gettext as _

ARROW_TYPES = {"integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
_LEFT_OUT = {"missing", "empty", "unreadable", "not_finite", "absurd", "wrong_kind", "collapsed"}
_NOT_REPAIRED = {"value.required_empty", "value.digits_lost"}
_EXACT_DIGITS = 1e15
_TABLE_BATCH = 5000
_MOST_SKETCHED = 2000  # points
_PATCH_ROLES = ("patches", "earlier_patches")


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one of our fields is filled: from which column (none: stays empty), and how its values are read."""

    name: str
    required: bool
    column: str | None
    reading: Reading


class _OddKey(NamedTuple):
    """A value that is told once for all features that have it: column, code of the finding, value as delivered."""

    column: str
    code: str
    raw: str


@dataclass
class _Odd:
    """The first feature with an odd value, what was read from it (empty: nothing), and how many have it."""

    feature: int
    after: str
    count: int = 0


@dataclass
class _Layer:
    """What is known while one layer streams through."""

    file: str
    role: str
    geometry: str
    plans: list[FieldPlan]
    schema: pa.Schema
    carrier: Carrier | None = None
    findings: list[Finding] = field(default_factory=list)
    odd_values: dict[_OddKey, _Odd] = field(default_factory=dict)
    list_slug: str = ""
    list_labels: Mapping[str, str] = field(default_factory=dict)
    total: int = 0
    loaded: int = 0
    cut_texts: int = 0
    heights: int = 0
    curves: int = 0
    bounds: list[float] = field(default_factory=lambda: [np.inf, np.inf, -np.inf, -np.inf])


def convert(
    *, read_from: str, kind: str, layer: str, encoding: str | None, crs: str | None, epsg: int, geometry: str,
    role: str, file: str, fields: Sequence[Mapping[str, Any]], target: str, about: Mapping[str, Any],
    known: Sequence[str], list_slug: str = "",
    list_labels: Mapping[str, str] | None = None, swapped: bool = False, shift: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Write ``target`` and return counts, bounds and findings. ``geometry`` is polygon, line or none.

    ``crs`` is that of the source, ``epsg`` the working CRS; ``swapped`` says that northing stands first in the source,
    ``shift`` which offset of web maps is to be undone; ``about`` goes into the metadata key ``tuban``.
    """
    plans = [
        FieldPlan(each["name"], each["required"], each["column"], Reading(each["type"], each["unit"], each["codes"]))
        for each in fields
    ]
    state = _Layer(
        file, role, geometry, plans, _schema(plans, geometry), list_slug=list_slug, list_labels=list_labels or {}
    )
    if geometry != "none" and crs is not None:
        offset = shift if shift in KINDS else ""
        state.carrier = Carrier(crs, epsg, swapped=swapped, shift=offset)
        if offset:
            state.findings.append(finding("crs.offset_undone", file, before=offset, after=f"EPSG:{epsg}", kind=offset))
    path = Path(target)
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, state.schema, compression="zstd") as writer:
        for columns, features, wkb in _stream(
            state, read_from=read_from, kind=kind, layer=layer, encoding=encoding, known=known
        ):
            batch = _normalised(state, columns, features, wkb)
            if batch.num_rows:
                writer.write_table(batch)
        writer.add_key_value_metadata(_metadata(state, about, epsg))
    part.replace(path)
    _summarise(state)
    return {"count": state.loaded, "total": state.total, "skipped": state.total - state.loaded,
            "bounds": state.bounds if state.bounds[0] <= state.bounds[2] else None,
            "findings": [found.as_wire() for found in capped(state.findings)]}  # fmt: skip


def _schema(plans: Sequence[FieldPlan], geometry: str) -> pa.Schema:
    columns = [pa.field(plan.name, ARROW_TYPES.get(plan.reading.type, pa.string())) for plan in plans]
    columns += [pa.field("source_file", pa.string()), pa.field("source_feature", pa.int64())]
    if geometry != "none":
        columns.append(pa.field("geometry", pa.binary()))
    return pa.schema(columns)


def _stream(
    state: _Layer, *, read_from: str, kind: str, layer: str, encoding: str | None, known: Sequence[str]
) -> Iterator[tuple[Mapping[str, pa.Array], NDArray[np.int64], NDArray[np.object_] | None]]:
    """Yield columns by name, 1-based feature or row numbers, and WKB."""
    wanted = [plan.column for plan in state.plans if plan.column]
    if kind in ("excel", "csv"):
        opened = describe.opened_tables(Path(read_from), kind, set(known), encoding)
        yield from _table_stream(state, opened, layer if kind == "excel" else None, wanted)
        return
    first = 1
    for batch in vectors.batches(Path(read_from), kind, layer, list(dict.fromkeys(wanted)), encoding):
        rows = batch.table.num_rows if batch.table.num_columns else len(batch.wkb if batch.wkb is not None else ())
        columns = {name: batch.table.column(name).combine_chunks() for name in batch.table.column_names}
        state.cut_texts += batch.cut_texts
        state.curves += batch.curves
        yield columns, np.arange(first, first + rows, dtype=np.int64), batch.wkb
        first += rows


def _table_stream(
    state: _Layer, tables_read: Iterable[tables.Table], layer: str | None, wanted: Sequence[str]
) -> Iterator[tuple[Mapping[str, pa.Array], NDArray[np.int64], None]]:
    for table in tables_read:
        if layer is not None and table.name != layer:
            continue
        at = {name: table.columns.index(name) for name in wanted}
        rows: list[list[Any]] = []
        numbers: list[int] = []
        for number, row in enumerate(table.rows, table.first_row):
            if row:
                rows.append(row)
                numbers.append(number)
            if len(rows) == _TABLE_BATCH:
                yield _cells(state, rows, numbers, at), np.array(numbers), None
                rows, numbers = [], []
        if rows:
            yield _cells(state, rows, numbers, at), np.array(numbers), None
        for number in table.wide_rows:
            state.findings.append(finding("table.wide_row", state.file, number, before="…", after=""))


def _cells(
    state: _Layer, rows: Sequence[Sequence[Any]], numbers: Sequence[int], at: Mapping[str, int]
) -> dict[str, pa.Array]:
    types = {plan.column: plan for plan in state.plans if plan.column}
    columns = {}
    for name, position in at.items():
        cells = [row[position] for row in rows]
        if types[name].reading.type == "text":
            for number, cell in zip(numbers, cells, strict=True):
                if isinstance(cell, float) and abs(cell) >= _EXACT_DIGITS:
                    _odd(state, _OddKey(name, "value.digits_lost", tables.cell_text(cell)), [number])
        columns[name] = pa.array([tables.cell_text(cell) for cell in cells], pa.string())
    return columns


def _odd(state: _Layer, key: _OddKey, features: Sequence[int] | NDArray[np.int64], after: object = None) -> None:
    """Count odd values; the first feature that has one is kept."""
    if len(features):
        kept = state.odd_values.setdefault(key, _Odd(int(features[0]), "" if after is None else str(after)))
        kept.count += len(features)


def _normalised(
    state: _Layer, columns: Mapping[str, pa.Array], features: NDArray[np.int64], wkb: NDArray[np.object_] | None
) -> pa.Table:
    rows = len(features)
    state.total += rows
    arrays: dict[str, pa.Array] = {}
    for plan in state.plans:
        kind = ARROW_TYPES.get(plan.reading.type, pa.string())
        if plan.column is not None and plan.column in columns:
            arrays[plan.name] = _typed(state, plan, columns[plan.column], features)
        elif plan.column is None:
            arrays[plan.name] = pa.nulls(rows, kind)
        else:
            raise Refusal("file.unreadable", f"column {plan.column}")
    if state.role == "patches":
        arrays["list"] = _patch_lists(state, arrays, features)
    arrays["source_file"] = pa.array([state.file] * rows, pa.string())
    arrays["source_feature"] = pa.array(features, pa.int64())
    if state.geometry == "none":
        state.loaded += rows
        return pa.table(arrays, schema=state.schema)
    geometries = _geometries(state, wkb, features)
    kept = ~shapely.is_missing(geometries) if state.geometry != "optional_polygon" else np.ones(rows, dtype=bool)
    arrays["geometry"] = pa.array(shapely.to_wkb(geometries, output_dimension=2), pa.binary())
    state.loaded += int(kept.sum())
    _extend(state, geometries)
    table = pa.table(arrays, schema=state.schema)
    return table if kept.all() else table.filter(pa.array(kept))


def _typed(state: _Layer, plan: FieldPlan, column: pa.Array, features: NDArray[np.int64]) -> pa.Array:
    """Read every distinct value once and spread the results; collect what could not be read."""
    kind = ARROW_TYPES.get(plan.reading.type, pa.string())
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    coded = column.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    raws = [_plain(value) for value in coded.dictionary.to_pylist()]
    parsed = [parse(raw, plan.reading) for raw in raws]
    if plan.name == "patch_number" or (plan.name == "number" and state.role in _PATCH_ROLES):
        parsed = [cleaned_number(each) for each in parsed]
    if plan.reading.type == "text" and pa.types.is_floating(column.type):
        _tell_lost_digits(state, plan, column, features)
    _tell_odd_values(
        state, plan, dict(zip(raws, parsed, strict=True)), np.asarray(coded.indices.fill_null(-1)), features
    )
    return pa.array([each.value for each in parsed], kind).take(coded.indices)


def _tell_odd_values(
    state: _Layer, plan: FieldPlan, parsed: Mapping[str, Parsed], indices: NDArray[Any], features: NDArray[np.int64]
) -> None:
    """Count the values that could not be read or were unusual, and the empty ones where there must be one."""
    column = plan.column or plan.name
    blank = [-1]
    for position, (raw, each) in enumerate(parsed.items()):
        if each.oddity:
            where = np.flatnonzero(indices == position)
            _odd(state, _OddKey(column, each.oddity, raw), features[where], after=each.value)
        elif each.value is None:
            blank.append(position)
    if plan.required and plan.name != "number":
        where = np.flatnonzero(np.isin(indices, blank))
        _odd(state, _OddKey(column, "value.required_empty", ""), features[where])


def _tell_lost_digits(state: _Layer, plan: FieldPlan, column: pa.Array, features: NDArray[np.int64]) -> None:
    numbers = np.abs(np.asarray(column.fill_null(0), dtype=np.float64))
    for row in np.flatnonzero(numbers >= _EXACT_DIGITS):
        raw = tables.cell_text(column[int(row)].as_py())
        _odd(state, _OddKey(plan.column or plan.name, "value.digits_lost", raw), features[row : row + 1])


def _plain(value: Any) -> str:
    return tables.cell_text(value) if not isinstance(value, bytes) else ""


def _patch_lists(state: _Layer, arrays: Mapping[str, pa.Array], features: NDArray[np.int64]) -> pa.Array:
    """Fill the list of every patch: the file's where it belongs to one, else the patch's own entry."""
    of_file = state.list_slug
    own = arrays["list"].to_pylist()
    if not of_file:
        return arrays["list"]
    numbers = arrays["number"].to_pylist()
    labels = state.list_labels
    for value, number, feature in zip(own, numbers, features, strict=True):
        if value and value != of_file:
            state.findings.append(
                finding(
                    "patches.list_disagrees",
                    state.file,
                    int(feature),
                    before=labels.get(value, value),
                    after=labels.get(of_file, of_file),
                    number=number,
                )
            )
    return pa.array([of_file] * len(own), pa.string())


def _geometries(state: _Layer, wkb: NDArray[np.object_] | None, features: NDArray[np.int64]) -> NDArray[np.object_]:
    """Decode, bring into the working CRS and repair; every change becomes a finding."""
    decoded = decode_wkb(wkb if wkb is not None else np.full(len(features), None, dtype=object))
    geometries = decoded.geometries.copy()
    absurd = np.zeros(len(geometries), dtype=bool)
    if state.carrier is not None:
        absurd = state.carrier.not_on_earth(geometries)
        geometries[absurd] = None
        geometries = state.carrier.carried(geometries)
    wanted = "line" if state.geometry == "line" else "polygon"
    mended = repair(geometries, kind=wanted)  # type: ignore[arg-type]
    already = {found.index for found in decoded.findings if found.code == "unreadable"} | set(np.flatnonzero(absurd))
    for index in np.flatnonzero(absurd):
        _geometry_finding(state, GeometryFinding(int(index), "absurd", 0.0, 0.0), int(features[index]), None, None)
    for found in (*decoded.findings, *mended.findings):
        if found.index == EVERY_FEATURE:
            state.heights += int(found.detail or 0)
        elif found.code == "missing" and (found.index in already or state.geometry == "optional_polygon"):
            continue
        else:
            shapes = (geometries[found.index], mended.geometries[found.index])
            _geometry_finding(state, found, int(features[found.index]), *shapes)
    return mended.geometries


def _geometry_finding(
    state: _Layer, found: GeometryFinding, feature: int, delivered: shapely.Geometry | None,
    taken: shapely.Geometry | None,
) -> None:  # fmt: skip
    """Tell what was found, where it lies, and its outlines before and after."""
    code, detail = found.code, found.detail
    box = state.carrier.box(taken or delivered) if state.carrier is not None else None
    place: dict[str, Any] = {"box": box, "sketch": _sketch(delivered, taken) if box else None}
    if state.role == "patches" and code in _LEFT_OUT:
        detail = detail or code.replace("_", " ")
        state.findings.append(finding("patches.unusable", state.file, feature, detail=detail, **place))
        return
    before, after = (f"{area:.2f} m²" for area in (found.area_before, found.area_after))
    if code in _LEFT_OUT:
        before = detail or code.replace("_", " ")
        after = _("kept without geometry") if state.geometry == "optional_polygon" else _("left out")
    about: dict[str, Any] = {"detail": detail, "wanted": state.geometry, **place}
    state.findings.append(finding(f"geometry.{code}", state.file, feature, before=before, after=after, **about))


def _sketch(delivered: shapely.Geometry | None, taken: shapely.Geometry | None) -> Sketch | None:
    """Return outlines before and after, where they are small enough to be drawn on a page."""
    if sum(int(shapely.get_num_coordinates(shape)) for shape in (delivered, taken)) > _MOST_SKETCHED:
        return None
    before, after = (
        "" if shape is None else shapely.to_wkb(shape, hex=True, output_dimension=2) for shape in (delivered, taken)
    )
    return Sketch(before, after)


def _extend(state: _Layer, geometries: NDArray[np.object_]) -> None:
    present = geometries[~shapely.is_missing(geometries)]
    if len(present):
        box = shapely.total_bounds(present)
        low, high = np.minimum(state.bounds[:2], box[:2]), np.maximum(state.bounds[2:], box[2:])
        state.bounds = [float(value) for value in (*low, *high)]


def _summarise(state: _Layer) -> None:
    """Turn what was counted while streaming into findings."""
    for key, odd in state.odd_values.items():
        after = None if key.code in _NOT_REPAIRED else odd.after or _("unknown")
        about: dict[str, Any] = {"field": key.column, "count": odd.count}
        state.findings.append(finding(key.code, state.file, odd.feature, before=key.raw[:80], after=after, **about))
    if state.cut_texts:
        state.findings.append(finding("encoding.cut_text", state.file, count=state.cut_texts, before="…", after="…"))
    if state.curves:
        straight = _("chords")
        state.findings.append(
            finding("geometry.curves_straightened", state.file, count=state.curves, before=_("arcs"), after=straight)
        )
    if state.heights:
        state.findings.append(finding("geometry.heights_dropped", state.file, detail=state.heights))


def _metadata(state: _Layer, about: Mapping[str, Any], epsg: int) -> dict[str, str]:
    metadata = {"tuban": json.dumps({**about, "crs_epsg": epsg, "count": state.loaded}, ensure_ascii=False)}
    if state.geometry != "none":
        from pyproj import CRS

        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": [],
            "crs": json.loads(CRS.from_epsg(epsg).to_json()),
        }
        if state.bounds[0] <= state.bounds[2]:
            column["bbox"] = state.bounds
        metadata["geo"] = json.dumps(
            {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        )
    return metadata
