"""Reads a file back by another way than it was written, and holds every value against the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from python_calamine import CalamineWorkbook

from tuban.render.ministry_export.sheets import HEAD_ROWS
from tuban.rules.forms.filled import PartKey
from tuban.rules.ministry_export.coded import Coded, Value
from tuban.rules.ministry_export.definition import CodedField
from tuban.values.errors import TubanError

_ALIKE = 1e-9


class NotAsWritten(TubanError):
    """{file}, {row}, {field}: {written} was written, {read} is read."""

    code = "ministry_export.not_as_written"
    hint = "Nothing was exported. Tell those who look after the product, with this sentence."


def prove_sheet(path: Path, coded: Coded) -> int:
    """Return how many cells of a workbook are what was written. Raises NotAsWritten."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    heads = [[one.code for one in coded.table.fields], [one.title for one in coded.table.fields]]
    if rows[:HEAD_ROWS] != heads:
        raise NotAsWritten(file=path.name, row="1–2", field="", written=heads[0], read=rows[:1])
    width = len(coded.table.fields)
    columns = [[row[place] if place < len(row) else "" for row in rows[HEAD_ROWS:]] for place in range(width)]
    return _prove(path, coded, columns)


def prove_table(path: Path, coded: Coded, *, layer: str | None = None, by_dbf: bool = True) -> int:
    """Return how many cells of a DBF, or of a layer of a GeoPackage, are what was written; the character set is the one
    that the file states. Raises NotAsWritten."""
    import pyogrio

    read = pyogrio.read_arrow(path, layer=layer, read_geometry=False)[1]
    names = [one.dbf if by_dbf else one.code for one in coded.table.fields]
    if [name for name in read.column_names if name != "fid"] != names:
        raise NotAsWritten(file=path.name, row="", field="", written=names, read=read.column_names)
    return _prove(path, coded, [read.column(name).to_pylist() for name in names])


def prove_shapes(path: Path, coded: Coded, shapes: Mapping[PartKey, Any], *, layer: str | None = None) -> None:
    """Hold the outline of every row against the one written. Raises NotAsWritten."""
    import pyogrio

    read = shapely.from_wkb(pyogrio.raw.read(path, layer=layer, columns=[])[2]) if coded.lines else []
    if len(read) != len(coded.lines):
        raise NotAsWritten(file=path.name, row="", field="", written=len(coded.lines), read=len(read))
    for line, outline in zip(coded.lines, read, strict=True):
        written = shapes[line.key]
        if abs(outline.area - written.area) > _ALIKE * written.area or outline.bounds != written.bounds:
            raise NotAsWritten(
                file=path.name, row=line.name, field="", written=f"{written.area:.4f}", read=f"{outline.area:.4f}"
            )


def _prove(path: Path, coded: Coded, columns: Sequence[Sequence[Any]]) -> int:
    for place, field in enumerate(coded.table.fields):
        if len(columns[place]) != len(coded.lines):
            raise NotAsWritten(
                file=path.name, row="", field=field.code, written=len(coded.lines), read=len(columns[place])
            )
        for line, cell in zip(coded.lines, columns[place], strict=True):
            if _read(field, cell) != line.values[place]:
                raise NotAsWritten(
                    file=path.name, row=line.name, field=field.code, written=line.values[place], read=cell
                )
    return len(coded.lines) * len(coded.table.fields)


def _read(field: CodedField, cell: Any) -> Value:
    if cell is None or cell == "":
        return None
    if not field.is_figure:
        return str(cell)
    return Decimal(repr(cell)) if field.decimals else int(cell) if cell == int(cell) else Decimal(repr(cell))
