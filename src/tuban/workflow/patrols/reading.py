"""Reads a ledger that was brought as a file, inside a child process: it is a foreign file. Knows nothing of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tuban.kernel.formats.encodings import GB18030, UTF8, python_codec
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.tables import read_csv, read_excel

MOST_ROWS = 20_000
_MOST_TEXT = 2000


def read(*, path: str, suffix: str, known: Sequence[str]) -> dict[str, Any]:
    """Return the columns and rows of the first table that has a known column, as text; each row with its number in the
    file. Raises Refusal."""
    file, names = Path(path), set(known)
    tables = (
        [read_csv(file, _encoding(file), names.__contains__)]
        if suffix == ".csv"
        else read_excel(file, names.__contains__)
    )
    table = next((one for one in tables if names & set(one.columns)), None)
    if table is None:
        raise Refusal("patrols.no_column")
    rows = []
    for number, row in enumerate(table.rows, start=table.first_row):
        if row:
            rows.append([number, [_text(one) for one in row]])
        if len(rows) > MOST_ROWS:
            raise Refusal("patrols.too_many_rows", str(MOST_ROWS))
    return {"columns": table.columns, "rows": rows}


def _encoding(file: Path) -> str:
    content = file.read_bytes()
    for name in (UTF8, GB18030):
        try:
            content.decode(python_codec(name))
        except UnicodeDecodeError:
            continue
        return name
    raise Refusal("table.not_text")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).strip()[:_MOST_TEXT]
