"""Writing the workbook sheet by sheet. Text is never a formula, and identical input gives identical bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from tuban.render.workbook.cover import Cover
from tuban.render.workbook.notes import write_checks, write_explanation
from tuban.render.workbook.sheet import FormSheet
from tuban.render.workbook.style import Style
from tuban.render.workbook.text import clean, sheet_names
from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.words import Wording


def write_forms(forms: Sequence[FilledForm], path: Path, *, cover: Cover, wording: Wording) -> None:
    """Write ``forms`` to ``path`` (.xlsx); replaces the file only once all is written."""
    partial = path.with_name(path.name + ".partial.xlsx")
    book = xlsxwriter.Workbook(
        str(partial), {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )
    made = datetime(cover.as_of.year, cover.as_of.month, cover.as_of.day)  # noqa: DTZ001 - a document date, of no zone
    book.set_properties({"title": clean(cover.campaign_title), "company": clean(cover.unit_name), "created": made})
    style = Style(book)
    tables = [(form, number) for form in forms for number in range(len(form.sections))]
    first, *names, last = sheets_of(forms, wording)
    write_explanation(book.add_worksheet(first), forms, cover, wording, style)
    for name, (form, number) in zip(names, tables, strict=True):
        sheet = FormSheet(
            book.add_worksheet(name),
            form,
            form.sections[number],
            unit_name=cover.unit_name,
            wording=wording,
            style=style,
        )
        sheet.write()
    write_checks(book.add_worksheet(last), forms, cover, wording, style)
    book.close()
    os.replace(partial, path)


def sheets_of(forms: Sequence[FilledForm], wording: Wording) -> list[str]:
    """Return the names of the sheets: the explanation, one for each table of each form, the checks."""
    wanted = [wording.phrase("notes_sheet")]
    for form in forms:
        several = len(form.sections) > 1
        wanted += [f"{form.sheet}({number + 1})" if several else form.sheet for number in range(len(form.sections))]
    return sheet_names([*wanted, wording.phrase("checks_sheet")])
