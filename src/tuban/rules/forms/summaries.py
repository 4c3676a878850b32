"""Summary forms: one row per division, or one row per class, counts and sums in the columns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tuban.rules.forms.definition import Column, Form, Measure, SectionDefinition
from tuban.rules.forms.filled import PART, WHOLE, Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.forms.formulas import counted_in_words, population_in_words, share_in_words
from tuban.rules.forms.layout import header_of
from tuban.rules.forms.population import NOWHERE
from tuban.rules.forms.totals import ALL, TOTAL, Figure, Ledger, Quantity, RowKey
from tuban.rules.forms.words import Wording
from tuban.values.area import round_half_up


def fill_summary(form: Form, ledger: Ledger, wording: Wording) -> FilledForm:
    """Return the filled form."""
    writer = _Writer(form, ledger, wording)
    by_class = form.one_row_per == "class"
    sections = tuple(writer.class_section(s) if by_class else writer.region_section(s) for s in form.sections)
    return filled_form(form, ledger, wording, sections)


def filled_form(form: Form, ledger: Ledger, wording: Wording, sections: tuple[Section, ...]) -> FilledForm:
    """Put a form's sections and its notes together."""
    unit = ledger.area_unit.label
    unmeasured = any(cell.unmeasured for section in sections for row in section.rows for cell in row.cells)
    notes = [*form.notes]
    if unmeasured:
        worst = max(cell.unmeasured for section in sections for row in section.rows for cell in row.cells)
        notes.append(wording.phrase("unmeasured_note", mark=wording.phrase("unmeasured_mark"), count=worst))
    return FilledForm(
        id=form.id,
        title=form.title,
        unit_line=form.unit_line.format(area_unit=unit),
        paper=form.paper,
        orientation=form.orientation,
        sections=sections,
        notes=tuple(notes),
        checks=(),
        cites=form.cites,
        signatures=form.signatures,
        sheet=form.sheet,
        unit_title=form.unit_title,
        requirement=form.requirement,
    )


def label_column(id: str, title: str, width: float) -> LeafColumn:
    """Return a column that names the row."""
    return LeafColumn(id, title, "text", width=width, path=(title,))


def label_cell(text: str) -> Cell:
    """Return a cell that names its row."""
    return Cell(text, text, why="label")


def divisions(ledger: Ledger, wording: Wording) -> Iterator[tuple[str, int, RowKey, str, str]]:
    """Yield (kind, level, row key, code, title): the total first, then the townships by code, county by county."""
    parts = ledger.parts
    counties = parts.townships
    several = len(counties) != 1
    if several:
        yield "total", 0, (ALL, TOTAL), "", wording.phrase("total")
    for county, townships in counties.items():
        code = "" if county == NOWHERE else county
        name = parts.names.get(county) or (wording.phrase("county_unknown") if county == NOWHERE else county)
        if several:
            yield "county", 1, (county, TOTAL), code, name
        else:
            yield "total", 0, (county, TOTAL), code, wording.phrase("total_of", name=name)
        for township in townships:
            known = township != NOWHERE
            title = parts.names.get(township) or (township if known else wording.phrase("township_unknown"))
            yield "township", 2 if several else 1, (county, township), township if known else "", title


