"""Forms to fill by hand (空白表): the rows and columns of a filled form with nothing in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tuban.rules.forms.filled import Cell, FilledForm, Row, Section
from tuban.rules.forms.filling import fill_forms
from tuban.rules.forms.population import ReportingUnit
from tuban.rules.rulebook import Rulebook

_NOTHING = Cell(None, "")
_NAMES = ("row.title", "row.code")


def blank_forms(rulebook: Rulebook, units: Sequence[ReportingUnit], *, rows: int) -> list[FilledForm]:
    """Return every table form without figures: divisions and classes keep their rows, lists get ``rows`` empty ones."""
    return [_blank(form, rows) for form in fill_forms((), units, rulebook)]


def _blank(form: FilledForm, rows: int) -> FilledForm:
    return replace(form, sections=tuple(_section(section, rows) for section in form.sections), checks=())


def _section(section: Section, rows: int) -> Section:
    names = any(column.id in _NAMES for column in section.columns)
    kept = [
        replace(row, cells=tuple(
            cell if column.id in _NAMES else _NOTHING for column, cell in zip(section.columns, row.cells, strict=True)
        ))
        for row in section.rows
        if names
    ]  # fmt: skip
    named = [row for row in kept if row.kind != "total"]
    if not named:
        empty = Row("part", "", "", 3, tuple(_NOTHING for _column in section.columns))
        kept = [*[empty] * rows, *kept]
    return replace(section, rows=tuple(kept))
