"""A filled form as plain JSON, and back: what is drawn of it, to be printed again as it was. The parts behind its cells
stand in the traces, not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tuban.rules.forms.filled import Cell, CellValue, FilledForm, HeaderCell, LeafColumn, Rests, Row, Section


def form_as_wire(form: FilledForm) -> dict[str, Any]:
    """Return what is drawn of a form."""
    return {
        "id": form.id, "title": form.title, "unit_line": form.unit_line, "paper": form.paper,
        "orientation": form.orientation, "notes": list(form.notes), "cites": list(form.cites),
        "signatures": list(form.signatures), "sheet": form.sheet, "unit_title": form.unit_title,
        "requirement": form.requirement, "rests": [form.rests.taken, form.rests.proposed] if form.rests else None,
        "sections": [
            {
                "title": section.title,
                "header": [[one.title, one.row, one.column, one.rows, one.columns] for one in section.header],
                "columns": [_column(one) for one in section.columns],
                "rows": [_row(one) for one in section.rows],
            }
            for section in form.sections
        ],
    }  # fmt: skip


def _column(column: LeafColumn) -> dict[str, Any]:
    return {
        "id": column.id, "title": column.title, "kind": column.kind, "places": column.places, "unit": column.unit,
        "width": column.width, "path": list(column.path),
    }  # fmt: skip


def _row(row: Row) -> list[Any]:
    return [row.kind, row.code, row.title, row.level, [_cell(one) for one in row.cells]]


def _cell(cell: Cell) -> list[Any]:
    value = {"d": str(cell.value)} if isinstance(cell.value, Decimal) else cell.value
    return [cell.text, value, cell.mark] if cell.mark else [cell.text, value]


def form_from_wire(wire: Mapping[str, Any]) -> FilledForm:
    """Return what :func:`form_as_wire` wrote; without checks and without the parts behind its cells."""
    return FilledForm(
        id=wire["id"], title=wire["title"], unit_line=wire["unit_line"], paper=wire["paper"],
        orientation=wire["orientation"], sections=tuple(_section(one) for one in wire["sections"]),
        notes=tuple(wire["notes"]), checks=(), cites=tuple(wire["cites"]), signatures=tuple(wire["signatures"]),
        sheet=wire["sheet"], unit_title=wire["unit_title"], requirement=wire["requirement"],
        rests=Rests(*wire["rests"]) if wire["rests"] else None,
    )  # fmt: skip


def _section(wire: Mapping[str, Any]) -> Section:
    columns = tuple(LeafColumn(**{**one, "path": tuple(one["path"])}) for one in wire["columns"])
    rows = tuple(
        Row(kind, code, title, level, tuple(_read_cell(one) for one in cells))
        for kind, code, title, level, cells in wire["rows"]
    )
    return Section(wire["title"], tuple(HeaderCell(*one) for one in wire["header"]), columns, rows)


def _read_cell(wire: Sequence[Any]) -> Cell:
    text, told, *mark = wire
    value: CellValue = Decimal(told["d"]) if isinstance(told, dict) else told
    return Cell(value, text, mark=mark[0] if mark else "")
