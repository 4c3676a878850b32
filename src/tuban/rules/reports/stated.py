"""The figures that a report states, each with the tag under which it stands in the Word file, so that it is found again
in a file that people edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tuban.rules.reports.composed import Case, Heading, Number, Paragraph, Report, Span, Table
from tuban.rules.reports.figures import Figure


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a report prints it: its tag, the heading or table it stands under, its text."""

    tag: str
    place: str
    text: str
    figure: Figure


def tag_of_source(source: int) -> str:
    """Return the tag of a figure in running text by the number of its source."""
    return f"f{source}"


def tag_of_cell(table: int, row: int, column: int) -> str:
    """Return the tag of a figure in a table; rows and columns are counted from 1."""
    return f"t{table}r{row}c{column}"


def text_of_cell(figure: Figure) -> str:
    """Return a figure as a table prints it; ``*`` says that plots lack their area."""
    return f"{figure.value:f}{'*' if figure.unmeasured else ''}"


def stated(report: Report) -> list[Stated]:
    """Return every figure of a report once under each of its tags, in the order in which it is read."""
    found: dict[str, Stated] = {}
    for one in _all(report):
        found.setdefault(one.tag, one)
    return list(found.values())


def stated_as_wire(one: Stated) -> dict[str, Any]:
    """Return a stated figure as plain JSON, with the cell it is from or the figures it was worked out from."""
    return {"tag": one.tag, "place": one.place, "text": one.text, **figure_as_wire(one.figure)}


def figure_as_wire(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain JSON: its id, its printed text, and its source."""
    cell = figure.address
    return {
        "id": figure.id, "printed": figure.text, "parts": len(figure.keys), "operator": figure.operator,
        "origin": figure.origin, "operands": [figure_as_wire(one) for one in figure.operands],
        "cell": None if cell is None else {
            "form": cell.form, "row": cell.row, "column": cell.column,
            "says": f"{cell.sheet}《{cell.form_title}》{cell.row_title}·{cell.column_title}",
        },
    }  # fmt: skip


def _all(report: Report) -> Iterator[Stated]:
    place = ""
    for block in (*report.opening, *report.blocks):
        if isinstance(block, Heading):
            place = block.text
        elif isinstance(block, Paragraph):
            yield from _in_text(block.spans, place)
        elif isinstance(block, Case):
            yield from _in_text(block.story.spans, place)
            for _label, spans in block.lines:
                yield from _in_text(spans, place)
        elif isinstance(block, Table):
            yield from _in_table(block)


def _in_text(spans: Iterable[Span], place: str) -> Iterator[Stated]:
    for span in spans:
        if isinstance(span, Number):
            yield Stated(tag_of_source(span.source), place, span.figure.text, span.figure)


def _in_table(table: Table) -> Iterator[Stated]:
    for at, row in enumerate(table.rows, 1):
        for column, figure in enumerate(row.cells, 1):
            if figure is not None:
                head = table.columns[column - 1]
                place = f"表{table.number} {row.title}·{head.group}{'·' if head.group else ''}{head.title}"
                yield Stated(tag_of_cell(table.number, at, column), place, text_of_cell(figure), figure)
