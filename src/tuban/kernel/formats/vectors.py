"""Vector layers as a stream of batches: GDAL's readers for foreign formats, pyarrow for GeoParquet, and the copies
that our own readers keep of a drawing (:mod:`tuban.kernel.formats.drawn`).

Text of a Shapefile is read byte for byte and decoded here, by the encoding found, because the encoding that the file
declares may be wrong. Every other format says its encoding itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tuban.kernel.formats import drawn
from tuban.kernel.formats.curves import straightened
from tuban.kernel.formats.encodings import decode_cut
from tuban.kernel.formats.nursery import Refusal

BATCH = 20_000
_BYTE_FOR_BYTE = "ISO-8859-1"
_WITH_CURVES = ("geopackage", "geodatabase")
_KIND_BY_NAME = {"polygon": "polygon", "linestring": "line", "point": "point"}


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """One layer as its file describes it; ``crs`` is "EPSG:n", WKT or None; ``bounds`` in that CRS."""

    name: str
    geometry: str
    crs: str | None
    bounds: tuple[float, float, float, float] | None
    count: int
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some features: columns as lists are avoided, so ``table`` is Arrow; ``wkb`` their geometry, None for none."""

    table: pa.Table
    wkb: NDArray[np.object_] | None
    cut_texts: int = 0
    curves: int = 0


def open_options(path: Path, kind: str) -> dict[str, Any]:
    """Return reader options; a GeoPackage is opened as immutable, so that nothing is written beside it."""
    if kind == "geopackage" and not path.with_name(path.name + "-wal").exists():
        return {"IMMUTABLE": "YES"}
    if kind == "geojson":
        return {"DATE_AS_STRING": "YES"}  # JSON has no dates: a text that looks like one stays as it was written
    if kind == "flatgeobuf":
        return {"VERIFY_BUFFERS": "YES"}
    return {}


def layers(path: Path, kind: str, encoding: str | None = None) -> list[VectorLayer]:
    """Describe every layer of a file. Raises Refusal where it cannot be opened as ``kind``."""
    import pyogrio

    if kind == "geoparquet":
        return [_parquet_layer(path)]
    if kind in drawn.KINDS:
        return [_drawn_layer(about, copy) for about, copy in drawn.stored(path)]
    try:
        names = [str(name) for name, _geometry in pyogrio.list_layers(path)]
        return [_layer(path, kind, name, encoding) for name in names]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError, ValueError) as error:
        raise Refusal("file.unreadable", str(error)) from error
    except UnboundLocalError as error:  # how the reader ends over a .prj that it cannot make out
        raise Refusal("file.unreadable", ".prj") from error


def batches(path: Path, kind: str, layer: str, columns: Sequence[str], encoding: str | None) -> Iterator[Batch]:
    """Yield the features of a layer, only these columns, in file order. Raises Refusal where reading breaks off."""
    import pyogrio

    if kind == "geoparquet":
        yield from _parquet_batches(path, columns)
        return
    if kind in drawn.KINDS:
        yield from _drawn_batches(path, layer, columns)
        return
    raw, first = kind == "shapefile", 0
    if kind == "flatgeobuf":  # its own way of streaming gives damaged bytes where a feature has no geometry
        pyogrio.set_gdal_config_options({"OGR_FLATGEOBUF_STREAM_BASE_IMPL": True})
    try:
        wanted = _names_in_file(path, columns, encoding) if raw else list(columns)
        with pyogrio.open_arrow(
            path, layer=None if raw else layer, columns=wanted, batch_size=BATCH, use_pyarrow=True,
            encoding=_BYTE_FOR_BYTE if raw else None, **open_options(path, kind),
        ) as (about, reader):  # fmt: skip
            geometry_name = about["geometry_name"] or "wkb_geometry"
            for record_batch in reader:
                table = pa.Table.from_batches([record_batch])
                wkb = _wkb(table, geometry_name)
                chosen = table.select([name for name in wanted if name in table.column_names])
                chosen, cut = _decoded(chosen, encoding) if raw else (chosen, 0)
                curves = 0
                if wkb is not None and kind in _WITH_CURVES:
                    wkb, curves = straightened(wkb, path, layer, first, open_options(path, kind))
                first += table.num_rows
                yield Batch(chosen, wkb, cut, curves)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException) as error:
        raise Refusal("file.unreadable", str(error)) from error


def _names_in_file(path: Path, columns: Sequence[str], encoding: str | None) -> list[str]:
    """Return the names of columns as they stand in a Shapefile byte for byte, be they cut in a character or not."""
    import pyogrio

    given = [str(name) for name in pyogrio.read_info(path, encoding=_BYTE_FOR_BYTE)["fields"]]
    by_name = {decode_cut(name.encode(_BYTE_FOR_BYTE), encoding or "UTF-8")[0]: name for name in given}
    return [by_name[name] for name in columns if name in by_name]


def _wkb(table: pa.Table, name: str) -> NDArray[np.object_] | None:
    if name not in table.column_names:
        return None
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=object)


