"""Finding a cell as people name it: by its sheet and address (F12), or by row and column in printed words.

A word need not be written out: what fits one thing only is enough. What fits several or nothing is answered with the
words that would.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tuban.render.tracing.book import TraceBook, TracedCheck, TracedColumn, TracedRow, TracedTable
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_COLUMN_STEPS = re.compile(r"[/›>·|\\]+")
_PAIR = re.compile(r"[,，;；]")
_MOST_NAMED = 12
_BLANKS = re.compile(r"\s+")


class NoSuchForm(TubanError):
    """No form is called “{name}”. Nearest: {nearest}."""

    code = "trace.no_such_form"
    hint = "`tuban trace OUT` lists the forms; S3, 表3, the title or the name of the sheet will do."


class NoSuchRow(TubanError):
    """{form} has no row “{name}”. Nearest: {nearest}."""

    code = "trace.no_such_row"
    hint = "Name a row by its code or title; `tuban trace OUT --form {form_id}` lists them."


class NoSuchColumn(TubanError):
    """{form} has no column “{name}”. Nearest: {nearest}."""

    code = "trace.no_such_column"
    hint = "Name a column by its id or by its titles from the top down, as 非法占地/骗取批准/面积."


class SeveralFit(TubanError):
    """“{name}” fits {count} of {what}: {found}."""

    code = "trace.several_fit"
    hint = "Write more of the name, or give the address as in the workbook, such as --cell F12."


class NoSuchAddress(TubanError):
    """Sheet {sheet} has nothing of the form at {address}: its cells are {first} to {last}."""

    code = "trace.no_such_address"
    hint = "Above the first row stand the title and the header, below the last one notes and signatures."


class SheetWanted(TubanError):
    """{form} fills {count} sheets, and {address} is on each of them."""

    code = "trace.sheet_wanted"
    hint = "Name the sheet: {sheets}."


class CellNotNamed(TubanError):
    """“{cell}” names no cell."""

    code = "trace.cell_not_named"
    hint = "Give an address as in the workbook (--cell F12), or row and column (--cell 城关镇,骗取批准/面积)."


class NoSuchCheck(TubanError):
    """No check is called “{name}”. Nearest: {nearest}."""

    code = "trace.no_such_check"
    hint = "`tuban trace OUT --form FORM` lists the checks of a form."


def find_tables(book: TraceBook, name: str) -> list[TracedTable]:
    """Return the tables of the form that ``name`` means, or the one table of a sheet; raises NoSuchForm, SeveralFit."""
    wanted = _plain(name)
    sheets = [table for table in book.tables if _plain(table.sheet) == wanted or _short_sheet(table) == wanted]
    if len(sheets) == 1:
        return sheets
    names: list[tuple[Any, tuple[str, ...]]] = [
        (form, (form.id, form.requirement, form.title, form.sheet, form.sheet.split(" ")[0])) for form in book.forms
    ]
    words = [word for _form, own in names for word in (own[1], own[2])]
    form = _one_of(
        names,
        name,
        lambda: NoSuchForm(name=name, nearest=_nearest(name, words)),
        what=lambda found: [f"{one.requirement} {one.title}" for one in found],
        of=_("forms"),
    )
    tables: list[TracedTable] = form.tables
    return tables


def find_cell(tables: Sequence[TracedTable], cell: str) -> tuple[TracedTable, int, int]:
    """Return table, row and column of the cell that ``cell`` means: an address, or «row,column» in words."""
    address = _ADDRESS.fullmatch(unicodedata.normalize("NFKC", cell).strip().upper())
    if address is not None:
        return _at(tables, *address.groups())
    row, column = (*_PAIR.split(cell, maxsplit=1), "")[:2]
    if not row.strip() or not column.strip():
        raise CellNotNamed(cell=cell)
    return _named(tables, row.strip(), column.strip())


def find_check(book: TraceBook, name: str, tables: Sequence[TracedTable] | None = None) -> TracedCheck:
    """Return the check with the id ``name``, of the form of ``tables`` or of any; raises NoSuchCheck, SeveralFit."""
    forms = {table.form.id: table.form for table in (tables if tables is not None else book.tables)}
    checks = [check for form in forms.values() for check in form.checks]
    found: TracedCheck = _one_of(
        [(check, (check.id, f"{check.form.id}.{check.id}", check.says)) for check in checks],
        name,
        lambda: NoSuchCheck(name=name, nearest=_nearest(name, [check.id for check in checks])),
        what=lambda several: [f"{check.form.id}.{check.id}" for check in several],
        of=_("checks"),
    )
    return found


# By address --------------------------------------------------------------------------------------------------------


def _at(tables: Sequence[TracedTable], column_letters: str, row_number: str) -> tuple[TracedTable, int, int]:
    address = f"{column_letters}{row_number}"
    if len(tables) > 1:
        sheets = "、".join(table.sheet for table in tables)
        raise SheetWanted(form=tables[0].form.title, count=len(tables), address=address, sheets=sheets)
    table = tables[0]
    column = 0
    for letter in column_letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(row_number) - table.first_row
    if not 0 <= row < len(table.rows) or not column - 1 < len(table.columns):
        first, last = table.address(0, 0), table.address(len(table.rows) - 1, len(table.columns) - 1)
        raise NoSuchAddress(sheet=table.sheet, address=address, first=first, last=last)
    return table, row, column - 1


# By words ----------------------------------------------------------------------------------------------------------


def _named(tables: Sequence[TracedTable], row: str, column: str) -> tuple[TracedTable, int, int]:
    found = [(table, at) for table in tables for at in _columns(table, column)]
    exact = [(table, at) for table, at in found if table.columns[at].id == column]
    found = exact or _most_exact(found, column)
    form = tables[0].form.title
    if not found:
        titles = [one for table in tables for head in table.columns for one in (head.title, head.id)]
        raise NoSuchColumn(form=form, name=column, nearest=_nearest(column, titles))
    if len(found) > 1:
        several = [f"{table.columns[at].title} ({table.columns[at].id})" for table, at in found]
        raise SeveralFit(name=column, count=len(found), what=_("columns"), found=_listed(several))
    table, at = found[0]
    return table, _row(table, row), at


def _columns(table: TracedTable, name: str) -> list[int]:
    steps = [_plain(step) for step in _COLUMN_STEPS.split(name) if step.strip()]
    return [
        at
        for at, column in enumerate(table.columns)
        if _plain(column.id) == _plain(name) or (steps and _is_path(column, steps))
    ]


def _is_path(column: TracedColumn, steps: Sequence[str]) -> bool:
    """Whether the steps stand in the titles of a column in this order, the last one at its foot."""
    path = [_plain(title) for title in column.path]
    place = 0
    for step in steps:
        places = [at for at in range(place, len(path)) if step in path[at]]
        if not places:
            return False
        place = places[0] + 1
    return steps[-1] in path[-1] or len(path) == 1


def _most_exact(found: list[tuple[TracedTable, int]], name: str) -> list[tuple[TracedTable, int]]:
    """Prefer a column whose titles are the very words given."""
    steps = [_plain(step) for step in _COLUMN_STEPS.split(name) if step.strip()]
    for fits in (
        lambda path: path == steps,
        lambda path: path[-len(steps) :] == steps,
        lambda path: all(step in path for step in steps),
    ):
        chosen = [(table, at) for table, at in found if fits([_plain(title) for title in table.columns[at].path])]
        if chosen:
            return chosen
    return found


def _row(table: TracedTable, name: str) -> int:
    titles = [word for row in table.rows for word in (row.title, row.code)]
    at: int = _one_of(
        [(at, _row_names(row)) for at, row in enumerate(table.rows)],
        name,
        lambda: NoSuchRow(form=table.form.title, form_id=table.form.id, name=name, nearest=_nearest(name, titles)),
        what=lambda found: [f"{table.rows[one].title} ({table.rows[one].code})" for one in found],
        of=_("rows"),
    )
    return at


def _row_names(row: TracedRow) -> tuple[str, ...]:
    names = [row.code, row.title]
    if row.kind == "part":
        number, _slash, part = row.code.partition("/")
        names = [row.code, f"{number}-{part}" if part else number]
    if row.code == "*" or row.kind == "total":
        names.append("合计")
    return tuple(names)


def _one_of(
    candidates: Sequence[tuple[Any, tuple[str, ...]]],
    name: str,
    unknown: Callable[[], TubanError],
    *,
    what: Callable[[list[Any]], list[str]],
    of: str,
) -> Any:
    """Return the one candidate that a name fits: exactly, else at its end, else anywhere in it."""
    wanted = _plain(name)
    for fits in (
        lambda own: wanted == own,
        lambda own: own.endswith(wanted),
        lambda own: wanted in own,
    ):
        found = [one for one, names in candidates if wanted and any(fits(_plain(own)) for own in names)]
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralFit(name=name, count=len(found), what=of, found=_listed(what(found)))
    raise unknown()


def _plain(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _short_sheet(table: TracedTable) -> str:
    """Return «表2(1)» for the sheet «表2 执法检查数据汇总表(1)»."""
    head, _blank, rest = table.sheet.partition(" ")
    number = re.search(r"\(\d+\)$", rest)
    return _plain(head + (number.group() if number else ""))


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _MOST_NAMED
    return "、".join(words[:_MOST_NAMED]) + ("…" if more > 0 else "")


def _nearest(name: str, words: Iterable[str]) -> str:
    known = list(dict.fromkeys(words))
    close = difflib.get_close_matches(name, known, n=4, cutoff=0.3)
    return "、".join(close) if close else _listed(known)
