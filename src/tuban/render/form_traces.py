"""forms.json: the patch parts behind every cell of every form, so that any number can be opened to its patches.

``parts`` lists every part once; ``populations`` are sets of numbers into it; ``measures`` are the figures that are
added up and ``figures`` what each part gives of them; ``terms`` are sums of a measure over a population. A cell is
[text, value, population, terms, why]: what is printed, the parts behind it, the sums that make it, and the reason where
there are none. Empty ends are left out. Every table knows its sheet of the workbook and the row where it begins.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuban.render.workbook.sheet import first_row_of
from tuban.render.workbook.writing import sheets_of
from tuban.rules.forms import wording
from tuban.rules.forms.filled import Cell, FilledForm, PartKey, Row, Section, Term
from tuban.rules.forms.population import NOWHERE, Judged, Parts, text_of
from tuban.rules.forms.words import Wording
from tuban.rules.rulebook import Rulebook
from tuban.values.whole_file import write_whole

FORMAT = 2
"""Told in the file, so that a reader knows whether it holds what it needs."""


@dataclass(frozen=True, slots=True)
class TraceHead:
    """Whose forms these are: the campaign, the reporting unit, and the name of the workbook beside the file."""

    campaign: str = ""
    unit_name: str = ""
    workbook: str = ""


def write_traces(
    path: Path,
    forms: Sequence[FilledForm],
    judgements: Iterable[Judged],
    rulebook: Rulebook,
    *,
    head: TraceHead | None = None,
    cards: Mapping[PartKey, str] | None = None,
) -> dict[str, Any]:
    """Write the forms with the parts behind each cell as JSON and return it; the file appears whole or not at all.

    ``judgements`` are those that the forms were filled from; ``cards`` gives the path of a part's card.
    """
    content = traces(forms, judgements, rulebook, head=head, cards=cards)
    write_whole(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    return content


def traces(
    forms: Sequence[FilledForm],
    judgements: Iterable[Judged],
    rulebook: Rulebook,
    *,
    head: TraceHead | None = None,
    cards: Mapping[PartKey, str] | None = None,
) -> dict[str, Any]:
    """Return the content of forms.json."""
    words = wording(rulebook)
    index = _Index(Parts(judgements), words)
    sheets = iter(sheets_of(forms, words)[1:-1])
    listed = [_form(form, index, sheets) for form in forms]
    head = head or TraceHead()
    return {
        "format": FORMAT,
        "campaign": head.campaign,
        "unit_name": head.unit_name,
        "workbook": head.workbook,
        "edition": rulebook.edition,
        "citations": {cite: rulebook.citation(cite).text for cite in sorted(_cites(forms))},
        "why": {
            name.removeprefix("why_"): text
            for name, text in rulebook.form("tracing").mapping("phrases").items()
            if name.startswith("why_")
        },
        "parts": index.listed(cards or {}),
        "populations": index.sets,
        "measures": index.measures_told(),
        "figures": index.figures(),
        "terms": index.terms,
        "forms": listed,
    }


def _cites(forms: Sequence[FilledForm]) -> set[str]:
    found = {cite for form in forms for cite in form.cites}
    found |= {
        cite for form in forms for section in form.sections for column in section.columns for cite in column.cites
    }
    return found | {cite for form in forms for check in form.checks for cite in check.cites}


def _form(form: FilledForm, index: _Index, sheets: Any) -> dict[str, Any]:
    return {
        "id": form.id,
        "title": form.title,
        "requirement": form.requirement,
        "sheet": form.sheet,
        "unit_line": form.unit_line,
        "unit_title": form.unit_title,
        "cites": list(form.cites),
        "notes": list(form.notes),
        "sections": [_section(section, next(sheets), index) for section in form.sections],
        "checks": [
            {
                "id": check.id,
                "says": check.says,
                "passed": check.passed,
                "compared": check.compared,
                "failures": list(check.failures),
                "population": index.population(index.parts.numbers(check.keys)),
                "cites": list(check.cites),
            }
            for check in form.checks
        ],
    }


def _section(section: Section, sheet: str, index: _Index) -> dict[str, Any]:
    return {
        "title": section.title,
        "sheet": sheet,
        "first_row": first_row_of(section) + 1,
        "header": [[cell.title, cell.row, cell.column, cell.rows, cell.columns] for cell in section.header],
        "columns": [column.id for column in section.columns],
        "heads": [
            {
                "path": list(column.path or (column.title,)),
                "kind": column.kind,
                "unit": column.unit,
                "places": column.places,
                "says": column.says,
                "cites": list(column.cites),
            }
            for column in section.columns
        ],
        "rows": [
            {
                "kind": row.kind,
                "code": row.code,
                "title": row.title,
                "level": row.level,
                **({"says": row.says} if row.says else {}),
                "cells": [index.cell(cell, row) for cell in row.cells],
            }
            for row in section.rows
        ],
    }


Measure = tuple[str | None, str, int]
"""What is added up: a fact (None counts parts), its unit, its decimal places."""


class _Index:
    """Numbers sets of parts, measures and sums in the order in which they first appear."""

    def __init__(self, parts: Parts, words: Wording) -> None:
        self.parts = parts
        self.words = words
        self.sets: list[list[int]] = []
        self.terms: list[list[Any]] = []
        self._sets: dict[tuple[int, ...], int] = {}
        self._terms: dict[tuple[Term, tuple[int, ...]], int] = {}
        self._measures: dict[Measure, int] = {}
        self._figures: list[dict[int, Decimal | None]] = []

    def population(self, numbers: Sequence[int]) -> int | None:
        if not numbers:
            return None
        chosen = tuple(numbers)
        if chosen not in self._sets:
            self._sets[chosen] = len(self.sets)
            self.sets.append(list(chosen))
        return self._sets[chosen]

    def cell(self, cell: Cell, row: Row) -> list[Any]:
        value = str(cell.value) if isinstance(cell.value, Decimal) else cell.value
        if cell.terms and cell.keys == cell.terms[0].keys:
            numbers = cell.terms[0].numbers
        else:
            numbers = row.numbers if row.numbers and cell.keys else self.parts.numbers(cell.keys)
        told: list[Any] = [
            cell.text,
            value,
            self.population(numbers),
            [self.term(term) for term in cell.terms] or None,
            cell.why,
        ]
        while not told[-1] and len(told) > 2:
            told.pop()
        return told

    def term(self, term: Term) -> int:
        place = self._terms.get((term, term.numbers))
        if place is None:
            measure = self.measure((term.fact, term.unit, term.places))
            told: list[Any] = [term.role, measure, self.population(term.numbers), str(term.total)]
            known = self._figures[measure]
            given = dict(zip(term.numbers, term.amounts, strict=True))
            agree = all(known.setdefault(number, amount) == amount for number, amount in given.items())
            if not agree or len(given) != len(term.numbers):
                told.append([None if amount is None else str(amount) for amount in term.amounts])
            place = self._terms[term, term.numbers] = len(self.terms)
            self.terms.append(told)
        return place

    def measure(self, measure: Measure) -> int:
        if measure not in self._measures:
            self._measures[measure] = len(self._figures)
            self._figures.append({})
        return self._measures[measure]

    def measures_told(self) -> list[dict[str, Any]]:
        titles = self.words.codelists["facts"]
        plots = self.words.phrase("says_plots_title")
        return [
            {"fact": fact, "title": plots if fact is None else titles.get(fact, fact), "unit": unit, "places": places}
            for fact, unit, places in self._measures
        ]

    def figures(self) -> list[list[str | None]]:
        count = len(self.parts.parts)
        table = []
        for (fact, _unit, _places), known in zip(self._measures, self._figures, strict=True):
            # Every part counts once: there is nothing to list.
            row = [] if fact is None else [known.get(number) for number in range(count)]
            table.append([None if amount is None else str(amount) for amount in row])
        return table

    def listed(self, cards: Mapping[PartKey, str]) -> list[list[str]]:
        return [
            [
                *part.key,
                "" if part.township == NOWHERE else part.township,
                self.parts.names.get(part.township, "") or text_of(part.facts["township_name"]),
                self.words.label("finding", part.facts["finding"]),
                cards.get(part.key, ""),
            ]
            for part in self.parts.parts
        ]
