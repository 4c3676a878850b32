"""The table of accountability ratios (问责比例): one row per unit, from the ratios that the rules computed.

The shares are exact. The areas are rounded so that the kinds of new construction land add up to all of it and the
townships to their county, and unlawful land prints the figure it has in the other forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tuban.rules.filled_form import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.form_definition import EVERYBODY, Column, Form
from tuban.rules.form_layout import header_of
from tuban.rules.form_population import NOWHERE, amount, name_of
from tuban.rules.form_rounding import TOTAL, CellKey, Table, rounded_table
from tuban.rules.form_summaries import divisions, figure_cell, filled_form
from tuban.rules.form_totals import ALL, Ledger, Quantity
from tuban.rules.form_wording import Wording
from tuban.values.area import Area, round_half_up

_COUNTY_DIGITS = 6
Figures = dict[tuple[str, str], int]
"""(column, code of the unit) → figure in last places."""


def fill_ratios(form: Form, ledger: Ledger, ratios: Mapping[str, Any], wording: Wording) -> FilledForm:
    """Return the table: a row for every division that has a ratio, the county first.

    ``ratios`` maps a division's code to its ratio (see ``tuban.rules.ratio.Ratio``).
    """
    columns = form.columns
    leaves = [_leaf(column, ledger, form) for column in columns]
    title, code = wording.phrase("division"), wording.phrase("division_code")
    header = header_of([(title,), (code,), *((*column.header, column.title) for column in columns)])
    figures: Figures = {}
    for county, townships in ledger.parts.townships.items():
        figures.update(_county_figures(form, ledger, ratios, county, townships))
    city = next((code for code in sorted(ratios) if len(code) < _COUNTY_DIGITS), "")
    figures.update(_city_figures(form, ledger, ratios, city, figures))
    rows = []
    for _kind, level, (county, township), shown_code, name in divisions(ledger, wording):
        unit = township or (city if county == ALL else county)
        ratio = ratios.get(unit)
        if ratio is None:
            continue
        cells = [Cell(name, name), Cell(shown_code, shown_code)]
        cells += [_cell(column, ratio, figures.get((column.id, unit)), ledger, wording) for column in columns]
        rows.append(Row("total" if level == 0 else "township", shown_code or ALL, name, level, tuple(cells)))
    named = (LeafColumn("row.title", title, "text", width=16), LeafColumn("row.code", code, "text", width=12))
    done = filled_form(form, ledger, wording, (Section("", header, (*named, *leaves), tuple(rows)),))
    cites = dict.fromkeys(cite for ratio in ratios.values() for cite in ratio.cites)
    if not cites:
        return done
    return replace(done, notes=(*done.notes, wording.phrase("ratio_cites", cites="；".join(cites))))


def _county_figures(
    form: Form, ledger: Ledger, ratios: Mapping[str, Any], county: str, townships: list[str]
) -> Figures:
    """Round the areas of a county and its townships together; each alone where the townships are not the whole."""
    known = [code for code in townships if code in ratios and code != NOWHERE]
    figures: Figures = {}
    roots = [c for c in form.columns if c.splits_into] + [c for c in form.columns if c.part_of]
    for root in roots:
        tree = [root, *(form.column(child) for child in root.splits_into)]
        whole = county in ratios and all(
            _exact(c, ratios[county], ledger) == sum((_exact(c, ratios[t], ledger) for t in known), Fraction(0))
            for c in tree
        )
        if whole:
            figures.update(_round(tree, ledger, ratios, unit=county, below=known, so_far=figures))
            continue
        for code in (c for c in (county, *known) if c in ratios):
            figures.update(_round(tree, ledger, ratios, unit=code, below=[], so_far=figures))
    return figures


def _city_figures(form: Form, ledger: Ledger, ratios: Mapping[str, Any], city: str, counties: Figures) -> Figures:
    """A city adds up what its counties print."""
    codes = [code for code in ledger.parts.townships if code != NOWHERE]
    if not city or any(code not in ratios for code in codes):
        return {}
    areas = [column.id for column in form.columns if codes and (column.id, codes[0]) in counties]
    return {(name, city): sum(counties[name, code] for code in codes) for name in areas}


def _round(
    tree: list[Column], ledger: Ledger, ratios: Mapping[str, Any], *, unit: str, below: list[str], so_far: Figures
) -> Figures:
    root = tree[0]
    exact: dict[CellKey, Fraction] = {}
    fixed: dict[CellKey, int] = {}
    at_most: dict[CellKey, int] = {}
    codes = {TOTAL: unit} | {code: code for code in below}
    for column in tree:
        for row, code in codes.items():
            value = exact[column.id, row] = _exact(column, ratios[code], ledger)
            elsewhere = _printed_elsewhere(column, ledger, code, value)
            if elsewhere is not None:
                fixed[column.id, row] = elsewhere
            if column.part_of is not None:
                at_most[column.id, row] = so_far[column.part_of, code]
    rounded = rounded_table(Table(root.id, {root.id: root.splits_into}, tuple(below), exact, fixed, at_most))
    return {(node, codes[row]): value for (node, row), value in rounded.items()}


def _printed_elsewhere(column: Column, ledger: Ledger, code: str, exact: Fraction) -> int | None:
    """Return the figure of a column's population in the summaries, where that is the same sum."""
    if column.where == EVERYBODY:
        return None
    unit, places = ledger.unit_of(column.unit, column.places)
    quantity = Quantity(name_of(column.where), "counted_cultivated_area", unit, places)
    row = (code[:6], TOTAL if len(code) <= len(code[:6]) else code)
    same = ledger.figure(quantity, row).exact * 10**places == exact
    return ledger.printed.get((quantity.figure, row)) if same else None


def _exact(column: Column, ratio: Any, ledger: Ledger) -> Fraction:
    unit, places = ledger.unit_of(column.unit, column.places)
    area: Area = getattr(ratio, _field(column)).area
    exact: Fraction = (amount(area, unit) or Fraction(0)) * 10**places
    return exact


def _field(column: Column) -> str:
    return (column.shows or "").removeprefix("ratio.")


def _leaf(column: Column, ledger: Ledger, form: Form) -> LeafColumn:
    unit, places = ledger.unit_of(column.unit, column.places)
    kind = "number" if unit else "percent" if column.unit == "percent" else "text"
    slug = unit.slug if unit else column.unit
    return LeafColumn(column.id, column.title, kind, places, slug, column.width, column.cites or form.cites)


def _cell(column: Column, ratio: Any, figure: int | None, ledger: Ledger, wording: Wording) -> Cell:
    value = getattr(ratio, _field(column))
    unit, places = ledger.unit_of(column.unit, column.places)
    if unit is not None and figure is not None:
        return figure_cell(figure, places, amount(value.area, unit) or Fraction(0), value.keys)
    if value is None:
        return Cell(None, "")
    if column.unit == "percent":
        shown = round_half_up(Fraction(value) * 100, places)
        return Cell(shown, f"{shown:f}")
    if isinstance(value, bool):
        text = wording.phrase("yes" if value else "no")
    elif isinstance(value, tuple):
        return Cell(len(value), str(len(value)), value)
    else:
        text = value.action
    return Cell(text, text)
