"""Lists in a workbook (清单): a title, a line below it, a header that repeats on every page, rows with borders.

For lists that people read, filter, fill in by hand and print; the statutory forms have a drawing of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tuban.render.workbook.book import new_book
from tuban.render.workbook.sheet import PAPERS
from tuban.render.workbook.style import BODY_FACE, HEAD_FACE, NOTE_FACE, TITLE_FACE
from tuban.render.workbook.text import clean, head_text, lines_of
from tuban.values.problems import Severity

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警示", Severity.NOTE: "说明"}
MISSING = "待查明"
_SEVERITY_COLOURS = {"错误": "#B34700", "警示": "#8A5A00", "说明": "#5B6875", MISSING: "#8A4B7A"}
SIZE = 10
_LINE = 13.5
_TALLEST = 400.0
_INDENT = 1.6
TITLE_ROWS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, the group above it (empty: none), and whether it is centred."""

    title: str
    width: float
    group: str = ""
    centred: bool = False


class Looks:
    """The cell formats of a list workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.title = book.add_format({"font_name": TITLE_FACE, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.line = book.add_format({"font_name": BODY_FACE, "font_size": 11, "valign": "vcenter", "text_wrap": True})
        self.block = book.add_format({"font_name": HEAD_FACE, "font_size": 12, "valign": "vcenter"})
        self.signature = book.add_format({"font_name": BODY_FACE, "font_size": 11, "valign": "bottom"})
        self.head = self._bordered(font_name=HEAD_FACE, align="center", text_wrap=True, bg_color="#E8EDF1")
        self.text = cache(self._text)
        self.number = cache(self._number)
        self.severity = cache(self._severity)

    def _bordered(self, **more: Any) -> Any:
        plain = {"font_name": NOTE_FACE, "font_size": SIZE, "border": 1, "border_color": "#9AA7B3", "valign": "vcenter"}
        return self._book.add_format({**plain, **more})

    def _text(self, *, centred: bool = False, bold: bool = False, faint: bool = False, link: bool = False) -> Any:
        more: dict[str, Any] = {"num_format": "@", "text_wrap": True, "align": "center" if centred else "left"}
        more |= {} if centred else {"indent": 1}
        more |= {"bold": True} if bold else {}
        more |= {"font_color": "#5B6875", "font_size": SIZE - 1} if faint else {}
        more |= {"font_color": "#0B6E74", "underline": 1} if link else {}
        return self._bordered(**more)

    def _number(self, places: int = 0, *, bold: bool = False, blank_zero: bool = False) -> Any:
        shape = "0." + "0" * places + "_ " if places else "0"
        more: dict[str, Any] = {"num_format": f"{shape};-{shape};" if blank_zero else shape}
        more |= {"align": "right" if places else "center", "bold": bold}
        return self._bordered(**more)

    def _severity(self, name: str) -> Any:
        return self._bordered(align="center", bold=True, font_color=_SEVERITY_COLOURS.get(name, "#1F2933"))


def write_book(path: Path, draw: Callable[[Any, Looks], None], *, title: str, subject: str, made: date) -> None:
    """Write a workbook to ``path``; it replaces the file only once all is written. ``made`` dates it."""
    with new_book(path, title=title, subject=subject, made=made) as book:
        draw(book, Looks(book))


class ListSheet:
    """A worksheet with a title, a line, a header of one or two rows, and rows added one after another."""

    def __init__(
        self, sheet: Any, looks: Looks, columns: Sequence[Column], *, title: str, line: str, paper: str = "A4",
        landscape: bool = True, page: str = "第 &P 页　共 &N 页",
    ) -> None:  # fmt: skip
        self.sheet, self.looks, self.columns = sheet, looks, columns
        self.last = len(columns) - 1
        self.depth = 2 if any(column.group for column in columns) else 1
        self.first_row = TITLE_ROWS + self.depth
        self.row = self.first_row
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self.titles = [head_text(column.title, column.width, SIZE) for column in columns]
        self._head(title, line)
        sheet.set_paper(PAPERS[paper])
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.65)
        sheet.center_horizontally()
        sheet.set_footer(f"&C&9{page}")
        sheet.set_zoom(90)

    def _head(self, title: str, line: str) -> None:
        width = sum(column.width for column in self.columns)
        for number, (text, look, height) in enumerate(
            ((title, self.looks.title, 34.0), (line, self.looks.line, max(20.0, lines_of(line, width, 11) * 15.0 + 6)))
        ):
            self.merged(number, 0, self.last, text, look)
            self.sheet.set_row(number, height)
        place = 0
        while place <= self.last:
            group = self.columns[place].group
            end = place
            while group and end < self.last and self.columns[end + 1].group == group:
                end += 1
            if group:
                self.merged(TITLE_ROWS, place, end, group, self.looks.head)
                for column in range(place, end + 1):
                    self.sheet.write_string(TITLE_ROWS + 1, column, self.titles[column], self.looks.head)
            else:
                self._merged_down(place)
            place = end + 1
        below = [place for place, column in enumerate(self.columns) if column.group or self.depth == 1]
        titles = max(lines_of(self.titles[place], self.columns[place].width, SIZE) for place in below)
        if self.depth == 2:
            self.sheet.set_row(TITLE_ROWS, 22.0)
        self.sheet.set_row(self.first_row - 1, max(24.0 if self.depth == 1 else 22.0, titles * _LINE + 6))

    def _merged_down(self, place: int) -> None:
        title = self.titles[place]
        if self.depth == 1:
            self.sheet.write_string(TITLE_ROWS, place, title, self.looks.head)
            return
        self.sheet.merge_range(TITLE_ROWS, place, TITLE_ROWS + 1, place, "", self.looks.head)
        self.sheet.write_string(TITLE_ROWS, place, title, self.looks.head)

    def add(self, cells: Sequence[Any], looks: Sequence[Any] | None = None, *, least: float = 20.0) -> None:
        """Write one row: texts, whole numbers and Decimals (two places); None leaves a cell empty."""
        lines = 1
        for place, (cell, column) in enumerate(zip(cells, self.columns, strict=True)):
            own = looks[place] if looks is not None else None
            lines = max(lines, self._write(place, cell, column, own))
        self.sheet.set_row(self.row, min(_TALLEST, max(least, lines * _LINE + 6)))
        self.row += 1

    def _write(self, place: int, cell: Any, column: Column, look: Any) -> int:
        if isinstance(cell, Decimal):
            self.sheet.write_number(self.row, place, float(cell), look or self.looks.number(2))
            return 1
        if isinstance(cell, int):
            self.sheet.write_number(self.row, place, cell, look or self.looks.number())
            return 1
        text = clean(str(cell)) if cell else ""
        own = look or self.looks.text(centred=column.centred)
        if not text:
            self.sheet.write_blank(self.row, place, None, own)
            return 1
        self.sheet.write_string(self.row, place, text, own)
        return lines_of(text, column.width - (0 if column.centred else _INDENT), SIZE)

    def note(self, text: str) -> None:
        """Write a line across the whole sheet, such as why there are no rows."""
        width = sum(column.width for column in self.columns)
        self.merged(self.row, 0, self.last, text, self.looks.text(centred=True))
        self.sheet.set_row(self.row, max(30.0, lines_of(text, width, SIZE) * _LINE + 10))
        self.row += 1

    def finish(self, *, frozen_columns: int = 0, filtered_to: int | None = None) -> None:
        """Freeze, filter and set up printing; ``filtered_to`` is the last row of the filter (none without it)."""
        self.sheet.freeze_panes(self.first_row, frozen_columns)
        self.sheet.repeat_rows(0, self.first_row - 1)
        self.sheet.print_area(0, 0, max(self.row - 1, self.first_row), self.last)
        if filtered_to is not None:
            self.sheet.autofilter(self.first_row - 1, 0, max(filtered_to, self.first_row), self.last)

    def merged(self, row: int, left: int, right: int, text: str, look: Any) -> None:
        """Write a text over several cells of one row."""
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", look)
        self.sheet.write_string(row, left, clean(text), look)
