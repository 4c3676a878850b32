"""The traces of a result folder (forms.json) in memory: forms, tables, rows, columns and where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.render.form_traces import FORMAT
from tuban.values.errors import TubanError

TRACES = "forms.json"
_NEEDED = ("workbook", "citations", "why", "forms")


class NotAResult(TubanError):
    """{folder} is not a result of `tuban inspect`: it has no {file}."""

    code = "trace.not_a_result"
    hint = "Give the folder that `tuban inspect DISC -o OUT` wrote."


class TracesTooOld(TubanError):
    """{file} was written by an earlier version and does not hold what each patch gives to a cell."""

    code = "trace.too_old"
    hint = "Run `tuban inspect` on the disc again."


class TracesDamaged(TubanError):
    """{file} cannot be read: {reason}."""

    code = "trace.damaged"
    hint = "The file was changed or cut short; run `tuban inspect` on the disc again."


@dataclass(frozen=True, slots=True)
class TracedColumn:
    """A column: its id, its titles from the top down, and how its cells come about."""

    id: str
    path: tuple[str, ...]
    kind: str
    unit: str
    places: int
    says: str
    cites: tuple[str, ...]

    @property
    def title(self) -> str:
        """The titles from the top down as one line."""
        return " › ".join(self.path)


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row: its code, its title, and its cells as forms.json holds them."""

    kind: str
    code: str
    title: str
    says: str
    cells: tuple[list[Any], ...]


@dataclass(frozen=True, slots=True)
class TracedTable:
    """One table of a form: its sheet of the workbook and the row of the sheet where it begins, counted from 1."""

    form: TracedForm
    title: str
    sheet: str
    first_row: int
    columns: tuple[TracedColumn, ...]
    rows: tuple[TracedRow, ...]

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell in the workbook, such as F12."""
        return f"{letters(column)}{self.first_row + row}"


@dataclass(frozen=True, slots=True)
class TracedCheck:
    """An identity with its result and the number of the population that makes the difference."""

    form: TracedForm
    id: str
    says: str
    passed: bool
    compared: int
    failures: tuple[str, ...]
    population: int | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TracedForm:
    """A form with its tables and its checks."""

    id: str
    title: str
    requirement: str
    sheet: str
    tables: list[TracedTable]
    checks: list[TracedCheck]


@dataclass(frozen=True, slots=True)
class TraceBook:
    """All forms of a result. ``content`` is forms.json as read."""

    folder: Path
    forms: tuple[TracedForm, ...]
    content: Mapping[str, Any]

    @property
    def tables(self) -> Iterator[TracedTable]:
        """Every table of every form."""
        return (table for form in self.forms for table in form.tables)

    def citation(self, cite: str) -> str:
        """Return a citation as officials write it."""
        return str(self.content["citations"].get(cite, cite))


def letters(column: int) -> str:
    """Return the letters of a column of a sheet, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def open_traces(folder: Path) -> TraceBook:
    """Read the traces of a result folder; raises NotAResult, TracesTooOld, TracesDamaged."""
    file = folder / TRACES
    if not file.is_file():
        raise NotAResult(folder=folder, file=TRACES)
    with reading(folder):
        content = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise TracesTooOld(file=file)
        lacking = [name for name in _NEEDED if name not in content or (name == "forms" and not content[name])]
        if lacking:
            raise TracesDamaged(file=file, reason=", ".join(lacking))
        return TraceBook(folder, tuple(_form(told) for told in content["forms"]), content)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Say of whatever does not fit together inside that the traces of ``folder`` are damaged: raises TracesDamaged."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise TracesDamaged(file=folder / TRACES, reason=f"{type(error).__name__} {error}".strip()) from error


def _form(told: Mapping[str, Any]) -> TracedForm:
    form = TracedForm(told["id"], told["title"], told["requirement"], told["sheet"], [], [])
    form.tables.extend(_table(form, section) for section in told["sections"])
    form.checks.extend(
        TracedCheck(
            form,
            check["id"],
            check["says"],
            check["passed"],
            check["compared"],
            tuple(check["failures"]),
            check["population"],
            tuple(check["cites"]),
        )
        for check in told["checks"]
    )
    return form


def _table(form: TracedForm, told: Mapping[str, Any]) -> TracedTable:
    columns = tuple(
        TracedColumn(
            id,
            tuple(head["path"]),
            head["kind"],
            head["unit"],
            head["places"],
            head["says"],
            tuple(head["cites"]),
        )
        for id, head in zip(told["columns"], told["heads"], strict=True)
    )
    rows = tuple(
        TracedRow(row["kind"], row["code"], row["title"], row.get("says", ""), tuple(row["cells"]))
        for row in told["rows"]
    )
    return TracedTable(form, told["title"], told["sheet"], told["first_row"], columns, rows)
