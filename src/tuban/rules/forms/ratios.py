"""The table of accountability ratios (问责比例): one row per unit, from the ratios that the rules computed.

Its areas are sums of the figures of the parts, like those of every other form, and its shares are shares of those sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tuban.rules.forms.definition import Column, Form
from tuban.rules.forms.filled import (
    PART,
    PART_LESS,
    SUM,
    WHOLE,
    WHOLE_LESS,
    Cell,
    FilledForm,
    LeafColumn,
    PartKey,
    Row,
    Section,
    Term,
)
from tuban.rules.forms.layout import header_of
from tuban.rules.forms.summaries import divisions, filled_form, label_cell, label_column
from tuban.rules.forms.totals import ALL, Ledger
from tuban.rules.forms.words import Wording
from tuban.values.area import round_half_up

_COUNTY_DIGITS = 6


def fill_ratios(form: Form, ledger: Ledger, ratios: Mapping[str, Any], wording: Wording) -> FilledForm:
    """Return the table: a row for every division that has a ratio, the county first.

    ``ratios`` maps a division's code to its ratio (see ``tuban.rules.ratio.Ratio``).
    """
    columns = form.columns
    leaves = [_leaf(column, ledger, form, wording) for column in columns]
    title, code = wording.phrase("division"), wording.phrase("division_code")
    header = header_of([(title,), (code,), *((*column.header, column.title) for column in columns)])
    city = next((code for code in sorted(ratios) if len(code) < _COUNTY_DIGITS), "")
    rows = []
    for _kind, level, (county, township), shown_code, name in divisions(ledger, wording):
        unit = township or (city if county == ALL else county)
        ratio = ratios.get(unit)
        if ratio is None:
            continue
        cells = [label_cell(name), label_cell(shown_code)]
        cells += [_cell(column, ratio, ledger, wording) for column in columns]
        rows.append(Row("total" if level == 0 else "township", shown_code or ALL, name, level, tuple(cells)))
    named = (label_column("row.title", title, 16), label_column("row.code", code, 12))
    done = filled_form(form, ledger, wording, (Section("", header, (*named, *leaves), tuple(rows)),))
    cites = dict.fromkeys(cite for ratio in ratios.values() for cite in ratio.cites)
    if not cites:
        return done
    return replace(done, notes=(*done.notes, wording.phrase("ratio_cites", cites="；".join(cites))))


def _field(column: Column) -> str:
    return (column.shows or "").removeprefix("ratio.")


def _lacking(ratio: Any, name: str) -> int:
    """Return how many parts belong into a figure of the ratio and have no area: they are in no sum."""
    return sum(len(getattr(ratio, unmeasured)) for unmeasured in _LACKING.get(name, ()))


def _leaf(column: Column, ledger: Ledger, form: Form, wording: Wording) -> LeafColumn:
    unit, places = ledger.unit_of(column.unit, column.places)
    kind = "number" if unit else "percent" if column.unit == "percent" else "text"
    slug = unit.slug if unit else column.unit
    path = (*column.header, column.title)
    says = wording.phrase(f"says_ratio_{_field(column)}")
    return LeafColumn(column.id, column.title, kind, places, slug, column.width, column.cites or form.cites, path, says)


def _cell(column: Column, ratio: Any, ledger: Ledger, wording: Wording) -> Cell:
    field = _field(column)
    value = getattr(ratio, field)
    unit, places = ledger.unit_of(column.unit, column.places)
    lacking = _lacking(ratio, field)
    mark = wording.phrase("unmeasured_mark") if lacking else ""
    terms: tuple[Term, ...]
    if unit is not None:
        figure = value.area.in_unit(unit)
        terms = (_term(SUM, value, ledger, _LACKING.get(field, ()), ratio),)
        return Cell(figure, f"{figure:f}{mark}", terms[0].keys, lacking, mark, terms)
    if field in ("before", "after"):
        terms = _shares(ratio, ledger, after=field == "after")
        keys = terms[0].keys
        if value is None:
            return Cell(None, "", keys, terms=terms, why="no_whole")
        shown = round_half_up(Fraction(value) * 100, places)
        return Cell(shown, f"{shown:f}{mark}", keys, lacking, mark, terms)
    if isinstance(value, tuple):
        keys = tuple(value)
        counted = Term(SUM, None, "", 0, keys, (Decimal(1),) * len(keys), ledger.parts.numbers(keys))
        return Cell(len(keys), str(len(keys)), keys, terms=(counted,))
    return _line_cell(column, ratio, value, ledger, wording)


def _line_cell(column: Column, ratio: Any, value: Any, ledger: Ledger, wording: Wording) -> Cell:
    """Write a line of accountability, or how the ratio compares with the lines."""
    if value is None:
        return Cell(None, "", why=_why_blank(_field(column), ratio))
    if column.unit == "percent":
        shown = round_half_up(Fraction(value) * 100, column.places)
        return Cell(shown, f"{shown:f}", why="from_law")
    text = wording.phrase("yes" if value else "no") if isinstance(value, bool) else value.action
    return Cell(text, text, terms=_shares(ratio, ledger, after=True), why="compared")


def _why_blank(field: str, ratio: Any) -> str:
    if field == "threshold":
        return "no_line"
    return "no_ratio" if ratio.before is None else "no_line"


_LACKING = {
    "unlawful": ("unmeasured",),
    "lawful": ("unmeasured_lawful",),
    "earlier_approved": ("unmeasured_earlier",),
    **dict.fromkeys(("construction", "before", "after"), ("unmeasured", "unmeasured_others")),
}
"""Which parts a sum of the ratio lacks because nobody measured them."""


def _term(role: str, value: Any, ledger: Ledger, lacking: tuple[str, ...] = (), ratio: Any = None) -> Term:
    """Return a sum of the ratio with what each part gives, the unmeasured ones last."""
    missing: tuple[PartKey, ...] = tuple(key for name in lacking for key in getattr(ratio, name))
    keys = (*value.keys, *missing)
    amounts: tuple[Decimal | None, ...] = (*value.amounts, *(None for _ in missing))
    unit = ledger.area_unit
    return Term(role, value.fact, unit.slug, unit.places, keys, amounts, ledger.parts.numbers(keys))


def _shares(ratio: Any, ledger: Ledger, *, after: bool) -> tuple[Term, ...]:
    """Return the numerator and the denominator of the ratio, each with what is deducted from it."""
    terms = [_term(PART, ratio.unlawful, ledger, _LACKING["unlawful"], ratio)]
    if after:
        terms.append(_term(PART_LESS, ratio.deducted, ledger))
    terms.append(_term(WHOLE, ratio.construction, ledger, _LACKING["construction"], ratio))
    if after and ratio.deducted_from_whole:
        terms.append(_term(WHOLE_LESS, ratio.deducted, ledger))
    return tuple(terms)
