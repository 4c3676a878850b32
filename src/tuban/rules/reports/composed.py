"""A composed report: text, tables, charts and cases in order, every figure with its source; how it looks is not said.

What a program drafted and what a person must still write are told apart from what the forms say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tuban.rules.forms.filled import PartKey
from tuban.rules.reports.figures import Figure


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in the text, with the number of its source."""

    figure: Figure
    source: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The sources of a sentence, before its last sign: the numbers of all figures in it."""

    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToWrite:
    """What a person must still write."""

    text: str


Span = Words | Number | Mark | ToWrite


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) or 2 （（一））."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: spans, and whether it is a draft that a person must weigh."""

    id: str
    spans: tuple[Span, ...]
    drafted: bool = False

    @property
    def text(self) -> str:
        """Its text without the marks of sources."""
        return text_of(self.spans)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; a cell is None where nothing is known."""

    title: str
    code: str
    cells: tuple[Figure | None, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column; ``group`` is the head above it, empty where there is none."""

    title: str
    group: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures and the forms they are from; ``unmeasured`` tells whether a sum lacks plots."""

    id: str
    number: int
    title: str
    unit: str
    head: str
    columns: tuple[ColumnHead, ...]
    rows: tuple[TableRow, ...]
    forms: tuple[str, ...]
    unmeasured: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name, its state (which gives the colour) and a value for each label, None if blank."""

    name: str
    state: str
    values: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what is drawn and where its figures stand. ``states`` colour the bars one by one where given."""

    id: str
    number: int
    title: str
    kind: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    states: tuple[str, ...]
    table: int


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case: why it was chosen, its material line by line, and its story."""

    number: int
    kind: str
    title: str
    key: PartKey
    lines: tuple[tuple[str, tuple[Span, ...]], ...]
    story: Paragraph
    image_dates: tuple[str, str]


Block = Heading | Paragraph | Table | Chart | Case


@dataclass(frozen=True, slots=True)
class Blank:
    """An entry of the list of what a person must still write: where it stands, and what is wanted."""

    number: int
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of the campaign and the data besides figures.

    ``roles`` are the titles of all kinds of data by role; ``missing_roles`` those that the disc lacks.
    ``blocking`` and ``warnings`` count the contradictions in the list of problems by how grave they are.
    """

    county: str
    campaign_id: str
    campaign_title: str
    year: int
    issuer: str
    issued_on: str
    as_of: date
    edition: str
    disc_checksum: str
    roles: Mapping[str, str] = field(default_factory=dict)
    missing_roles: tuple[str, ...] = ()
    blocking: int = 0
    warnings: int = 0
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report ready to be drawn. ``figures`` are numbered from 1 in their order."""

    id: str
    title: str
    file: str
    opening: tuple[Paragraph, ...]
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    to_write: tuple[Blank, ...]
    about: About
    phrases: Mapping[str, str]
    cites: tuple[str, ...]


def text_of(spans: tuple[Span, ...]) -> str:
    """Return the text of spans, without the marks of sources."""
    return "".join(
        span.figure.text
        if isinstance(span, Number)
        else f"【待填写：{span.text}】"
        if isinstance(span, ToWrite)
        else span.text
        for span in spans
        if not isinstance(span, Mark)
    )
