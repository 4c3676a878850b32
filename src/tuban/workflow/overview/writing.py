"""The overview as a workbook: the divisions below with their origin and day, and what is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.ratio import percent
from tuban.workflow.overview.rolling import Row

Column = tuple[str, int, Callable[[Any], Any]]


def write_overview(
    path: Path, rows: Sequence[tuple[int | None, Row]], late: Sequence[Sequence[str]], *, title: str,
    origins: Any, notes: Sequence[str],
) -> None:  # fmt: skip
    """Write ranked rows on one sheet and ``late`` (lines of text) on another; ``origins`` are words for them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        columns = _columns(origins)
        _sheet(book, _("Units below"), columns, [[of(one) for _w, _n, of in columns] for one in rows],
               title=title, notes=notes)  # fmt: skip
        heads: list[Column] = [
            (words, width, lambda one: one) for words, width in (
                (_("What"), 30), (_("By whom"), 20), (_("Division code"), 14), (_("County"), 16), (_("How many"), 10),
                (_("Due on"), 12), (_("Days late"), 10),
            )
        ]  # fmt: skip
        _sheet(book, _("Late, and by whom"), heads, late, title=title, notes=notes)


def _columns(origins: Any) -> tuple[Column, ...]:
    return (
        (_("Rank"), 8, lambda one: one[0]),
        (_("Division code"), 14, lambda one: one[1].code),
        (_("Unit"), 18, lambda one: one[1].name),
        (_("Counties"), 8, lambda one: one[1].counties),
        (_("Patches"), 10, lambda one: one[1].figures.patches),
        (_("Area (mu)"), 14, lambda one: one[1].figures.mu),
        (_("Compared"), 10, lambda one: one[1].figures.compared),
        (_("To be visited"), 10, lambda one: one[1].figures.to_visit),
        (_("Findings taken"), 10, lambda one: one[1].figures.found),
        (_("Unlawful"), 10, lambda one: one[1].figures.unlawful),
        (_("Unlawful, area (mu)"), 14, lambda one: one[1].figures.unlawful_mu),
        (_("Cultivated, taken unlawfully (mu)"), 14, lambda one: one[1].figures.taken),
        (_("Deducted (mu)"), 14, lambda one: one[1].figures.deducted),
        (_("Cultivated, all new construction (mu)"), 14, lambda one: one[1].figures.built),
        (_("Ratio after deduction"), 12, lambda one: percent(one[1].ratio.after) or "—"),
        (_("Line crossed"), 10, lambda one: one[1].ratio.crossed.action if one[1].ratio.crossed else ""),
        (_("Results handed in"), 10, lambda one: one[1].handed_in),
        (_("Origin"), 18, lambda one: str(origins[one[1].origin])),
        (_("As of"), 12, lambda one: _day(one[1])),
    )


def _day(row: Row) -> str:
    return f"{timezone.localtime(row.as_of):%Y-%m-%d}" if row.as_of is not None else ""


def _sheet(
    book: Any, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, title: str,
    notes: Sequence[str],
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0.00"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, note in enumerate(notes, start=1):
        sheet.write_string(place, 0, note, book.add_format({"font_size": 9}))
    top = len(notes) + 1
    for place, (words, width, _of) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, words, head)
    for line, row in enumerate(rows, start=top + 1):
        for place, value in enumerate(row):
            if value is None or isinstance(value, str | date):
                sheet.write_string(line, place, "" if value is None else str(value), cell)
            else:
                sheet.write_number(line, place, float(value), cell if isinstance(value, int) else number)
    sheet.freeze_panes(top + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
