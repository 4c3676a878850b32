"""Speaking a sentence: the first variant that fits the situation, its blanks filled with figures and their sources.

A blank that nobody can fill makes the variant unfit; where no variant fits, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tuban.rules.forms.filled import PartKey
from tuban.rules.forms.population import NOWHERE
from tuban.rules.reports.composed import Mark, Number, Span, ToWrite, Words
from tuban.rules.reports.definition import (
    CellFigure,
    Condition,
    ListDefinition,
    Population,
    ReportBook,
    RowCount,
    Sentence,
)
from tuban.rules.reports.figures import Cells, Figure, SourceBook, in_wan, worked_out
from tuban.rules.reports.months import Month, months_of_use
from tuban.rules.reports.templates import Expression, ListBlank, Template, WriteBlank
from tuban.values.facts import UNKNOWN, Facts

_LAST_SIGNS = "。；"
_TOWNSHIP_DIGITS = 9
_FULL = {"(": "（", ")": "）", ",": "，", ";": "；", ":": "："}
_PAIR = re.compile(r"\(([^()]*[\u3000-\u9fff][^()]*)\)")
_HALF_WIDTH = re.compile(r"(?<=[\u3000-\u9fff〕）])[(),;:]|[(),;:](?=[\u3000-\u9fff（〔《])")


@dataclass(frozen=True)
class Scope:
    """What names mean at one place: the row of a township, the population or item an enumeration is at, own words."""

    row: str = ""
    it: str = ""
    own: Mapping[str, Figure] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a list, a table or a chart goes over: its title, its code, its state, and what names mean there."""

    title: str
    code: str
    state: str
    scope: Scope


