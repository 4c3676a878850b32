"""The figures of the summaries: exact sums by division, rounded together, the same in every form.

A ledger holds every figure printed so far. A column whose population and measure already stand in another form takes
the figures from there; the rest of its table is rounded around them. So 违法用地合计 is the same number in every form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tuban.rules.form_definition import Column, Form, Measure, SectionDefinition
from tuban.rules.form_population import Name, Parts, amount, name_of_column
from tuban.rules.form_rounding import TOTAL, Table, rounded_table
from tuban.values.area import AreaUnit

ALL = "*"
"""The row of everything: the only county, or the sum of the counties."""
_REST = "(rest)"


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum as printed (``printed`` last places), its exact value, the parts in it, and those without a measure."""

    printed: int
    exact: Fraction
    members: tuple[int, ...]
    unmeasured: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is summed: a population, a fact (None counts plots), its unit and decimal places."""

    population: Name
    fact: str | None
    unit: AreaUnit | None
    places: int

    @property
    def figure(self) -> Quantity:
        """The quantity whose figures these are: who has nothing of a kind of land adds nothing to its area."""
        positive = (self.fact, frozenset(("is_positive",)))
        return replace(self, population=self.population - {positive}) if self.fact else self


class Ledger:
    """Every figure of every form, by quantity and row (county code, township code within it, or :data:`ALL`)."""

    def __init__(self, parts: Parts, area_unit: AreaUnit = AreaUnit.MU) -> None:
        self.parts = parts
        self.area_unit = area_unit
        self.printed: dict[tuple[Quantity, tuple[str, str]], int] = {}
        self.printed_parts: dict[tuple[str, AreaUnit | None, int], int] = {}
        self._sums: dict[Quantity, dict[tuple[str, str], tuple[Fraction, list[int], int]]] = {}

    def quantity(self, form: Form, column: Column, measure: Measure) -> Quantity:
        """Return what ``column`` sums under ``measure``."""
        unit, places = self.unit_of(measure.unit, measure.places)
        return Quantity(name_of_column(form, column), column.sums.get(measure.id, measure.sums), unit, places)

    def unit_of(self, slug: str, places: int) -> tuple[AreaUnit | None, int]:
        """Return the area unit and its places; 亩 gives way to the unit chosen for the campaign."""
        if slug not in ("mu", "ha", "m2"):
            return None, places
        unit = AreaUnit.named(slug)
        if unit is AreaUnit.MU and self.area_unit is not AreaUnit.MU:
            return self.area_unit, self.area_unit.places
        return unit, places

    def fill(self, form: Form) -> None:
        """Round the figures of one summary form and keep them."""
        for section in form.sections:
            for measure in _wholes_first(form.measures.values()):
                for columns in _tables(section, measure.id):
                    self._round(form, columns, measure)

    def figure(self, quantity: Quantity, row: tuple[str, str]) -> Figure:
        """Return the figure of a quantity in a row; a row nothing lies in gives nothing."""
        exact, members, unmeasured = self._exact(quantity).get(row, (Fraction(0), [], 0))
        return Figure(self.printed.get((quantity.figure, row), 0), exact, tuple(members), unmeasured)

    def _exact(self, quantity: Quantity) -> dict[tuple[str, str], tuple[Fraction, list[int], int]]:
        if quantity not in self._sums:
            gathered: dict[tuple[str, str], tuple[list[Fraction], list[int]]] = {}
            for number in self.parts.members(quantity.population):
                part = self.parts.parts[number]
                value = Fraction(1) if quantity.fact is None else amount(part.facts[quantity.fact], quantity.unit)
                for row in ((part.county, part.township), (part.county, TOTAL), (ALL, TOTAL)):
                    values, members = gathered.setdefault(row, ([], []))
                    members.append(number)
                    if value is not None:
                        values.append(value)
            self._sums[quantity] = {
                row: (sum(values, Fraction(0)), members, len(members) - len(values))
                for row, (values, members) in gathered.items()
            }
        return self._sums[quantity]

    def _round(self, form: Form, columns: Sequence[Column], measure: Measure) -> None:
        quantities = {column.id: self.quantity(form, column, measure) for column in columns}
        root = columns[0]
        whole = form.measures[measure.part_of] if measure.part_of else None
        caps: dict[str, Quantity] = {}
        for column in columns:
            if whole and whole.id in column.measures:
                caps[column.id] = self.quantity(form, column, whole)
            elif column is root and column.of is not None and measure.id in form.column(column.of).measures:
                caps[column.id] = self.quantity(form, form.column(column.of), measure)
        if form.one_row_per == "class":
            self._round_rows(columns, quantities, caps, ALL, [])
            return
        for county, townships in self.parts.townships.items():
            self._round_rows(columns, quantities, caps, county, townships)
        for quantity in quantities.values():
            counties = sum(self.printed[quantity.figure, (county, TOTAL)] for county in self.parts.townships)
            self.printed.setdefault((quantity.figure, (ALL, TOTAL)), counties)

    def _round_rows(
        self,
        columns: Sequence[Column],
        quantities: dict[str, Quantity],
        caps: dict[str, Quantity],
        county: str,
        rows: Sequence[str],
    ) -> None:
        rounded = rounded_table(self._table(columns, quantities, caps, county, rows))
        for (node, row), value in rounded.items():
            if node in quantities:
                self.printed[quantities[node].figure, (county, row)] = value
        for column in columns:
            if (column.id, TOTAL) not in rounded:
                # Overlapping classes hang under no whole: each is rounded alone.
                self._round_rows([column], quantities, caps, county, rows)

    def _table(
        self,
        columns: Sequence[Column],
        quantities: dict[str, Quantity],
        caps: dict[str, Quantity],
        county: str,
        rows: Sequence[str],
    ) -> Table:
        root = columns[0].id
        every = [*rows, TOTAL]
        present = {column.id for column in columns}
        children = {column.id: [c for c in column.splits_into if c in present] for column in columns}
        exact, fixed, at_most = {}, {}, {}
        for node in present:
            quantity = quantities[node]
            scale = 10**quantity.places
            sums = self._exact(quantity)
            for row in every:
                value = max(Fraction(0), sums.get((county, row), (Fraction(0),))[0] * scale)
                exact[node, row] = value
                if (quantity.figure, (county, row)) in self.printed:
                    fixed[node, row] = self.printed[quantity.figure, (county, row)]
                cap = caps.get(node)
                if cap is not None and (cap.figure, (county, row)) in self.printed:
                    at_most[node, row] = self.printed[cap.figure, (county, row)]
                    if value and value == self._exact(cap).get((county, row), (Fraction(0),))[0] * scale:
                        # All of it is cultivated: both figures are one.
                        fixed.setdefault((node, row), at_most[node, row])
        return self._with_rest(Table(root, children, tuple(rows), exact, fixed, at_most), every)

    @staticmethod
    def _with_rest(table: Table, every: Sequence[str]) -> Table:
        """Give every split that does not cover its whole a rest that is not shown; the check of the form will tell."""
        children = {node: list(below) for node, below in table.children.items()}
        exact = dict(table.exact)
        for node, below in table.children.items():
            if not below:
                continue
            rest = {row: exact[node, row] - sum(exact[child, row] for child in below) for row in every}
            if any(value < 0 for value in rest.values()):
                children[node] = []  # the classes overlap: they cannot add up, and must not be made to
            elif any(rest.values()):
                name = _REST + node
                children[node].append(name)
                exact.update({(name, row): value for row, value in rest.items()})
        return Table(table.root, children, table.rows, exact, table.fixed, table.at_most)


def _wholes_first(measures: Iterable[Measure]) -> list[Measure]:
    return sorted(measures, key=lambda measure: measure.part_of is not None)


def _tables(section: SectionDefinition, measure: str) -> list[list[Column]]:
    """Split the columns that show ``measure`` into trees, each from its root down; a lone column is a tree of one."""
    shown = {column.id: column for column in section.columns if measure in column.measures}
    below = {child for column in shown.values() for child in column.splits_into}
    trees = []
    for column in shown.values():
        if column.id in below:
            continue
        tree = [column]
        for node in tree:
            tree.extend(shown[child] for child in node.splits_into if child in shown)
        trees.append(tree)
    return trees
