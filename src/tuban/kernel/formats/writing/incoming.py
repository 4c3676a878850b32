"""Layers of any file that can be read, as layers to be written: looked through once, then streamed when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from tuban.kernel.crs import CannotTransform, transform_geometries
from tuban.kernel.formats import describe, tables, vectors
from tuban.kernel.formats.drawn import as_array
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.writing.outgoing import (
    MIXED,
    Loss,
    Outgoing,
    Rows,
    Shapes,
    kinds_of,
    plain_schema,
    plain_table,
)
from tuban.kernel.repair import decode_wkb

TABLES = frozenset({"csv", "excel"})
GEOMETRY_COLUMNS = ("wkt", "geometry", "geom", "the_geom")
_SUFFIX = {"polygon": "面", "line": "线", "point": "点"}
_MULTI_FROM = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One layer to carry: its name in the file, its system, and for a table the column that holds shapes as text."""

    name: str
    crs: str | None
    geometry_column: str = ""


@dataclass(slots=True)
class _Seen:
    """What a look through a layer shows."""

    count: int = 0
    kinds: set[str] | None = None
    is_multi: bool = False
    has_heights: bool = False
    without_shape: int = 0
    unreadable: int = 0
    measures: int = 0
    bounds: tuple[float, float, float, float] | None = None


def opened(
    path: Path, kind: str, encoding: str | None, asked: Asked, known: Sequence[str]
) -> tuple[Outgoing, tuple[float, float, float, float] | None, list[Loss]]:
    """Return a layer in its own system, its bounds, and what it cannot give. Raises Refusal."""
    stream = _tables(path, kind, encoding, asked, known) if kind in TABLES else _vectors(path, kind, encoding, asked)
    schema, losses = plain_schema(_schema(path, kind, encoding, asked, stream), asked.name)
    seen = _Seen(kinds=set())
    for rows in stream():
        _look(seen, rows)

    def plain() -> Iterator[Rows]:
        for rows in stream():
            yield Rows(plain_table(rows.table, schema), rows.shapes)

    if seen.unreadable:
        losses.append(Loss("geometry.unreadable", asked.name, {"count": str(seen.unreadable)}))
    if seen.measures:
        losses.append(Loss("geometry.measures_dropped", asked.name, {"count": str(seen.measures)}))
    kinds = seen.kinds or set()
    kind_now = next(iter(kinds)) if len(kinds) == 1 else MIXED if kinds else "none"
    layer = Outgoing(asked.name, kind_now, asked.crs, schema, seen.count, seen.is_multi, seen.has_heights, plain)
    return layer, seen.bounds, losses


def carried(layer: Outgoing, target: str | None, *, moves: bool, decimals: int | None) -> Outgoing:
    """Return the layer in another system, its coordinates rounded where ``decimals`` says so. Raises Refusal late."""

    def rows() -> Iterator[Rows]:
        for batch in layer.rows():
            shapes = batch.shapes
            if moves:
                try:
                    shapes = transform_geometries_with_heights(shapes, layer.crs, target)
                except CannotTransform as error:
                    raise Refusal("convert.cannot_transform", error.message) from error
            if decimals is not None:
                shapes = shapely.transform(shapes, lambda points: np.round(points, decimals), include_z=None)
            yield Rows(batch.table, shapes)

    return replace(layer, crs=target, rows=rows) if moves or decimals is not None else replace(layer, crs=target)


def transform_geometries_with_heights(shapes: Shapes, source: Any, target: Any) -> Shapes:
    """Carry shapes over; heights stay as they are."""
    high = shapely.has_z(shapes)
    if not high.any():
        return transform_geometries(shapes, source, target)
    heights = shapely.get_coordinates(shapes[high], include_z=True)[:, 2]
    moved = transform_geometries(shapely.force_2d(shapes), source, target)
    raised = shapely.force_3d(moved[high])
    at = 0

    def lift(points: NDArray[np.float64]) -> NDArray[np.float64]:
        nonlocal at
        lifted = np.column_stack([points[:, :2], heights[at : at + len(points)]])
        at += len(points)
        return lifted

    moved[high] = shapely.transform(raised, lift, include_z=True)
    return moved


