"""The list of differences as a workbook (外业核查对照表)."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from tuban.workflow.collation.differences import KINDS, Collation

_WIDTHS = (26, 24, 14, 24, 24, 12)


def write_differences(path: Path, collation: Collation, *, title: str) -> None:
    """Write all differences, one a row, by kind; areas are in 亩."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(_("Differences of the field"))
        head = book.add_format({"bold": True, "bg_color": "#E3EEF0", "border": 1, "text_wrap": True})
        cell, number = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0.00"})
        sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        heads = (
            _("Kind"), _("Patch number"), _("Township"), _("The field says"), _("Against it stands"),
            _("Difference (mu)"),
        )  # fmt: skip
        for column, (words, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write(1, column, words, head)
        for row, one in enumerate(collation.differences, start=2):
            for column, value in enumerate((str(KINDS[one.kind]), one.number, one.township, one.field, one.other)):
                sheet.write_string(row, column, value, cell)
            if one.mu is None:
                sheet.write_blank(row, len(_WIDTHS) - 1, None, cell)
            else:
                sheet.write_number(row, len(_WIDTHS) - 1, float(one.mu), number)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, 1 + len(collation.differences), len(_WIDTHS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
