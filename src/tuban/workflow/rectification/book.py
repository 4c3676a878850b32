"""The ledger as a workbook (整改台账): a row for every way, one without a way has a row of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from tuban.workflow.rectification.law import title_of
from tuban.workflow.rectification.queries.ledger import Line, is_late

_WIDTHS = (24, 12, 10, 10, 24, 12, 12, 12, 10, 26, 12, 8)
_NUMBERS = (2, 3, 11)


def write_ledger(path: Path, lines: Iterable[Line], *, title: str, today: date) -> int:
    """Write the ledger; areas are in 亩. Returns how many rows it has."""
    heads = (
        _("Patch number"), _("Township"), _("Area (mu)"), _("Cultivated (mu)"), _("Way of rectification"),
        _("Stands at"), _("Set on"), _("Due on"), _("Late"), _("In the hands of"), _("Held since"),
        _("False declarations"),
    )  # fmt: skip
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(_("Ledger"))
        head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1, "text_wrap": True})
        cell, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0.00"})
        late = book.add_format({"border": 1, "bold": True, "font_color": "#B34700"})
        sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        for column, (words, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write(1, column, words, head)
        row = 2
        for line in lines:
            for values in _rows(line, today):
                for column, value in enumerate(values):
                    if column in _NUMBERS and value != "":
                        sheet.write_number(row, column, float(value), number if column < _NUMBERS[-1] else cell)
                    else:
                        sheet.write_string(row, column, str(value), late if values[8] and column in (7, 8) else cell)
                row += 1
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(row - 1, 1), len(_WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    return row - 2


def _rows(line: Line, today: date) -> Iterable[tuple[Any, ...]]:
    patch = line.patch
    first = (
        str(patch), patch.township_name, "" if patch.area_mu is None else patch.area_mu,
        "" if patch.cultivated_mu is None else patch.cultivated_mu,
    )  # fmt: skip
    if not line.ways:
        yield (*first, "", _("No way set"), "", "", "", "", "", "")
    for one in line.ways:
        suspended = one.state == one.State.OPEN and one.due_on is None
        yield (
            *first, title_of(patch.campaign, one.way), one.get_state_display(), one.set_on.isoformat(),
            _("limit suspended") if suspended else one.due_on.isoformat() if one.due_on else "",
            _("Late") if is_late(one, today) else "", str(one.holder or ""), one.held_since.isoformat(),
            one.false_count,
        )  # fmt: skip
