"""Papers of cases (文书) as the lawbook has them: titles, numbers, parts, wording; and how one is filled.

A paper is parts in their order: rows of a table (``rows``), the addressee (``to``), paragraphs (``text``), lines with a
label (``lines``), ruled lines to write on (``ruled``: how many there are together with the words before them), a list
of the record (``list``), who signs (``sign``), and small print (``foot``). Words in braces are fields of the record,
named in ``cases.yaml``, or what the paper asks of its writer (``asks``). A field that nobody filled is never an empty
place: it is marked, and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

from tuban.rules.instruments import cited
from tuban.rules.procedures import procedure_of
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, nearest

LISTS = ("evidence", "papers")
"""What a paper may list: the evidence of the file, and its papers."""
SIGNATURES = ("organ", "officers", "person", "receiver")
_SIGNS_A_LINE = 27
_LEAST_RULED = 2
_GAP = re.compile("【未填：([^】]+)】")
_KINDS = ("rows", "to", "text", "lines", "ruled", "list", "sign", "foot")
_NUMBER_FIELDS = frozenset({"mark", "year", "sequence"})


class TemplateUnsound(LawbookFault):
    """{where}: the paper cannot be used: {why}."""

    code = "lawbook.template_unsound"
    hint = "Words in braces are fields of cases.yaml, or what the paper itself asks for."


@dataclass(frozen=True, slots=True)
class Ask:
    """What the writer of a paper fills in: its label, how many lines, what is proposed (with fields), whether it may
    stay empty."""

    id: str
    label: str
    lines: int = 1
    proposed: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A label with its text in a row; ``sign`` leaves room for a signature and a day, ``tall`` is its least height in
    millimetres."""

    label: str
    text: str
    sign: bool = False
    tall: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a paper: its kind, with the content that the kind has."""

    kind: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    texts: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    word: str = ""
    count: int = 0


@dataclass(frozen=True)
class Template:
    """A paper of the lawbook. ``number`` is its pattern with ``{mark}``, ``{year}`` and ``{sequence}``, empty where it
    has none; ``step`` the step that it belongs to, empty where it belongs to none: ``after`` then names the step after
    which it may be issued, ``before`` the one before which it must be. ``several``: a case may have more than one of
    it, each with its own number."""

    id: str
    title: str
    code: str
    number: str
    step: str
    cites: tuple[str, ...]
    asks: tuple[Ask, ...]
    parts: tuple[Part, ...]
    is_penal: bool = False
    after: str = ""
    before: str = ""
    several: bool = False

    def ask(self, id: str) -> Ask | None:
        """Return what it asks for by its name."""
        return next((one for one in self.asks if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a filled paper; ``is_missing`` where nobody filled a field."""

    text: str
    is_missing: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the record: its heads, its rows, and which of the columns are wide."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell with its words."""

    label: str
    spans: Spans
    sign: bool
    tall: int


@dataclass(frozen=True, slots=True)
class FilledPart:
    """A part with its words."""

    kind: str
    rows: tuple[tuple[FilledCell, ...], ...] = ()
    texts: tuple[Spans, ...] = ()
    lines: tuple[tuple[str, Spans], ...] = ()
    table: Table | None = None
    word: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class FilledPaper:
    """A paper as it is printed. ``missing`` are the labels of what nobody filled."""

    template: Template
    organ: str
    number: str
    day: str
    parts: tuple[FilledPart, ...]
    missing: tuple[str, ...]
    is_draft: bool = True


@dataclass(frozen=True)
class Record:
    """What a paper is filled from: the texts of the fields, those that are known to be empty, and the lists. A text may
    bear marks of what nobody filled inside itself (:func:`gap`)."""

    fields: Mapping[str, str]
    empty: frozenset[str] = frozenset()
    lists: Mapping[str, Table] = field(default_factory=dict)


# Reading --------------------------------------------------------------------------------------------------------------


