"""An Excel file in the making: dated by its document, texts never taken for formulas, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from tuban.render.workbook.text import clean
from tuban.values.whole_file import OutputCannotBeWritten, whole_file

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@contextmanager
def new_book(
    path: Path, *, title: str, made: date, subject: str = "", company: str = ""
) -> Iterator[xlsxwriter.Workbook]:
    """Yield a workbook that stands at ``path`` when the block ends well. ``made`` dates it: the clock is never read.

    Raises OutputFolderMissing, OutputCannotBeWritten.
    """
    with whole_file(path) as draft:
        book = xlsxwriter.Workbook(str(draft), _TEXT_STAYS_TEXT)
        day = datetime(made.year, made.month, made.day)  # noqa: DTZ001 - a document date, of no zone
        about = {"title": clean(title), "subject": clean(subject), "company": clean(company)}
        book.set_properties({**{name: text for name, text in about.items() if text}, "created": day})
        yield book
        try:
            book.close()
        except FileCreateError as error:
            raise OutputCannotBeWritten(file=path, reason=str(error)) from error
