"""Reading the reports of the lawbook, strictly: an unknown word stops the product and names its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from tuban.rules.forms.reading import FormWords, read_where
from tuban.rules.reports.definition import (
    BLOCKS,
    CHARTS,
    COMPARISONS,
    WORDS,
    Block,
    CaseDefinition,
    CaseField,
    CaseRule,
    CellFigure,
    ChapterDefinition,
    ChartDefinition,
    Condition,
    ListDefinition,
    Population,
    ReportBook,
    ReportDefinition,
    RowCount,
    SectionDefinition,
    Sentence,
    TableColumn,
    TableDefinition,
    Threshold,
    Variant,
)
from tuban.rules.reports.templates import Expression, ListBlank, Template, read_expression, read_template
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest

SERIES = ("townships", "months")
"""What a list, a table or a chart may go over besides populations."""

_SHARED = ("figures", "texts", "typical_cases")
ROLE_WORDS = ("missing", "on_disc")
_Made = TypeVar("_Made")


class ReportTwice(LawbookFault):
    """{where}: the name “{name}” is given twice among the reports."""

    code = "reports.name_twice"


def read_reports(rulebook: Rulebook) -> ReportBook:
    """Return the reports of the lawbook with everything they share; raises LawbookFault."""
    return _Reader(rulebook).book()


class _Reader:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.nodes = rulebook.reports
        self.sentences: set[str] = set()

    def book(self) -> ReportBook:
        figures, texts = self.nodes["figures"], self.nodes["texts"]
        figures.only(required=("title", "cites", "populations", "cells", "counts", "thresholds"))
        texts.only(required=("title", "cites", "lists", "tables", "charts", "phrases"))
        for node in (figures, texts):
            self.rulebook.citations(node.texts("cites"))
        whole = [node for name, node in self.nodes.items() if name not in _SHARED]
        self.thresholds = self.table(figures.mapping("thresholds"), self.threshold)
        book = ReportBook(
            populations=self.table(figures.mapping("populations"), self.population),
            cells=self.table(figures.mapping("cells"), self.cell),
            counts=self.table(figures.mapping("counts"), self.count),
            thresholds=self.thresholds,
            lists=self.table(texts.mapping("lists"), self.enumeration),
            tables=self.table(texts.mapping("tables"), self.tabled),
            charts=self.table(texts.mapping("charts"), self.chart),
            cases=self.cases(self.nodes["typical_cases"]),
            phrases=texts.mapping("phrases"),
            reports=tuple(self.report(node) for node in sorted(whole, key=lambda node: node.integer("order"))),
        )
        self.agree(book)
        return book

    def table(self, node: StrictMapping, make: Callable[[str, StrictMapping], _Made]) -> dict[str, _Made]:
        return {name: make(name, node.mapping(name)) for name in node}

    # Figures -------------------------------------------------------------------------------------------------------

    def population(self, id: str, node: StrictMapping) -> Population:
        node.only(required=("title", "form"), optional=("column", "row", "told_by", "register", "among", "state"))
        self.known_form(node)
        told_by = node.text("told_by", "")
        if told_by:
            self.one_of(told_by, self.rulebook.vocabulary.facts, node.where("told_by"), "facts")
        return Population(
            id, node.text("title"), node.text("form"), node.text("column", ""), node.text("row", ""),
            told_by, node.text("register", ""), node.text("among", ""), node.text("state", ""),
        )  # fmt: skip

    def cell(self, id: str, node: StrictMapping) -> CellFigure:
        node.only(required=("form", "column"), optional=("unit", "told_by", "register", "among"))
        self.known_form(node)
        unit = node.word("unit", ("percent", "text"), "")
        return CellFigure(
            id, node.text("form"), node.text("column"), unit, node.text("told_by", ""), node.text("register", ""),
            node.text("among", ""),
        )  # fmt: skip

    def count(self, id: str, node: StrictMapping) -> RowCount:
        node.only(required=("title", "form", "rows"), optional=("column", "texts"))
        self.known_form(node)
        return RowCount(
            id,
            node.text("title"),
            node.text("form"),
            node.text("rows"),
            node.text("column", ""),
            node.texts("texts", ()),
        )

    def threshold(self, id: str, node: StrictMapping) -> Threshold:
        node.only(required=("value", "why", "cites"))
        self.rulebook.citations(node.texts("cites"))
        return Threshold(id, str(Decimal(str(node.number("value")))), node.text("why"))

    def known_form(self, node: StrictMapping) -> None:
        self.one_of(node.text("form"), self.rulebook.forms, node.where("form"), "forms")

    def one_of(self, word: str, words: Iterable[str], where: str, what: str) -> str:
        known = list(words)
        if word not in known:
            raise UnknownWord(where=where, word=word, what=what, nearest=nearest(word, known))
        return word

    # Sentences -----------------------------------------------------------------------------------------------------

    def sentence(self, node: StrictMapping) -> Sentence:
        node.only(required=("id",), optional=("when", "say", "variants", "joins"))
        id, joins = node.text("id"), node.flag("joins", False)
        if id in self.sentences:
            raise ReportTwice(where=node.where("id"), name=id)
        self.sentences.add(id)
        if "variants" in node:
            listed = node.sequence("variants")
            return Sentence(id, tuple(self.variant(one) for one in listed), joins)
        return Sentence(id, (self.variant(node),), joins)

    def listed(self, nodes: Iterable[StrictMapping]) -> tuple[Sentence, ...]:
        return tuple(self.sentence(node) for node in nodes)

    def variant(self, node: StrictMapping) -> Variant:
        node.only(required=("say",), optional=("id", "when", "joins"))
        return Variant(self.conditions(node), self.template(node, "say"))

    def said(self, one: str | StrictMapping, where: str) -> Variant:
        """Read a variant that may be a bare text."""
        return Variant((), read_template(one, where)) if isinstance(one, str) else self.variant(one)

    def template(self, node: StrictMapping, key: str) -> Template:
        return read_template(node.text(key), node.where(key))

    def conditions(self, node: StrictMapping) -> tuple[Condition, ...]:
        asked = node.mapping("when", StrictMapping({}, node.file, node.line, {}))
        found = []
        for name, value in asked.items():
            where = asked.where(name)
            if name in ROLE_WORDS:
                found.append(Condition(name, roles=tuple(asked.texts(name))))
            elif name.startswith("@"):
                found.append(Condition("list", word=asked.word(name, ("some", "none")), against=name[1:]))
            elif isinstance(value, StrictMapping):
                value.only(optional=COMPARISONS)
                figure = read_expression(name, where)
                for word in value:
                    against = value.text(word)
                    if word == "more_than":
                        found.append(Condition(word, figure, other=read_expression(against, where)))
                    else:
                        self.one_of(against, self.thresholds, value.where(word), "thresholds")
                        found.append(Condition(word, figure, against=against))
            else:
                found.append(Condition("is", read_expression(name, where), asked.word(name, WORDS)))
        return tuple(found)

    def enumeration(self, id: str, node: StrictMapping) -> ListDefinition:
        node.only(required=("over", "by", "item"), optional=("most", "least", "order", "join", "when"))
        order = node.word("order", ("falling", "rising", "given"), "falling")
        return ListDefinition(
            id,
            tuple(node.texts("over")),
            read_expression(node.text("by"), node.where("by")),
            self.template(node, "item"),
            node.integer("most", 0),
            order == "falling",
            order == "given",
            node.integer("least", 1),
            node.text("join", "；"),
            self.conditions(node),
        )

    # Tables, charts, cases -----------------------------------------------------------------------------------------

    def tabled(self, id: str, node: StrictMapping) -> TableDefinition:
        node.only(required=("title", "unit", "head", "over", "columns"), optional=("total", "when"))
        columns = []
        for column in node.sequence("columns"):
            column.only(required=("id", "title", "shows"), optional=("group", "state"))
            shows = read_expression(column.text("shows"), column.where("shows"))
            columns.append(
                TableColumn(
                    column.text("id"), column.text("title"), column.text("group", ""), shows, column.text("state", "")
                )
            )
        return TableDefinition(
            id, node.text("title"), node.text("unit"), node.text("head"), tuple(node.texts("over")),
            node.text("total", ""), tuple(columns), self.conditions(node),
        )  # fmt: skip

    def chart(self, id: str, node: StrictMapping) -> ChartDefinition:
        node.only(required=("title", "kind", "table", "columns", "unit"), optional=("state", "when"))
        return ChartDefinition(
            id, node.text("title"), node.word("kind", CHARTS), node.text("table"), tuple(node.texts("columns")),
            node.text("unit"), node.text("state", ""), self.conditions(node),
        )  # fmt: skip

    def cases(self, node: StrictMapping) -> CaseDefinition:
        node.only(
            required=(
                "title", "cites", "most", "rule", "rule_by_hand", "by_hand", "proposed", "kinds", "heading", "fields",
                "story", "brief", "organisations",
            )
        )  # fmt: skip
        self.rulebook.citations(node.texts("cites"))
        words, kinds, fields = FormWords.of(self.rulebook), [], []
        for kind in node.sequence("kinds"):
            kind.only(required=("id", "title", "says", "where", "by"))
            where = read_where(kind["where"], words, place=kind.where("where"))
            by = self.one_of(kind.text("by"), self.rulebook.vocabulary.facts, kind.where("by"), "facts")
            kinds.append(CaseRule(kind.text("id"), kind.text("title"), kind.text("says"), where, by))
        for field in node.sequence("fields"):
            field.only(required=("id", "title", "says"))
            listed = field.sequence("says")
            says = tuple(self.said(one, listed.where(at)) for at, one in enumerate(listed))
            fields.append(CaseField(field.text("id"), field.text("title"), Sentence(field.text("id"), says)))
        return CaseDefinition(
            node.integer("most"), tuple(node.texts("rule")), tuple(node.texts("rule_by_hand")), node.text("by_hand"),
            node.integer("proposed"), tuple(kinds), self.template(node, "heading"),
            tuple(fields), self.listed(node.sequence("story")), self.listed(node.sequence("brief")),
            tuple(node.texts("organisations")),
        )  # fmt: skip

    # Reports -------------------------------------------------------------------------------------------------------

    def report(self, node: StrictMapping) -> ReportDefinition:
        node.only(required=("id", "order", "title", "file", "requirement", "opening", "chapters", "cites"))
        chapters = []
        for chapter in node.sequence("chapters"):
            chapter.only(required=("id", "title", "sections"))
            sections = []
            for section in chapter.sequence("sections"):
                section.only(required=("id", "title", "body"))
                blocks = tuple(self.block(block) for block in section.sequence("body"))
                sections.append(SectionDefinition(section.text("id"), section.text("title"), blocks))
            chapters.append(ChapterDefinition(chapter.text("id"), chapter.text("title"), tuple(sections)))
        self.rulebook.citations(node.texts("cites"))
        return ReportDefinition(
            node.text("id"), node.text("title"), node.text("file"), node.text("requirement"),
            self.listed(node.sequence("opening")), tuple(chapters), node.texts("cites"),
        )  # fmt: skip

    def block(self, node: StrictMapping) -> Block:
        kind = self.one_of(next(iter(node)), BLOCKS, node.where(), "blocks")
        id = node.text(kind)
        if kind in ("paragraph", "points"):
            node.only(required=(kind, "says"), optional=("drafted",))
            return Block(kind, id, self.listed(node.sequence("says")), node.flag("drafted", False))
        if kind == "to_write":
            node.only(required=(kind, "text"))
            return Block(kind, id, text=node.text("text"))
        if kind == "cases":
            node.only(required=(kind,), optional=("most",))
            return Block(
                kind, self.one_of(id, ("full", "brief"), node.where(kind), "cases"), most=node.integer("most", 0)
            )
        node.only(required=(kind,))
        return Block(kind, id, name=id)

    # What is named exists ------------------------------------------------------------------------------------------

    def agree(self, book: ReportBook) -> None:
        """Every list, table, chart, population and figure that something names must exist."""
        for chart in book.charts.values():
            self.one_of(chart.table, book.tables, f"charts.{chart.id}", "tables")
            columns = [column.id for column in book.tables[chart.table].columns]
            for name in chart.columns:
                self.one_of(name, columns, f"charts.{chart.id}", "columns")
        for listed in book.lists.values():
            self.goes_over(listed.over, listed.id, book)
            self.spoken(Variant(listed.when, (*listed.item, listed.by)), listed.id, book)
        for table in book.tables.values():
            self.goes_over(table.over, table.id, book)
            shown = tuple(column.shows for column in table.columns)
            self.spoken(Variant(table.when, shown), table.id, book)
        cases = book.cases
        sentences = [*cases.story, *cases.brief, *(field.says for field in cases.fields)]
        for report in book.reports:
            sentences += report.opening
            for block in (b for chapter in report.chapters for section in chapter.sections for b in section.blocks):
                sentences += block.sentences
                if block.kind in ("table", "chart"):
                    known: Iterable[str] = book.tables if block.kind == "table" else book.charts
                    self.one_of(block.name, known, block.name, block.kind)
        for sentence in sentences:
            for variant in sentence.variants:
                self.spoken(variant, sentence.id, book)

    def goes_over(self, over: Iterable[str], where: str, book: ReportBook) -> None:
        for name in over:
            self.one_of(name, (*book.populations, *SERIES), where, "populations")

    def spoken(self, variant: Variant, where: str, book: ReportBook) -> None:
        for name in _lists_in(variant):
            self.one_of(name, book.lists, where, "lists")
        for expression in _expressions_in(variant):
            for name in expression.names:
                first, _dot, rest = name.removeprefix("all.").partition(".")
                if first in _OF_FACTS:
                    self.one_of(rest, self.rulebook.vocabulary.facts, where, "facts")
                elif first not in _OF_ITEMS:
                    self.one_of(first, (*book.populations, *book.cells, *book.counts, *GIVEN), where, "figures")


_OF_FACTS = ("fact", "card")
"""What a name begins with that is a fact of a typical case, in words or as the number on its card."""

_OF_ITEMS = ("it", "cell", "why", "cites", "title", "files", "kind")
"""What a name begins with that only an enumeration or a case gives."""

GIVEN = (
    "county", "year", "whole", "campaign_title", "campaign_id", "issuer", "issued_on", "as_of", "missing_titles",
    "present_titles", "images_before", "images_after", "visited", "blocking", "warnings", "checks_passed", "checks_all",
    "checks_failed", "checks_unmade", "visits", "missing_count",
)  # fmt: skip
"""Names that the campaign and the run give besides the forms."""


def _lists_in(variant: Variant) -> list[str]:
    named = [piece.name for piece in variant.say if isinstance(piece, ListBlank)]
    return named + [condition.against for condition in variant.when if condition.kind == "list"]


def _expressions_in(variant: Variant) -> list[Expression]:
    found = [piece for piece in variant.say if isinstance(piece, Expression)]
    for condition in variant.when:
        found += [one for one in (condition.figure, condition.other) if one is not None]
    return found