def templates(rulebook: Rulebook) -> Mapping[str, Template]:
    """Return the papers of a rule book by their names, read once for it; raises LawbookFault."""
    if "documents" not in rulebook.understood:
        found = {name: _template(name, node, rulebook) for name, node in rulebook.documents.items()}
        rulebook.understood["documents"] = dict(sorted(found.items(), key=lambda one: _place(one[1], rulebook)))
    read: Mapping[str, Template] = rulebook.understood["documents"]
    return read


def template(rulebook: Rulebook, name: str) -> Template:
    """Return a paper by its name; raises NoSuchPart."""
    found = templates(rulebook)
    if name not in found:
        raise NoSuchPart(kind="paper", name=name, nearest=nearest(name, found))
    return found[name]


def field_titles(rulebook: Rulebook) -> Mapping[str, str]:
    """Return the labels of the fields that papers may name."""
    node = rulebook.cases.mapping("fields")
    return {name: node.text(name) for name in node}


def _place(one: Template, rulebook: Rulebook) -> tuple[int, str]:
    """In the order of the steps; papers of no step come after those of the step that they wait for."""
    steps = list(procedure_of(rulebook, "case").steps)
    at = steps.index(one.step or one.after) if one.step or one.after else len(steps)
    return 2 * at + (not one.step), one.code or "9999"


def _template(name: str, node: StrictMapping, rulebook: Rulebook) -> Template:
    node.only(
        required=("title", "cites", "parts"),
        optional=("code", "number", "step", "after", "before", "asks", "is_penal", "several"),
    )
    asks = tuple(_ask(entry) for entry in node.sequence("asks", ()))
    steps = procedure_of(rulebook, "case").steps
    known = {*field_titles(rulebook), *(one.id for one in asks)}
    number = node.text("number", "")
    strange = [one for one in _names(number) if one not in _NUMBER_FIELDS]
    if strange:
        raise TemplateUnsound(where=node.where("number"), why=f"“{strange[0]}” is no word of a number")
    parts = tuple(_part(entry, known) for entry in node.sequence("parts"))
    for one in asks:
        _demand_known(node, (one.proposed,), known)
    return Template(
        name, node.text("title"), node.text("code", ""), number, node.word("step", steps, ""),
        cited(node, rulebook.instruments), asks, parts, node.flag("is_penal", False), node.word("after", steps, ""),
        node.word("before", steps, ""), node.flag("several", False),
    )  # fmt: skip


def _ask(entry: StrictMapping) -> Ask:
    entry.only(required=("id", "label"), optional=("lines", "proposed", "optional"))
    return Ask(
        entry.text("id"), entry.text("label"), entry.integer("lines", 1), entry.text("proposed", ""),
        entry.flag("optional", False),
    )  # fmt: skip


def _part(entry: StrictMapping, known: set[str]) -> Part:
    kind = next((one for one in _KINDS if one in entry), "")
    if not kind or len(entry) != 1:
        raise TemplateUnsound(where=entry.where(), why=f"a part is one of {', '.join(_KINDS)}")
    if kind == "rows":
        rows = tuple(tuple(_cell(cell) for cell in row) for row in entry["rows"])
        _demand_known(entry, (cell.text for row in rows for cell in row), known)
        return Part(kind, rows=rows)
    if kind in ("text", "foot"):
        texts = entry.texts(kind)
        _demand_known(entry, texts, known)
        return Part(kind, texts=tuple(texts))
    if kind == "to":
        _demand_known(entry, (entry.text(kind),), known)
        return Part(kind, texts=(entry.text(kind),))
    if kind == "lines":
        lines = tuple((one.text("label"), one.text("text")) for one in entry.sequence(kind))
        _demand_known(entry, (text for _label, text in lines), known)
        return Part(kind, lines=lines)
    if kind == "ruled":
        return Part(kind, count=entry.integer(kind))
    return Part(kind, word=entry.word(kind, LISTS if kind == "list" else SIGNATURES))


def _cell(cell: Any) -> Cell:
    cell.only(required=("label",), optional=("text", "sign", "tall"))
    return Cell(cell.text("label"), cell.text("text", ""), cell.flag("sign", False), cell.integer("tall", 0))


