"""Summaries filled from tallies: the same forms, the same writer, without the parts (see
:mod:`tuban.rules.forms.breakdown`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tuban.rules.forms.breakdown import (
    SUMMARIES,
    Amount,
    Breakdown,
    Tally,
    breakdown_of,
    indexed,
    unknown,
)
from tuban.rules.forms.checks import check_forms
from tuban.rules.forms.definition import Column, Form, Name
from tuban.rules.forms.filled import SUM, FilledForm, Rests, Term
from tuban.rules.forms.filling import statutory_forms, wording
from tuban.rules.forms.population import NOWHERE, Parts, ReportingUnit, name_of_column
from tuban.rules.forms.resting import rests_line
from tuban.rules.forms.summaries import fill_summary
from tuban.rules.forms.totals import ALL, TOTAL, Figure, Ledger, Quantity, RowKey
from tuban.rules.forms.words import Wording
from tuban.rules.rulebook import Rulebook


def fill_summaries(
    tallies: Iterable[Tally], units: Iterable[ReportingUnit], rulebook: Rulebook, *, only: Sequence[str] = ()
) -> list[FilledForm]:
    """Fill the summaries of the lawbook (those named ``only``, else all) from tallies, with their checks.

    ``units`` are the divisions that have a row even without a part. Cells keep no parts behind them. A check between
    forms is made where both are filled.
    """
    forms = [
        form for form in statutory_forms(rulebook)
        if form.one_row_per in SUMMARIES and (not only or form.id in only)
    ]  # fmt: skip
    ledger = SumLedger(tallies, units, breakdown_of(rulebook))
    words = wording(rulebook)
    filled = check_forms(forms, [fill_summary(form, ledger, words) for form in forms])
    return [resting(form, done, ledger, words) for form, done in zip(forms, filled, strict=True)]


def resting(form: Form, done: FilledForm, ledger: SumLedger, words: Wording) -> FilledForm:
    """Return a summary that says in its last note on what its parts rest."""
    rests = ledger.rests(form)
    return replace(done, rests=rests, notes=(*done.notes, rests_line(rests, words)))


class SumLedger(Ledger):
    """The figures of the summaries, added up from tallies."""

    def __init__(self, tallies: Iterable[Tally], units: Iterable[ReportingUnit], breakdown: Breakdown) -> None:
        self.tallies = list(tallies)
        listed = list(units)
        super().__init__(_divisions(self.tallies, listed), register_facts=breakdown.register_facts)
        self._places = indexed(breakdown.populations)
        self._amounts: Mapping[Amount, int] = {one: place for place, one in enumerate(breakdown.amounts)}
        self._rows = list(dict.fromkeys((tally.county, tally.township) for tally in self.tallies))
        row_of = {row: place for place, row in enumerate(self._rows)}
        self._by_bits: dict[int, list[tuple[int, Tally]]] = {}
        for tally in self.tallies:
            own = row_of[tally.county, tally.township], tally
            self._by_bits.setdefault(int(tally.profile, 16), []).append(own)
        self._in_population: dict[Name, list[tuple[int, Tally]]] = {}
        self._plots_of: dict[Name, list[int]] = {}
        self._terms: dict[tuple[Quantity, str], Term] = {}
        self._kept: dict[Quantity, dict[RowKey, Figure]] = {}

    def members_of(self, population: Name) -> list[tuple[int, Tally]]:
        """Return the tallies that lie in a population, each with the place of its row."""
        if population not in self._in_population:
            bit = 2 << self._places[population]
            self._in_population[population] = [one for bits, own in self._by_bits.items() if bits & bit for one in own]
        return self._in_population[population]

    def figure(self, quantity: Quantity, row: RowKey) -> Figure:
        """Return the figure of a quantity in a row; a row nothing lies in gives nothing."""
        if quantity not in self._kept:
            self._kept[quantity] = self._added(quantity)
        places = quantity.places if quantity.fact is not None else 0
        return self._kept[quantity].get(row) or Figure(Decimal(0).scaleb(-places), 0, 0)

    def is_untold(self, population: Name, base: Name) -> bool:
        """Whether ``population`` asks the parts of ``base`` for what a missing register would tell."""
        return any(self._asks(condition, base) for condition in population - base)

    def _asks(self, condition: Any, base: Name) -> bool:
        if isinstance(condition, frozenset):
            return all(any(self._asks(asked, base) for asked in alternative) for alternative in condition)
        fact, words = condition
        if fact not in self.register_facts or "is_unknown" in words:
            return False
        among = self._plots(base)
        return bool(among) and self._plots(base | {unknown(fact)}) == among

    def term(self, figure: Figure, quantity: Quantity, role: str = SUM) -> Term:
        """Return the sum behind a cell, which tells no parts: the same for every row."""
        if (quantity, role) not in self._terms:
            self._terms[quantity, role] = super().term(figure, quantity, role)
        return self._terms[quantity, role]

    def _plots(self, population: Name) -> int:
        return sum(self._plots_by_row(population))

    def _plots_by_row(self, population: Name) -> list[int]:
        if population not in self._plots_of:
            plots = self._plots_of[population] = [0] * len(self._rows)
            for row, tally in self.members_of(population):
                plots[row] += tally.plots
        return self._plots_of[population]

    def _added(self, quantity: Quantity) -> dict[RowKey, Figure]:
        plots, lacking, scale = self._plots_by_row(quantity.population), [0] * len(self._rows), 0
        if quantity.fact is None:
            values = plots
        else:
            place, scale = self._amounts[Amount(quantity.fact, quantity.unit, quantity.places)], -quantity.places
            values = [0] * len(self._rows)
            for row, tally in self.members_of(quantity.population):
                values[row] += tally.sums[place]
                if missing := tally.unmeasured[place]:
                    lacking[row] += missing
        sums: dict[RowKey, tuple[int, int, int]] = {}
        for (county, township), *own in zip(self._rows, values, plots, lacking, strict=True):
            if own[1]:
                for row_key in {(county, township), (county, TOTAL), (ALL, TOTAL)}:
                    so_far = sums.get(row_key, (0, 0, 0))
                    sums[row_key] = (so_far[0] + own[0], so_far[1] + own[1], so_far[2] + own[2])
        return {row: Figure(Decimal(value).scaleb(scale), parts, none) for row, (value, parts, none) in sums.items()}

    def rests(self, form: Form) -> Rests:
        """Return on what the parts that a form counts rest."""
        populations = {name_of_column(form, column) for column in _counted(form)}
        mask = sum(2 << self._places[name] for name in populations)
        taken = proposed = 0
        for bits, own in self._by_bits.items():
            if bits & mask:
                plots = sum(tally.plots for _row, tally in own)
                if bits & 1:
                    taken += plots
                else:
                    proposed += plots
        return Rests(taken, proposed)


def _counted(form: Form) -> list[Column]:
    """Return the columns whose parts stand behind cells; behind a share stand those that are the part."""
    found = [column for column in form.columns if column.measures]
    return [*found, *(form.column(column.share.of) for column in form.columns if column.share is not None)]


def _divisions(tallies: Iterable[Tally], units: Sequence[ReportingUnit]) -> Parts:
    """Return parts without a part: the divisions of the tallies and units, as the writer of summaries reads them."""
    divisions = Parts((), units)
    for county, township in sorted({(tally.county, tally.township) for tally in tallies}):
        rows = divisions.townships.setdefault(county, [])
        if township and township not in rows:
            rows.append(township)
    for rows in divisions.townships.values():
        rows.sort(key=lambda code: (code == NOWHERE, code))
    divisions.townships = {
        county: divisions.townships[county]
        for county in sorted(divisions.townships, key=lambda code: (code == NOWHERE, code))
    }
    return divisions
