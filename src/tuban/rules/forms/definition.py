"""What a form is, read from the lawbook: title, columns, what each shows, totals, identities.

A form has one row per patch part (a list), per division (a summary), per class (a classification), or per unit with its
accountability ratio. A column shows one fact, or counts and sums the parts of a population. A population is given by
facts and the values they must have, nothing else: there is no language of expressions in a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Where = tuple[Mapping[str, tuple[str, ...]], ...]
"""Alternatives; each asks some facts for one of some values. No alternative means everybody."""

EVERYBODY: Where = ({},)

Name = frozenset[object]
"""The conditions of a population, which are its name; the empty set is everybody."""

ROWS = ("patch_part", "region", "class", "unit_ratio")
WORDS = ("is_unknown", "is_absent", "is_present", "is_positive")
"""What a condition may ask besides the values of a code list."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted or summed: ``sums`` an area or number fact, or None to count plots (宗数).

    ``share_title`` heads the column of shares in it where the form shows classes with their shares.
    """

    id: str
    title: str
    sums: str | None
    unit: str
    places: int
    share_title: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage: one column's measure in another's, blank where the whole is nothing."""

    of: str
    among: str
    measure: str
    places: int


def name_of(where: Where) -> Name:
    """Return the name of the population that ``where`` asks for."""
    alternatives = [frozenset((fact, frozenset(values)) for fact, values in asked.items()) for asked in where]
    if any(not alternative for alternative in alternatives):
        return frozenset()
    return alternatives[0] if len(alternatives) == 1 else frozenset([frozenset(alternatives)])


@dataclass(frozen=True)
class Column:
    """A column of a form, or a class that is a row of it (``one_row_per: class``).

    In a list: ``shows`` names a fact, or ``flag`` says when √ stands there, or ``paper`` names a field of the papers.
    In a summary: ``where`` is the population, ``measures`` what is shown of it; ``sums`` replaces the fact that a
    measure sums; ``splits_into`` names the columns that add up to this one.
    """

    id: str
    title: str
    header: tuple[str, ...] = ()
    shows: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    flag: Where | None = None
    mark: str = ""
    mark_where: Where | None = None
    paper: str | None = None
    paper_kinds: tuple[str, ...] = ()
    where: Where = EVERYBODY
    of: str | None = None
    measures: tuple[str, ...] = ()
    sums: Mapping[str, str] = field(default_factory=dict)
    splits_into: tuple[str, ...] = ()
    share: Share | None = None
    unit: str = ""
    places: int = 0
    totals: bool = False
    width: float | None = None
    cites: tuple[str, ...] = ()

    @cached_property
    def population(self) -> Name:
        """The population that its own conditions ask for."""
        return name_of(self.where)


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    """One table of a form, with a title of its own where the form has several."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column (or class) of this form or another one: ``form.column`` or ``column``."""

    form: str
    column: str


@dataclass(frozen=True, slots=True)
class Check:
    """An identity: the sum of ``left`` equals (``equals``) or does not exceed (``at_most``) the sum of ``right``."""

    id: str
    says: str
    relation: str
    left: tuple[Reference, ...]
    right: tuple[Reference, ...]
    measures: tuple[str, ...]
    rows: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A form of the lawbook."""

    id: str
    title: str
    sheet: str
    requirement: str
    one_row_per: str
    unit_line: str
    unit_title: str
    paper: str
    orientation: str
    sheet_order: int
    where: Where
    measures: Mapping[str, Measure]
    sections: tuple[SectionDefinition, ...]
    checks: tuple[Check, ...]
    totals: tuple[str, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    cites: tuple[str, ...]

    @cached_property
    def population(self) -> Name:
        """The population that the whole form is about."""
        return name_of(self.where)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column (or class) of every section."""
        return tuple(column for section in self.sections for column in section.columns)

    def column(self, column_id: str) -> Column:
        """Return the column with this id; raises KeyError where there is none."""
        return self._by_id[column_id]

    @cached_property
    def _by_id(self) -> dict[str, Column]:
        return {column.id: column for column in self.columns}
