"""A cell opened: the sums that make it, the parts in each, what each part gives, and the proof that they make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tuban.render.tracing.book import TraceBook, TracedCheck, TracedColumn, TracedRow, TracedTable, reading
from tuban.rules.forms.filled import PART, PART_LESS, SUM, WHOLE, WHOLE_LESS
from tuban.values.area import round_half_up


@dataclass(frozen=True, slots=True)
class TracedPart:
    """One patch part: where it lies, what was proposed of it, and its card by its path in the result folder."""

    number: str
    part: str
    township_code: str
    township: str
    finding: str
    card: str

    @property
    def name(self) -> str:
        """The number of the patch, and of its part where it was split."""
        return f"{self.number}-{self.part}" if self.part else self.number


@dataclass(frozen=True, slots=True)
class Given:
    """What a part gives to a sum; None where nobody measured it: it is counted, and in no sum."""

    part: TracedPart
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class OpenedSum:
    """One sum behind a cell: what is added up, in which unit, and what each part gives."""

    role: str
    title: str
    unit: str
    counts_plots: bool
    total: Decimal
    given: tuple[Given, ...]

    @property
    def unmeasured(self) -> int:
        """How many parts have no amount."""
        return sum(one.amount is None for one in self.given)

    @property
    def added(self) -> Decimal:
        """The amounts added up anew."""
        return sum((one.amount for one in self.given if one.amount is not None), self.total * 0)


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """A cell with everything behind it. ``parts`` are those of a cell that is no sum (a fact of one part, a name)."""

    table: TracedTable
    row: TracedRow
    column: TracedColumn
    address: str
    text: str
    value: Decimal | None
    why: str
    sums: tuple[OpenedSum, ...]
    parts: tuple[TracedPart, ...]

    @property
    def remade(self) -> Decimal | None:
        """The value made anew from what the parts give; None where the cell is no sum or has nothing to divide by."""
        totals = {role: Decimal(0) for role in (SUM, PART, PART_LESS, WHOLE, WHOLE_LESS)}
        for one in self.sums:
            totals[one.role] += one.added
        if any(one.role == SUM for one in self.sums):
            return totals[SUM]
        whole = totals[WHOLE] - totals[WHOLE_LESS]
        if not self.sums or not whole:
            return None
        share = Fraction(totals[PART] - totals[PART_LESS]) / Fraction(whole)
        return round_half_up(share * 100, self.column.places)

    @property
    def proven(self) -> bool:
        """Whether the parts make what is printed; a blank is proven by having nothing to print."""
        if any(one.added != one.total for one in self.sums):
            return False
        return self.value is None or not self.sums or self.remade == self.value


def open_cell(book: TraceBook, table: TracedTable, row: int, column: int) -> OpenedCell:
    """Open the cell in ``row`` and ``column`` of a table, both counted from 0. Raises TracesDamaged."""
    with reading(book.folder):
        return _opened(book, table, row, column)


def _opened(book: TraceBook, table: TracedTable, row: int, column: int) -> OpenedCell:
    head, line = table.columns[column], table.rows[row]
    text, value, population, terms, why = (*line.cells[column], *[None] * 5)[:5]
    sums = tuple(_sum(book, number, head) for number in terms or ())
    number = None
    if isinstance(value, int) or (value is not None and head.kind in ("number", "percent", "integer")):
        number = Decimal(str(value))
    return OpenedCell(
        table,
        line,
        head,
        table.address(row, column),
        str(text),
        number,
        str(why or ""),
        sums,
        () if sums else tuple(parts_in(book, population)),
    )


def parts_of_check(book: TraceBook, check: TracedCheck) -> list[TracedPart]:
    """Return the parts that make the difference of a failed check. Raises TracesDamaged."""
    with reading(book.folder):
        return list(parts_in(book, check.population))


def parts_in(book: TraceBook, population: int | None) -> Iterator[TracedPart]:
    """Yield the parts of a population; None has none."""
    if population is not None:
        for number in book.content["populations"][population]:
            yield TracedPart(*book.content["parts"][number])


def _sum(book: TraceBook, number: int, column: TracedColumn) -> OpenedSum:
    role, measure, population, total, *own = book.content["terms"][number]
    told = book.content["measures"][measure]
    numbers = [] if population is None else book.content["populations"][population]
    if own:
        amounts = own[0]
    elif told["fact"] is None:
        amounts = ["1"] * len(numbers)
    else:
        figures = book.content["figures"][measure]
        amounts = [figures[place] for place in numbers]
    given = tuple(
        Given(TracedPart(*book.content["parts"][place]), None if amount is None else Decimal(amount))
        for place, amount in zip(numbers, amounts, strict=True)
    )
    unit = told["unit"] or ("宗" if told["fact"] is None else column.unit)
    return OpenedSum(role, told["title"], unit, told["fact"] is None, Decimal(total), given)
