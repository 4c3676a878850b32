"""Reads a field sheet that came back, inside a child process: a workbook of somebody else's is a foreign file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tuban.kernel.formats.nursery import Refusal

_MOST_ROWS = 100_000
_MOST_TEXT = 2000


def read(path: str, sheet: str, base: str, key_row: int, first_row: int) -> dict[str, Any]:
    """Return the rows of the sheet by the names of its columns, and what it said when it was taken. Raises Refusal."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with open(path, "rb") as file:
            book = CalamineWorkbook.from_filelike(file)
        if not {sheet, base} <= set(book.sheet_names):
            raise Refusal("sheet.not_ours", "、".join(book.sheet_names)[:200])
        filled = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        taken = book.get_sheet_by_name(base).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise Refusal("sheet.damaged", str(error)) from error
    if len(filled) > _MOST_ROWS or len(taken) > _MOST_ROWS * 10 or len(filled) <= key_row or not taken:
        raise Refusal("sheet.not_ours", str(len(filled)))
    names = [_text(one) for one in filled[key_row]]
    rows = [dict(zip(names, map(_text, row), strict=False)) for row in filled[first_row:]]
    return {
        "package": _text(taken[0][1]) if len(taken[0]) > 1 else "",
        "base": [[_text(one) for one in row[:3]] for row in taken[1:] if len(row) >= 3],
        "rows": rows,
    }


def _text(value: Any) -> str:
    """Return what stands in a cell as somebody would type it: Excel makes dates and numbers of what was text."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).strip()[:_MOST_TEXT]
