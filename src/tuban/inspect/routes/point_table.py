"""Rows of a spreadsheet or CSV file with places in them; runs in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tuban.kernel.formats import describe, tables
from tuban.kernel.formats.nursery import Refusal

MOST_ROWS = 20_000


def read_rows(*, read_from: str, kind: str, encoding: str | None, known: Sequence[str], sheet: str) -> dict[str, Any]:
    """Return the columns, the rows as texts, and the numbers of the rows in the file. Raises Refusal."""
    opened = describe.opened_tables(Path(read_from), kind, set(known), encoding)
    table = next((one for one in opened if kind == "csv" or one.name == sheet), None)
    if table is None:
        raise Refusal("file.no_layer")
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(table.rows, table.first_row):
        if row:
            if len(rows) == MOST_ROWS:
                raise Refusal("file.unreadable", f"more than {MOST_ROWS} rows")
            rows.append([tables.cell_text(cell) for cell in row])
            numbers.append(number)
    return {"columns": table.columns, "rows": rows, "numbers": numbers}
