"""DBF and Shapefile, written by GDAL with the widths of the fields."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from tuban.render.ministry_export.encodings import demand_fits, width_of
from tuban.rules.forms.filled import PartKey
from tuban.rules.ministry_export.coded import Coded
from tuban.rules.ministry_export.definition import INTEGER, TEXT, CodedField

_DRIVER, _GEOMETRY = "ESRI Shapefile", "geometry"
_WIDTH = "GDAL:OGR:width"
_POINT = 2
"""The point and the sign: GDAL gives a decimal so many places more than its figures."""


def write_dbf(path: Path, coded: Coded, *, encoding: str) -> None:
    """Write a table as a DBF with its .cpg. Raises LetterOutside, BytesTooMany."""
    demand_fits(coded, encoding)
    _write(path, _table(coded, encoding), encoding=encoding)


def write_shapefile(path: Path, coded: Coded, shapes: Mapping[PartKey, Any], *, epsg: int, encoding: str) -> None:
    """Write a table as a Shapefile, each row with the outline of its patch. Raises LetterOutside, BytesTooMany."""
    demand_fits(coded, encoding)
    table = _table(coded, encoding)
    outlines = pa.array([shapely.to_wkb(shapes[line.key]) for line in coded.lines], pa.binary())
    table = table.append_column(pa.field(_GEOMETRY, pa.binary()), outlines)
    _write(path, table, encoding=encoding, geometry_name=_GEOMETRY, geometry_type="Polygon", crs=f"EPSG:{epsg}")


def _write(path: Path, table: pa.Table, **options: Any) -> None:
    import pyogrio

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a table without outlines has no system of coordinates
        pyogrio.write_arrow(table, path, layer=path.stem, driver=_DRIVER, **options)


def _table(coded: Coded, encoding: str) -> pa.Table:
    fields = coded.table.fields
    schema = pa.schema([_field(one, encoding) for one in fields])
    columns = [
        pa.array([line.values[place] for line in coded.lines], schema.field(place).type) for place in range(len(fields))
    ]
    return pa.table(columns, schema=schema)


def _field(field: CodedField, encoding: str) -> pa.Field:
    if field.type == TEXT:
        return pa.field(field.dbf, pa.string(), metadata={_WIDTH: str(width_of(field, encoding))})
    if field.type == INTEGER:
        return pa.field(field.dbf, pa.int64(), metadata={_WIDTH: str(field.width)})
    return pa.field(field.dbf, pa.decimal128(field.width - _POINT, field.decimals))
