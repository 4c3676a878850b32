"""A small foreign table as plain texts (a workbook, a CSV or a YAML file); runs in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tuban.inspect.plain_yaml import plain_yaml
from tuban.kernel.formats import encodings, tables
from tuban.kernel.formats.describe import folded, opened_tables
from tuban.kernel.formats.nursery import Refusal

KIND_BY_SUFFIX = {".xlsx": "excel", ".xls": "excel", ".csv": "csv", ".yaml": "yaml", ".yml": "yaml"}
_MOST_BYTES = 8 << 20
_MOST_ROWS = 10_000


def plain_rows(*, path: str, kind: str, known: Sequence[str]) -> list[dict[str, Any]]:
    """Return the tables of a file: name, columns, and rows as texts with their numbers; blank rows are left out.

    ``known`` are column names that find the header. A YAML file gives one table for each list of mappings in it.
    Raises Refusal.
    """
    file = Path(path)
    if file.stat().st_size > _MOST_BYTES:
        raise Refusal("file.unreadable", f"more than {_MOST_BYTES} bytes")
    if kind == "yaml":
        return _yaml_tables(file)
    encoding = None
    if kind == "csv":
        found = encodings.of_file(file)
        if found is None:
            raise Refusal("encoding.unknown", "")
        encoding = found.encoding
    opened = opened_tables(file, kind, {folded(name) for name in known}, encoding)
    return [_texts(table) for table in opened if table.columns]


def _texts(table: tables.Table) -> dict[str, Any]:
    rows = []
    for number, row in enumerate(table.rows, table.first_row):
        if number - table.first_row >= _MOST_ROWS:
            raise Refusal("file.unreadable", f"more than {_MOST_ROWS} rows")
        if row:
            cells = (tables.cell_text(cell) for cell in row)
            rows.append([number, dict(zip(table.columns, cells, strict=True))])
    return {"name": table.name, "columns": table.columns, "rows": rows}


def _yaml_tables(file: Path) -> list[dict[str, Any]]:
    try:
        content = plain_yaml(file.read_text("utf-8-sig"))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Refusal("file.unreadable", " ".join(str(error).split())[:200]) from error
    if not isinstance(content, dict):
        raise Refusal("file.unreadable", type(content).__name__)
    found = []
    for name, rows in content.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Refusal("file.unreadable", str(name)[:80])
        told: list[tuple[int, dict[str, str]]] = [
            (number, {str(key): "" if value is None else _word(value) for key, value in row.items()})
            for number, row in enumerate(rows, 1)
        ]
        columns = sorted({key for _number, row in told for key in row})
        found.append({"name": str(name), "columns": columns, "rows": told})
    return found


def _word(value: Any) -> str:
    return ("有" if value else "无") if isinstance(value, bool) else str(value).strip()
