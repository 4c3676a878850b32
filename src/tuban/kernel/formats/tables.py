"""Spreadsheets and CSV as rows: a header found under whatever titles stand above it, then plain values."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from tuban.kernel.formats.encodings import python_codec
from tuban.kernel.formats.nursery import Refusal

Row = list[Any]
MOST_COLUMNS = 2000
_LONGEST_CELL = 1 << 20
_HEADER_WITHIN = 15
_DELIMITERS = (",", "\t", ";", "|")


@dataclass(slots=True)
class Table:
    """A table: its name, its column names (never empty, never twice) and its rows as an iterator.

    ``first_row`` is the 1-based number of the first row below the header in the file.
    """

    name: str
    columns: list[str]
    rows: Iterator[Row]
    first_row: int
    wide_rows: list[int] = field(default_factory=list)


def read_csv(path: Path, encoding: str, known: Callable[[str], bool]) -> Table:
    """Open a CSV file; ``known`` tells a column name that means something, which finds the header. Raises Refusal."""
    csv.field_size_limit(_LONGEST_CELL)
    file = path.open(encoding=python_codec(encoding), errors="replace", newline="")
    head = file.read(65536)
    if "\0" in head:
        file.close()
        raise Refusal("table.not_text")
    file.seek(0)
    first = next((line for line in head.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(file, delimiter=delimiter)
    return _table(path.stem, _guarded(rows, file), known)


def read_excel(path: Path, known: Callable[[str], bool]) -> list[Table]:
    """Open every sheet of a workbook that has any cell. Raises Refusal."""
    from python_calamine import CalamineWorkbook

    try:
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            sheets = [(name, workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
            filled = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets if sheet.height]
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        raise Refusal("file.unreadable", f"{type(error).__name__}: {error}") from error
    return [_table(name, iter(rows), known) for name, rows in filled]


def _guarded(rows: Iterator[list[str]], file: TextIO) -> Iterator[Row]:
    with file:
        try:
            yield from rows
        except csv.Error as error:
            raise Refusal("table.not_text", str(error)) from error


def _table(name: str, rows: Iterator[Row], known: Callable[[str], bool]) -> Table:
    head = list(islice(rows, _HEADER_WITHIN))
    scores = [sum(known(cell_text(cell)) for cell in row) for row in head]
    at = max(range(len(head)), key=lambda i: (scores[i], -i)) if head else 0
    if head and not scores[at]:  # nothing we know: then the first row with more than half of its cells filled
        at = next((i for i, row in enumerate(head) if _filled(row) * 2 > len(row)), 0)
    if not head:
        return Table(name, [], iter(()), 2)
    columns = _column_names(head[at])
    if len(columns) > MOST_COLUMNS:
        raise Refusal("table.too_wide", str(len(columns)))
    below = head[at + 1 :]
    table = Table(name, columns, iter(()), at + 2)
    table.rows = _even(table, below, rows)
    return table


def _even(table: Table, head: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    """Yield rows of exactly as many cells as there are columns; blank rows come as empty lists."""
    width = len(table.columns)
    number = table.first_row
    for rows in (head, rest):
        for row in rows:
            if any(cell_text(cell) for cell in row[width:]):
                table.wide_rows.append(number)
            number += 1
            yield [*row[:width], *[""] * (width - len(row))] if _filled(row) else []


def _filled(row: Sequence[Any]) -> int:
    return sum(bool(cell_text(cell)) for cell in row)


def _column_names(row: Sequence[Any]) -> list[str]:
    names: list[str] = []
    cells = [cell_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    for position, cell in enumerate(cells):
        name = " ".join(cell.split()) or f"column {position + 1}"
        while name in names:
            name += "'"
        names.append(name)
    return names


def cell_text(cell: Any) -> str:  # noqa: PLR0911 - one line for each kind of cell
    """Return a cell as text: whole numbers without a point, dates as ISO days, blanks as the empty text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()
