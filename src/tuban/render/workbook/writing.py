"""Writing the workbook sheet by sheet. Text is never a formula, and identical input gives identical bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuban.render.seal import Seal
from tuban.render.workbook.book import new_book
from tuban.render.workbook.cover import Cover
from tuban.render.workbook.notes import write_checks, write_explanation
from tuban.render.workbook.sheet import FormSheet
from tuban.render.workbook.style import Style
from tuban.render.workbook.text import sheet_names
from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.words import Wording


def write_forms(forms: Sequence[FilledForm], path: Path, *, cover: Cover, wording: Wording) -> None:
    """Write ``forms`` to ``path`` (.xlsx); replaces the file only once all is written."""
    with new_book(path, title=cover.campaign_title, company=cover.unit_name, made=cover.as_of) as book:
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


def write_form(form: FilledForm, path: Path, *, cover: Cover, wording: Wording, seal: Seal | None = None) -> None:
    """Write one form alone to ``path`` (.xlsx), a sheet a table, with its seal where it is signed."""
    with new_book(path, title=form.title, company=cover.unit_name, made=cover.as_of) as book:
        style = Style(book)
        for name, section in zip(sheets_of([form], wording)[1:-1], form.sections, strict=True):
            sheet = FormSheet(
                book.add_worksheet(name), form, section, unit_name=cover.unit_name, wording=wording, style=style,
                seal=seal,
            )  # fmt: skip
            sheet.write()


def sheets_of(forms: Sequence[FilledForm], wording: Wording) -> list[str]:
    """Return the names of the sheets: the explanation, one for each table of each form, the checks."""
    wanted = [wording.phrase("notes_sheet")]
    for form in forms:
        several = len(form.sections) > 1
        wanted += [f"{form.sheet}({number + 1})" if several else form.sheet for number in range(len(form.sections))]
    return sheet_names([*wanted, wording.phrase("checks_sheet")])