def of_one_kind(layer: Outgoing, *, keep_empty: bool) -> tuple[list[Outgoing], list[Loss]]:
    """Split a layer into one for each kind of shape; of a collection the parts of its highest kind are kept.

    Features without a shape go with the first kind, or are left out where the target cannot hold them.
    """
    found: dict[str, list[int]] = {}
    losses = []
    empty = collections = 0
    for rows in layer.rows():
        kinds = kinds_of(rows.shapes)
        collections += int((kinds == MIXED).sum())
        empty += int((kinds == "none").sum())
        for kind, count in zip(*np.unique(_highest(rows.shapes, kinds), return_counts=True), strict=True):
            found.setdefault(str(kind), []).append(int(count))
    kinds_here: list[str] = [kind for kind in ("polygon", "line", "point") if kind in found]
    if empty and not keep_empty:
        losses.append(Loss("feature.without_shape", layer.name, {"count": str(empty)}))
    if collections:
        losses.append(Loss("geometry.collections_cut", layer.name, {"count": str(collections)}))
    if len(kinds_here) > 1:
        losses.append(Loss("layer.split", layer.name, {"kinds": " ".join(_SUFFIX[kind] for kind in kinds_here)}))
    made = []
    for kind in kinds_here or ["none"]:
        with_empty = keep_empty and kind == (kinds_here or ["none"])[0]
        name = f"{layer.name}_{_SUFFIX[kind]}" if len(kinds_here) > 1 else layer.name
        count = sum(found.get(kind, ())) + (sum(found.get("none", ())) if with_empty and kind != "none" else 0)
        count = count if with_empty or kind != "none" else 0
        rows_of = _only(layer, kind, with_empty=with_empty)
        multi = any(bool((shapely.get_type_id(rows.shapes) >= _MULTI_FROM).any()) for rows in rows_of())
        made.append(replace(layer, name=name, kind=kind, count=count, is_multi=multi, rows=rows_of))
    return made, losses


def _only(layer: Outgoing, kind: str, *, with_empty: bool) -> Callable[[], Iterator[Rows]]:
    def rows() -> Iterator[Rows]:
        for batch in layer.rows():
            kinds = kinds_of(batch.shapes)
            highest = _highest(batch.shapes, kinds)
            keep = (highest == kind) | (with_empty & (highest == "none"))
            shapes = batch.shapes.copy()
            shapes[highest == "none"] = None
            for index in np.flatnonzero((kinds == MIXED) & keep):
                shapes[index] = _parts_of(shapes[index], kind)
            if keep.all():
                yield Rows(batch.table, shapes)
            elif keep.any():
                yield Rows(batch.table.filter(pa.array(keep)), shapes[keep])

    return rows


