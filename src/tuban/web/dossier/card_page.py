"""The registration card as a page: the same blocks, lines, spaces and marks as on paper, on the same grid."""

from __future__ import annotations

from dataclasses import dataclass

from tuban.rules.cards.book import CardBook
from tuban.rules.cards.definitions import GRID
from tuban.rules.cards.filled import FilledCard, Line, Part, Space, State

_HINTS = frozenset({State.TO_FILL, State.TO_INVESTIGATE})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the printed table: a label, or a value with its boxes."""

    span: int
    label: str = ""
    text: str = ""
    ticks: tuple[tuple[str, str], ...] = ()
    is_label: bool = False
    is_hint: bool = False
    is_middle: bool = False
    is_number: bool = False
    is_required: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the card: its title at the left, its rows of cells, or one sentence across."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    collapsed: str = ""


@dataclass(frozen=True, slots=True)
class CardPage:
    """The card as the template draws it."""

    title: str
    notice: str
    region: str
    number: str
    unit: str
    grid: int
    blocks: tuple[Block, ...]
    proposal: tuple[tuple[str, str], ...]
    proposal_title: str
    missing_title: str
    missing: tuple[str, ...]
    notes_title: str
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    edition: str


def card_page(card: FilledCard, book: CardBook) -> CardPage:
    """Return the page of a filled card."""
    marks = book.marks
    number = "-".join(part for part in card.key if part)
    proposal = card.proposal
    return CardPage(
        title=card.card.title,
        notice=card.card.notice,
        region=marks.region_line.format(region=card.region),
        number=marks.patch_line.format(number=number),
        unit=marks.unit_line.format(unit=marks.units[card.card.unit.slug]),
        grid=GRID,
        blocks=tuple(_block(block, book) for block in card.blocks),
        proposal=proposal.sentences if proposal else (),
        proposal_title=proposal.title if proposal else "",
        missing_title=proposal.missing_title if proposal else "",
        missing=proposal.missing if proposal else (),
        notes_title=marks.notes_title,
        notes=card.notes,
        signatures=card.card.signatures,
        edition=marks.edition_line.format(edition=book.edition[:12]),
    )


def _block(block: Part, book: CardBook) -> Block:
    if block.collapsed:
        return Block(block.title, (), block.collapsed)
    rows: list[tuple[Cell, ...]] = []
    if block.columns:
        rows.append(tuple(_label(space, book, space.spans[0]) for space in block.columns))
    for line in block.lines:
        rows += _line(line, book, values_only=bool(block.columns))
    return Block(block.title, tuple(rows))


def _line(line: Line, book: CardBook, *, values_only: bool) -> list[tuple[Cell, ...]]:
    if values_only:
        return [tuple(_value(space, book, space.spans[0], middle=True) for space in line.spaces)]
    if line.stacked:
        return [
            tuple(_label(space, book, space.spans[0]) for space in line.spaces),
            tuple(_value(space, book, space.spans[0], middle=True) for space in line.spaces),
        ]
    cells: list[Cell] = []
    for space in line.spaces:
        if len(space.spans) > 1:
            cells.append(_label(space, book, space.spans[0]))
        cells.append(_value(space, book, space.spans[-1], middle=False))
    return [tuple(cells)]


def _label(space: Space, book: CardBook, span: int) -> Cell:
    return Cell(span, label=space.label, is_label=True, is_required=space.required and bool(book.marks.required))


def _value(space: Space, book: CardBook, span: int, *, middle: bool) -> Cell:
    marks = book.marks
    return Cell(
        span,
        text=space.text,
        ticks=tuple((marks.checked if tick.ticked else marks.unchecked, tick.label) for tick in space.ticks),
        is_hint=space.state in _HINTS,
        is_middle=middle or space.state is State.NOT_ASKED,
        is_number=space.numeric,
        id=space.id,
    )
