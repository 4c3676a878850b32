"""CSV and Excel: the columns of a layer, its shapes as text (WKT) in the last column, its system in a .prj beside."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import shapely

from tuban.kernel.formats.encodings import UTF8
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.tables import cell_text
from tuban.kernel.formats.writing.outgoing import Loss, Outgoing

GEOMETRY = "WKT"
"""The column of the shapes; in Excel a longer text goes on in WKT_2, WKT_3 …"""

LONGEST_CELL = 32_000
_MOST_ROWS = 1_048_575
_LOOKED_AT = 200
_SHAPE_WIDTH = 24
_EXACT = 2**53


def write_csv(layer: Outgoing, path: Path, *, encoding: str, decimals: int | None) -> list[Loss]:
    """Write one table; UTF-8 with a byte-order mark, so that spreadsheets know it."""
    codec = "utf-8-sig" if encoding == UTF8 else "gb18030"
    names = columns(layer)
    with path.open("w", encoding=codec, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for rows in layer.rows():
            values = [column.to_pylist() for column in rows.table.columns]
            texts = _texts(rows.shapes, decimals) if layer.kind != "none" else None
            for index in range(len(rows.shapes)):
                cells = [_cell(column[index]) for column in values]
                writer.writerow([*cells, texts[index]] if texts else cells)
    return _losses(layer, names)


def write_excel(layers: Sequence[Outgoing], path: Path, *, decimals: int | None) -> list[Loss]:
    """Write one sheet for each layer; a shape that is too long for a cell goes on in the columns behind it."""
    import xlsxwriter

    losses: list[Loss] = []
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False,
                                           "strings_to_urls": False, "nan_inf_to_errors": False})  # fmt: skip
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed mark, so that bytes agree
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6", "font_name": "Microsoft YaHei"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    taken: list[str] = []
    for layer in layers:
        if layer.count > _MOST_ROWS:
            raise Refusal("convert.too_many_rows", str(layer.count))
        sheet = book.add_worksheet(_sheet_name(layer.name, taken))
        names = columns(layer)
        cells = _cells_needed(layer, decimals)
        widths = _widths(layer)
        for column, name in enumerate([*names, *(f"{names[-1]}_{number}" for number in range(2, cells + 1))]):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, widths.get(name, _SHAPE_WIDTH))
        sheet.freeze_panes(1, 0)
        _write_rows(sheet, layer, day, decimals)
        losses += _losses(layer, names)
    book.close()
    return losses


def _widths(layer: Outgoing) -> dict[str, int]:
    """Return the width of each column of values, by its name and its first cells; a Chinese character counts two."""
    first = next(layer.rows(), None)
    widths = {}
    for name in layer.columns:
        cells = first.table.column(name).slice(0, _LOOKED_AT).to_pylist() if first is not None else []
        longest = max(len(text.encode("gb18030", "replace")) for text in [name, *map(_cell, cells)])
        widths[name] = min(max(8, longest + 2), 40)
    return widths


def _cells_needed(layer: Outgoing, decimals: int | None) -> int:
    """Return how many cells the longest shape of a layer takes."""
    if layer.kind == "none":
        return 0
    counts = (len(_pieces(text)) for rows in layer.rows() for text in _texts(rows.shapes, decimals))
    return max(1, max(counts, default=1))


def _pieces(text: str) -> list[str]:
    """Cut a shape's text into pieces that a cell can hold, each after a comma: blanks at the ends of cells get lost."""
    pieces = []
    while len(text) > LONGEST_CELL:
        end = text.rindex(",", 0, LONGEST_CELL) + 1
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text] if text else pieces


def _write_rows(sheet: Any, layer: Outgoing, day: Any, decimals: int | None) -> None:
    row = 0
    for rows in layer.rows():
        values = [column.to_pylist() for column in rows.table.columns]
        texts = _texts(rows.shapes, decimals) if layer.kind != "none" else None
        for index in range(len(rows.shapes)):
            row += 1
            for column, cells in enumerate(values):
                _write_cell(sheet, row, column, cells[index], day)
            for number, piece in enumerate(_pieces(texts[index]) if texts else ()):
                sheet.write_string(row, len(values) + number, piece)


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif (isinstance(value, int) and abs(value) < _EXACT) or (isinstance(value, float) and math.isfinite(value)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, _cell(value)[:LONGEST_CELL])


def columns(layer: Outgoing) -> list[str]:
    """Return the header of a layer's table; its shapes, where it has any, are the last column."""
    if layer.kind == "none":
        return layer.columns
    name = GEOMETRY
    while name in layer.columns:
        name += "_"
    return [*layer.columns, name]


def _losses(layer: Outgoing, names: Sequence[str]) -> list[Loss]:
    if len(names) == len(layer.columns):
        return []
    return [Loss("geometry.as_text", layer.name, {"column": names[-1]})]


def _sheet_name(name: str, taken: list[str]) -> str:
    bare = "".join("_" if letter in "[]:*?/\\'" else letter for letter in name)[:28] or "1"
    candidate, number = bare, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{bare}_{number}"
    taken.append(candidate.casefold())
    return candidate


def _texts(shapes: Any, decimals: int | None) -> list[str]:
    texts = shapely.to_wkt(
        shapes, rounding_precision=17 if decimals is None else decimals, trim=True, output_dimension=3
    )
    return ["" if text is None else str(text) for text in texts]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return cell_text(value) if isinstance(value, float) else str(value)
