"""List forms: one row per patch part, with sums by township and county."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from tuban.rules.forms.definition import Column, Form, Where, name_of
from tuban.rules.forms.filled import SUM, Cell, FilledForm, LeafColumn, PartKey, Row, Section, Term
from tuban.rules.forms.formulas import where_in_words
from tuban.rules.forms.layout import header_of
from tuban.rules.forms.population import NOWHERE
from tuban.rules.forms.summaries import filled_form
from tuban.rules.forms.totals import ALL, Ledger, Quantity
from tuban.rules.forms.words import Wording
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

_AREA_UNITS = ("mu", "ha", "m2")


def fill_list(form: Form, ledger: Ledger, wording: Wording) -> FilledForm:
    """Return the list of the parts that the form asks for, in the order of township and patch number."""
    numbers = ledger.parts.members(form.population)
    sections = tuple(
        _Lister(form, section.columns, numbers, ledger, wording).section(section.title) for section in form.sections
    )
    return filled_form(form, ledger, wording, sections)


_Write = Callable[[int, int, Facts, tuple[PartKey, ...]], Cell | str]
"""Writes the cell of a part: its number, its place in the list, its facts, its key; see :meth:`_Lister.writer`."""


class _Lister:
    def __init__(
        self, form: Form, columns: Sequence[Column], numbers: list[int], ledger: Ledger, wording: Wording
    ) -> None:
        self.form = form
        self.columns = columns
        self.numbers = numbers
        self.ledger = ledger
        self.parts = ledger.parts
        self.wording = wording
        self.ticked = {c.id: self.meeting(c.flag) for c in columns if c.flag is not None}
        self.marked = {c.id: self.meeting(c.mark_where) for c in columns if c.mark_where is not None}
        self.writers = [self.writer(column) for column in columns]

    def quantity(self, column: Column) -> Quantity:
        unit, places = self.ledger.unit_of(column.unit, column.places)
        return Quantity(frozenset(), column.shows, unit, places)

    def meeting(self, where: Where) -> frozenset[int]:
        return frozenset(self.parts.members(name_of(where)))

    def section(self, title: str) -> Section:
        leaves = tuple(self.leaf(column) for column in self.columns)
        header = header_of([(*column.header, column.title) for column in self.columns])
        return Section(title, header, leaves, tuple(self.rows()))

    def leaf(self, column: Column) -> LeafColumn:
        unit, places = self.ledger.unit_of(column.unit, column.places)
        kind = "text"
        if column.flag is not None:
            kind = "flag"
        elif column.unit in _AREA_UNITS:
            kind = "number"
        elif column.shows == "row.number":
            kind = "integer"
        return LeafColumn(
            id=column.id,
            title=column.title,
            kind=kind,
            places=places,
            unit=unit.slug if unit else column.unit,
            width=column.width,
            cites=column.cites or self.form.cites,
            path=(*column.header, column.title),
            says=self.says(column),
        )

    def says(self, column: Column) -> str:
        if column.shows == "row.number":
            return self.wording.phrase("says_number")
        if column.flag is not None:
            return self.wording.phrase("says_tick", conditions=where_in_words(column.flag, self.wording))
        if column.paper is not None:
            return self.wording.phrase("says_paper")
        title = self.wording.codelists.get("facts", {}).get(column.shows or "", column.title)
        return self.wording.phrase("says_fact_sum" if column.totals else "says_fact", title=title)

    def rows(self) -> Iterable[Row]:
        by_county: dict[str, dict[str, list[int]]] = {}
        for number in self.numbers:
            part = self.parts.parts[number]
            by_county.setdefault(part.county, {}).setdefault(part.township, []).append(number)
        running = 0
        for county, townships in by_county.items():
            for township, members in townships.items():
                for number in members:
                    running += 1
                    yield self.part_row(number, running)
                if "township" in self.form.totals:
                    name = self.parts.names.get(township) or self.unknown(township, "township_unknown")
                    yield self.total_row(
                        "subtotal", township, self.wording.phrase("subtotal_of", name=name), 2, members
                    )
            if "county" in self.form.totals and len(by_county) > 1:
                name = self.parts.names.get(county) or self.unknown(county, "county_unknown")
                inside = [number for members in townships.values() for number in members]
                yield self.total_row("subtotal", county, self.wording.phrase("subtotal_of", name=name), 1, inside)
        if self.form.totals:
            yield self.total_row("total", ALL, self.wording.phrase("total"), 0, self.numbers)

    def unknown(self, code: str, phrase: str) -> str:
        return self.wording.phrase(phrase) if code == NOWHERE else code

    def part_row(self, number: int, running: int) -> Row:
        part = self.parts.parts[number]
        keys = (part.key,)
        blanks: dict[str, Cell] = {}  # most cells of a row are blank: those for one reason are one cell
        cells: list[Cell] = []
        for write in self.writers:
            cell = write(number, running, part.facts, keys)
            if isinstance(cell, str):
                cell = blanks.get(cell) or blanks.setdefault(cell, Cell(None, "", keys, why=cell))
            cells.append(cell)
        return Row("part", "/".join(part.key), part.key[0], 3, tuple(cells), numbers=(number,))

    def writer(self, column: Column) -> _Write:
        """Return what writes the cells of a column; for a cell without a text it returns why it is blank."""
        if column.shows == "row.number":
            return lambda _number, running, _facts, keys: Cell(running, str(running), keys, why="counter")
        if column.flag is not None:
            ticked, tick = self.ticked[column.id], self.wording.phrase("tick")
            return lambda number, _running, _facts, keys: (
                Cell(tick, tick, keys, why="text") if number in ticked else "not_ticked"
            )
        if column.paper in ("approved", "approved_cultivated"):
            return self.paper_area(column, column.paper)
        if column.paper is not None:
            return self.paper_text(column, _PAPER_TEXT[column.paper])
        return self.area(column) if column.unit in _AREA_UNITS else self.text(column, column.shows or "")

    def text(self, column: Column, fact: str) -> _Write:
        marked: frozenset[int] = self.marked.get(column.id, frozenset())

        def write(number: int, _running: int, facts: Facts, keys: tuple[PartKey, ...]) -> Cell | str:
            value = facts[fact]
            if column.words:
                text = "" if value is UNKNOWN or value is None else column.words.get(str(value), "")
            else:
                text = self.wording.label(fact, value)
            if number in marked:
                text = column.mark + text
            blank = "unknown" if value is UNKNOWN else "absent"
            return Cell(text, text, keys, why="text") if text else blank

        return write

    def area(self, column: Column) -> _Write:
        quantity, fact, unmeasured = self.quantity(column), column.shows or "", self.wording.phrase("unmeasured_cell")
        unit, places = quantity.unit, quantity.places
        slug, figure_of = unit.slug if unit else "", self.ledger.figure_of

        def write(number: int, _running: int, facts: Facts, keys: tuple[PartKey, ...]) -> Cell | str:
            if facts[fact] is UNKNOWN:
                return Cell(None, unmeasured, keys, unmeasured=1, why="unknown")
            figure = figure_of(number, fact, unit, places)
            if figure is None:
                return "absent"
            term = Term(SUM, fact, slug, places, keys, (figure,), (number,))
            return Cell(figure, f"{figure:f}", keys, terms=(term,))

        return write

    def paper_area(self, column: Column, field: str) -> _Write:
        unit, places = self.ledger.unit_of(column.unit, column.places)
        shown_in = unit or AreaUnit.M2

        def write(number: int, _running: int, facts: Facts, keys: tuple[PartKey, ...]) -> Cell | str:
            areas = [one for paper in _papers(column, facts) if isinstance(one := getattr(paper, field), Area)]
            if not areas:
                return "no_paper"
            shown = sum((area.in_unit(shown_in) for area in areas), Decimal(0).scaleb(-places))
            term = Term(SUM, "approvals", shown_in.slug, places, keys, (shown,), (number,))
            return Cell(shown, f"{shown:f}", keys, terms=(term,))

        return write

    def paper_text(self, column: Column, told: Callable[[Paper, Wording], str]) -> _Write:
        def write(_number: int, _running: int, facts: Facts, keys: tuple[PartKey, ...]) -> Cell | str:
            texts = [told(paper, self.wording) for paper in _papers(column, facts)]
            text = "；\n".join(dict.fromkeys(text for text in texts if text))
            return Cell(text, text, keys, why="text") if text else "no_paper"

        return write

    def total_row(self, kind: str, code: str, title: str, level: int, members: list[int]) -> Row:
        titled = self.title_column()
        cells = []
        for column in self.columns:
            if column.totals:
                cells.append(self.total_cell(column, members))
            elif column is titled:
                cells.append(Cell(title, title, self.parts.keys(members), why="label"))
            else:
                cells.append(Cell(None, "", why="not_summed"))
        return Row(kind, code, title, level, tuple(cells))

    def title_column(self) -> Column | None:
        """Return the column where a sum says what it sums: that of the township, else the first after the number."""
        open_ones = [column for column in self.columns if not column.totals and column.shows != "row.number"]
        townships = [column for column in open_ones if column.shows == "township_name"]
        return next(iter([*townships, *open_ones]), None)

    def total_cell(self, column: Column, members: list[int]) -> Cell:
        """Sum the figures as they are printed above it, so that the list adds up; count the ticks of a flag."""
        if column.flag is not None:
            ticked = [number for number in members if number in self.ticked[column.id]]
            plots = Quantity(frozenset(), None, None, 0)
            counted = self.ledger.term(self.ledger.sum_of(ticked, plots), plots)
            return Cell(len(ticked), str(len(ticked)), counted.keys, terms=(counted,))
        # What is known to be absent is nothing; only what nobody knows is missing from the sum.
        facts = {number: self.parts.parts[number].facts[column.shows or ""] for number in members}
        unknown = sum(value is UNKNOWN for value in facts.values())
        quantity = self.quantity(column)
        figure = self.ledger.sum_of((n for n in members if facts[n] is not None), quantity)
        terms = (self.ledger.term(figure, quantity),)
        keys = terms[0].keys
        if members and unknown == len(members):
            text = self.wording.phrase("unmeasured", count=unknown)
            return Cell(None, text, keys, unknown, terms=terms, why="unmeasured")
        mark = self.wording.phrase("unmeasured_mark") if unknown else ""
        return Cell(figure.value, f"{figure.value:f}{mark}", keys, unknown, mark, terms)


def _papers(column: Column, facts: Facts) -> list[Paper]:
    papers = facts["approvals"]
    return [one for one in papers if one.kind in column.paper_kinds] if papers is not UNKNOWN and papers else []


def _organ_date_number(paper: Paper, _wording: Wording) -> str:
    return "\n".join(str(part) for part in (paper.organ, paper.date, paper.number) if part)


def _method(paper: Paper, wording: Wording) -> str:
    return wording.codelists.get("supply_method", {}).get(paper.method or "", paper.method or "")


_PAPER_TEXT: dict[str, Callable[[Paper, Wording], str]] = {
    "organ_date_number": _organ_date_number,
    "number": lambda paper, _wording: paper.number or "",
    "organ": lambda paper, _wording: paper.organ or "",
    "date": lambda paper, _wording: str(paper.date or ""),
    "use": lambda paper, _wording: paper.use or "",
    "method": _method,
}
