"""Writes patches into files, row by row: none is held whole. What a cell holds is text or a figure, never a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from django.utils import timezone
from django.utils.translation import gettext as _
from pyproj import CRS

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.render.geopackage_file import ColumnType, Layer, Table, write_geopackage
from tuban.render.workbook.listing import Column as SheetColumn
from tuban.render.workbook.listing import ListSheet, Looks, write_book
from tuban.values.cells import safe_cell
from tuban.values.whole_file import whole_file
from tuban.workflow.comparison.exporting.columns import Column, Kind, columns, columns_for_machines
from tuban.workflow.comparison.exporting.wording import About

Tell = Callable[[int], None]
_AT_ONCE = 500
_ROW_GROUP = 10_000
_MARK = b"\xef\xbb\xbf"
_PARQUET_VERSION = "1.1.0"
_GEOPACKAGE_TYPES: dict[Kind, ColumnType] = {Kind.TEXT: "TEXT", Kind.WHOLE: "INTEGER", Kind.AREA: "REAL"}
_ARROW_TYPES = {Kind.TEXT: pa.string(), Kind.WHOLE: pa.int32(), Kind.AREA: pa.float64()}


def silent(_done: int) -> None:
    """Tell nobody."""


def csv_portions(rows: Iterable[Any], *, tell: Tell = silent, with_mark: bool = True) -> Iterator[bytes]:
    """Yield a CSV of patches portion by portion; with the mark that lets Excel read it as UTF-8."""
    listed = columns_for_machines()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if with_mark:
        yield _MARK
    writer.writerow([one.title for one in listed])
    place = 0
    for place, patch in enumerate(rows, start=1):
        writer.writerow([safe_cell(one.of(patch)) for one in listed])
        if place % _AT_ONCE == 0:
            tell(place)
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    tell(place)
    yield buffer.getvalue().encode()


def write_csv(path: Path, rows: Iterable[Any], *, tell: Tell = silent, with_mark: bool = True) -> None:
    """Write a CSV of patches."""
    with whole_file(path) as draft, draft.open("wb") as file:
        for portion in csv_portions(rows, tell=tell, with_mark=with_mark):
            file.write(portion)


def write_sheet(path: Path, rows: Iterable[Any], about: About, *, tell: Tell = silent) -> None:
    """Write a workbook of patches, made to be printed."""
    listed = columns()

    def draw(book: Any, looks: Looks) -> None:
        heads = [SheetColumn(one.title, one.width) for one in listed]
        total = about.facts.get(_("Patches"), "")
        line = f"{about.filter}　{_('Number')}：{total}"
        sheet = ListSheet(book.add_worksheet(_("List of patches")), looks, heads, title=about.title, line=line,
                          paper="A3")  # fmt: skip
        place = 0
        for place, patch in enumerate(rows, start=1):
            sheet.add([one.of(patch) for one in listed])
            if place % _AT_ONCE == 0:
                tell(place)
        tell(place)
        if sheet.row == sheet.first_row:
            sheet.note(_("No patch fits what was asked for."))
        sheet.finish(frozen_columns=1, filtered_to=sheet.row - 1)

    write_book(path, draw, title=about.title, subject=about.sentence[:255], made=timezone.localdate())


def write_layer(path: Path, rows: Iterable[Any], about: About, *, epsg: int, tell: Tell = silent) -> None:
    """Write a GeoPackage of patches in the CRS ``epsg``, with a table that says what it holds."""
    listed = columns_for_machines()
    layer = Layer(
        table=_("List of patches"), about=about.sentence,
        columns=[(one.title, _GEOPACKAGE_TYPES[one.kind]) for one in listed],
        rows=(
            (*(float(cell) if isinstance(cell, Decimal) else cell for cell in cells), shape)
            for cells, shape in _shaped(rows, listed, epsg, tell)
        ),
    )  # fmt: skip
    said = Table(
        table=_("About this file"), columns=[(_("Item"), "TEXT"), (_("Content"), "TEXT")],
        rows=[(_("Campaign"), about.title), *about.facts.items()],
    )  # fmt: skip
    write_geopackage(path, [layer], epsg=epsg, on=timezone.localdate(), tables=[said])


def write_parquet(path: Path, rows: Iterable[Any], about: About, *, epsg: int, tell: Tell = silent) -> None:
    """Write GeoParquet of patches in the CRS ``epsg``; what it holds stands in its metadata under ``tuban``."""
    listed = columns_for_machines()
    schema = pa.schema([*((one.title, _ARROW_TYPES[one.kind]) for one in listed), ("geometry", pa.binary())])
    bounds = [np.inf, np.inf, -np.inf, -np.inf]
    with whole_file(path) as draft, pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        group: list[tuple[list[Any], Any]] = []
        for cells, shape in _shaped(rows, listed, epsg, tell):
            group.append((cells, shape))
            if len(group) == _ROW_GROUP:
                _write_group(writer, schema, group, bounds)
                group = []
        if group:
            _write_group(writer, schema, group, bounds)
        column: dict[str, Any] = {
            "encoding": "WKB", "geometry_types": ["MultiPolygon"], "crs": CRS.from_epsg(epsg).to_json_dict(),
        }  # fmt: skip
        if np.isfinite(bounds).all():
            column["bbox"] = bounds
        geo = {"version": _PARQUET_VERSION, "primary_column": "geometry", "columns": {"geometry": column}}
        said = {_("Campaign"): about.title, **about.facts}
        writer.add_key_value_metadata({"geo": json.dumps(geo), "tuban": json.dumps(said, ensure_ascii=False)})


def _write_group(
    writer: pq.ParquetWriter, schema: pa.Schema, group: list[tuple[list[Any], Any]], bounds: list[float]
) -> None:
    shapes = [shape for _cells, shape in group]
    own = shapely.total_bounds(shapes)
    bounds[:] = [float(edge) for edge in (*np.minimum(bounds[:2], own[:2]), *np.maximum(bounds[2:], own[2:]))]
    by_column = zip(*(cells for cells, _shape in group), strict=True)
    arrays = [
        pa.array([float(cell) if isinstance(cell, Decimal) else cell for cell in cells], type=field.type)
        for cells, field in zip(by_column, schema, strict=False)
    ]
    arrays.append(pa.array(shapely.to_wkb(shapes), type=pa.binary()))
    writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _shaped(rows: Iterable[Any], listed: list[Column], epsg: int, tell: Tell) -> Iterator[tuple[list[Any], Any]]:
    """Yield the cells and the outline of each patch, carried into a CRS portion by portion."""
    portion: list[Any] = []
    place = 0
    for place, patch in enumerate(rows, start=1):
        portion.append(patch)
        if len(portion) == _AT_ONCE:
            yield from _carried(portion, listed, epsg)
            portion = []
            tell(place)
    yield from _carried(portion, listed, epsg)
    tell(place)


def _carried(portion: list[Any], listed: list[Column], epsg: int) -> Iterator[tuple[list[Any], Any]]:
    if not portion:
        return
    shapes = np.array([shapely.from_wkb(bytes(patch.geometry.wkb)) for patch in portion], dtype=object)
    moved = shapes if epsg == GEOGRAPHIC_EPSG else transform_geometries(shapes, GEOGRAPHIC_EPSG, epsg)
    for patch, shape in zip(portion, moved, strict=True):
        yield [one.of(patch) for one in listed], shape