def _decoded(table: pa.Table, encoding: str | None) -> tuple[pa.Table, int]:
    """Decode names and distinct texts of a batch that was read byte for byte; count values cut in a character."""
    names, arrays, cut = [], [], 0
    for name, column in zip(table.column_names, table.columns, strict=True):
        names.append(decode_cut(name.encode(_BYTE_FOR_BYTE), encoding or "UTF-8")[0])
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            coded = column.combine_chunks().dictionary_encode()
            texts = []
            for value in coded.dictionary.to_pylist():
                text, was_cut = decode_cut(value.encode(_BYTE_FOR_BYTE), encoding or "UTF-8")
                cut += was_cut
                texts.append(text)
            arrays.append(pa.array(texts, pa.string()).take(coded.indices))
        else:
            arrays.append(column)
    return pa.table(dict(zip(names, arrays, strict=True))), cut


def _layer(path: Path, kind: str, name: str, encoding: str | None) -> VectorLayer:
    import pyogrio

    raw = kind == "shapefile"
    about = pyogrio.read_info(
        path, layer=None if raw else name, encoding=_BYTE_FOR_BYTE if raw else None,
        force_feature_count=True, force_total_bounds=True, **open_options(path, kind),
    )  # fmt: skip
    fields = [str(field) for field in about["fields"]]
    if raw:
        fields = [decode_cut(field.encode(_BYTE_FOR_BYTE), encoding or "UTF-8")[0] for field in fields]
    bounds = about["total_bounds"]
    kinds = tuple(str(dtype) for dtype in about["dtypes"])
    return VectorLayer(
        name, _kind(about["geometry_type"]), about["crs"], _box(bounds),
        int(about["features"]), tuple(zip(fields, kinds, strict=True)),
    )  # fmt: skip


def _box(bounds: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    return None if bounds is None else (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))


def _kind(name: str | None) -> str:
    if not name:
        return "none"
    folded = name.casefold()
    return next((kind for word, kind in _KIND_BY_NAME.items() if word in folded), "unknown")


def _parquet_layer(path: Path) -> VectorLayer:
    file, geo = _parquet(path)
    primary = geo.get("primary_column")
    column = geo.get("columns", {}).get(primary, {}) if primary else {}
    names = [(field.name, str(field.type)) for field in file.schema_arrow if field.name not in (primary, "bbox")]
    kinds = {_kind(str(kind)) for kind in column.get("geometry_types", [])} or {"unknown"}
    crs = column.get("crs", "OGC:CRS84")
    bounds = column.get("bbox")
    if bounds and len(bounds) == 6:
        bounds = [bounds[0], bounds[1], bounds[3], bounds[4]]
    return VectorLayer(
        path.stem, "none" if not primary else kinds.pop() if len(kinds) == 1 else "unknown",
        None if crs is None else json.dumps(crs) if isinstance(crs, dict) else str(crs),
        _box(bounds), file.metadata.num_rows, tuple(names),
    )  # fmt: skip


def _drawn_layer(about: dict[str, Any], copy: Path) -> VectorLayer:
    names = [(field.name, str(field.type)) for field in pq.read_schema(copy) if field.name != drawn.GEOMETRY]
    return VectorLayer(
        about["name"], about["geometry"], about["crs"], _box(about["bounds"]), about["count"], tuple(names)
    )


def _drawn_batches(path: Path, layer: str, columns: Sequence[str]) -> Iterator[Batch]:
    for about, copy in drawn.stored(path):
        if about["name"] == layer:
            for record_batch in pq.ParquetFile(copy).iter_batches(BATCH, columns=[*columns, drawn.GEOMETRY]):
                table = pa.Table.from_batches([record_batch])
                yield Batch(table.select(list(columns)), _wkb(table, drawn.GEOMETRY))


def _parquet(path: Path) -> tuple[pq.ParquetFile, dict[str, Any]]:
    try:
        file = pq.ParquetFile(path)
        geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refusal("file.unreadable", str(error)) from error
    primary = geo.get("primary_column") if isinstance(geo, dict) else None
    if primary and geo.get("columns", {}).get(primary, {}).get("encoding") != "WKB":
        raise Refusal("file.unreadable", "GeoParquet geometry that is not WKB")
    return file, geo if isinstance(geo, dict) else {}


def _parquet_batches(path: Path, columns: Sequence[str]) -> Iterator[Batch]:
    file, geo = _parquet(path)
    primary = geo.get("primary_column")
    wanted = [*columns, *([primary] if primary else [])]
    try:
        for record_batch in file.iter_batches(batch_size=BATCH, columns=wanted):
            table = pa.Table.from_batches([record_batch])
            wkb = _wkb(table, primary) if primary else None
            yield Batch(table.select([name for name in columns if name in table.column_names]), wkb)
    except (pa.ArrowException, OSError) as error:
        raise Refusal("file.unreadable", str(error)) from error
