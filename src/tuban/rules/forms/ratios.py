"""The table of accountability ratios (问责比例): one row per unit, from the ratios that the rules computed.

Its areas are sums of the figures of the parts, like those of every other form, and its shares are shares of those sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tuban.rules.forms.definition import Column, Form
from tuban.rules.forms.filled import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.forms.layout import header_of
from tuban.rules.forms.summaries import divisions, filled_form
from tuban.rules.forms.totals import ALL, Ledger
from tuban.rules.forms.words import Wording
from tuban.values.area import round_half_up

_COUNTY_DIGITS = 6


def fill_ratios(form: Form, ledger: Ledger, ratios: Mapping[str, Any], wording: Wording) -> FilledForm:
    """Return the table: a row for every division that has a ratio, the county first.

    ``ratios`` maps a division's code to its ratio (see ``tuban.rules.ratio.Ratio``).
    """
    columns = form.columns
    leaves = [_leaf(column, ledger, form) for column in columns]
    title, code = wording.phrase("division"), wording.phrase("division_code")
    header = header_of([(title,), (code,), *((*column.header, column.title) for column in columns)])
    city = next((code for code in sorted(ratios) if len(code) < _COUNTY_DIGITS), "")
    rows = []
    for _kind, level, (county, township), shown_code, name in divisions(ledger, wording):
        unit = township or (city if county == ALL else county)
        ratio = ratios.get(unit)
        if ratio is None:
            continue
        cells = [Cell(name, name), Cell(shown_code, shown_code)]
        cells += [_cell(column, ratio, ledger, wording) for column in columns]
        rows.append(Row("total" if level == 0 else "township", shown_code or ALL, name, level, tuple(cells)))
    named = (LeafColumn("row.title", title, "text", width=16), LeafColumn("row.code", code, "text", width=12))
    done = filled_form(form, ledger, wording, (Section("", header, (*named, *leaves), tuple(rows)),))
    cites = dict.fromkeys(cite for ratio in ratios.values() for cite in ratio.cites)
    if not cites:
        return done
    return replace(done, notes=(*done.notes, wording.phrase("ratio_cites", cites="；".join(cites))))


def _field(column: Column) -> str:
    return (column.shows or "").removeprefix("ratio.")


def _lacking(ratio: Any, name: str) -> int:
    """Return how many parts belong into a figure of the ratio and have no area: they are in no sum."""
    own, others = len(getattr(ratio, "unmeasured", ())), len(getattr(ratio, "unmeasured_others", ()))
    by_field = {"unlawful": own, "lawful": others, "earlier_approved": others}
    return by_field.get(name, own + others if name in ("construction", "before", "after") else 0)


def _leaf(column: Column, ledger: Ledger, form: Form) -> LeafColumn:
    unit, places = ledger.unit_of(column.unit, column.places)
    kind = "number" if unit else "percent" if column.unit == "percent" else "text"
    slug = unit.slug if unit else column.unit
    return LeafColumn(column.id, column.title, kind, places, slug, column.width, column.cites or form.cites)


def _cell(column: Column, ratio: Any, ledger: Ledger, wording: Wording) -> Cell:
    value = getattr(ratio, _field(column))
    unit, places = ledger.unit_of(column.unit, column.places)
    lacking = _lacking(ratio, _field(column))
    mark = wording.phrase("unmeasured_mark") if lacking else ""
    if unit is not None:
        figure = value.area.in_unit(unit)
        return Cell(figure, f"{figure:f}{mark}", value.keys, lacking, mark)
    if value is None:
        return Cell(None, "")
    if column.unit == "percent":
        shown = round_half_up(Fraction(value) * 100, places)
        return Cell(shown, f"{shown:f}{mark}", (), lacking, mark)
    if isinstance(value, bool):
        text = wording.phrase("yes" if value else "no")
    elif isinstance(value, tuple):
        return Cell(len(value), str(len(value)), value)
    else:
        text = value.action
    return Cell(text, text)
