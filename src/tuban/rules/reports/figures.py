"""The figures of a report: taken from cells of the filled forms or worked out from such, each with where it is from.

Nothing is counted here a second time: a figure is the printed figure of a cell; a share is the share of two printed
figures, so that whoever takes the forms and a pocket calculator gets the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tuban.rules.forms.filled import Cell, FilledForm, LeafColumn, PartKey, Row, Section
from tuban.values.area import round_half_up

WAN = Decimal(10_000)
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class CellAddress:
    """A cell of a filled form: what it is called there, and the ids under which it is traced."""

    form: str
    sheet: str
    form_title: str
    row: str
    row_title: str
    column: str
    column_title: str

    @property
    def id(self) -> str:
        """Form, row and column, as ``tuban trace`` and forms.json know them."""
        return f"{self.form}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its text as printed and its source: one cell, a count of rows, a list, or two other figures.

    ``keys`` are the patch parts behind it, ``unmeasured`` how many of them have no area (they are in no sum).
    ``operands`` are the figures it was worked out from, by ``operator``; ``origin`` says in words where a figure is
    from that stands in no cell.
    """

    id: str
    value: Decimal
    text: str
    keys: tuple[PartKey, ...] = ()
    unmeasured: int = 0
    address: CellAddress | None = None
    operator: str = ""
    operands: tuple[Figure, ...] = ()
    origin: str = ""


class Cells:
    """The cells of all filled forms, by form, row and column."""

    def __init__(self, forms: Sequence[FilledForm]) -> None:
        self.forms = {form.id: form for form in forms}
        self._found: dict[tuple[str, str, str], tuple[Section, Row, int] | None] = {}
        self._paths: dict[tuple[str, int, int], str] = {}

    def rows(self, form: str, kind: str) -> list[Row]:
        """Return the rows of one kind in the first table of a form."""
        filled = self.forms.get(form)
        return [row for row in filled.sections[0].rows if row.kind == kind] if filled is not None else []

    def total_row(self, form: str) -> str:
        """Return the code of the row that sums everything."""
        found = [row.code for row in self.rows(form, _TOTAL) if row.level == 0]
        return found[0] if found else ""

    def cell(self, form: str, row: str, column: str) -> tuple[Cell, CellAddress] | None:
        """Return a cell and its address; None where the form has no such row or column."""
        place = (form, row, column)
        if place not in self._found:
            self._found[place] = self._look_up(form, row, column)
        found = self._found[place]
        if found is None:
            return None
        section, at, index = found
        return at.cells[index], self._address(self.forms[form], section, at, index)

    def figure(self, form: str, row: str, column: str, *, unit: str = "") -> Figure | None:
        """Return the figure that a cell prints; None where it is blank or does not exist."""
        found = self.cell(form, row, column)
        if found is None or not isinstance(found[0].value, Decimal | int) or isinstance(found[0].value, bool):
            return None
        cell, address = found
        value = Decimal(cell.value)  # type: ignore[arg-type]
        text = f"{value:f}{'%' if unit == 'percent' else ''}"
        return Figure(address.id, value, text, cell.keys, cell.unmeasured, address)

    def _look_up(self, form: str, row: str, column: str) -> tuple[Section, Row, int] | None:
        filled = self.forms.get(form)
        for section in filled.sections if filled is not None else ():
            index = next((at for at, leaf in enumerate(section.columns) if leaf.id == column), None)
            at = None if index is None else next((one for one in section.rows if one.code == row), None)
            if index is not None and at is not None:
                return section, at, index
        return None

    def _address(self, form: FilledForm, section: Section, row: Row, index: int) -> CellAddress:
        leaf: LeafColumn = section.columns[index]
        place = (form.id, form.sections.index(section), index)
        if place not in self._paths:
            heads = [one for one in section.header if one.column <= index < one.column + one.columns]
            titles = dict.fromkeys(one.title for one in sorted(heads, key=lambda one: one.row))
            self._paths[place] = "·".join(titles) or leaf.title
        return CellAddress(
            form=form.id,
            sheet=form.sheet.split(" ", 1)[0] if form.sheet.startswith("表") else form.sheet,
            form_title=form.title,
            row=row.code,
            row_title=row.title,
            column=leaf.id,
            column_title=self._paths[place],
        )


def worked_out(left: Figure, operator: str, right: Figure) -> Figure | None:
    """Return a share (%), quotient (/), difference (-) or sum (+) of two printed figures.

    None where the whole is nothing: a share of nothing is blank, never 0 %.
    """
    if operator in ("%", "/"):
        if not right.value:
            return None
        ratio = Fraction(left.value) / Fraction(right.value)
        value = round_half_up(ratio * (100 if operator == "%" else 1), 2)
    else:
        value = left.value - right.value if operator == "-" else left.value + right.value
    # Something is never printed as nothing.
    text = "不足0.01" if operator == "%" and left.value > 0 and not value else f"{value:f}"
    return Figure(
        id=f"({left.id} {operator} {right.id})",
        value=value,
        text=f"{text}{'%' if operator == '%' else ''}",
        keys=left.keys if operator != "-" else tuple(key for key in left.keys if key not in set(right.keys)),
        unmeasured=max(left.unmeasured, right.unmeasured),
        operator=operator,
        operands=(left, right),
    )


def in_wan(figure: Figure) -> Figure:
    """Return a sum of money in 万元, with two places."""
    value = round_half_up(Fraction(figure.value) / Fraction(WAN), 2)
    return Figure(
        id=f"({figure.id} : wan)",
        value=value,
        text=f"{value:f}",
        keys=figure.keys,
        unmeasured=figure.unmeasured,
        operator=":",
        operands=(figure,),
    )


class SourceBook:
    """The figures that a report has named, numbered in the order of the text (数据来源编号)."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.figures: list[Figure] = []

    def number(self, figure: Figure) -> int:
        """Return the number of a figure; what it was worked out from is numbered before it."""
        if figure.id not in self._numbers:
            for operand in figure.operands:
                self.number(operand)
            self.figures.append(figure)
            self._numbers[figure.id] = len(self.figures)
        return self._numbers[figure.id]
