"""The table of accountability ratios (问责比例): one row per unit, from the ratios that the rules computed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tuban.rules.filled_form import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.form_definition import Column, Form
from tuban.rules.form_layout import header_of
from tuban.rules.form_population import amount
from tuban.rules.form_summaries import divisions, filled_form
from tuban.rules.form_totals import ALL, Ledger
from tuban.rules.form_wording import Wording
from tuban.values.area import Area, round_half_up


def fill_ratios(form: Form, ledger: Ledger, ratios: Mapping[str, Any], wording: Wording) -> FilledForm:
    """Return the table: a row for every division that has a ratio, the county first.

    ``ratios`` maps a division's code to an object with ``numerator``, ``deductions``, ``denominator`` (areas),
    ``before``, ``after``, ``threshold`` (shares or None) and ``cites``.
    """
    columns = form.columns
    leaves = [_leaf(column, ledger, form) for column in columns]
    title, code = wording.phrase("division"), wording.phrase("division_code")
    header = header_of([(title,), (code,), *((*column.header, column.title) for column in columns)])
    rows = []
    for _kind, level, (county, township), shown_code, name in divisions(ledger, wording):
        ratio = ratios.get(township or ("" if county == ALL else county))
        if ratio is None:
            continue
        cells = [Cell(name, name), Cell(shown_code, shown_code)]
        cells += [_cell(column, ratio, ledger, wording) for column in columns]
        rows.append(Row("total" if level == 0 else "township", shown_code or ALL, name, level, tuple(cells)))
    named = (LeafColumn("row.title", title, "text", width=16), LeafColumn("row.code", code, "text", width=12))
    return filled_form(form, ledger, wording, (Section("", header, (*named, *leaves), tuple(rows)),))


def _leaf(column: Column, ledger: Ledger, form: Form) -> LeafColumn:
    unit, places = ledger.unit_of(column.unit, column.places)
    kind = "number" if unit else "percent" if column.unit == "percent" else "text"
    return LeafColumn(
        column.id,
        column.title,
        kind,
        places,
        unit.slug if unit else column.unit,
        column.width,
        column.cites or form.cites,
    )


def _cell(column: Column, ratio: Any, ledger: Ledger, wording: Wording) -> Cell:
    name = (column.shows or "").removeprefix("ratio.")
    if name == "over":
        if ratio.after is None or ratio.threshold is None:
            return Cell(None, "")
        text = wording.phrase("yes" if ratio.after >= ratio.threshold else "no")
        return Cell(text, text)
    value = getattr(ratio, name)
    if value is None:
        return Cell(None, "")
    unit, places = ledger.unit_of(column.unit, column.places)
    if isinstance(value, Area):
        exact = amount(value, unit) or Fraction(0)
        shown = round_half_up(exact, places)
        return Cell(shown, f"{shown:f}", exact=exact)
    if column.unit == "percent":
        shown = round_half_up(Fraction(value) * 100, places)
        return Cell(shown, f"{shown:f}")
    text = "；".join(str(item) for item in value) if isinstance(value, tuple | list) else str(value)
    return Cell(text, text)
