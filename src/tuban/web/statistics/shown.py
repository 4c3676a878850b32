"""A filled form as its page shows it: heads as rectangles, cells with their address, side by side with differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.rules.forms.filled import Cell, FilledForm, HeaderCell, LeafColumn, PartKey, Row, Section
from tuban.rules.forms.population import NOWHERE
from tuban.rules.forms.totals import ALL
from tuban.web.statistics.asking import Asked

_FIGURES = ("number", "percent", "integer")


def sections(
    asked: Asked, form: FilledForm, other: FilledForm | None = None, *, patches: Mapping[PartKey, str] | None = None
) -> list[dict[str, Any]]:
    """Return the tables of a form; with ``other`` each cell says what stands there and by how much it differs.

    ``patches`` are the addresses of the parts of a list.
    """
    others = other.sections if other is not None else (None,) * len(form.sections)
    made = [_section(asked, one, beside) for one, beside in zip(form.sections, others, strict=True)]
    return [_linked(one, patches) for one in made] if patches else made


def part_keys(form: FilledForm) -> list[PartKey]:
    """Return the parts that a list has a row for."""
    return [key for section in form.sections for row in section.rows if row.kind == "part" for key in _key(row)]


def _key(row: Row) -> tuple[PartKey, ...]:
    return next((cell.keys[:1] for cell in row.cells if cell.keys), ())


def _linked(section: dict[str, Any], patches: Mapping[PartKey, str]) -> dict[str, Any]:
    """Let the number of a patch lead to it."""
    for row in section["rows"]:
        for key in row["keys"]:
            for cell in row["cells"]:
                if key in patches and key[0] and key[0] in cell["text"]:
                    cell["patch_url"] = patches[key]
    return section


def _section(asked: Asked, section: Section, beside: Section | None) -> dict[str, Any]:
    is_summary = asked.form.one_row_per != "patch_part"
    rows = list(_paired(section, beside))
    return {
        "title": section.title, "head": head_rows(section.header),
        "rows": [
            _row(asked, section, one, other, is_summary=is_summary, is_compared=beside is not None)
            for one, other in rows
        ],
        "columns": len(section.columns),
    }  # fmt: skip


def role_words(role: str) -> str:
    """Return what a sum is to its cell in words; empty where it is the cell itself."""
    told = {
        "part": _("The part"), "part_less": _("Taken off the numerator"), "whole": _("The whole"),
        "whole_less": _("Taken off the denominator"),
    }  # fmt: skip
    return told.get(role, "")


def head_rows(header: Sequence[HeaderCell]) -> list[list[HeaderCell]]:
    """Return the cells of a header row by row."""
    depth = max((one.row for one in header), default=-1) + 1
    return [[one for one in header if one.row == row] for row in range(depth)]


def _paired(section: Section, beside: Section | None) -> list[tuple[Row, Row | None]]:
    """Return every row with the one that stands beside it: the same division or class, or the row of the whole unit
    where both are of different units."""
    if beside is None:
        return [(row, None) for row in section.rows]
    known = {(row.kind, row.code): row for row in beside.rows}
    found = [(row, known.get((row.kind, row.code))) for row in section.rows]
    if not any(other for _row, other in found) and section.rows and beside.rows:
        return [(section.rows[0], beside.rows[0])]
    return found


def _row(
    asked: Asked, section: Section, row: Row, other: Row | None, *, is_summary: bool, is_compared: bool
) -> dict[str, Any]:
    code = NOWHERE if row.kind == "township" and row.code == ALL else row.code
    others = other.cells if other is not None else (None,) * len(row.cells)
    cells = [
        _cell(asked, column, cell, beside, row=code if is_summary else "", is_compared=is_compared)
        for column, cell, beside in zip(section.columns, row.cells, others, strict=True)
    ]
    return {
        "kind": row.kind, "level": row.level, "cells": cells, "is_sum": row.kind in ("total", "county"),
        "keys": _key(row) if row.kind == "part" else (),
    }  # fmt: skip


def _cell(
    asked: Asked, column: LeafColumn, cell: Cell, beside: Cell | None, *, row: str, is_compared: bool
) -> dict[str, Any]:
    is_figure = column.kind in _FIGURES
    opens = row and is_figure and (cell.value or cell.unmeasured)
    told = {
        "text": cell.text, "is_figure": is_figure, "is_nothing": is_figure and not cell.value and not cell.unmeasured,
        "url": f"?{asked.query(row=row, column=column.id, **_ALONE)}" if opens else "",
        "head": "·".join(column.path), "is_compared": is_compared and is_figure,
    }  # fmt: skip
    if told["is_compared"]:
        told |= {"other": beside.text if beside is not None else "", "difference": difference(cell, beside)}
    return told


_ALONE = {"other_unit": "", "other_batch": "", "other_day": "", "compare": ""}


def difference(cell: Cell, beside: Cell | None) -> str:
    """Return by how much a figure differs from the one beside it, with its sign; empty where it does not, or where one
    of them is blank."""
    if beside is None or not isinstance(cell.value, Decimal | int) or not isinstance(beside.value, Decimal | int):
        return ""
    less = Decimal(cell.value) - Decimal(beside.value)
    return f"{less:+f}" if less else ""


def cell_base() -> str:
    """Return the address below which the cells are opened."""
    return reverse("web:statistics_cell")


def checks(form: FilledForm) -> dict[str, Any]:
    """Return the checks of a form: how many hold, and those that do not, first."""
    listed = sorted(form.checks, key=lambda one: one.passed)
    return {"all": len(listed), "passed": sum(one.passed for one in listed), "rows": listed}