def _highest(shapes: Shapes, kinds: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return the kinds, where a collection counts by the highest kind in it."""
    highest = kinds.copy()
    for index in np.flatnonzero(kinds == MIXED):
        inside = set(kinds_of(np.array(_flat(shapes[index]), dtype=object)).tolist())
        highest[index] = next((kind for kind in ("polygon", "line", "point") if kind in inside), "none")
    return highest


def _flat(shape: Any) -> list[Any]:
    return [piece for part in shape.geoms for piece in (_flat(part) if hasattr(part, "geoms") else [part])]


def _parts_of(shape: Any, kind: str) -> Any:
    parts = [part for part in _flat(shape) if kinds_of(np.array([part], dtype=object))[0] == kind]
    multi = {"polygon": shapely.MultiPolygon, "line": shapely.MultiLineString, "point": shapely.MultiPoint}[kind]
    return parts[0] if len(parts) == 1 else multi(parts)


def _look(seen: _Seen, rows: Rows) -> None:
    kinds = kinds_of(rows.shapes)
    seen.count += len(rows.shapes)
    assert seen.kinds is not None  # noqa: S101 - set by the only caller
    seen.kinds |= set(kinds.tolist()) - {"none"}
    seen.is_multi = seen.is_multi or bool((shapely.get_type_id(rows.shapes) >= _MULTI_FROM).any())
    seen.has_heights = seen.has_heights or bool(shapely.has_z(rows.shapes).any())
    seen.without_shape += int((kinds == "none").sum())
    box = shapely.total_bounds(rows.shapes)
    if np.isfinite(box).all():
        before = seen.bounds or tuple(box)
        low, high = np.minimum(before[:2], box[:2]), np.maximum(before[2:], box[2:])
        seen.bounds = float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _vectors(path: Path, kind: str, encoding: str | None, asked: Asked) -> Callable[[], Iterator[Rows]]:
    columns = [name for name, _type in _layer_of(path, kind, encoding, asked.name).columns]

    def rows() -> Iterator[Rows]:
        for batch in vectors.batches(path, kind, asked.name, columns, encoding):
            count = len(batch.wkb) if batch.wkb is not None else batch.table.num_rows
            wkb = batch.wkb if batch.wkb is not None else np.full(count, None, dtype=object)
            shapes = np.array(decode_wkb(wkb).geometries, dtype=object, copy=True)
            flat = shapely.has_m(shapes)
            shapes[flat] = shapely.force_2d(shapes[flat])
            shapes[shapely.is_empty(shapes)] = None
            yield Rows(batch.table, shapes)

    return rows


def _layer_of(path: Path, kind: str, encoding: str | None, name: str) -> vectors.VectorLayer:
    found = [layer for layer in vectors.layers(path, kind, encoding) if layer.name == name]
    if not found:
        raise Refusal("file.unreadable", name)
    return found[0]


def _schema(
    path: Path, kind: str, encoding: str | None, asked: Asked, stream: Callable[[], Iterator[Rows]]
) -> pa.Schema:
    first = next(iter(stream()), None)
    if first is not None:
        return first.table.schema
    if kind in TABLES:
        return pa.schema([])
    return pa.schema([(name, pa.string()) for name, _type in _layer_of(path, kind, encoding, asked.name).columns])


def _tables(
    path: Path, kind: str, encoding: str | None, asked: Asked, known: Sequence[str]
) -> Callable[[], Iterator[Rows]]:
    """Stream a table; its columns keep one type over all batches, so it is read whole."""
    found = [
        table
        for table in describe.opened_tables(path, kind, set(known), encoding)
        if kind == "csv" or table.name == asked.name
    ]
    if not found:
        raise Refusal("file.unreadable", asked.name)
    table = found[0]
    cells = [row for row in table.rows if row]
    columns: Mapping[str, list[Any]] = {name: [row[place] for row in cells] for place, name in enumerate(table.columns)}
    pieces = _pieces_of(asked.geometry_column, table.columns)
    shapes = np.full(len(cells), None, dtype=object)
    if pieces:
        texts = zip(*(columns[piece] for piece in pieces), strict=True)
        shapes = _shapes_of(["".join(map(tables.cell_text, cells_of_one)) for cells_of_one in texts])
    arrays = {name: _typed(values) for name, values in columns.items() if name not in pieces}
    whole = Rows(pa.table(arrays), shapes)

    def rows() -> Iterator[Rows]:
        for start in range(0, len(cells), vectors.BATCH):
            yield Rows(whole.table.slice(start, vectors.BATCH), whole.shapes[start : start + vectors.BATCH])

    return rows


def _pieces_of(column: str, names: Sequence[str]) -> list[str]:
    """Return the columns in which a shape's text stands: the named one, and those in which it goes on."""
    pieces = [column] if column in names else []
    while pieces and f"{column}_{len(pieces) + 1}" in names:
        pieces.append(f"{column}_{len(pieces) + 1}")
    return pieces


def _shapes_of(texts: Sequence[str]) -> Shapes:
    shapes = shapely.from_wkt(np.array([text.strip() or None for text in texts], dtype=object), on_invalid="ignore")
    shapes = np.asarray(shapes, dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _typed(values: Sequence[Any]) -> pa.Array:
    """Return cells as a column: numbers, flags and days where a spreadsheet has such in all its cells, else text."""
    blank = [None if tables.cell_text(value) == "" else value for value in values]
    kinds = {type(value) for value in blank if value is not None}
    if kinds and kinds <= {int, float}:
        if all(value is None or float(value).is_integer() for value in blank):
            return as_array([None if value is None else int(value) for value in blank])
        return as_array([None if value is None else float(value) for value in blank])
    if kinds == {bool}:
        return pa.array(blank, pa.bool_())
    if kinds and kinds <= {date, datetime} and all(_is_day(value) for value in blank):
        days = [value.date() if isinstance(value, datetime) else value for value in blank]
        return pa.array(days, pa.date32())
    return pa.array([None if value is None else tables.cell_text(value) for value in blank], pa.string())


def _is_day(value: Any) -> bool:
    return value is None or not isinstance(value, datetime) or (value.hour, value.minute, value.second) == (0, 0, 0)
