"""The forms as the page shows them: tables in their official layout, and for each number the patches behind it.

Everything comes from the content of forms.json (:mod:`tuban.render.form_traces`). Texts are kept once, populations are
places in the page's own list of patches, figures are whole numbers of the last decimal place. The row of a patch in a
list needs no trace of its own: it leads to its patch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tuban.render.index_page.views import PatchView
from tuban.rules.fact_words import UNIT_WORDS

_OWN_UNITS = {"percent": "%"}
Place = Callable[[str], int]
"""Keeps a text and returns its place."""


def forms_data(traced: Mapping[str, Any] | None, patches: Sequence[PatchView], place: Place) -> dict[str, Any] | None:
    """Return the forms for the page's scripts; None where the result has none."""
    if not traced:
        return None
    return _Writer(traced, patches, place).data()


class _Writer:
    def __init__(self, traced: Mapping[str, Any], patches: Sequence[PatchView], place: Place) -> None:
        self.traced = traced
        self.place = place
        self.rows_of_page = _rows_of_page(traced["parts"], patches)
        self.patch_count = len(patches)
        self.populations: list[list[int]] = []
        self.terms: list[list[Any]] = []
        self.traces: list[list[Any]] = []
        self.measures: list[int] = []
        self._populations: dict[int, int] = {}
        self._terms: dict[int, int] = {}
        self._traces: dict[tuple[Any, ...], int] = {}

    def data(self) -> dict[str, Any]:
        forms = [self.form(form) for form in self.traced["forms"]]
        return {
            "forms": forms,
            "populations": self.populations,
            "terms": self.terms,
            "traces": self.traces,
            "measures": [self.measure(number) for number in self.measures],
            "why": {name: self.place(text) for name, text in self.traced["why"].items()},
            "unit_name": self.place(self.traced["unit_name"]),
        }

    def form(self, form: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": form["id"],
            "no": form["sheet"].split(" ")[0],
            "title": self.place(form["title"]),
            "unit": self.place(form["unit_line"]),
            "who": self.place(form["unit_title"]),
            "notes": [self.place(note) for note in form["notes"]],
            "cites": self.cited(form["cites"]),
            "tables": [self.table(section) for section in form["sections"]],
            "held": sum(check["passed"] for check in form["checks"]),
            "failed": [
                [
                    check["id"],
                    self.place(check["says"]),
                    [self.place(failure) for failure in check["failures"][:5]],
                    self.population(check["population"]),
                ]
                for check in form["checks"]
                if not check["passed"]
            ],
        }

    def cited(self, cites: Sequence[str]) -> int:
        return self.place("；".join(str(self.traced["citations"].get(cite, cite)) for cite in cites))

    def table(self, section: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "title": self.place(section["title"]),
            "sheet": section["sheet"],
            "first": section["first_row"],
            "header": section["header"],
            "columns": [
                [
                    column,
                    head["kind"],
                    self.place(" › ".join(head["path"])),
                    self.place(head["says"]),
                    self.cited(head["cites"]),
                    _unit_word(head["unit"]),
                ]
                for column, head in zip(section["columns"], section["heads"], strict=True)
            ],
            "rows": [self.row(row) for row in section["rows"]],
        }

    def row(self, row: Mapping[str, Any]) -> list[Any]:
        texts = [self.place(cell[0]) for cell in row["cells"]]
        if row["kind"] == "part":
            [part] = {
                number
                for cell in row["cells"]
                if len(cell) > 2 and cell[2] is not None
                for number in self.traced["populations"][cell[2]]
            }
            return ["part", 3, self.rows_of_page[part], texts]
        says = self.place(row["says"]) if row.get("says") else None
        return [row["kind"], row["level"], says, texts, [self.trace(cell) for cell in row["cells"]]]

    def trace(self, cell: Sequence[Any]) -> int | None:
        """Return the number of what is behind a cell; None for a cell that names its row."""
        _text, _value, population, terms, why = (*cell, *[None] * 5)[:5]
        if why == "label":
            return None
        told = (tuple(terms or ()), why or "", None if terms else population)
        if told not in self._traces:
            self._traces[told] = len(self.traces)
            own = [[self.term(term) for term in terms or ()], why or ""]
            self.traces.append([*own, self.population(population)] if population is not None and not terms else own)
        return self._traces[told]

    def term(self, number: int) -> int:
        if number not in self._terms:
            role, measure, population, total, *own = self.traced["terms"][number]
            if measure not in self.measures:
                self.measures.append(measure)
            places = self.traced["measures"][measure]["places"]
            told: list[Any] = [role, self.measures.index(measure), self.population(population), _whole(total, places)]
            if own:
                told.append([_whole(amount, places) for amount in own[0]])
            self._terms[number] = len(self.terms)
            self.terms.append(told)
        return self._terms[number]

    def population(self, number: int | None) -> int | None:
        if number is None:
            return None
        if number not in self._populations:
            self._populations[number] = len(self.populations)
            self.populations.append([self.rows_of_page[part] for part in self.traced["populations"][number]])
        return self._populations[number]

    def measure(self, number: int) -> list[Any]:
        told, figures = self.traced["measures"][number], self.traced["figures"][number]
        by_patch: list[int | None] = [None] * self.patch_count if figures else []
        for part, figure in enumerate(figures):
            by_patch[self.rows_of_page[part]] = _whole(figure, told["places"])
        unit = _unit_word(told["unit"]) if told["fact"] else "宗"
        return [self.place(told["title"]), unit, told["places"], by_patch]


def _unit_word(unit: str) -> str:
    return _OWN_UNITS.get(unit) or UNIT_WORDS.get(unit, unit)


def _whole(figure: str | None, places: int) -> int | None:
    return None if figure is None else int(Decimal(figure).scaleb(places))


def _rows_of_page(parts: Sequence[Sequence[str]], patches: Sequence[PatchView]) -> list[int]:
    """Return the place of every part in the page's list; parts that share number and township go in their order."""
    places: dict[tuple[str, str, str], list[int]] = {}
    for place, patch in enumerate(patches):
        places.setdefault((patch.number, patch.part, patch.township_code), []).append(place)
    waiting = {key: iter(found) for key, found in places.items()}
    return [next(waiting[part[0], part[1], part[2]]) for part in parts]
