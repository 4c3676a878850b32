"""What a report is, read from the lawbook: chapters, sentences with the situations they fit, tables, charts, cases.

A sentence is a list of variants; the first whose conditions hold and whose figures are all known is spoken, else
nothing is. So a report never fills a gap with nought: what nobody told is left out or said to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuban.rules.forms.definition import Where
from tuban.rules.reports.templates import Expression, Template

WORDS = ("positive", "zero", "told", "untold")
"""What a condition may ask of a figure besides comparing it."""

COMPARISONS = ("at_least", "below", "more_than")
"""``at_least`` and ``below`` compare with a threshold by name, ``more_than`` with another figure."""

BLOCKS = ("paragraph", "points", "table", "chart", "cases", "to_write")
CHARTS = ("bars", "stacked", "columns", "rates")


@dataclass(frozen=True, slots=True)
class Population:
    """Parts that a form counts: a column of a form with one row per division, or a row of a form of classes.

    ``told_by`` names the fact without which its count means nothing: where no unlawful (or other) part in the
    population ``among`` has it, the count is not told, whatever the form says. ``register`` names the data without
    which a «no» is no knowledge: where it is missing, only a «yes» counts as told.
    """

    id: str
    title: str
    form: str
    column: str = ""
    row: str = ""
    told_by: str = ""
    register: str = ""
    among: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CellFigure:
    """One column of a form, taken as it is printed (a rate, the accountability ratio)."""

    id: str
    form: str
    column: str
    unit: str = ""
    told_by: str = ""
    register: str = ""
    among: str = ""


@dataclass(frozen=True, slots=True)
class RowCount:
    """How many rows of a form have something in a column: townships with unlawful land, patches that are inconsistent.

    ``rows`` is the kind of row; ``texts`` are the printed texts that count, empty for «a positive number».
    """

    id: str
    title: str
    form: str
    rows: str
    column: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit from which something is called notable: a proposal about wording, never about law."""

    id: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What a variant asks: of a figure, of a list (``@name``), or of the disc (``missing`` / ``on_disc`` roles)."""

    kind: str
    figure: Expression | None = None
    word: str = ""
    against: str = ""
    other: Expression | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a sentence, and when."""

    when: tuple[Condition, ...]
    say: Template


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its id and its variants, the best first; ``joins`` carries the point before it on."""

    id: str
    variants: tuple[Variant, ...]
    joins: bool = False


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """An enumeration inside a sentence: townships, populations or months, ranked by a figure, so many at most."""

    id: str
    over: tuple[str, ...]
    by: Expression
    item: Template
    most: int
    falling: bool
    given: bool
    least: int
    join: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table of a report."""

    id: str
    title: str
    group: str
    shows: Expression
    state: str


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A table: a row for each population (or township), the total row where one is named."""

    id: str
    title: str
    unit: str
    head: str
    over: tuple[str, ...]
    total: str
    columns: tuple[TableColumn, ...]
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ChartDefinition:
    """A chart of columns of a table, or of a list of months."""

    id: str
    title: str
    kind: str
    table: str
    columns: tuple[str, ...]
    unit: str
    state: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class CaseRule:
    """One kind of typical case: who may be it, and by which area the largest is taken."""

    id: str
    title: str
    says: str
    where: Where
    by: str


@dataclass(frozen=True, slots=True)
class CaseField:
    """One line of the material of a case: its label and what stands there."""

    id: str
    title: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class CaseDefinition:
    """The rule by which typical cases are chosen, and what is told of each.

    ``organisations`` are the endings by which the name of an organisation is told from a person's. Where a person
    chose the cases, ``rule_by_hand`` stands for ``rule`` and ``by_hand`` says why each was taken; ``proposed`` parts of
    each kind are offered to choose from.
    """

    most: int
    rule: tuple[str, ...]
    rule_by_hand: tuple[str, ...]
    by_hand: str
    proposed: int
    kinds: tuple[CaseRule, ...]
    title: Template
    fields: tuple[CaseField, ...]
    story: tuple[Sentence, ...]
    brief: tuple[Sentence, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section; which fields matter depends on ``kind`` (see BLOCKS)."""

    kind: str
    id: str
    sentences: tuple[Sentence, ...] = ()
    drafted: bool = False
    name: str = ""
    text: str = ""
    most: int = 0


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    """A section of a chapter (（一）…)."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ChapterDefinition:
    """A chapter (一、…), as the seed document asks for it."""

    id: str
    title: str
    sections: tuple[SectionDefinition, ...]


@dataclass(frozen=True, slots=True)
class ReportDefinition:
    """A report of the lawbook."""

    id: str
    title: str
    file: str
    requirement: str
    opening: tuple[Sentence, ...]
    chapters: tuple[ChapterDefinition, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportBook:
    """Everything that the reports share, and the reports."""

    populations: Mapping[str, Population]
    cells: Mapping[str, CellFigure]
    counts: Mapping[str, RowCount]
    thresholds: Mapping[str, Threshold]
    lists: Mapping[str, ListDefinition]
    tables: Mapping[str, TableDefinition]
    charts: Mapping[str, ChartDefinition]
    cases: CaseDefinition
    phrases: Mapping[str, str]
    reports: tuple[ReportDefinition, ...]
