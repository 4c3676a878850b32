"""Excel: a table under its codes, the first row the codes, the second their titles."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tuban.render.workbook.book import new_book
from tuban.render.workbook.style import HEAD_FACE, NOTE_FACE
from tuban.rules.ministry_export.coded import Coded
from tuban.rules.ministry_export.definition import CodedField

HEAD_ROWS = 2
_WIDEST = 40


def write_sheet(path: Path, coded: Coded, *, subject: str, made: Any) -> None:
    """Write a table as a workbook with one sheet; texts stay texts, figures figures of their decimals."""
    table = coded.table
    with new_book(path, title=table.title, subject=subject, made=made) as book:
        sheet = book.add_worksheet(table.file)
        code = book.add_format({"font_name": HEAD_FACE, "bg_color": "#E8EDF1", "border": 1, "border_color": "#9AA7B3"})
        head = book.add_format(
            {"font_name": NOTE_FACE, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#9AA7B3"}
        )
        text = book.add_format({"num_format": "@"})
        for place, field in enumerate(table.fields):
            sheet.write_string(0, place, field.code, code)
            sheet.write_string(1, place, field.title, head)
            sheet.set_column(place, place, _width(field))
        looks = {one.decimals: book.add_format({"num_format": _format(one)}) for one in table.fields}
        for row, line in enumerate(coded.lines, HEAD_ROWS):
            for place, (field, value) in enumerate(zip(table.fields, line.values, strict=True)):
                if isinstance(value, str):
                    sheet.write_string(row, place, value, text)
                elif isinstance(value, Decimal | int):
                    sheet.write_number(row, place, float(value), looks[field.decimals])
        sheet.set_row(1, 32)
        sheet.freeze_panes(HEAD_ROWS, 0)
        if coded.lines:
            sheet.autofilter(0, 0, HEAD_ROWS + len(coded.lines) - 1, len(table.fields) - 1)


def _width(field: CodedField) -> float:
    return min(_WIDEST, max(len(field.code) + 3, field.width if not field.is_figure else 12, 6))


def _format(field: CodedField) -> str:
    return "0." + "0" * field.decimals if field.decimals else "0"
