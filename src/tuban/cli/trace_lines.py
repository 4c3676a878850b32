"""An opened number as lines for a terminal: forms, rows and columns, the patches of a cell, the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tuban.render.tracing import (
    OpenedCell,
    OpenedSum,
    TraceBook,
    TracedCheck,
    TracedPart,
    TracedTable,
    parts_of_check,
)
from tuban.render.workbook.text import columns_of
from tuban.rules.fact_words import UNIT_WORDS
from tuban.rules.forms.filled import PART, PART_LESS, SUM, WHOLE, WHOLE_LESS
from tuban.values.language import gettext as _

_MOST_ROWS = 30


# Lists -------------------------------------------------------------------------------------------------------------


def forms_lines(book: TraceBook) -> Iterator[str]:
    """Yield the forms of a result, and the checks that failed."""
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


def form_lines(tables: Sequence[TracedTable]) -> Iterator[str]:
    """Yield the columns and rows of the tables of a form, and its checks."""
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


def cell_lines(cell: OpenedCell, book: TraceBook) -> Iterator[str]:
    """Yield what a cell is, the parts behind it, and the proof that they make it."""
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


def check_lines(book: TraceBook, check: TracedCheck) -> Iterator[str]:
    """Yield what a check asks, where it fails, and the parts that make the difference."""
    yield _("《{form}》 check {id}: {says}").format(form=check.form.title, id=check.id, says=check.says)
    if check.passed:
        yield _("It holds in {count} comparisons.").format(count=check.compared)
        return
    yield _("It fails {failed} of {count} times:").format(failed=len(check.failures), count=check.compared)
    yield from (f"  {failure}" for failure in check.failures)
    yield "  " + _("Rests on") + " " + "；".join(book.citation(cite) for cite in check.cites)
    yield ""
    parts = parts_of_check(book, check)
    if parts:
        yield _("{plots} plots stand on one side only:").format(plots=len(parts))
        yield from _part_lines([(part, None) for part in parts])
    else:
        yield _("The same plots stand on both sides: it is their areas that differ. Open the two cells with --cell.")


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
