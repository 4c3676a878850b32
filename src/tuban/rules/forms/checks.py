"""Identities inside a form and between forms (表内、表间校核): what must add up, computed from the printed figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from tuban.rules.forms.definition import Check, Column, Form, Reference
from tuban.rules.forms.filled import Cell, CheckResult, FilledForm, PartKey, Row
from tuban.rules.forms.totals import ALL

Figures = dict[tuple[str, str], dict[str, tuple[Row, Cell]]]
"""(form, column.measure) → row code → row and cell."""


def check_forms(forms: Sequence[Form], filled: Sequence[FilledForm]) -> list[FilledForm]:
    """Return the filled forms with the results of their checks; a check that names a form not filled is left out."""
    figures: Figures = {}
    for form, done in zip(forms, filled, strict=True):
        figures.update(_figures(form, done))
    present = {form.id for form in forms}
    checked = []
    for form, done in zip(forms, filled, strict=True):
        checks = [*_splits(form), *form.checks]
        named = [c for c in checks if all(r.form in present for r in (*c.left, *c.right))]
        checked.append(replace(done, checks=tuple(_result(form, check, figures) for check in named)))
    return checked


def _splits(form: Form) -> Iterable[Check]:
    """Every column that says what it splits into is a check of its own."""
    for column in form.columns:
        if not column.splits_into:
            continue
        parts = [form.column(child) for child in column.splits_into]
        shown = tuple(m for m in column.measures if all(m in part.measures for part in parts)) or ("value",)
        # A part of a patch may lie in several classes of land: then only areas add up, not the number of plots.
        apart = tuple(m for m in shown if m != "plots" or not any(part.sums for part in parts))
        yield Check(
            id=f"adds_up.{column.id}",
            says=f"{_title(form, column)}＝{'＋'.join(_title(form, part) for part in parts)}",
            relation="equals",
            left=(Reference(form.id, column.id),),
            right=tuple(Reference(form.id, part.id) for part in parts),
            measures=apart,
            rows="all",
            cites=column.cites or form.cites,
        )


def _title(form: Form, column: Column) -> str:
    """Return the title of a column, with the group above it where another column has the same title (合计)."""
    alike = sum(other.title == column.title for other in form.columns)
    return "".join((*column.header[-1:], column.title)) if alike > 1 else column.title


def _figures(form: Form, done: FilledForm) -> Figures:
    found: Figures = {}
    for section in done.sections:
        for row in section.rows:
            for leaf, cell in zip(section.columns, row.cells, strict=True):
                if form.one_row_per == "class":
                    found.setdefault((form.id, f"{row.code}.{leaf.id}"), {})[ALL] = (row, cell)
                elif row.kind != "part":
                    name = leaf.id if "." in leaf.id else f"{leaf.id}.value"
                    code = ALL if row.level == 0 else row.code
                    found.setdefault((form.id, name), {})[code] = (row, cell)
    return found


def _result(form: Form, check: Check, figures: Figures) -> CheckResult:
    compared = 0
    failures: list[str] = []
    keys: set[PartKey] = set()
    for measure in check.measures:
        left = [figures.get(_key(reference, measure)) for reference in check.left]
        right = [figures.get(_key(reference, measure)) for reference in check.right]
        if any(side is None for side in (*left, *right)):
            continue
        for code in _common_rows([*left, *right], check.rows):
            ours, theirs = ([side[code] for side in sides if side is not None] for sides in (left, right))
            if check.relation == "at_most" and any(cell.unmeasured for _, cell in theirs):
                continue  # what is not measured yet may still exceed the part
            compared += 1
            mine, other = _sum(ours), _sum(theirs)
            if mine == other if check.relation == "equals" else mine <= other:
                continue
            sign = "≠" if check.relation == "equals" else ">"
            title = form.measures[measure].title if measure in form.measures else ""
            failures.append(f"{ours[0][0].title} {title} {mine} {sign} {other}".replace("  ", " "))
            keys |= _all_keys(ours) ^ _all_keys(theirs)
    return CheckResult(
        form.id, check.id, check.says, not failures, compared, tuple(failures), tuple(sorted(keys)), check.cites
    )


def _key(reference: Reference, measure: str) -> tuple[str, str]:
    column, _, own = reference.column.partition(":")
    return reference.form, f"{column}.{own or measure}"


def _common_rows(sides: Sequence[dict[str, tuple[Row, Cell]] | None], rows: str) -> list[str]:
    if rows == "total":
        return [ALL] if all(side and ALL in side for side in sides) else []
    common = set.intersection(*(set(side or {}) for side in sides))
    return sorted(common)


def _sum(cells: Sequence[tuple[Row, Cell]]) -> Decimal:
    return sum((Decimal(cell.value) for _, cell in cells if isinstance(cell.value, Decimal | int)), Decimal(0))


def _all_keys(cells: Sequence[tuple[Row, Cell]]) -> set[PartKey]:
    return {key for _, cell in cells for key in cell.keys}
