"""Shapefile, GeoPackage, File Geodatabase and FlatGeobuf, written by GDAL from streamed batches."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.writing.outgoing import MIXED, Loss, Outgoing

GEOMETRY = "geometry"
_DRIVERS = {"shapefile": "ESRI Shapefile", "geopackage": "GPKG", "geodatabase": "OpenFileGDB",
            "flatgeobuf": "FlatGeobuf"}  # fmt: skip
_TYPES = {"polygon": "Polygon", "line": "LineString", "point": "Point"}
_NAME_BYTES = 10
_OID = ("objectid", "fid", "shape", "geom", "geometry", "shape_length", "shape_area")


def write(layer: Outgoing, path: Path, kind: str, *, encoding: str) -> list[Loss]:
    """Write one layer; a GeoPackage or File Geodatabase that is there already gets it as one more. Raises Refusal."""
    import pyogrio

    names, losses = _names(layer, kind, encoding)
    geometry = _free(GEOMETRY, names)
    options = _options(kind, names)
    schema = pa.schema([pa.field(new, column.type) for new, column in zip(names, layer.schema, strict=True)])
    written_schema = schema.append(pa.field(geometry, pa.binary()))
    reader = pa.RecordBatchReader.from_batches(written_schema, _batches(layer, written_schema, kind))
    codec = encoding if kind == "shapefile" else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.write_arrow(
                reader, path, layer=path.stem if kind == "shapefile" else layer.name, driver=_DRIVERS[kind],
                geometry_name=geometry, geometry_type=_geometry_type(layer, kind), crs=layer.crs,
                encoding=codec, layer_options=options,
            )  # fmt: skip
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError,
            pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, RuntimeError, ValueError) as error:  # fmt: skip
        raise Refusal("convert.not_written", str(error)[:300]) from error
    return losses


def _batches(layer: Outgoing, schema: pa.Schema, kind: str) -> Iterator[pa.RecordBatch]:
    multi = layer.is_multi and kind in ("geodatabase", "geopackage") and layer.kind in _TYPES
    for rows in layer.rows():
        shapes = rows.shapes
        if multi:
            shapes = _as_multi(shapes)
        arrays = [column.combine_chunks() for column in rows.table.columns]
        arrays.append(pa.array(list(shapely.to_wkb(shapes, flavor="iso")), pa.binary()))
        yield from pa.table(arrays, schema=schema).to_batches()


def _as_multi(shapes: Any) -> Any:
    made = shapes.copy()
    for number, multi in ((0, shapely.MultiPoint), (1, shapely.MultiLineString), (3, shapely.MultiPolygon)):
        for index in (shapely.get_type_id(shapes) == number).nonzero()[0]:
            made[index] = multi([shapes[index]])
    return made


def _geometry_type(layer: Outgoing, kind: str) -> str:
    height = " Z" if layer.has_heights else ""
    if layer.kind == "none":
        return "Unknown"
    if layer.kind == MIXED:
        return "Unknown"
    name = _TYPES[layer.kind]
    if kind == "flatgeobuf":
        return f"{name}{height}" if not layer.is_multi else "Unknown"
    if kind == "shapefile" and layer.kind != "point":
        return f"{name}{height}"
    return f"{'Multi' if layer.is_multi else ''}{name}{height}"


def _options(kind: str, names: list[str]) -> dict[str, Any]:
    if kind == "geopackage":
        return {"FID": _free("fid", names), "GEOMETRY_NAME": _free("geom", names)}
    if kind == "geodatabase":
        return {"TARGET_ARCGIS_VERSION": "ALL"}
    if kind == "flatgeobuf":
        return {"SPATIAL_INDEX": "NO"}  # an index would put the features in another order
    return {}


def _free(name: str, taken: list[str]) -> str:
    folded = {other.casefold() for other in taken}
    while name.casefold() in folded:
        name += "_"
    return name


def _names(layer: Outgoing, kind: str, encoding: str) -> tuple[list[str], list[Loss]]:
    """Return the columns' names as the format can hold them, each once."""
    if kind == "shapefile":
        names = short_names(layer.columns, encoding)
    elif kind == "geodatabase":
        names = database_names(layer.columns)
    else:
        names = []
        for column in layer.columns:
            names.append(_free(column, names) if kind == "geopackage" else column)
    losses = [
        Loss("column.renamed", layer.name, {"before": before, "after": after})
        for before, after in zip(layer.columns, names, strict=True)
        if before != after
    ]
    return names, losses


def short_names(columns: list[str], encoding: str) -> list[str]:
    """Return names of at most ten bytes, none twice (capitals do not count in a Shapefile); what fits stays as it is.

    >>> short_names(["图斑编号", "永久基本农田面积", "永久基本农田比例"], "GB18030")
    ['图斑编号', '永久基本农', '永久基本_1']
    """
    codec = "utf-8" if encoding == "UTF-8" else "gb18030"
    made: dict[int, str] = {}
    taken: set[str] = set()
    fits = [len(column.encode(codec)) <= _NAME_BYTES for column in columns]
    for index in sorted(range(len(columns)), key=lambda place: not fits[place]):
        name = _cut(columns[index], _NAME_BYTES, codec)
        number = 0
        while name.casefold() in taken:
            number += 1
            mark = f"_{number}"
            name = _cut(columns[index], _NAME_BYTES - len(mark), codec) + mark
        taken.add(name.casefold())
        made[index] = name
    return [made[index] for index in range(len(columns))]


def _cut(name: str, most: int, codec: str) -> str:
    return name.encode(codec)[:most].decode(codec, "ignore")


def database_names(columns: list[str]) -> list[str]:
    """Return names that a File Geodatabase can hold: letters, figures and underscores, at most 64, none twice."""
    made: list[str] = []
    for column in columns:
        bare = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in column)[:60] or "_"
        bare = f"_{bare}" if bare[0].isdigit() or bare.casefold() in _OID else bare
        made.append(_free(bare, made))
    return made


def note_epsg(path: Path, crs: str | None) -> None:
    """Write a .prj beside a file that cannot say its own system."""
    from pyproj import CRS

    if crs is not None:
        path.with_suffix(".prj").write_text(CRS.from_user_input(crs).to_wkt("WKT1_GDAL"), "utf-8")


def parquet(layer: Outgoing, path: Path) -> list[Loss]:
    """Write GeoParquet with everything as it is."""
    import pyarrow.parquet as pq
    from pyproj import CRS

    geometry = _free(GEOMETRY, layer.columns)
    crs = json.loads(CRS.from_user_input(layer.crs).to_json()) if layer.crs else None
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": [], "crs": crs}
    geo = {"version": "1.1.0", "primary_column": geometry, "columns": {geometry: column}}
    schema = layer.schema.append(pa.field(geometry, pa.binary())).with_metadata({"geo": json.dumps(geo)})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in layer.rows():
            shapes = pa.array(list(shapely.to_wkb(rows.shapes, flavor="iso")), pa.binary())
            writer.write_table(pa.table([*rows.table.columns, shapes], schema=schema))
    return []
