"""Accountability as workbooks: the table of units, the lists by the lines, whereabouts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tuban.workflow.accountability.lists import LineList, Row

Column = tuple[str, int, Callable[[Any], Any]]


def write_rows(path: Path, rows: Sequence[Row], *, title: str, notes: Iterable[str] = ()) -> None:
    """Write how units stand; areas in 亩."""
    with _book(path) as book:
        _sheet(book, _("Units"), _columns(), rows, title=title, notes=notes)


def write_lists(
    path: Path, lists: Sequence[LineList], rows: Sequence[Row], *, title: str, notes: Iterable[str] = ()
) -> None:
    """Write a sheet for each list, and one for all units."""
    said = list(notes)
    with _book(path) as book:
        for one in lists:
            _sheet(book, one.action, _columns(), one.rows, title=f"{title}（{one.action}）", notes=said)
        _sheet(book, _("Units"), _columns(), rows, title=title, notes=said)


def write_table(path: Path, name: str, columns: Sequence[Column], rows: Iterable[Any], *, title: str) -> None:
    """Write one table; a column is its head, its width and what it says of a row: text, or a figure with two places."""
    with _book(path) as book:
        _sheet(book, name, columns, list(rows), title=title, notes=())


def _columns() -> tuple[Column, ...]:
    return (
        (_("Division code"), 14, lambda row: row["code"]),
        (_("Unit"), 20, lambda row: row["name"]),
        (_("After deduction"), 12, lambda row: row["after"] or "—"),
        (_("Before deduction"), 12, lambda row: row["before"] or "—"),
        (_("Taken unlawfully (mu)"), 14, lambda row: Decimal(row["unlawful"])),
        (_("Deducted (mu)"), 14, lambda row: Decimal(row["deducted"])),
        (_("All new construction (mu)"), 16, lambda row: Decimal(row["construction"])),
        (_("of it by finding (mu)"), 14, lambda row: Decimal(row["taken_mu"])),
        (_("of it by proposal only (mu)"), 16, lambda row: Decimal(row["proposed_mu"])),
        (_("Line crossed"), 12, lambda row: row["crossed"]["action"] if row["crossed"] else ""),
        (_("Undecided patches"), 12, lambda row: str(row["undecided"])),
        (_("May be published"), 12, lambda row: _("yes") if row["is_publishable"] else _("no")),
    )


def _book(path: Path) -> Any:
    return xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})


def _sheet(
    book: Any, name: str, columns: Sequence[Column], rows: Sequence[Any], *, title: str, notes: Iterable[str]
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0.00"})
    sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    top = 1
    for note in notes:
        sheet.write_string(top, 0, note, book.add_format({"font_size": 9}))
        top += 1
    for place, (words, width, _of) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write(top, place, words, head)
    for line, row in enumerate(rows, start=top + 1):
        for place, (_words, _width, of) in enumerate(columns):
            value = of(row)
            if isinstance(value, Decimal):
                sheet.write_number(line, place, float(value), number)
            else:
                sheet.write_string(line, place, "" if value is None else str(value), cell)
    if not rows:
        sheet.write_string(top + 1, 0, _("none"), cell)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
