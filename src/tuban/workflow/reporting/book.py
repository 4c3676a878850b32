"""A report as a workbook: the table of its sums with two rows of heads, and the parcels behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tuban.workflow.reporting.counting import MEASURES, Parcel, Sums
from tuban.workflow.reporting.law import reporting_law

_AREA = "0.00"
_LANDSCAPE_A4 = 9


def write_report(
    path: Path, *, title: str, sub: str, rows: Sequence[tuple[str, Sums]], parcels: Iterable[Parcel], foot: str
) -> None:
    """Write a report; ``rows`` are its units with their sums, areas are 亩."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        _write_sums(book, title, sub, rows, foot)
        _write_parcels(book, parcels)


def _write_sums(book: Any, title: str, sub: str, rows: Sequence[tuple[str, Sums]], foot: str) -> None:
    sheet = book.add_worksheet(_("Sums"))
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    text, count = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0"})
    area = book.add_format({"border": 1, "num_format": _AREA})
    titles = reporting_law().titles
    last = len(titles) * len(MEASURES)
    big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    sheet.merge_range(0, 0, 0, last, title, big)
    sheet.merge_range(1, 0, 1, last, sub, book.add_format({"align": "right"}))
    sheet.merge_range(2, 0, 3, 0, _("Unit"), head)
    heads = (_("plots"), _("area (mu)"), _("cultivated (mu)"))
    for place, name in enumerate(titles):
        first = 1 + place * len(MEASURES)
        sheet.merge_range(2, first, 2, first + 2, titles[name], head)
        for offset, words in enumerate(heads):
            sheet.write(3, first + offset, words, head)
    for number, (unit, sums) in enumerate(rows, 4):
        sheet.write_string(number, 0, unit, text)
        for place, name in enumerate(titles):
            for offset, measure in enumerate(MEASURES):
                value = float(sums.get(name, {}).get(measure, 0))
                sheet.write_number(number, 1 + place * 3 + offset, value, count if measure == "plots" else area)
    sheet.write_string(5 + len(rows), 0, foot)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, last, 9)
    sheet.set_landscape()
    sheet.set_paper(_LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(4, 1)


def _write_parcels(book: Any, parcels: Iterable[Parcel]) -> None:
    sheet = book.add_worksheet(_("Parcels"))
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    text, area = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": _AREA})
    titles = reporting_law().titles
    heads = (
        (_("No."), 6), (_("Patch number"), 24), (_("Location"), 22), (_("Area (mu)"), 11), (_("Cultivated (mu)"), 11),
        (_("Way of rectification"), 30), (_("Put right"), 12), (_("Due on"), 12), (_("Done on"), 12), (_("Late"), 8),
    )  # fmt: skip
    for column, (words, width) in enumerate(heads):
        sheet.write(0, column, words, head)
        sheet.set_column(column, column, width)
    for number, one in enumerate(parcels, 1):
        sheet.write_number(number, 0, number, text)
        kind = titles[one["kind"]] if one["kind"] else titles["open"]
        values = (
            one["number"], one["place"], one["area_mu"], one["cultivated_mu"], "、".join(one["titles"]), kind,
            one["due_on"], one["done_on"], _("Late") if one["is_late"] else "",
        )  # fmt: skip
        for column, value in enumerate(values, 1):
            if column in (3, 4) and value:
                sheet.write_number(number, column, float(value), area)
            else:
                sheet.write_string(number, column, value, text)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(_LANDSCAPE_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
