"""空白表: every statutory form without figures, each on its own sheet, ready to print and fill by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tuban.render.workbook.listing import Looks, write_book
from tuban.render.workbook.sheet import FormSheet
from tuban.render.workbook.style import Style
from tuban.render.workbook.text import sheet_names
from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.words import Wording

TITLE = "空白表"


def write_blank_forms(
    path: Path, forms: Sequence[FilledForm], *, unit_name: str, wording: Wording, made: date
) -> None:  # fmt: skip
    """Write the forms to ``path`` (.xlsx)."""

    def draw(book: Any, _looks: Looks) -> None:
        style = Style(book)
        tables = [(form, number) for form in forms for number in range(len(form.sections))]
        wanted = [form.sheet if len(form.sections) == 1 else f"{form.sheet}({n + 1})" for form, n in tables]
        for name, (form, number) in zip(sheet_names(wanted), tables, strict=True):
            sheet = FormSheet(
                book.add_worksheet(name), form, form.sections[number], unit_name=unit_name, wording=wording,
                style=style,
            )  # fmt: skip
            sheet.write()

    write_book(path, draw, title=TITLE, subject=unit_name, made=made)
