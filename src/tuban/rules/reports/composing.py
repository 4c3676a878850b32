"""Composing the reports of a campaign (S12, S13) from its filled forms, chapter by chapter, in the lawbook's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tuban.rules.forms.filled import FilledForm, PartKey
from tuban.rules.part_figures import Figures
from tuban.rules.reports.composed import (
    About,
    Blank,
    Block,
    Case,
    Chart,
    ColumnHead,
    Heading,
    Paragraph,
    Report,
    Series,
    Span,
    Table,
    TableRow,
    ToWrite,
    Words,
)
from tuban.rules.reports.definition import (
    Block as BlockDefinition,
)
from tuban.rules.reports.definition import (
    ChartDefinition,
    ReportBook,
    ReportDefinition,
    Sentence,
    TableDefinition,
)
from tuban.rules.reports.figures import Cells, Figure, SourceBook
from tuban.rules.reports.reading import read_reports
from tuban.rules.reports.speaking import Item, Scope, Speaker
from tuban.rules.reports.typical_cases import JudgementLike, choose, chosen_by_person, in_chinese, key_of, scope_of
from tuban.rules.rulebook import Rulebook
from tuban.values.dates import NotADate, PartialDate
from tuban.values.facts import Facts

_NUMERALS = "一二三四五六七八九十"
_TOWNSHIPS = ("townships",)


def compose_reports(
    judgements: Sequence[JudgementLike],
    forms: Sequence[FilledForm],
    figures: Sequence[Figures],
    rulebook: Rulebook,
    about: About,
    *,
    card_files: Mapping[PartKey, Sequence[str]] | None = None,
    cases: Sequence[PartKey] | None = None,
    only: str = "",
) -> list[Report]:
    """Return the reports of the lawbook in their order, or the one named ``only``.

    ``figures`` are those of ``judgements`` in 亩, in the same order; ``card_files`` are the cards of each part, named
    in the material of a typical case; ``cases`` are the typical cases that a person chose, None to take them by the
    rule. Raises LawbookFault where the wording is not understood.
    """
    book = read_reports(rulebook)
    campaign = _Campaign(
        book, rulebook, about, judgements=judgements, forms=forms, figures=figures, card_files=card_files or {},
        cases=cases,
    )  # fmt: skip
    return [_Composer(definition, campaign).report() for definition in book.reports if only in ("", definition.id)]


class _Campaign:
    """What both reports speak of."""

    def __init__(
        self,
        book: ReportBook,
        rulebook: Rulebook,
        about: About,
        *,
        judgements: Sequence[JudgementLike],
        forms: Sequence[FilledForm],
        figures: Sequence[Figures],
        card_files: Mapping[PartKey, Sequence[str]],
        cases: Sequence[PartKey] | None,
    ) -> None:
        self.book = book
        self.rulebook = rulebook
        self.about = about
        self.cells = Cells(forms)
        self.facts: dict[PartKey, list[Facts]] = {}
        for judgement in judgements:
            self.facts.setdefault(key_of(judgement.facts), []).append(judgement.facts)
        self.words = _words(about, judgements)
        self.own = _own_figures(about, judgements, forms)
        card_titles = {
            "case": rulebook.form("handling_card").text("title"),
            "other": rulebook.form("registration_card").text("title"),
        }
        by_key: dict[PartKey, Figures] = {}
        for judgement, own in zip(judgements, figures, strict=True):
            by_key.setdefault(key_of(judgement.facts), own)
        self.cases = [
            (
                one,
                scope_of(
                    one,
                    rulebook,
                    cells=self.cells,
                    figures=by_key[one.key],
                    files=card_files.get(one.key, ()),
                    card_titles=card_titles,
                    organisations=book.cases.organisations,
                ),
            )
            for one in (
                choose(book.cases, judgements) if cases is None else chosen_by_person(book.cases, judgements, cases)
            )
        ]
        self.case_rule = book.cases.rule if cases is None else book.cases.rule_by_hand


class _Composer:
    """One report in the making."""

    def __init__(self, definition: ReportDefinition, campaign: _Campaign) -> None:
        self.definition = definition
        self.campaign = campaign
        self.book = campaign.book
        self.sources = SourceBook()
        self.speaker = Speaker(
            campaign.book,
            campaign.cells,
            campaign.facts,
            words=campaign.words,
            own=campaign.own,
            missing_roles=campaign.about.missing_roles,
            sources=self.sources,
        )
        self.blocks: list[Block] = []
        self.to_write: list[Blank] = []
        self.place = ""
        self.tables: dict[str, Table] = {}
        self.charts = 0

    def report(self) -> Report:
        opening = self.paragraphs(self.definition.opening, drafted=False, id="opening")
        for at, chapter in enumerate(self.definition.chapters, 1):
            self.blocks.append(Heading(1, f"{in_numerals(at)}、{chapter.title}"))
            for number, section in enumerate(chapter.sections, 1):
                self.place = f"{in_numerals(at)}、（{in_numerals(number)}）{section.title}"
                self.blocks.append(Heading(2, f"（{in_numerals(number)}）{section.title}"))
                for block in section.blocks:
                    self.add(block)
        words = self.campaign.words
        return Report(
            id=self.definition.id,
            title=self.definition.title.format(county=words["county"], year=words["year"]),
            file=self.definition.file,
            opening=tuple(opening),
            blocks=tuple(self.blocks),
            figures=tuple(self.sources.figures),
            to_write=tuple(self.to_write),
            about=self.campaign.about,
            phrases=self.book.phrases,
            cites=self.campaign.rulebook.citations(self.definition.cites),
        )

    def add(self, block: BlockDefinition) -> None:
        if block.kind == "paragraph":
            self.blocks += self.paragraphs(block.sentences, drafted=block.drafted, id=block.id)
        elif block.kind == "points":
            self.points(block)
        elif block.kind == "to_write":
            self.blocks.append(self.paragraph(block.id, (ToWrite(block.text),), drafted=False))
        elif block.kind == "table":
            self.table(self.book.tables[block.name])
        elif block.kind == "chart":
            self.chart(self.book.charts[block.name])
        else:
            self.cases(block)

    # Text ----------------------------------------------------------------------------------------------------------

    def paragraphs(self, sentences: Sequence[Sentence], *, drafted: bool, id: str) -> list[Paragraph]:
        spans: list[Span] = []
        for sentence in sentences:
            spans += self.speaker.speak(sentence)
        return [self.paragraph(id, tuple(spans), drafted=drafted)] if spans else []

    def paragraph(self, id: str, spans: tuple[Span, ...], *, drafted: bool) -> Paragraph:
        """Keep what is to be written for the list at the end."""
        for span in spans:
            if isinstance(span, ToWrite):
                self.to_write.append(Blank(len(self.to_write) + 1, self.place, span.text))
        return Paragraph(id, spans, drafted)

    def points(self, block: BlockDefinition) -> None:
        """Say what holds, one paragraph each, counted 一是、二是; a single point goes without."""
        said: list[tuple[str, tuple[Span, ...]]] = []
        for sentence in block.sentences:
            spans = self.speaker.speak(sentence)
            if spans and sentence.joins and said:
                said[-1] = (said[-1][0], (*said[-1][1], *spans))
            elif spans:
                said.append((sentence.id, spans))
        for at, (id, spans) in enumerate(said, 1):
            counted = (Words(f"{in_numerals(at)}是"), *spans) if len(said) > 1 else spans
            self.blocks.append(self.paragraph(id, counted, drafted=block.drafted))

    # Tables and charts ---------------------------------------------------------------------------------------------

    def table(self, definition: TableDefinition) -> None:
        if not self.speaker.holds(definition.when, Scope()):
            return
        rows = [self.row(definition, item) for item in self.speaker.items(definition.over, Scope())]
        rows = [row for row in rows if any(cell is not None for cell in row.cells)]
        if definition.total:
            title = self.book.phrases["total"]
            scope = Scope() if definition.over == _TOWNSHIPS else Scope(it=definition.total)
            rows.append(self.row(definition, Item(title, definition.total, "", scope), is_total=True))
        forms = dict.fromkeys(
            f"{one.address.sheet}《{one.address.form_title}》"
            for row in rows
            for cell in row.cells
            if cell is not None
            for one in (cell.operands or (cell,))
            if one.address is not None
        )
        table = Table(
            definition.id,
            len(self.tables) + 1,
            definition.title,
            definition.unit,
            definition.head,
            tuple(ColumnHead(column.title, column.group) for column in definition.columns),
            tuple(rows),
            tuple(forms),
            any(cell is not None and cell.unmeasured for row in rows for cell in row.cells),
        )
        self.tables[definition.id] = table
        self.blocks.append(table)

    def row(self, definition: TableDefinition, item: Item, *, is_total: bool = False) -> TableRow:
        cells = tuple(self.speaker.figure(column.shows, item.scope) for column in definition.columns)
        return TableRow(item.title, item.code, cells, is_total)

    def chart(self, definition: ChartDefinition) -> None:
        """Draw columns of a table that stands in this report; a chart without its table is left out."""
        table = self.tables.get(definition.table)
        if table is None or not self.speaker.holds(definition.when, Scope()):
            return
        source = self.book.tables[definition.table]
        rows = [row for row in table.rows if not row.is_total]
        drawn = [(place, column) for place, column in enumerate(source.columns) if column.id in definition.columns]
        grouped = len({column.group for _place, column in drawn}) == len(drawn)
        series = [
            Series(
                column.group if grouped and column.group else column.title,
                column.state,
                tuple(r.cells[place] for r in rows),
            )
            for place, column in drawn
        ]
        if not any(value is not None and value.value for one in series for value in one.values):
            return
        kept = {row.code for row in rows}
        states = tuple(item.state for item in self.speaker.items(source.over, Scope()) if item.code in kept)
        self.charts += 1
        self.blocks.append(
            Chart(
                definition.id,
                self.charts,
                definition.title,
                definition.kind,
                definition.unit,
                tuple(row.title for row in rows),
                tuple(series),
                states if any(states) else (definition.state,) * len(rows),
                table.number,
            )
        )

    # Cases ---------------------------------------------------------------------------------------------------------

    def cases(self, block: BlockDefinition) -> None:
        chosen = self.campaign.cases[: block.most or None]
        if not chosen:
            self.blocks.append(Paragraph("cases.none", (Words(self.book.phrases["no_cases"]),)))
            return
        if block.id == "full":
            for line in self.campaign.case_rule:
                self.blocks.append(Paragraph("cases.rule", (Words(line),)))
        for number, (one, scope) in enumerate(chosen, 1):
            if block.id == "brief":
                spans = self.story(self.book.cases.brief, scope)
                self.blocks.append(self.paragraph(f"case.{number}", spans, drafted=False))
                continue
            heading = self.speaker.fill(self.book.cases.title, scope) or ()
            lines = []
            for field in self.book.cases.fields:
                spans = self.speaker.speak(field.says, scope)
                if spans:
                    lines.append((field.title, spans))
            story = self.paragraph(f"case.{number}", self.story(self.book.cases.story, scope), drafted=False)
            dates = scope.words.get("fact.image_before", ""), scope.words.get("fact.image_after", "")
            title = "".join(span.text for span in heading if isinstance(span, Words))
            self.blocks.append(Case(number, one.kind.says, title, one.key, tuple(lines), story, dates))

    def story(self, sentences: Sequence[Sentence], scope: Scope) -> tuple[Span, ...]:
        spans: list[Span] = []
        for sentence in sentences:
            spans += self.speaker.speak(sentence, scope)
        return tuple(spans)


def in_numerals(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals.

    >>> in_numerals(3), in_numerals(10), in_numerals(12), in_numerals(20)
    ('三', '十', '十二', '二十')
    """
    tens, ones = divmod(number, 10)
    return f"{_NUMERALS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{_NUMERALS[ones - 1] if ones else ''}"