class _Writer:
    def __init__(self, form: Form, ledger: Ledger, wording: Wording) -> None:
        self.form = form
        self.ledger = ledger
        self.wording = wording
        self.untold: dict[str, bool] = {}

    # One row per division ------------------------------------------------------------------------------------------

    def region_section(self, section: SectionDefinition) -> Section:
        leaves = [leaf for column in section.columns for leaf in self.leaves(column)]
        paths: list[tuple[str, ...]] = [
            (self.wording.phrase("division"),),
            (self.wording.phrase("division_code"),),
        ]
        paths += [path for _, _, _, path in leaves]
        columns = [
            label_column("row.title", self.wording.phrase("division"), 11),
            label_column("row.code", self.wording.phrase("division_code"), 9.5),
            *(leaf for leaf, _, _, _ in leaves),
        ]
        rows = []
        for kind, level, key, code, title in divisions(self.ledger, self.wording):
            cells = [label_cell(title), label_cell(code)]
            cells += [self.cell(column, measure, leaf, key) for leaf, column, measure, _ in leaves]
            rows.append(Row(kind, code or ALL, title, level, tuple(cells)))
        return Section(section.title, header_of(paths), tuple(columns), tuple(rows))

    # One row per class ---------------------------------------------------------------------------------------------

    def class_section(self, section: SectionDefinition) -> Section:
        measures = [m for m in self.form.measures.values() if any(m.id in c.measures for c in section.columns)]
        paths = [(self.wording.phrase("class"),)]
        columns = [label_column("row.title", self.wording.phrase("class"), 26)]
        cites = self.form.cites
        for measure in measures:
            unit, places = self.ledger.unit_of(measure.unit, measure.places)
            slug, share = unit.slug if unit else measure.unit, measure.share_title
            says = counted_in_words(measure.sums, slug, self.wording)
            columns.append(
                LeafColumn(
                    measure.id, measure.title, "number", places, slug, cites=cites, path=(measure.title,), says=says
                )
            )
            says = self.wording.phrase("says_share_of_class", title=share, measure=measure.title)
            columns.append(
                LeafColumn(f"{measure.id}_share", share, "percent", 2, "percent", cites=cites, path=(share,), says=says)
            )
            paths += [(measure.title,), (share,)]
        rows = []
        depth = self.depths(section)
        for column in section.columns:
            cells = [label_cell(column.title)]
            for measure in measures:
                cells += self.class_cells(column, measure)
            kind = "total" if depth[column.id] == 0 else "class"
            says = population_in_words(self.form, column, self.wording)
            rows.append(Row(kind, column.id, column.title, depth[column.id], tuple(cells), says))
        return Section(section.title, header_of(paths), tuple(columns), tuple(rows))

    def depths(self, section: SectionDefinition) -> dict[str, int]:
        depth = {column.id: 0 for column in section.columns}
        for column in section.columns:
            for child in column.splits_into:
                depth[child] = depth[column.id] + 1
        return depth

    def class_cells(self, column: Column, measure: Measure) -> list[Cell]:
        blank = Cell(None, "", why="not_asked")
        if measure.id not in column.measures:
            return [blank, blank]
        quantity = self.ledger.quantity(self.form, column, measure)
        number = self.number(quantity, self.ledger.figure(quantity, (ALL, TOTAL)))
        share = column.share
        if share is None:
            return [number, blank]
        whole = self.ledger.quantity(self.form, self.form.column(share.among), measure)
        return [number, self.percent(quantity, whole, (ALL, TOTAL), share.places)]

    # Cells ---------------------------------------------------------------------------------------------------------

    def leaves(self, column: Column) -> Iterator[tuple[LeafColumn, Column, Measure | None, tuple[str, ...]]]:
        cites = column.cites or self.form.cites
        if column.share is not None:
            path = (*column.header, column.title)
            says = share_in_words(self.form, column, self.wording)
            leaf = LeafColumn(
                column.id, column.title, "percent", column.share.places, "percent", column.width, cites, path, says
            )
            yield leaf, column, None, path
            return
        counted = population_in_words(self.form, column, self.wording)
        for name in column.measures:
            measure = self.form.measures[name]
            unit, places = self.ledger.unit_of(measure.unit, measure.places)
            path = (*column.header, column.title)
            if len(column.measures) > 1:
                path = (*path, measure.title)
            slug = unit.slug if unit else measure.unit
            says = self.wording.phrase(
                "says_sum",
                parts=counted,
                what=counted_in_words(column.sums.get(name, measure.sums), slug, self.wording),
            )
            yield (
                LeafColumn(f"{column.id}.{name}", path[-1], "number", places, slug, column.width, cites, path, says),
                column,
                measure,
                path,
            )

    def cell(self, column: Column, measure: Measure | None, leaf: LeafColumn, key: RowKey) -> Cell:
        if measure is None:
            share = column.share
            if share is None:
                raise AssertionError(f"{leaf.id} shows neither a measure nor a share")
            shown = self.form.measures[share.measure]
            of, among = (self.form.column(name) for name in (share.of, share.among))
            part, whole = (self.ledger.quantity(self.form, one, shown) for one in (of, among))
            if self.is_untold(of, part, self.ledger.figure(part, key)):
                return Cell(None, "", why="no_register")
            return self.percent(part, whole, key, share.places)
        quantity = self.ledger.quantity(self.form, column, measure)
        figure = self.ledger.figure(quantity, key)
        if self.is_untold(column, quantity, figure):
            return Cell(None, "", why="no_register")
        return self.number(quantity, figure)

    def is_untold(self, column: Column, quantity: Quantity, figure: Figure) -> bool:
        """Whether nothing is in a figure only because its register is missing: it stays blank."""
        if figure.plots:
            return False
        if column.id not in self.untold:  # the same in every row
            among = quantity.population - column.population
            self.untold[column.id] = self.ledger.is_untold(quantity.population, among)
        return self.untold[column.id]

    def number(self, quantity: Quantity, figure: Figure) -> Cell:
        """Write a sum; blank where parts lie in it and none of them is measured."""
        terms = (self.ledger.term(figure, quantity),)
        keys = terms[0].keys
        mark = self.wording.phrase("unmeasured_mark") if figure.unmeasured else ""
        if figure.plots and figure.unmeasured == figure.plots:
            text = self.wording.phrase("unmeasured", count=figure.unmeasured)
            return Cell(None, text, keys, figure.unmeasured, mark, terms, "unmeasured")
        return Cell(figure.value, f"{figure.value:f}{mark}", keys, figure.unmeasured, mark, terms)

    def percent(self, of: Quantity, among: Quantity, key: RowKey, places: int) -> Cell:
        """Write a share in per cent; blank where the whole is nothing, never 0 %."""
        part, whole = self.ledger.figure(of, key), self.ledger.figure(among, key)
        terms = (self.ledger.term(part, of, PART), self.ledger.term(whole, among, WHOLE))
        keys = terms[0].keys
        if not whole.value:
            return Cell(None, "", keys, terms=terms, why="no_whole")
        value = round_half_up(Fraction(part.value) / Fraction(whole.value) * 100, places)
        mark = self.wording.phrase("unmeasured_mark") if part.unmeasured or whole.unmeasured else ""
        return Cell(value, f"{value:f}{mark}", keys, max(part.unmeasured, whole.unmeasured), mark, terms)
