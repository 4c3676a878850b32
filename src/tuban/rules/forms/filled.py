"""A filled form (统计表): what is printed in every cell, and the patch parts that stand behind it.

Any number can be opened to its patches: a cell keeps their keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

PartKey = tuple[str, str]
"""Patch number and part number (图斑编号, 地块号); the part number is empty for a patch that was not split."""

CellValue = Decimal | int | str | None


SUM, PART, PART_LESS, WHOLE, WHOLE_LESS = "sum", "part", "part_less", "whole", "whole_less"
"""What a sum is to its cell: the cell itself, or the numerator or denominator of a share and what is taken off it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One sum behind a cell: the parts in it and what each of them gives.

    ``fact`` names the figure that is added up, None where parts are counted; ``amounts`` go with ``keys``, None for a
    part that nobody measured. ``numbers`` tell parts apart that were issued under one number.
    """

    role: str
    fact: str | None
    unit: str
    places: int
    keys: tuple[PartKey, ...]
    amounts: tuple[Decimal | None, ...]
    numbers: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @property
    def total(self) -> Decimal:
        """The sum of what is known."""
        return sum((amount for amount in self.amounts if amount is not None), Decimal(0).scaleb(-self.places))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value (None where it is blank), its text as printed, and what it rests on.

    ``keys`` are the patch parts behind it. ``unmeasured`` counts those whose area nobody knows yet: they are in the
    number of plots but in no sum; ``mark`` says so behind the number. ``terms`` are the sums that make the value; where
    there are none, or the cell is blank, ``why`` names the reason (a phrase of ``lawbook/forms/tracing.yaml``).
    """

    value: CellValue
    text: str
    keys: tuple[PartKey, ...] = ()
    unmeasured: int = 0
    mark: str = ""
    terms: tuple[Term, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a patch part, a division, a class, or a total. ``level`` is 0 for the grand total, 1 below it.

    ``says`` tells in words which parts it counts, where that is more than its title. ``numbers`` is the part in the row
    of a list, told apart from others issued under its number.
    """

    kind: str
    code: str
    title: str
    level: int
    cells: tuple[Cell, ...]
    says: str = ""
    numbers: tuple[int, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_sum(self) -> bool:
        """Whether it sums up others: it is printed bold."""
        return self.kind in ("total", "county", "subtotal")

    @property
    def indent(self) -> str:
        """What stands before its title: a space for each level, one less where it is bold."""
        return "　" * (self.level - self.is_sum)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of the header: its title and the rectangle of rows and columns it covers, counted from 0."""

    title: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class LeafColumn:
    """A column as printed: its id (``column.measure`` where a column shows several), and how its cells are written.

    ``path`` are its titles from the top of the header down; ``says`` tells in words how its cells come about.
    """

    id: str
    title: str
    kind: str
    places: int = 0
    unit: str = ""
    width: float | None = None
    cites: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a form: its own title (empty for the only one), header, columns and rows."""

    title: str
    header: tuple[HeaderCell, ...]
    columns: tuple[LeafColumn, ...]
    rows: tuple[Row, ...]

    def cell(self, row: Row, column_id: str) -> Cell:
        """Return the cell of ``row`` under the column ``column_id``; raises KeyError where there is none."""
        for column, cell in zip(self.columns, row.cells, strict=True):
            if column.id == column_id:
                return cell
        raise KeyError(column_id)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one identity inside a form or between forms (表内、表间校核).

    ``compared`` counts the comparisons made; each failure says where, and what stands left and right. ``keys`` are the
    patch parts that make the difference, where it is known.
    """

    form: str
    id: str
    says: str
    passed: bool
    compared: int
    failures: tuple[str, ...] = ()
    keys: tuple[PartKey, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rests:
    """How many of the parts that a form counts rest on a finding that a person took, how many on a proposal only."""

    taken: int
    proposed: int


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form filled for one campaign: tables, notes and checks, ready to be drawn.

    ``rests`` says on what its parts rest, None where that was not asked.
    """

    id: str
    title: str
    unit_line: str
    paper: str
    orientation: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    cites: tuple[str, ...]
    signatures: tuple[str, ...] = ()
    sheet: str = ""
    unit_title: str = ""
    requirement: str = ""
    rests: Rests | None = None

    def column(self, column_id: str) -> list[tuple[Row, Cell]]:
        """Return every row with its cell under ``column_id``, over all sections; empty where no section has it."""
        return [
            (row, section.cell(row, column_id))
            for section in self.sections
            if any(column.id == column_id for column in section.columns)
            for row in section.rows
        ]
