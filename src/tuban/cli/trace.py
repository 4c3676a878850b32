"""``tuban trace``: from a number in a form to the patches behind it (一数一斑)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from tuban.cli.row_files import checked_target, write_rows
from tuban.cli.trace_lines import cell_lines, check_lines, form_lines, forms_lines
from tuban.render.tracing import (
    OpenedCell,
    TraceBook,
    TracedCheck,
    TracedPart,
    TracedTable,
    find_cell,
    find_check,
    find_tables,
    open_cell,
    open_traces,
    parts_of_check,
)
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_HELP = _(
    """Open a number of a form to the patches behind it, and prove that they make it.

OUT is a result folder of `tuban inspect`. A form is named by its number (S3, 表3), title, id or sheet; a cell by its
address in the workbook (F12), or by row and column in printed words. Without --form the forms are listed, without
--cell the rows and columns of the form. Areas that nobody measured are counted and in no sum; they are named.

\b
Examples:
  tuban trace OUT
  tuban trace OUT --form S3
  tuban trace OUT --form 表3 --cell F12
  tuban trace OUT --form S3 --cell 城关镇,骗取批准/面积
  tuban trace OUT --form 问责比例 --cell 合计,扣减后 --csv ratio.csv
  tuban trace OUT --check four_kinds

\b
Exit codes: 0 opened, and the patches make the number · 1 they do not · 2 there is no such result, form or cell"""
)


class FormWanted(TubanError):
    """A cell is named, but not the form it stands in."""

    code = "trace.form_wanted"
    hint = "Add --form S3; `tuban trace OUT` lists the forms."


class NothingToWrite(TubanError):
    """Rows are to be written to {file}, but no cell and no check is named whose patches they could be."""

    code = "trace.nothing_to_write"
    hint = "Add --form and --cell, or --check."


@click.command(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", metavar="OUT", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--form", metavar="FORM", help=_("The form: S3, 表3, its title, id or sheet."))
@click.option("--cell", metavar="CELL", help=_("The cell: F12 as in the workbook, or ROW,COLUMN in printed words."))
@click.option("--check", "check_id", metavar="ID", help=_("Open the patches that make the difference of a check."))
@click.option("--json", "as_json", is_flag=True, help=_("Print everything for a machine."))
@click.option(
    "--csv",
    "rows_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("Write the patches to FILE (.csv or .parquet)."),
)
def trace(
    out: Path, *, form: str | None, cell: str | None, check_id: str | None, as_json: bool, rows_file: Path | None
) -> int:
    """Open a cell, a check, a form, or the list of forms."""
    checked_target(rows_file)
    if rows_file is not None and not (cell or check_id):
        raise NothingToWrite(file=rows_file)
    book = open_traces(out)
    tables = find_tables(book, form) if form else None
    if check_id:
        return _open_check(book, find_check(book, check_id, tables), as_json=as_json, rows_file=rows_file)
    if cell:
        if tables is None:
            raise FormWanted
        opened = open_cell(book, *find_cell(tables, cell))
        if rows_file is not None:
            _write_cell_rows(opened, rows_file)
        click.echo(_as_json(_cell_data(opened, book)) if as_json else "\n".join(cell_lines(opened, book)))
        return 0 if opened.proven else 1
    if as_json:
        click.echo(_as_json(_forms_data(book) if tables is None else [_table_data(table) for table in tables]))
    else:
        click.echo("\n".join(forms_lines(book) if tables is None else form_lines(tables)))
    return 0


def _open_check(book: TraceBook, check: TracedCheck, *, as_json: bool, rows_file: Path | None) -> int:
    if rows_file is not None:
        _write_parts(rows_file, [(part, None, "", "", "") for part in parts_of_check(book, check)])
    click.echo(_as_json(_check_data(book, check)) if as_json else "\n".join(check_lines(book, check)))
    return 0


# For machines ------------------------------------------------------------------------------------------------------


def _as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _check_data(book: TraceBook, check: TracedCheck) -> dict[str, Any]:
    return {
        "form": check.form.id,
        "title": check.form.title,
        "check": check.id,
        "says": check.says,
        "passed": check.passed,
        "compared": check.compared,
        "failures": list(check.failures),
        "cites": [book.citation(cite) for cite in check.cites],
        "parts": [_part_data(part) for part in parts_of_check(book, check)],
    }


def _forms_data(book: TraceBook) -> dict[str, Any]:
    return {
        "campaign": book.content["campaign"],
        "unit_name": book.content["unit_name"],
        "edition": book.content["edition"],
        "forms": [
            {
                "id": form.id,
                "requirement": form.requirement,
                "title": form.title,
                "sheets": [table.sheet for table in form.tables],
                "failed_checks": [check.id for check in form.checks if not check.passed],
            }
            for form in book.forms
        ],
    }


def _table_data(table: TracedTable) -> dict[str, Any]:
    return {
        "form": table.form.id,
        "title": table.form.title,
        "section": table.title,
        "sheet": table.sheet,
        "columns": [
            {
                "letters": table.address(0, at).rstrip("0123456789"),
                "id": one.id,
                "path": list(one.path),
                "says": one.says,
            }
            for at, one in enumerate(table.columns)
        ],
        "rows": [
            {"row": table.first_row + at, "code": one.code, "title": one.title} for at, one in enumerate(table.rows)
        ],
    }


def _cell_data(cell: OpenedCell, book: TraceBook) -> dict[str, Any]:
    return {
        "form": cell.table.form.id,
        "title": cell.table.form.title,
        "sheet": cell.table.sheet,
        "address": cell.address,
        "row": {"code": cell.row.code, "title": cell.row.title, "says": cell.row.says},
        "column": {"id": cell.column.id, "path": list(cell.column.path), "says": cell.column.says},
        "text": cell.text,
        "value": None if cell.value is None else str(cell.value),
        "why": str(book.content["why"].get(cell.why, "")) if cell.why else "",
        "cites": [book.citation(cite) for cite in cell.column.cites],
        "sums": [
            {
                "role": one.role,
                "title": one.title,
                "unit": one.unit,
                "total": str(one.total),
                "unmeasured": one.unmeasured,
                "parts": [
                    {**_part_data(given.part), "amount": None if given.amount is None else str(given.amount)}
                    for given in one.given
                ],
            }
            for one in cell.sums
        ],
        "parts": [_part_data(part) for part in cell.parts],
        "proven": cell.proven,
    }


def _part_data(part: TracedPart) -> dict[str, str]:
    return {
        "number": part.number,
        "part": part.part,
        "township_code": part.township_code,
        "township": part.township,
        "finding": part.finding,
        "card": part.card,
    }


def _write_cell_rows(cell: OpenedCell, file: Path) -> None:
    rows = [(given.part, given.amount, one.role, one.title, one.unit) for one in cell.sums for given in one.given]
    _write_parts(file, rows or [(part, None, "", "", "") for part in cell.parts])


def _write_parts(file: Path, rows: Sequence[tuple[TracedPart, Any, str, str, str]]) -> None:
    columns = {
        "number": pa.string(), "part": pa.string(), "township_code": pa.string(), "township": pa.string(),
        "finding": pa.string(), "role": pa.string(), "measure": pa.string(), "unit": pa.string(),
        "amount": pa.float64(), "card": pa.string(),
    }  # fmt: skip
    told = [
        (part.number, part.part, part.township_code, part.township, part.finding, role, title, unit, amount, part.card)
        for part, amount, role, title, unit in rows
    ]
    write_rows(file, columns, [list(column) for column in zip(*told, strict=True)] or [[] for _name in columns])
