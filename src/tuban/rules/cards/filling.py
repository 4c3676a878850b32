"""Filling a card (登记卡) from what is known and proposed about one patch part.

A card is a proposal: it prints what the facts and the decisions say, marks what is mandatory and missing, and leaves
the rest empty for the hand. Nothing is guessed; an unknown fact never ticks a box.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from tuban.rules.cards.book import CardBook
from tuban.rules.cards.definitions import Block, Card, Condition, Field, Repeats, Row, Sum
from tuban.rules.cards.filled import FilledCard, FilledRegister, Line, Part, Proposal, Space, State, Tick
from tuban.rules.decision import TAKEN
from tuban.rules.part_figures import Figures, figures, figures_of
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

_PIECES = re.compile("[0-9]+|[^0-9]+")


class DecisionLike(Protocol):
    """What a card prints of a decision."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> str: ...  # noqa: D102
    @property
    def because(self) -> str: ...  # noqa: D102
    @property
    def answers(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def cites(self) -> Sequence[str]: ...  # noqa: D102


class MissingLike(Protocol):
    """What a card prints of a fact that a decision asked for in vain."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def settled_by(self) -> str: ...  # noqa: D102


class JudgementLike(Protocol):
    """What a card needs of a judgement: its facts, its decisions, its missing facts."""

    @property
    def facts(self) -> Facts: ...  # noqa: D102
    @property
    def decisions(self) -> Sequence[DecisionLike]: ...  # noqa: D102
    @property
    def missing(self) -> Sequence[MissingLike]: ...  # noqa: D102


def wanted(card: Card, judgement: JudgementLike, book: CardBook) -> bool:
    """Whether this part gets this card: only where the condition is known to hold."""
    return holds(card.only_when, judgement.facts, book) is True


def holds(condition: Condition, facts: Facts, book: CardBook) -> bool | None:
    """Whether a condition holds; None where a fact it names is unknown or not yet decided."""
    if condition.always:
        return True
    answer: bool | None = bool(condition.terms or condition.present)
    if condition.present and not _name_known(facts, condition.present):
        answer = None if any(facts[name] is UNKNOWN for name in condition.present) else False
    for name, values in condition.terms:
        value = facts[name]
        if value is UNKNOWN or book.is_open(name, value):
            answer = None if answer is not False else False
        elif value not in values:
            answer = False
    return answer


def fill_card(card: Card, judgement: JudgementLike, book: CardBook, own: Figures | None = None) -> FilledCard:
    """Return one part's card with everything that is known printed and everything missing marked.

    ``own`` are the part's figures in the unit of the card; a part of a split patch needs those that were fitted to its
    siblings (:func:`tuban.rules.part_figures.figures_of`).
    """
    facts = judgement.facts
    filler = _Filler(card, judgement, book, figures(facts, card.unit) if own is None else own)
    return FilledCard(
        card=card,
        patch_number=plain(facts["patch_number"]),
        part_number=plain(facts["part_number"]),
        township=plain(facts["township_name"]),
        township_code=plain(facts["township_code"]),
        region=plain(facts["county_name"]) + plain(facts["township_name"]),
        blocks=tuple(filler.block(block) for block in card.blocks),
        proposal=filler.proposal(),
        notes=tuple(filler.notes()),
        image_dates=(plain(facts["image_before"]), plain(facts["image_after"])),
    )


def fill_register(card: Card, judgements: Iterable[JudgementLike], book: CardBook) -> FilledRegister:
    """Return the register of all parts that belong to it, in the order given, with the sums of their figures."""
    everybody = list(judgements)
    printed = figures_of((judgement.facts for judgement in everybody), card.unit)
    chosen = [pair for pair in zip(everybody, printed, strict=True) if wanted(card, pair[0], book)]
    lines = []
    for number, (judgement, own) in enumerate(chosen, 1):
        filler = _Filler(card, judgement, book, own)
        lines.append(tuple(filler.cell(column, number) for column in card.columns))
    heads = tuple(_head(column, book) for column in card.columns)
    taken = sum(any(one.table == TAKEN for one in judgement.decisions) for judgement, _own in chosen)
    rests = book.marks.rests_line.format(count=len(chosen), taken=taken, proposed=len(chosen) - taken)
    return FilledRegister(card, heads, tuple(lines), tuple(_totals(card, chosen, book)), rests if chosen else "")


def plain(value: Any) -> str:
    """Return a fact as plain text; nothing for what is unknown or absent."""
    return "" if value is UNKNOWN or value is None else str(value)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 2 before 10."""
    return tuple(
        (0, int(piece), piece) if piece.isascii() and piece.isdigit() else (1, 0, piece)
        for piece in _PIECES.findall(text)
    )


def _head(column: Field, book: CardBook) -> Space:
    return Space(column.id, _label(column, book), column.required.always, State.FILLED, spans=column.spans)


def _label(item: Field, book: CardBook) -> str:
    return f"{item.title}（{book.marks.units[item.unit.slug]}）" if item.kind == "area" else item.title


def _totals(card: Card, chosen: Sequence[tuple[JudgementLike, Figures]], book: CardBook) -> Iterable[Space]:
    for column in card.columns:
        text, state = "", State.BLANK
        if column.row_number:
            text, state = card.total, State.FILLED
        elif column.totalled:
            known = [own.get(_name_known(judgement.facts, column.shows)) for judgement, own in chosen]
            shown = [figure for figure in known if figure is not None]
            if len(shown) == len(known):
                text, state = str(sum(shown, Decimal(0).scaleb(-card.unit.places))), State.FILLED
            else:
                text, state = book.marks.to_investigate, State.TO_INVESTIGATE
        yield Space(column.id, column.title, required=False, state=state, text=text, numeric=True, spans=column.spans)


def _first_known(facts: Facts, names: Sequence[str]) -> Any:
    name = _name_known(facts, names)
    if name:
        return facts[name]
    return None if names and all(facts[name] is None for name in names) else UNKNOWN


def _name_known(facts: Facts, names: Sequence[str]) -> str:
    """Return the first of these facts that has a value; nothing where none has."""
    return next((name for name in names if facts.is_known(name) and facts[name] is not None), "")


def _area_text(area: Area, item: Field) -> str:
    return str(area.in_unit(item.unit, item.places))


class _Filler:
    def __init__(self, card: Card, judgement: JudgementLike, book: CardBook, own: Figures) -> None:
        self.card, self.judgement, self.book = card, judgement, book
        self.facts = judgement.facts
        self.missing = {missing.name for missing in judgement.missing}
        self.figures = own
        self.too_long: list[Field] = []
        self.sure = True  # whether the block being filled is known to apply

    def block(self, block: Block) -> Part:
        asked = holds(block.asked_when, self.facts, self.book)
        if asked is False:
            return Part(block.id, block.title, collapsed=block.collapsed or self.book.marks.not_asked)
        self.sure = asked is True
        if block.repeats:
            heads = tuple(_head(column, self.book) for column in block.repeats.columns)
            return Part(block.id, block.title, tuple(self.repeated(block.repeats)), heads)
        return Part(block.id, block.title, tuple(self.row(row) for row in block.rows))

    def row(self, row: Row) -> Line:
        return Line(tuple(self.space(item) for item in row.fields), row.stacked)

    def repeated(self, repeats: Repeats) -> Iterable[Line]:
        papers: Any = self.facts["approvals"] if repeats.over == "approvals" else ()
        chosen = [paper for paper in papers if paper.kind in repeats.kinds] if _has_papers(papers) else []
        for paper in chosen:
            yield Line(tuple(self.paper_space(column, paper) for column in repeats.columns))
        for _ in range(repeats.least_rows - len(chosen)):
            yield Line(
                tuple(Space(item.id, item.title, False, State.BLANK, spans=item.spans) for item in repeats.columns)
            )

    def paper_space(self, item: Field, paper: Paper) -> Space:
        text = self.of_paper(item, paper)
        state = State.FILLED if text else State.BLANK
        return Space(item.id, item.title, False, state, text, numeric=item.kind == "area", spans=item.spans)

    def of_paper(self, item: Field, paper: Paper) -> str:
        value = getattr(paper, item.shows[0])
        if value is None or value is UNKNOWN:
            return ""
        if isinstance(value, Area):
            return _area_text(value, item)
        return self.book.label(item.codelist, str(value)) if item.codelist else str(value)

    def space(self, item: Field) -> Space:
        required = holds(item.required, self.facts, self.book)
        asked = holds(item.asked_when, self.facts, self.book)
        numeric = item.kind in ("area", "number", "integer")
        starred = required is not False and asked is True
        empty = Space(item.id, _label(item, self.book), starred, State.BLANK, numeric=numeric, spans=item.spans)
        if asked is False:
            return replace(empty, state=State.NOT_ASKED, text=self.book.marks.not_asked)
        if item.by_hand:
            return empty
        if item.paper:
            return self.from_papers(item, empty)
        value = _first_known(self.facts, item.shows)
        if value is not UNKNOWN and not self.book.is_open(item.shows[0], value):
            return self.known(item, value, empty)
        empty = replace(empty, ticks=self.ticks(item, UNKNOWN))
        return self.unknown(item, empty, required=required is True) if self.sure and asked else empty

    def known(self, item: Field, value: Any, empty: Space) -> Space:
        ticks = self.ticks(item, value)
        if value is None and item.box_style not in ("yes_no", "present"):
            said = self.book.marks.absent if self.card.prints_absent and not ticks else ""
            return replace(empty, state=State.ABSENT, text=said, ticks=ticks)
        return replace(empty, state=State.FILLED, text="" if ticks else self.text(item, value), ticks=ticks)

    def unknown(self, item: Field, empty: Space, *, required: bool) -> Space:
        marks = self.book.marks
        if item.investigate or any(name in self.missing for name in item.shows):
            return replace(empty, state=State.TO_INVESTIGATE, text=marks.to_investigate)
        return replace(empty, state=State.TO_FILL, text=marks.to_fill) if required else empty

    def from_papers(self, item: Field, empty: Space) -> Space:
        held: Any = self.facts["approvals"]
        papers = [paper for paper in held if paper.kind in item.paper] if _has_papers(held) else []
        if item.box_style == "yes_only":
            marks = self.book.marks
            ticks = (Tick(marks.affirmed, bool(papers)), Tick(marks.denied, ticked=False))
            return replace(empty, state=State.FILLED if papers else State.BLANK, ticks=ticks)
        texts = tuple(self.of_paper(item, paper) for paper in (papers if item.every else papers[:1]))
        if not any(texts):
            return empty
        return replace(empty, state=State.FILLED, text=texts[0], more=texts[1:])

    def cell(self, column: Field, number: int) -> Space:
        if column.row_number:
            return Space(column.id, column.title, False, State.FILLED, str(number), spans=column.spans)
        space = self.space(column)
        if column.mark and space.state is State.FILLED:
            return replace(space, text=f"{column.mark} {space.text}")
        return space

    def ticks(self, item: Field, value: Any) -> tuple[Tick, ...]:
        marks = self.book.marks
        if item.box_style in ("yes_no", "present"):
            if item.box_style == "present":
                yes = any(self.facts.is_known(name) and self.facts[name] is not None for name in item.shows)
                no = not yes and all(self.facts[name] is None for name in item.shows)
            else:
                yes, no = value is True, value is False
            return Tick(marks.affirmed, yes), Tick(marks.denied, no)
        if not item.boxes:
            return ()
        chosen = {value} if not isinstance(value, (tuple, list, frozenset, set)) else set(value)
        return tuple(Tick(box.label, value is not UNKNOWN and bool(box.when & chosen)) for box in item.boxes)

    def text(self, item: Field, value: Any) -> str:
        if isinstance(value, Area):
            is_figure = item.places is None and item.unit is self.card.unit
            text = str(self.figures[_name_known(self.facts, item.shows)]) if is_figure else _area_text(value, item)
        elif isinstance(value, PartialDate):
            text = str(value)[:7] if item.precision == "month" else str(value)
        elif isinstance(value, bool):
            text = self.book.marks.affirmed if value else self.book.marks.denied
        elif isinstance(value, (int, float, Decimal)):
            text = f"{Decimal(str(value)):,.{item.places}f}" if item.places is not None else str(value)
        elif isinstance(value, (tuple, list)):
            text = "、".join(self.book.label(item.codelist, str(one)) for one in value)
        elif item.codelist:
            label = self.book.label(item.codelist, str(value))
            text = f"{value} {label}" if item.coded and label != value else label
        else:
            text = str(value)
        if item.max_length and len(text) > item.max_length:
            self.too_long.append(item)
        also = [str(self.facts[name]) for name in item.also if self.facts.is_known(name) and self.facts[name]]
        return "　".join([text + item.suffix, *also])

    def notes(self) -> Iterable[str]:
        marks = self.book.marks
        for rule in self.card.sums:
            yield from self.area_note(rule)
        for item in self.too_long:
            yield marks.too_long_note.format(title=item.title, limit=item.max_length)

    def area_note(self, rule: Sum) -> Iterable[str]:
        """Say what the printed parts of a printed whole leave over, or by how much they exceed it."""
        if any(name not in self.figures for name in (rule.whole, *rule.parts)):
            return
        rest = self.figures[rule.whole] - sum(self.figures[name] for name in rule.parts)
        if rest > 0:
            yield self.book.marks.rest_note.format(title=rule.rest, area=rest)
        elif rest < 0:
            yield self.book.marks.conflict_note.format(whole=self.book.title(rule.whole), area=-rest)

    def proposal(self) -> Proposal | None:
        about = self.card.proposal
        if not about:
            return None
        sentences = []
        for decision in self.judgement.decisions:
            answers = [
                self.answer(name, decision.answers[name]) for name in about["decided"] if name in decision.answers
            ]
            answers = [answer for answer in answers if answer]
            if answers:
                basis = self.book.marks.basis_line.format(
                    table=self.book.table_title(decision.table), row=decision.row, cites=self.book.cited(decision.cites)
                )
                reason = f"{decision.because}；" if decision.because else ""
                sentences.append(("；".join(answers), reason + basis))
        missing = [
            self.book.marks.missing_line.format(title=one.title, settled_by=one.settled_by)
            for one in self.judgement.missing
        ]
        return Proposal(about["title"], tuple(sentences), about["missing_title"], tuple(missing))

    def answer(self, name: str, value: Any) -> str:
        if value is None or value is UNKNOWN or value in ((), []):
            return ""
        values = value if isinstance(value, (tuple, list, frozenset)) else (value,)
        labels = "、".join(self.book.label(self.book.codelist_of(name), str(one)) for one in values)
        return self.book.marks.decision_line.format(title=self.book.title(name), answer=labels)


def _has_papers(papers: Any) -> bool:
    return papers is not UNKNOWN and papers is not None
