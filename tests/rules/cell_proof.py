"""What must hold of every cell of every form: its sums make its value, or it says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from tuban.rules.forms.filled import PART, PART_LESS, SUM, WHOLE, WHOLE_LESS, Cell, FilledForm, LeafColumn
from tuban.values.area import round_half_up

NOT_SUMS = {"label", "text", "counter", "from_law", "compared"}


def unproven(filled: Iterable[FilledForm]) -> list[str]:
    """Return a line for every cell whose parts do not make what it prints, or that is blank without a reason."""
    faults = []
    for form in filled:
        for section in form.sections:
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    fault = _fault(column, cell)
                    if fault:
                        faults.append(f"{form.id} {row.title} {column.id}: {fault}")
    return faults


def _fault(column: LeafColumn, cell: Cell) -> str:
    for term in cell.terms:
        if not len(term.keys) == len(term.amounts) == len(term.numbers):
            return "a sum whose parts and amounts differ in number"
        if term.fact is None and (set(term.amounts) - {Decimal(1)} or len(set(term.numbers)) != len(term.keys)):
            return "a part counted twice"
    if not isinstance(cell.value, Decimal | int):
        return "" if cell.why and (cell.value is None or cell.why in NOT_SUMS) else "no reason"
    if not cell.terms:
        return "" if cell.why in NOT_SUMS else f"{cell.value} with nothing behind it"
    if cell.why:
        return f"a number that says {cell.why}"
    made = remade(cell, column.places)
    lacking = sum(amount is None for term in cell.terms if term.role == SUM for amount in term.amounts)
    if any(term.role == SUM for term in cell.terms) and lacking != cell.unmeasured:
        return f"{cell.unmeasured} unmeasured, {lacking} without an amount"
    return "" if made == cell.value else f"{cell.value} is not {made}"


def remade(cell: Cell, places: int) -> Decimal:
    """Return the value of a cell made anew from what each part gives."""
    sums = {role: Decimal(0) for role in (SUM, PART, PART_LESS, WHOLE, WHOLE_LESS)}
    for term in cell.terms:
        sums[term.role] += sum((amount for amount in term.amounts if amount is not None), Decimal(0))
    if any(term.role == SUM for term in cell.terms):
        return sums[SUM]
    share = Fraction(sums[PART] - sums[PART_LESS]) / Fraction(sums[WHOLE] - sums[WHOLE_LESS])
    return round_half_up(share * 100, places)
