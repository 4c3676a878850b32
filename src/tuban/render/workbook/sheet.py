"""One table of a form on one sheet: title, unit line, header in rectangles, rows, notes, lines for signatures."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from PIL import Image

from tuban.render.seal import Seal
from tuban.render.workbook.style import BODY_SIZE, HEAD_SIZE, Style
from tuban.render.workbook.text import clean, columns_of, head_text, lines_of
from tuban.rules.forms.filled import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.forms.words import Wording

PAPERS = {"A3": 8, "A4": 9}
PRINTABLE_WIDTH = {
    ("A3", "landscape"): 200.0,
    ("A4", "landscape"): 138.0,
    ("A4", "portrait"): 92.0,
    ("A3", "portrait"): 138.0,
}
"""How many columns of width fit the paper unscaled; a narrower table is stretched to it, a wider one is scaled down."""
_NUMBERS = (Decimal, int)
_LINE = 12.0
_PADDING = 0.7
_TITLE_ROWS = 2
_STRETCH = 1.5
_WIDEST_CENTRED = 12.5
_LEAST_ROW = 17.0
_TALLEST_ROW = 25.0
_TITLE_HEIGHTS = (36.0, 20.0)
_SIGNATURE_HEIGHT = 30.0
_SEAL_HEIGHT = 70.0
_SEAL_WIDTH = 13.0
_SEAL_PIXELS = 84
_PAGE_HEIGHTS = {
    ("A3", "landscape"): 750.0,
    ("A4", "landscape"): 500.0,
    ("A4", "portrait"): 748.0,
    ("A3", "portrait"): 1098.0,
}
"""Points between the margins."""


def first_row_of(section: Section) -> int:
    """Return the row of the sheet, counted from 0, in which the first row of a section stands."""
    return _TITLE_ROWS + max((cell.row + cell.rows for cell in section.header), default=1)


class FormSheet:
    """Draws one section of a filled form on a worksheet."""

    def __init__(
        self,
        sheet: Any,
        form: FilledForm,
        section: Section,
        *,
        unit_name: str,
        wording: Wording,
        style: Style,
        seal: Seal | None = None,
    ) -> None:
        self.sheet = sheet
        self.form = form
        self.section = section
        self.unit_name = unit_name
        self.wording = wording
        self.style = style
        self.seal = seal
        self.last = len(section.columns) - 1
        self.first_row = first_row_of(section)
        self.depth = self.first_row - _TITLE_ROWS
        self.widths = self._widths()
        self.head_heights = self._head_heights()
        self.least_height = self._least_height()

    def write(self) -> None:
        """Draw everything."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self._title()
        self._header()
        row = self.first_row
        for filled in self.section.rows:
            self._row(row, filled)
            row += 1
        if not self.section.rows:
            self._merged(row, 0, self.last, self.wording.phrase("empty"), self.style.text(centred=True))
            row += 1
        row = self._notes(row)
        self._signatures(row)
        if self.seal is not None:
            row += 1
            self._sealed(row, self.seal)
        self._page(row)

    # Widths and heights --------------------------------------------------------------------------------------------

    def _widths(self) -> list[float]:
        widths = [self._width(number, column) for number, column in enumerate(self.section.columns)]
        room = PRINTABLE_WIDTH[self.form.paper, self.form.orientation] - len(widths) * _PADDING
        stretch = min(_STRETCH, room / sum(widths))
        return [round(width * max(1.0, stretch), 2) for width in widths]

    def _width(self, number: int, column: LeafColumn) -> float:
        if column.width is not None:
            least = column.width
        else:
            least = 4.6 if column.kind in ("number", "integer") and not column.places else 7.0
        if column.kind in ("number", "percent", "integer"):
            longest = max(
                (
                    columns_of(row.cells[number].text)
                    for row in self.section.rows
                    if row.cells[number].value is not None
                ),
                default=0,
            )
            return max(least, longest * BODY_SIZE / 11 + 1.8)
        return least

    def _height(self, row: Row) -> float:
        lines = 1
        for cell, width in zip(row.cells, self.widths, strict=True):
            if cell.text and (cell.value is None or isinstance(cell.value, str)):
                lines = max(lines, lines_of(cell.text, width, BODY_SIZE))
        return max(self.least_height, lines * _LINE + 5)

    # Title and header ----------------------------------------------------------------------------------------------

    def _title(self) -> None:
        title = self.form.title
        if self.section.title:
            title = self.wording.phrase("continued", title=title, section=self.section.title)
        self._merged(0, 0, self.last, title, self.style.title)
        self.sheet.set_row(0, _TITLE_HEIGHTS[0])
        half = self._middle()
        unit = self.wording.phrase("unit_line_label", title=self.form.unit_title, name=self.unit_name)
        self._merged(1, 0, half, unit, self.style.line_left)
        self._merged(1, half + 1, self.last, self.form.unit_line, self.style.line_right)
        self.sheet.set_row(1, _TITLE_HEIGHTS[1])

    def _middle(self) -> int:
        """Return the column where the left half of the sheet ends."""
        half, so_far = sum(self.widths) / 2, 0.0
        for number, width in enumerate(self.widths[:-1]):
            so_far += width
            if so_far >= half:
                return number
        return max(0, self.last - 1)

    def _head_heights(self) -> list[float]:
        heights = [_LINE + 8] * self.depth
        for cell in self.section.header:
            width = sum(self.widths[cell.column : cell.column + cell.columns])
            needed = lines_of(head_text(cell.title, width, HEAD_SIZE), width, HEAD_SIZE) * _LINE + 8
            spare = needed - sum(heights[cell.row : cell.row + cell.rows])
            if spare > 0:
                heights[cell.row + cell.rows - 1] += spare
        return heights

    def _least_height(self) -> float:
        """Return the height of a row of one line: a short table is spread over its page, as far as looks well."""
        room = PRINTABLE_WIDTH[self.form.paper, self.form.orientation]
        scale = min(1.0, room / (sum(self.widths) + len(self.widths) * _PADDING))
        notes = sum(self._note_height(note) for note in self.form.notes)
        other = sum(_TITLE_HEIGHTS) + sum(self.head_heights) + notes + _SIGNATURE_HEIGHT
        left = _PAGE_HEIGHTS[self.form.paper, self.form.orientation] / scale - other
        each = left / max(1, len(self.section.rows))
        return min(_TALLEST_ROW, each) if each >= _LEAST_ROW else _LEAST_ROW

    def _header(self) -> None:
        for cell in self.section.header:
            top, left = _TITLE_ROWS + cell.row, cell.column
            bottom, right = top + cell.rows - 1, left + cell.columns - 1
            if (top, left) != (bottom, right):
                self.sheet.merge_range(top, left, bottom, right, "", self.style.head)
            width = sum(self.widths[left : right + 1])
            self.sheet.write_string(top, left, clean(head_text(cell.title, width, HEAD_SIZE)), self.style.head)
        for number, height in enumerate(self.head_heights):
            self.sheet.set_row(_TITLE_ROWS + number, height)

    # Body ----------------------------------------------------------------------------------------------------------

    def _row(self, number: int, row: Row) -> None:
        self.sheet.set_row(number, self._height(row))
        for column, (leaf, cell) in enumerate(zip(self.section.columns, row.cells, strict=True)):
            self._cell(number, column, leaf, cell, row)

    def _cell(self, row: int, column: int, leaf: LeafColumn, cell: Cell, filled: Row) -> None:
        bold = filled.is_sum
        if isinstance(cell.value, _NUMBERS):
            centred = leaf.kind in ("flag", "integer") or not leaf.places
            places = leaf.places if isinstance(cell.value, Decimal) else 0
            look = self.style.number(places, mark=cell.mark, bold=bold, centred=centred)
            self.sheet.write_number(row, column, float(cell.value), look)
            return
        text = clean(cell.text)
        centred = leaf.kind != "text" or (leaf.id != "row.title" and (leaf.width or 0) <= _WIDEST_CENTRED)
        if leaf.id == "row.title":
            text = filled.indent + text
        look = self.style.text(bold=bold, centred=centred)
        if text:
            self.sheet.write_string(row, column, text, look)
        else:
            self.sheet.write_blank(row, column, None, look)

    # Foot ----------------------------------------------------------------------------------------------------------

    def _notes(self, row: int) -> int:
        for number, note in enumerate(self.form.notes):
            text = self.wording.phrase("note_line", number=number + 1, note=note)
            self._merged(row, 0, self.last, text, self.style.note)
            self.sheet.set_row(row, self._note_height(text))
            row += 1
        return row

    def _note_height(self, note: str) -> float:
        return lines_of(note, sum(self.widths), BODY_SIZE) * _LINE + 4

    def _signatures(self, row: int) -> None:
        lines = self.form.signatures
        if not lines:
            return
        self.sheet.set_row(row, _SIGNATURE_HEIGHT)
        share = sum(self.widths) / len(lines)
        left = 0
        for number, line in enumerate(lines):
            right = self.last if number == len(lines) - 1 else self._column_at(share * (number + 1), left)
            text = self.wording.phrase("signed", line=line)
            self._merged(row, left, right, text, self.style.signature)
            left = right + 1

    def _sealed(self, row: int, seal: Seal) -> None:
        """Set the digest and its code below the signatures; the code stands in a cell of its own at the right."""
        self.sheet.set_row(row, _SEAL_HEIGHT)
        left = self.last
        while left > 1 and sum(self.widths[left:]) < _SEAL_WIDTH:
            left -= 1
        self._merged(row, 0, left - 1, self.wording.phrase("seal_line", short=seal.short), self.style.note)
        self._merged(row, left, self.last, "", self.style.note)
        with Image.open(io.BytesIO(seal.code)) as code:
            scale = _SEAL_PIXELS / code.width
        about = {
            "image_data": io.BytesIO(seal.code), "x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 4,
            "object_position": 1, "description": f"SHA-256 {seal.digest}",
        }  # fmt: skip
        self.sheet.insert_image(row, left, "code.png", about)

    def _column_at(self, distance: float, least: int) -> int:
        so_far = 0.0
        for number, width in enumerate(self.widths):
            so_far += width
            if so_far >= distance and number >= least:
                return number
        return self.last

    def _merged(self, row: int, left: int, right: int, text: str, look: Any) -> None:
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", look)
        self.sheet.write_string(row, left, clean(text), look)

    # Page ----------------------------------------------------------------------------------------------------------

    def _page(self, last_row: int) -> None:
        sheet = self.sheet
        sheet.set_paper(PAPERS[self.form.paper])
        if self.form.orientation == "landscape":
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.65)
        sheet.center_horizontally()
        sheet.repeat_rows(0, self.first_row - 1)
        sheet.print_area(0, 0, last_row, self.last)
        sheet.set_footer("&C&9" + self.wording.phrase("page"))
        sheet.freeze_panes(self.first_row, self._frozen())
        sheet.set_zoom(90)

    def _frozen(self) -> int:
        """Return how many columns name the row: they stay while the rest moves."""
        names = [
            number
            for number, column in enumerate(self.section.columns)
            if column.id in ("row.title", "row.code", "part")
        ]
        return max(names, default=0) + 1
