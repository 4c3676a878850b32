"""``tuban trace``: from a number in a form to the patches behind it (一数一斑)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from tuban.cli.row_files import checked_target, write_rows
from tuban.render.tracing import (
    OpenedCell,
    OpenedSum,
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
from tuban.render.workbook.text import columns_of
from tuban.rules.fact_words import UNIT_WORDS
from tuban.rules.forms.filled import PART, PART_LESS, SUM, WHOLE, WHOLE_LESS
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
_MOST_ROWS = 30


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
        return _say_check(book, find_check(book, check_id, tables), as_json=as_json, rows_file=rows_file)
    if cell:
        if tables is None:
            raise FormWanted
        opened = open_cell(book, *find_cell(tables, cell))
        if rows_file is not None:
            _write_cell_rows(opened, rows_file)
        click.echo(_as_json(_cell_data(opened, book)) if as_json else "\n".join(_cell_lines(opened, book)))
        return 0 if opened.proven else 1
    if as_json:
        click.echo(_as_json(_forms_data(book) if tables is None else [_table_data(table) for table in tables]))
    else:
        click.echo("\n".join(_forms_lines(book) if tables is None else _form_lines(tables)))
    return 0


# Lists -------------------------------------------------------------------------------------------------------------


def _forms_lines(book: TraceBook) -> Iterator[str]:
    yield _("{campaign} · {unit}: {count} forms in {workbook}").format(
        campaign=book.content["campaign"],
        unit=book.content["unit_name"],
        count=len(book.forms),
        workbook=book.content["workbook"],
    )
    rows = [
        (
            form.requirement,
            form.id,
            "、".join(table.sheet for table in form.tables[:1]) + _more(form.tables),
            form.title,
        )
        for form in book.forms
    ]
    yield from _aligned([(_("Form"), "id", _("Sheet"), _("Title")), *rows])
    failed = [check for form in book.forms for check in form.checks if not check.passed]
    for check in failed:
        yield _("Check failed: {check} ({says}); open it with --check {id}").format(
            check=check.form.title, says=check.says, id=f"{check.form.id}.{check.id}"
        )
    yield _("Next: tuban trace {out} --form {form}").format(out=book.folder, form=book.forms[0].requirement or "S1")


def _more(tables: Sequence[TracedTable]) -> str:
    return f" … ({len(tables)})" if len(tables) > 1 else ""


def _form_lines(tables: Sequence[TracedTable]) -> Iterator[str]:
    for table in tables:
        yield from _table_lines(table)
    checks = tables[0].form.checks
    if checks:
        held = {True: _("holds"), False: _("fails")}
        rows = [(check.id, held[check.passed], check.says) for check in checks]
        yield from _aligned([(_("Check"), "", _("What must hold")), *rows])


def _table_lines(table: TracedTable) -> Iterator[str]:
    title = f"{table.form.title} {table.title}".strip()
    yield _("{form}, sheet {sheet}: {rows} rows, {columns} columns").format(
        form=title, sheet=table.sheet, rows=len(table.rows), columns=len(table.columns)
    )
    columns = [
        (table.address(0, at).rstrip("0123456789"), column.id, column.title, column.says)
        for at, column in enumerate(table.columns)
    ]
    yield from _aligned([(_("Column"), "id", _("Titles"), _("What it counts")), *columns])
    yield ""
    shown = table.rows if len(table.rows) <= _MOST_ROWS else table.rows[: _MOST_ROWS // 2]
    rows = [(str(table.first_row + at), row.code, row.title) for at, row in enumerate(shown)]
    yield from _aligned([(_("Row"), _("Code"), _("Title")), *rows])
    if len(shown) < len(table.rows):
        yield _("… and {count} more; a patch is a row by its number").format(count=len(table.rows) - len(shown))
    if table.rows and len(table.columns) > 1:
        last = len(table.columns) - 1
        example = table.address(0, last)
        yield _("Next: --cell {address}, or --cell {row},{column}").format(
            address=example, row=table.rows[0].title or table.rows[0].code, column="/".join(table.columns[last].path)
        )
    yield ""


# A cell ------------------------------------------------------------------------------------------------------------


def _cell_lines(cell: OpenedCell, book: TraceBook) -> Iterator[str]:
    row = f"{cell.row.title} ({cell.row.code})" if cell.row.code not in ("", "*", cell.row.title) else cell.row.title
    yield _("《{form}》 sheet {sheet}, cell {address}").format(
        form=cell.table.form.title, sheet=cell.table.sheet, address=cell.address
    )
    pairs = [
        (_("Row"), " · ".join(filter(None, (row, cell.row.says)))),
        (_("Column"), cell.column.title),
        (_("Printed"), cell.text or _("(blank)")),
        (_("How"), cell.column.says),
        (_("Why"), str(book.content["why"].get(cell.why, "")) if cell.why else ""),
        (_("Rests on"), "；".join(book.citation(cite) for cite in cell.column.cites)),
    ]
    yield from _aligned([(f"  {name}", text) for name, text in pairs if text])
    for one in cell.sums:
        yield ""
        yield from _sum_lines(one)
    if cell.parts:
        yield ""
        yield from _part_lines([(part, None) for part in cell.parts])
    if cell.sums:
        yield ""
        yield _proof(cell)


def _role_title(role: str) -> str:
    titles = {
        PART: _("Numerator"),
        PART_LESS: _("Taken off the numerator"),
        WHOLE: _("Denominator"),
        WHOLE_LESS: _("Taken off the denominator"),
    }
    return titles.get(role, "")


def _sum_lines(one: OpenedSum) -> Iterator[str]:
    role = _role_title(one.role)
    unit = UNIT_WORDS.get(one.unit, one.unit)
    plots = len(one.given)
    head = _("{title} {total} {unit}, {plots} plots").format(title=one.title, total=one.total, unit=unit, plots=plots)
    if one.counts_plots:
        head = _("{plots} plots").format(plots=plots)
    yield f"{role}: {head}" if role else head
    if not one.given:
        yield "  " + _("No plot lies in it.")
        return
    amounts = None if one.counts_plots else [given.amount for given in one.given]
    shown = [
        (given.part, None if amounts is None else (_("not measured") if given.amount is None else f"{given.amount:f}"))
        for given in one.given
    ]
    yield from _part_lines(shown, unit="" if amounts is None else unit)
    if one.unmeasured:
        yield "  " + _("{count} of them are not measured: they are counted, and in no sum.").format(
            count=one.unmeasured
        )


def _part_lines(parts: Sequence[tuple[TracedPart, str | None]], unit: str = "") -> Iterable[str]:
    with_amounts = any(amount is not None for _part, amount in parts)
    head = [_("Patch"), _("Part"), _("Township"), _("Finding"), *([f"{_('Gives')} ({unit})"] if with_amounts else [])]
    rows = [
        (part.number, part.part, part.township, part.finding, *([amount or ""] if with_amounts else []), part.card)
        for part, amount in parts
    ]
    lines = [("", *head, _("Card")), *(("", *row) for row in rows)]
    return _aligned(lines, right={5} if with_amounts else set())


def _proof(cell: OpenedCell) -> str:
    if not cell.proven:
        return _(
            "NOT PROVEN: the plots make {made}, printed is {printed}. The file was changed after it was written."
        ).format(made=cell.remade, printed=cell.text)
    if cell.value is None:
        return _("Proven: nothing is printed here, for the reason given above.")
    if any(one.role != SUM for one in cell.sums):
        return _("Proven: {formula} = {made}, as printed.").format(formula=_formula(cell), made=cell.remade)
    return _("Proven: what the plots give makes {made}, as printed.").format(made=cell.remade)


def _formula(cell: OpenedCell) -> str:
    totals = {one.role: one.total for one in cell.sums}

    def side(whole: str, less: str) -> str:
        return f"({totals[whole]} − {totals[less]})" if totals.get(less) else f"{totals[whole]}"

    return f"{side(PART, PART_LESS)} ÷ {side(WHOLE, WHOLE_LESS)} × 100"


# A check -----------------------------------------------------------------------------------------------------------


def _say_check(book: TraceBook, check: TracedCheck, *, as_json: bool, rows_file: Path | None) -> int:
    parts = parts_of_check(book, check)
    if rows_file is not None:
        _write_parts(rows_file, [(part, None, "", "", "") for part in parts])
    if as_json:
        data = {
            "form": check.form.id,
            "title": check.form.title,
            "check": check.id,
            "says": check.says,
            "passed": check.passed,
            "compared": check.compared,
            "failures": list(check.failures),
            "cites": [book.citation(cite) for cite in check.cites],
            "parts": [_part_data(part) for part in parts],
        }
        click.echo(_as_json(data))
        return 0
    click.echo(_("《{form}》 check {id}: {says}").format(form=check.form.title, id=check.id, says=check.says))
    if check.passed:
        click.echo(_("It holds in {count} comparisons.").format(count=check.compared))
        return 0
    click.echo(_("It fails {failed} of {count} times:").format(failed=len(check.failures), count=check.compared))
    click.echo("\n".join(f"  {failure}" for failure in check.failures))
    click.echo("  " + _("Rests on") + " " + "；".join(book.citation(cite) for cite in check.cites))
    click.echo("")
    if parts:
        click.echo(_("{plots} plots stand on one side only:").format(plots=len(parts)))
        click.echo("\n".join(_part_lines([(part, None) for part in parts])))
    else:
        click.echo(
            _("The same plots stand on both sides: it is their areas that differ. Open the two cells with --cell.")
        )
    return 0


# For machines ------------------------------------------------------------------------------------------------------


def _as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


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


# Layout ------------------------------------------------------------------------------------------------------------


def _aligned(rows: Sequence[Sequence[str]], right: set[int] | None = None) -> Iterator[str]:
    """Yield rows as lines whose columns stand below each other; a Chinese character takes two places."""
    widths = [max(columns_of(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = []
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - columns_of(cell))
            cells.append(space + cell if right and at in right else cell + space)
        yield "  ".join(cells).rstrip()