def _words(about: About, judgements: Sequence[JudgementLike]) -> dict[str, str]:
    """Return the words of the campaign; empty where nobody said."""
    present = [title for role, title in about.roles.items() if role not in about.missing_roles]
    lacking = [title for role, title in about.roles.items() if role in about.missing_roles]
    last = about.county[-1:]
    return {
        "county": about.county,
        "year": str(about.year),
        "whole": f"全{last}" if last in "县市区旗省" and last else "全域",
        "campaign_title": about.campaign_title,
        "campaign_id": about.campaign_id,
        "issuer": about.issuer,
        "issued_on": _date_in_chinese(about.issued_on),
        "as_of": in_chinese(PartialDate.of(about.as_of)),
        "present_titles": "、".join(present),
        "missing_titles": "、".join(lacking),
        "images_before": _period(judgements, "image_before"),
        "images_after": _period(judgements, "image_after"),
        "visited": _period(judgements, "visited_on"),
    }


def _date_in_chinese(text: str) -> str:
    try:
        return in_chinese(PartialDate.parse(text)) if text else ""
    except NotADate:
        return text


def _period(judgements: Sequence[JudgementLike], fact: str) -> str:
    """Return from when to when a date lies among the parts."""
    days = [day for judgement in judgements if isinstance(day := judgement.facts[fact], PartialDate)]
    if not days:
        return ""
    first, last = min(days, key=lambda day: day.earliest), max(days, key=lambda day: day.latest)
    return in_chinese(first) if first == last else f"{in_chinese(first)}至{in_chinese(last)}"