class Speaker:
    """Fills sentences from the forms of one campaign; ``facts`` are those of every part by its key."""

    def __init__(
        self,
        book: ReportBook,
        cells: Cells,
        facts: Mapping[PartKey, Sequence[Facts]],
        *,
        words: Mapping[str, str],
        own: Mapping[str, Figure],
        missing_roles: Collection[str],
        sources: SourceBook,
    ) -> None:
        self.book = book
        self.cells = cells
        self.facts = facts
        self.words = words
        self.own = own
        self.missing_roles = missing_roles
        self.sources = sources
        self._months: list[Month] | None = None

    # Sentences -----------------------------------------------------------------------------------------------------

    def speak(self, sentence: Sentence, scope: Scope | None = None) -> tuple[Span, ...]:
        """Return the spans of the first variant that fits; nothing where none does."""
        place = scope or Scope()
        for variant in sentence.variants:
            if self.holds(variant.when, place):
                spans = self.fill(variant.say, place)
                if spans is not None:
                    return self.marked(spans)
        return ()

    def fill(self, template: Template, scope: Scope) -> tuple[Span | Figure, ...] | None:
        """Return a template with its blanks filled (figures not yet numbered); None where a blank has no answer."""
        filled: list[Span | Figure] = []
        for piece in template:
            if isinstance(piece, str):
                filled.append(Words(piece))
            elif isinstance(piece, WriteBlank):
                filled.append(ToWrite(piece.text))
            elif isinstance(piece, ListBlank):
                items = self.enumeration(self.book.lists[piece.name], scope)
                if not items:
                    return None
                filled += items
            else:
                answer = self.answer(piece, scope)
                if answer is None:
                    return None
                filled.append(answer)
        return tuple(filled)

    def answer(self, blank: Expression, scope: Scope) -> Span | Figure | None:
        """Return the word or the figure that fills a blank."""
        word = None if blank.operator else self.word(blank.left, scope)
        return self.figure(blank, scope) if word is None else Words(word)

    def marked(self, pieces: Iterable[Span | Figure]) -> tuple[Span, ...]:
        """Number the figures and put the mark of the sources before the last sign of the sentence."""
        spans = self.numbered(pieces)
        numbers = tuple(dict.fromkeys(span.source for span in spans if isinstance(span, Number)))
        if not numbers:
            return spans
        last = spans[-1]
        if isinstance(last, Words) and last.text[-1:] in _LAST_SIGNS:
            kept = (Words(last.text[:-1]),) if len(last.text) > 1 else ()
            return (*spans[:-1], *kept, Mark(numbers), Words(last.text[-1]))
        return (*spans, Mark(numbers))

    def numbered(self, pieces: Iterable[Span | Figure]) -> tuple[Span, ...]:
        """Give every figure the number of its source."""
        return tuple(
            Number(piece, self.sources.number(piece)) if isinstance(piece, Figure) else piece for piece in pieces
        )

    # Figures -------------------------------------------------------------------------------------------------------

    def word(self, name: str, scope: Scope) -> str | None:
        """Return a text by name; None where the name is no text, or nobody knows it."""
        for words in (scope.words, self.words):
            if name in words:
                return in_full_width(words[name]) or None
        cell = self.book.cells.get(name)
        if cell is not None and cell.unit == "text":
            found = self.cells.cell(cell.form, scope.row or self.cells.total_row(cell.form), cell.column)
            return (found[0].text or None) if found else None
        return None

    def figure(self, expression: Expression, scope: Scope) -> Figure | None:
        """Return a figure; None where it is blank, where nobody was told, or where it would divide by nothing."""
        left = self.named(expression.left, scope)
        if left is None or not expression.operator:
            return left
        if expression.operator == ":":
            return in_wan(left)
        right = self.named(expression.right, scope)
        return None if right is None else worked_out(left, expression.operator, right)

    def named(self, name: str, scope: Scope) -> Figure | None:
        """Return a figure by its name."""
        name, _dot, counted = name.rpartition(".") if name.endswith((".unmeasured", ".measured")) else (name, "", "")
        if counted:
            return _parts_of(self.named(name, scope), counted)
        if name.startswith("all."):
            name, scope = name.removeprefix("all."), replace(scope, row="")
        if name.startswith("it.") and scope.it:
            name = f"{scope.it}.{name.removeprefix('it.')}"
        for own in (scope.own, self.own):
            if name in own:
                return own[name]
        if name in self.book.cells:
            return self._cell_figure(self.book.cells[name], scope)
        if name in self.book.counts:
            return self.row_count(self.book.counts[name])
        population, _dot, measure = name.rpartition(".")
        found = self.book.populations.get(population)
        return self.measured(found, measure, scope) if found is not None else None

    def measured(self, population: Population, measure: str, scope: Scope) -> Figure | None:
        """Return what a form prints of a population under a measure."""
        if population.row:
            return None if scope.row else self.cells.figure(population.form, population.row, measure)
        column = f"{population.column}.{measure}"
        cell = CellFigure(
            column,
            population.form,
            column,
            told_by=population.told_by,
            register=population.register,
            among=population.among,
        )
        return self._cell_figure(cell, scope)

    def _cell_figure(self, cell: CellFigure, scope: Scope) -> Figure | None:
        if cell.told_by and not self.is_told(cell, scope):
            return None
        row = scope.row or self.cells.total_row(cell.form)
        return self.cells.figure(cell.form, row, cell.column, unit=cell.unit)

    def is_told(self, cell: CellFigure, scope: Scope) -> bool:
        """Whether anybody told the fact that a count rests on, of any part; of no part there is nothing to tell."""
        whole = self.named(f"{cell.among}.plots", scope)
        if whole is None or not whole.keys:
            return True
        no_knowledge = (UNKNOWN, None, False) if cell.register in self.missing_roles else (UNKNOWN,)
        told = (facts[cell.told_by] for key in whole.keys for facts in self.facts.get(key, ()))
        return any(not any(value is nothing for nothing in no_knowledge) for value in told)

    def row_count(self, count: RowCount) -> Figure | None:
        """Return how many rows of a form have something in a column."""
        filled = self.cells.forms.get(count.form)
        if filled is None:
            return None
        rows = self.cells.rows(count.form, count.rows)
        keys: list[PartKey] = []
        if count.column:
            kept = []
            for row in rows:
                found = self.cells.cell(count.form, row.code, count.column)
                if found is not None and _counts(found[0].value, found[0].text, count.texts):
                    kept.append(row)
                    keys += found[0].keys
            rows = kept
        value = Decimal(len(rows))
        return Figure(f"{count.form}#{count.id}", value, f"{value:f}", tuple(keys), origin=count.title)

    # Conditions ----------------------------------------------------------------------------------------------------

    def holds(self, conditions: Iterable[Condition], scope: Scope) -> bool:
        """Whether all conditions hold; a comparison with something blank never does."""
        return all(self._condition(condition, scope) for condition in conditions)

    def _condition(self, asked: Condition, scope: Scope) -> bool:
        if asked.kind in ("missing", "on_disc"):
            return all((role in self.missing_roles) == (asked.kind == "missing") for role in asked.roles)
        if asked.kind == "list":
            return bool(self.enumeration(self.book.lists[asked.against], scope)) == (asked.word == "some")
        if asked.figure is None:
            raise AssertionError(f"{asked.kind} asks of nothing")
        figure = self.figure(asked.figure, scope)
        return self._is(asked, figure, scope) if asked.kind == "is" else self._compares(asked, figure, scope)

    def _is(self, asked: Condition, figure: Figure | None, scope: Scope) -> bool:
        if asked.word in ("told", "untold"):
            words = asked.figure is not None and not asked.figure.operator and self.word(asked.figure.left, scope)
            return (figure is not None or bool(words)) == (asked.word == "told")
        return figure is not None and (figure.value > 0) == (asked.word == "positive")

    def _compares(self, asked: Condition, figure: Figure | None, scope: Scope) -> bool:
        if figure is None:
            return False
        if asked.kind == "more_than":
            other = self.figure(asked.other, scope) if asked.other is not None else None
            return other is not None and figure.value > other.value
        limit = Decimal(self.book.thresholds[asked.against].value)
        return figure.value >= limit if asked.kind == "at_least" else figure.value < limit

    # Enumerations --------------------------------------------------------------------------------------------------

    def items(self, over: Sequence[str], scope: Scope) -> list[Item]:
        """Return what ``over`` goes over: the townships with their own row, the months of use, or populations."""
        if over == ("townships",):
            form = next(one.form for one in self.book.populations.values() if one.id == "unlawful")
            return [
                Item(row.title, row.code, "", Scope(row=row.code, words={"title": row.title}))
                for row in self.cells.rows(form, "township")
                if len(row.code) >= _TOWNSHIP_DIGITS and row.code != NOWHERE
            ]
        if over == ("months",):
            return [
                Item(month.title, month.code, "", Scope(own=month.figures, words={"title": month.title}))
                for month in self.months()
            ]
        return [
            Item(one.title, one.id, one.state, replace(scope, it=one.id, words={**scope.words, "title": one.title}))
            for one in (self.book.populations[name] for name in over)
        ]

    def enumeration(self, definition: ListDefinition, scope: Scope) -> list[Span | Figure]:
        """Return the items that fit, ranked, joined and at most so many; nothing where fewer than the least fit."""
        ranked = []
        for place, item in enumerate(self.items(definition.over, scope)):
            rank = self.figure(definition.by, item.scope)
            if rank is None or rank.value <= 0 or not self.holds(definition.when, item.scope):
                continue
            pieces = self.fill(definition.item, item.scope)
            if pieces is not None:
                ranked.append((rank.value, place, pieces))
        if not definition.given:
            ranked.sort(key=lambda one: (-one[0] if definition.falling else one[0], one[1]))
        if len(ranked) < definition.least:
            return []
        kept = ranked[: definition.most] if definition.most else ranked
        joined: list[Span | Figure] = []
        for at, (_value, _place, pieces) in enumerate(kept):
            joined += [Words(definition.join), *pieces] if at else pieces
        return joined

    def months(self) -> list[Month]:
        """Return the months in which unlawful land was taken into use."""
        if self._months is None:
            unlawful = self.named("unlawful.plots", Scope())
            self._months = months_of_use(self.cells, unlawful.keys if unlawful is not None else ())
        return self._months


def in_full_width(text: str) -> str:
    """Return a text of code lists and tables with the signs of running text: （），； beside Chinese.

    >>> in_full_width("限期拆除,恢复原状(练习) GB/T 21010-2017")
    '限期拆除，恢复原状（练习） GB/T 21010-2017'
    """
    while (paired := _PAIR.sub(r"（\1）", text)) != text:
        text = paired
    return _HALF_WIDTH.sub(lambda found: _FULL[found[0]], text)


def _parts_of(figure: Figure | None, counted: str) -> Figure | None:
    """Return how many parts behind an area are measured, or not."""
    if figure is None:
        return None
    value = Decimal(figure.unmeasured if counted == "unmeasured" else len(figure.keys) - figure.unmeasured)
    return Figure(f"{figure.id}#{counted}", value, f"{value:f}", figure.keys, address=figure.address, operator=counted)


def _counts(value: object, text: str, texts: tuple[str, ...]) -> bool:
    if texts:
        return text in texts
    return isinstance(value, Decimal | int) and not isinstance(value, bool) and value > 0
