"""Every figure of a summary is the aggregation of the cards (R33): recomputed here, never trusted, never typed.

The populations of the key columns stand a second time in the catalogue, so that the forms are recomputed without their
own definitions; for every other number of plots the parts behind the cell are counted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tuban.rules.checks.registry import Breach, CampaignAsking, campaign_rule, part_key
from tuban.rules.forms.filled import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.part_figures import Figures, figures_of
from tuban.values.area import AreaUnit
from tuban.values.facts import UNKNOWN, Facts, Unknown

_COUNT = "plots"


@campaign_rule("R33")
def summaries_are_aggregated_from_cards(ask: CampaignAsking) -> Iterator[Breach]:
    """Identities of the forms hold, and their figures come out again from the cards."""
    forms = ask.totals.forms
    if isinstance(forms, Unknown):
        yield from ask.unknown("汇总表")
        return
    figures = _FiguresByUnit(ask.parts())
    for form in forms:
        for check in form.checks:
            if not check.passed:
                about = {"form": form.title, "says": check.says, "failures": "；".join(check.failures)}
                yield Breach("identity", about)
        yield from _Recount(ask, form, figures).breaches()


class _FiguresByUnit:
    """The figures of all parts, worked out once for each unit that a form prints."""

    def __init__(self, parts: Sequence[Facts]) -> None:
        self.parts = parts
        self.known: dict[AreaUnit, list[Figures]] = {}

    def of(self, unit: AreaUnit) -> list[Figures]:
        if unit not in self.known:
            self.known[unit] = figures_of(self.parts, unit)
        return self.known[unit]


class _Recount:
    """One form, counted again."""

    def __init__(self, ask: CampaignAsking, form: FilledForm, figures: _FiguresByUnit) -> None:
        self.form = form
        self.figures = figures
        self.parts = {part_key(facts): facts for facts in ask.parts()}
        self.everybody = ask.parts()
        self.measures: Mapping[str, str] = ask.rule.data["measures"]
        self.members: dict[str, list[int]] = {}
        self.populations: Mapping[str, Mapping[str, Sequence[str]]] = ask.rule.data["populations"]

    def meeting(self, population: str) -> list[int]:
        """Return the places of the parts that meet what a population asks; asked once, whatever cells show of it."""
        if population not in self.members:
            asked = self.populations[f"{self.form.id}.{population}"]
            self.members[population] = [place for place, facts in enumerate(self.everybody) if _meets(facts, asked)]
        return self.members[population]

    def breaches(self) -> Iterator[Breach]:
        for section in self.form.sections:
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    yield from self.cell(section, row, column, cell)

    def cell(self, section: Section, row: Row, column: LeafColumn, cell: Cell) -> Iterator[Breach]:
        group, _dot, measure = column.id.rpartition(".")
        about = {"form": self.form.title, "row": row.title, "column": _title(section, column), "shown": cell.text}
        for key in cell.keys:
            if key not in self.parts:
                yield Breach("stranger", {**about, "number": "-".join(filter(None, key))})
        for key in sorted({key for key in cell.keys if cell.keys.count(key) > 1}) if _repeats(cell) else ():
            yield Breach("repeated", {**about, "number": "-".join(filter(None, key))})
        if measure == _COUNT and cell.value is not None and cell.value != len(set(cell.keys)):
            yield Breach("count", {**about, "recomputed": len(set(cell.keys))})
        asked = self.populations.get(f"{self.form.id}.{group or row.code}")
        if asked is not None and measure in (_COUNT, *self.measures):
            members = [place for place in self.meeting(group or row.code) if _lies_in(self.everybody[place], row)]
            if measure == _COUNT:
                if (cell.value or 0) != len(members):
                    yield Breach("count", {**about, "recomputed": len(members)})
            else:
                yield from self.amount(members, self.measures[measure], column, cell, about)

    def amount(
        self, members: Sequence[int], fact: str, column: LeafColumn, cell: Cell, about: Mapping[str, object]
    ) -> Iterator[Breach]:
        printed = self.figures.of(AreaUnit.named(column.unit))
        known = [printed[place][fact] for place in members if fact in printed[place]]
        if members and not known:
            return
        recomputed = sum(known, Decimal(0).scaleb(-column.places))
        if (cell.value or 0) != recomputed:
            yield Breach("amount", {**about, "recomputed": recomputed})


def _repeats(cell: Cell) -> bool:
    return len(set(cell.keys)) < len(cell.keys)


def _title(section: Section, column: LeafColumn) -> str:
    """Return the title of a column with those above it, as the header shows them."""
    place = section.columns.index(column)
    above = [head for head in section.header if head.column <= place < head.column + head.columns]
    titles = [head.title for head in sorted(above, key=lambda head: head.row)]
    return "·".join(dict.fromkeys(title for title in titles if title)) or column.title


def _meets(facts: Facts, asked: Mapping[str, Sequence[str]]) -> bool:
    return all(facts[name] is not UNKNOWN and facts[name] in values for name, values in asked.items())


def _lies_in(facts: Facts, row: Row) -> bool:
    """Whether a part belongs to a row: all in the total, else by county or township code; a class row takes all."""
    if row.kind == "county":
        return bool(facts["county_code"] == row.code)
    if row.kind == "township":
        return bool(facts["township_code"] == row.code)
    return True