def _own_figures(about: About, judgements: Sequence[JudgementLike], forms: Sequence[FilledForm]) -> dict[str, Figure]:
    """Return the figures that stand in no form: what was checked, what was visited."""
    checks = [check for form in forms for check in form.checks]
    made = [check for check in checks if check.compared]
    passed = sum(check.passed for check in made)
    visited = tuple(key_of(j.facts) for j in judgements if isinstance(j.facts["visited_on"], PartialDate))
    lacking = tuple(key_of(j.facts) for j in judgements if j.facts["missing_facts"])

    def count(name: str, value: int, origin: str, keys: tuple[PartKey, ...] = ()) -> Figure:
        return Figure(f"#{name}", Decimal(value), str(value), keys, origin=origin)

    found = [
        count("blocking", about.blocking, "《矛盾与待查明清单》“矛盾”中须更正的条数"),
        count("warnings", about.warnings, "《矛盾与待查明清单》“矛盾”中须说明的条数"),
        count("checks_all", len(checks), "《统计表》“校核”的校核项数"),
        count("checks_passed", passed, "《统计表》“校核”中相符的项数"),
        count("checks_failed", len(made) - passed, "《统计表》“校核”中不符的项数"),
        count("checks_unmade", len(checks) - len(made), "《统计表》“校核”中未比较的项数"),
        count("visits", len(visited), "《土地卫片地块核查情况登记卡》“核查时间”已填的宗数", visited),
        count("missing_count", len(lacking), "《矛盾与待查明清单》“待查明”所列的宗数", lacking),
    ]
    return {figure.id[1:]: figure for figure in found}