def _names(text: str) -> Iterator[str]:
    return (name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def _demand_known(node: StrictMapping, texts: Iterable[str], known: set[str]) -> None:
    for text in texts:
        for name in _names(text):
            if name not in known:
                raise TemplateUnsound(where=node.where(), why=f"“{name}” is no field")


def gap(label: str) -> str:
    """Return the mark of what nobody filled.

    >>> gap("案由")
    '【未填：案由】'
    """
    return f"【未填：{label}】"


# Filling --------------------------------------------------------------------------------------------------------------


def filled(
    of: Template, record: Record, asked: Mapping[str, str], rulebook: Rulebook, *, number: str, day: str,
    organ: str, is_draft: bool,
) -> FilledPaper:  # fmt: skip
    """Return a paper filled from the record and from what its writer said (``asked``)."""
    return _Filling(of, record, asked, field_titles(rulebook)).paper(number, day, organ, is_draft)


def proposed(of: Template, record: Record) -> dict[str, str]:
    """Return what is proposed for each thing that a paper asks for; where a field of it is missing, a gap is marked."""
    return {one.id: _plain(one.proposed, record) for one in of.asks}


def _plain(text: str, record: Record) -> str:
    return "".join(
        before + ((record.fields.get(name) or "______") if name is not None else "")
        for before, name, _spec, _conversion in Formatter().parse(text)
    )


def _lines_taken(part: FilledPart) -> int:
    """Return about how many lines of a page paragraphs take."""
    return sum(1 + sum(len(span.text) for span in spans) // _SIGNS_A_LINE for spans in part.texts)


class _Filling:
    def __init__(self, of: Template, record: Record, asked: Mapping[str, str], titles: Mapping[str, str]) -> None:
        self.of = of
        self.record = record
        self.asked = asked
        self.titles = titles
        self.missing: dict[str, None] = {}

    def paper(self, number: str, day: str, organ: str, is_draft: bool) -> FilledPaper:
        parts = [self.part(one) for one in self.of.parts]
        for place, one in enumerate(parts):
            if one.kind == "ruled" and place and parts[place - 1].kind == "text":
                parts[place] = replace(one, count=max(one.count - _lines_taken(parts[place - 1]), _LEAST_RULED))
        return FilledPaper(self.of, organ, number, day, tuple(parts), tuple(self.missing), is_draft)

    def part(self, one: Part) -> FilledPart:
        if one.kind == "list":
            return FilledPart(one.kind, table=self.record.lists.get(one.word), word=one.word)
        return FilledPart(
            one.kind,
            rows=tuple(
                tuple(FilledCell(cell.label, self.spans(cell.text), cell.sign, cell.tall) for cell in row)
                for row in one.rows
            ),
            texts=tuple(spans for text in one.texts for spans in self.paragraphs(text)),
            lines=tuple((label, self.spans(text)) for label, text in one.lines),
            word=one.word, count=one.count,
        )  # fmt: skip

    def paragraphs(self, text: str) -> Sequence[Spans]:
        """Return the paragraphs of a text: what its writer wrote may have several. One of nothing but what may stay
        empty falls away."""
        spans = self.spans(text)
        found: list[list[Span]] = [[]]
        for span in spans:
            first, *others = span.text.split("\n")
            found[-1].append(Span(first, span.is_missing))
            found += [[Span(other, span.is_missing)] for other in others]
        return [tuple(one) for one in found if any(span.text for span in one)]

    def spans(self, text: str) -> Spans:
        made: list[Span] = []
        for before, name, _spec, _conversion in Formatter().parse(text):
            if before:
                made.append(Span(before))
            if name is not None:
                made += self.value(name)
        return tuple(made)

    def value(self, name: str) -> Iterator[Span]:
        asked = self.of.ask(name)
        told = (self.asked.get(name, "") if asked is not None else self.record.fields.get(name, "")).strip()
        if not told:
            if name in self.record.empty or (asked is not None and asked.optional):
                return
            told = gap(asked.label if asked is not None else self.titles[name])
        at = 0
        for found in _GAP.finditer(told):
            if found.start() > at:
                yield Span(told[at : found.start()])
            self.missing[found[1]] = None
            yield Span(found[0], is_missing=True)
            at = found.end()
        if at < len(told):
            yield Span(told[at:])
