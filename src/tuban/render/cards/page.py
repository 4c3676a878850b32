"""How a card (登记卡) and a register (登记表) look on paper: A4, bordered, titles of blocks at the left."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from tuban.render.cards.docx_package import LANDSCAPE, PORTRAIT, Document, Picture
from tuban.render.cards.docx_text import cell, kept_with_next, paragraph, picture, row, run, table
from tuban.render.seal import Seal
from tuban.rules.cards.book import CardBook
from tuban.rules.cards.definitions import GRID
from tuban.rules.cards.filled import FilledCard, FilledRegister, Line, Part, Proposal, Space, State

_UNIT = 382
_BLOCK = PORTRAIT.text_width - GRID * _UNIT
_WIDTHS = (_BLOCK, *[_UNIT] * GRID)
_HEIGHT = 310
_MARGINS = 115
_CHARACTER = 200  # twips of one Chinese character as values are set; a Latin one takes half of it
_LONG = 300
_GAP = 100
_PICTURE_EMU = 2_520_000  # 7 cm
_CODE_EMU = 756_000  # 2.1 cm
_OPEN = (
    '<w:tcBorders><w:top w:val="nil"/><w:left w:val="nil"/><w:bottom w:val="single" w:sz="12" w:space="0" '
    'w:color="000000"/><w:right w:val="nil"/></w:tcBorders>'
)
_HINTS = {State.TO_FILL, State.TO_INVESTIGATE}


@dataclass(slots=True)
class PicturePair:
    """The two pictures of a card; None where the imagery does not cover the part."""

    before: Picture | None
    after: Picture | None


def card_body(
    card: FilledCard,
    book: CardBook,
    into: Document,
    *,
    pair: PicturePair | None = None,
    seal: Seal | None = None,
    has_imagery: bool = True,
    page_break: bool = False,
) -> str:
    """Return the body of one card; its pictures go ``into`` the document; ``page_break`` begins a new page; a ``seal``
    stands below the signatures.

    Where the disc has no imagery at all (``has_imagery``) a line below the card says so: a row would cost some a page.
    """
    rows = [_top_row(card, book)]
    for block in card.blocks:
        rows += _block_rows(block, book)
    if card.proposal:
        rows.append(_proposal_row(card.proposal, card.notes, book))
    rows.append(_signature_row(card.card.signatures))
    if seal is not None:
        rows.append(_seal_row(seal, book, into))
    if pair is not None and card.card.images:
        rows += _picture_rows(card, pair, into)
    return (
        paragraph("CardTitle", run(card.card.title), page_break=page_break)
        + paragraph("CardNotice", run(card.card.notice))
        + table(_WIDTHS, rows)
        + paragraph("CardFooter", "" if has_imagery or not card.card.images else run(_no_imagery(card)))
    )


def _top_row(card: FilledCard, book: CardBook) -> str:
    marks = book.marks
    number = card.patch_number + (f"-{card.part_number}" if card.part_number else "")
    unit = marks.units[card.card.unit.slug]
    texts = (
        paragraph("CardLine", run(marks.region_line.format(region=card.region))),
        paragraph("CardLineMiddle", run(marks.patch_line.format(number=number))),
        paragraph("CardLineRight", run(marks.unit_line.format(unit=unit))),
    )
    return row(_across((9, 10, 6), texts, _OPEN), header=True)


def _across(spans: Sequence[int], contents: Sequence[str], borders: str = "") -> list[str]:
    """Return cells from edge to edge; the first one takes the block column in."""
    widths = [_BLOCK + (spans[0] - 1) * _UNIT, *(span * _UNIT for span in spans[1:])]
    return [
        cell(width, span, content, borders=borders)
        for width, span, content in zip(widths, spans, contents, strict=True)
    ]


def _block_rows(block: Part, book: CardBook) -> list[str]:
    if block.collapsed:
        contents = [paragraph("CardBlock", run(block.title)), paragraph("CardMiddle", run(block.collapsed))]
        return [row(_across((6, GRID - 5), contents), height=_HEIGHT)]
    bodies: list[tuple[str, bool]] = []
    if block.columns:
        bodies.append(("".join(_labelled(space, book, space.spans[0]) for space in block.columns), False))
    for line in block.lines:
        bodies += _line_bodies(line, book, values_only=bool(block.columns))
    merges = ["restart", *["continue"] * (len(bodies) - 1)] if len(bodies) > 1 else [""]
    rows = [
        row((_block_cell(block.title if merge != "continue" else "", merge), body), height=_HEIGHT, may_split=long)
        for merge, (body, long) in zip(merges, bodies, strict=True)
    ]
    return [*map(kept_with_next, rows[:-1]), rows[-1]] if rows else []


def _line_bodies(line: Line, book: CardBook, *, values_only: bool) -> list[tuple[str, bool]]:
    long = any(len(space.text) > _LONG for space in line.spaces)
    if values_only:
        return [("".join(_valued(space, book, space.spans[0], centred=True) for space in line.spaces), long)]
    if line.stacked:
        titles = "".join(_labelled(space, book, space.spans[0]) for space in line.spaces)
        values = "".join(_valued(space, book, space.spans[0], centred=True) for space in line.spaces)
        return [(titles, False), (values, long)]
    cells = (
        (_labelled(space, book, space.spans[0]) if len(space.spans) > 1 else "")
        + _valued(space, book, space.spans[-1], centred=False)
        for space in line.spaces
    )
    return [("".join(cells), long)]


def _block_cell(title: str, merge: str) -> str:
    return cell(_BLOCK, 1, paragraph("CardBlock", run(_in_pairs(title))), merge=merge)


def _in_pairs(title: str) -> str:
    """Break a title for the narrow column: two characters a line, three in the first where their number is odd."""
    first = 2 + len(title) % 2
    return "\n".join([title[:first], *(title[at : at + 2] for at in range(first, len(title), 2))])


def _labelled(space: Space, book: CardBook, span: int) -> str:
    label = (book.marks.required if space.required else "") + space.label
    return cell(span * _UNIT, span, paragraph("CardLabel", run(label)))


def _valued(space: Space, book: CardBook, span: int, *, centred: bool) -> str:
    style = "CardMiddle" if centred or space.state is State.NOT_ASKED else "CardValue"
    return cell(span * _UNIT, span, paragraph(style, *value_runs(space, book, span * _UNIT - _MARGINS)))


def value_runs(space: Space, book: CardBook, width: int) -> list[str]:
    """Return what is printed in a space ``width`` twips wide: its boxes, its text, or the hint that it is missing.

    A line is broken between boxes, never inside the words of one.
    """
    runs: list[str] = []
    used = 0
    for tick in space.ticks:
        needed = _CHARACTER + _set_width(tick.label)
        if runs:
            gap = "\n" if used + _GAP + needed > width else "\u2002"
            used = 0 if gap == "\n" else used + _GAP
            runs.append(run(gap))
        used += needed
        runs.append(run(book.marks.checked if tick.ticked else book.marks.unchecked, "CardBox") + run(tick.label))
    if space.text:
        if runs:
            runs.append(run("\u2002" if used + _GAP + _set_width(space.text) <= width else "\n"))
        runs.append(run(space.text, "CardHint" if space.state in _HINTS else ""))
    return runs


def _set_width(text: str) -> int:
    return sum(_CHARACTER if ord(sign) > 0x2E7F else _CHARACTER // 2 for sign in text)


def _proposal_row(proposal: Proposal, notes: Sequence[str], book: CardBook) -> str:
    lines = [paragraph("CardValue", run(proposal.title, "CardHead"), keep_next=True)]
    lines += [
        paragraph("CardValue", run(answer), run("　"), run(basis, "CardBasis")) for answer, basis in proposal.sentences
    ]
    if not proposal.sentences:
        lines.append(paragraph("CardValue", run(book.marks.no_decision)))
    for title, texts in ((proposal.missing_title, proposal.missing), (book.marks.notes_title, notes)):
        if texts:
            lines.append(paragraph("CardValue", run(title, "CardHead"), keep_next=True))
            lines += [paragraph("CardSmall", run(f"{number}. {text}")) for number, text in enumerate(texts, 1)]
    return row(_across([GRID + 1], ["".join(lines)]), height=_HEIGHT, may_split=True)


def _signature_row(names: Sequence[str]) -> str:
    each = (GRID + 1) // len(names)
    spans = [GRID + 1 - each * (len(names) - 1), *[each] * (len(names) - 1)]
    return row(_across(spans, [paragraph("CardSign", run(f"{name}：")) for name in names]), height=640)


def _seal_row(seal: Seal, book: CardBook, into: Document) -> str:
    """Return the row with the digest in short and the code that leads to its verification."""
    relation, number = into.relate(_code_of(seal))
    code = picture(relation, number, f"SHA-256 {seal.digest}", width=_CODE_EMU, height=_CODE_EMU)
    words = paragraph("CardSmall", run(book.marks.seal_line.format(short=seal.short)))
    return row(_across([GRID - 3, 4], [words, paragraph("CardMiddle", code)]), height=_HEIGHT)


def _code_of(seal: Seal) -> Picture:
    with Image.open(io.BytesIO(seal.code)) as image:
        content = io.BytesIO()
        image.convert("L").save(content, "JPEG", quality=95)
        return Picture(content.getvalue(), *image.size)


def _picture_rows(card: FilledCard, pair: PicturePair, into: Document) -> list[str]:
    words = card.card.images
    head = row(_across([GRID + 1], [paragraph("CardBlock", run(words["title"]), keep_next=True)]), height=_HEIGHT)
    contents = []
    for item, name, when in (
        (pair.before, words["before"], card.image_dates[0]),
        (pair.after, words["after"], card.image_dates[1]),
    ):
        caption = f"{name}　{when}".strip("　")
        shown = _shown(item, f"{card.patch_number} {caption}", into) if item else run(words["none"], "CardHint")
        contents.append(paragraph("CardMiddle", shown, keep_next=True) + paragraph("CardLabel", run(caption)))
    return [head, row(_across([13, 12], contents))]


def _no_imagery(card: FilledCard) -> str:
    words = card.card.images
    dates = " → ".join(when for when in card.image_dates if when)
    return words["not_supplied"].format(title=words["title"]) + (words["dates"].format(dates=dates) if dates else "")


def _shown(item: Picture, description: str, into: Document) -> str:
    """Return the run that shows a picture, at most 7 cm wide and high."""
    relation, number = into.relate(item)
    longest = max(item.width, item.height)
    width, height = (_PICTURE_EMU * side // longest for side in (item.width, item.height))
    return picture(relation, number, description, width=width, height=height)


def register_body(
    register: FilledRegister, book: CardBook, into: Document, *, region: str, campaign: str, seal: Seal | None = None
) -> str:
    """Return the body of a register on landscape paper; the head is repeated on every page, a ``seal`` stands last."""
    card, marks = register.card, book.marks
    whole = sum(head.spans[0] for head in register.heads)
    unit = LANDSCAPE.text_width // whole
    widths = [head.spans[0] * unit for head in register.heads]
    heads = row(
        (
            cell(width, 1, paragraph("CardLabel", run((marks.required if head.required else "") + head.label)))
            for head, width in zip(register.heads, widths, strict=True)
        ),
        height=560, header=True,
    )  # fmt: skip
    lines = [each for line in register.lines for each in _register_rows(line, widths, book)]
    if register.lines:
        lines += _register_rows(register.totals, widths, book)
    else:
        lines.append(row((cell(sum(widths), len(widths), paragraph("CardMiddle", run(card.empty))),), height=560))
    signatures = "　　　　　　　　".join(f"{name}：" for name in card.signatures)
    top = "　　".join((marks.region_line.format(region=region), marks.campaign_line.format(campaign=campaign)))
    return (
        paragraph("CardTitle", run(card.title))
        + paragraph(
            "CardLine", run(top + "　　" + marks.unit_line.format(unit=marks.units[card.unit.slug])), keep_next=True
        )
        + table(widths, [heads, *lines])
        + paragraph("CardSmall", run(card.notice + register.rests))
        + paragraph("CardSign")
        + paragraph("CardSign", run(signatures))
        + (table(_WIDTHS, [_seal_row(seal, book, into)]) if seal is not None else "")
    )


def _register_rows(spaces: Sequence[Space], widths: Sequence[int], book: CardBook) -> list[str]:
    """Return the rows of one part: one for each of its papers, everything else merged over them."""
    most = 1 + max((len(space.more) for space in spaces), default=0)
    rows = []
    for number in range(most):
        cells = []
        for space, width in zip(spaces, widths, strict=True):
            texts = (space.text, *space.more)
            style = "CardSmallNumber" if space.numeric and space.state is State.FILLED else "CardSmall"
            if len(texts) > 1:
                runs, merge = [run(texts[number] if number < len(texts) else "")], ""
            else:
                runs = value_runs(space, book, width) if number == 0 else []
                merge = ("restart" if number == 0 else "continue") if most > 1 else ""
            cells.append(cell(width, 1, paragraph(style, *runs), merge=merge))
        rows.append(row(cells, height=420))
    return rows
