"""Paragraphs and tables of a report as WordprocessingML, put together as text: fast for tables of a hundred rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tuban.render.cards.docx_text import escape
from tuban.render.reports.official_paper import DRAFTED, SOURCE, TEXT_WIDTH_MM, TO_WRITE
from tuban.rules.reports.composed import Mark, Number, Span, ToWrite, Words
from tuban.rules.reports.stated import tag_of_source

TAG_PREFIX, FIGURE_ALIAS = "tuban-", "数据"
_TWIPS_PER_MM = 56.7
_KEPT_TOGETHER = 16
_NAMESPACES = nsdecls("w")


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell of a table: its runs as XML, its style, and how many columns and rows it covers."""

    runs: str
    style: str
    columns: int = 1
    opens: bool = False
    goes_on: bool = False
    shaded: bool = False
    bookmark: str = ""


def run(text: str, style: str = "") -> str:
    """Return a run of text in a character style (by name)."""
    look = f'<w:rPr><w:rStyle w:val="{style_id(style)}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def style_id(name: str) -> str:
    """Return the id under which a style is kept."""
    return name.replace(" ", "")


def figure(text: str, tag: str) -> str:
    """Return a figure inside a content control: whoever overwrites it in Word leaves its tag, and it is found again."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{FIGURE_ALIAS}"/><w:tag w:val="{TAG_PREFIX}{tag}"/><w:text/></w:sdtPr>'
        f"<w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"
    )


def spans_xml(spans: Iterable[Span], *, drafted: str = "") -> str:
    """Return the runs of a paragraph; ``drafted`` is the tag before a draft."""
    parts = [run(drafted, DRAFTED)] if drafted else []
    for span in spans:
        if isinstance(span, Words):
            parts.append(run(span.text))
        elif isinstance(span, Number):
            parts.append(figure(span.figure.text, tag_of_source(span.source)))
        elif isinstance(span, ToWrite):
            parts.append(run(f"【待填写：{span.text}】", TO_WRITE))
        elif isinstance(span, Mark):
            parts.append(
                f'<w:hyperlink w:anchor="{anchor(span.sources[0])}" w:history="1">'
                f"{run(f'[{in_ranges(span.sources)}]', SOURCE)}</w:hyperlink>"
            )
    return "".join(parts)


def anchor(number: int) -> str:
    """Return the name of the bookmark of a source."""
    return f"source_{number}"


def in_ranges(numbers: Sequence[int]) -> str:
    """Return numbers as people write them.

    >>> in_ranges([3, 1, 2, 7])
    '1–3,7'
    """
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(
        str(first) if first == last else f"{first}{',' if last == first + 1 else '–'}{last}" for first, last in ranges
    )


def add_paragraph(paper: Any, style: str, runs: str, *, properties: str = "") -> None:
    """Add a paragraph of runs to the document."""
    _append(paper, f'<w:p {_NAMESPACES}><w:pPr><w:pStyle w:val="{style_id(style)}"/>{properties}</w:pPr>{runs}</w:p>')


def add_table(
    paper: Any,
    widths_mm: Sequence[float],
    head: Sequence[Sequence[CellText]],
    rows: Sequence[Sequence[CellText]],
    *,
    least_mm: float = 0,
    width_mm: float = TEXT_WIDTH_MM,
    is_boxed: bool = False,
) -> None:
    """Add a table as wide as the text; its head is repeated on every page, no row is broken between pages.

    A short table stays on one page. ``least_mm`` is the least height of a row, ``width_mm`` the width of the text; a
    boxed table has a black line around every cell, as official forms have.
    """
    scale = width_mm / sum(widths_mm)
    widths = [round(width * scale * _TWIPS_PER_MM) for width in widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    together = len(rows) <= _KEPT_TOGETHER
    lines = "".join(_row(row, widths, is_head=True, kept=True, least_mm=0) for row in head)
    lines += "".join(
        _row(row, widths, is_head=False, kept=together and at < len(rows) - 1, least_mm=least_mm)
        for at, row in enumerate(rows)
    )
    borders = _BOXED if is_boxed else _OPEN
    _append(
        paper,
        f'<w:tbl {_NAMESPACES}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="28" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>'
        f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>',
    )


def _borders(lines: Sequence[tuple[str, int, str]]) -> str:
    """Return the lines of a table: side, width in eighths of a point (0 is none), colour."""
    return "".join(
        f'<w:{side} w:val="{"single" if size else "nil"}" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in lines
    )


_OPEN = _borders((
    ("top", 10, "000000"), ("left", 0, "FFFFFF"), ("bottom", 10, "000000"), ("right", 0, "FFFFFF"),
    ("insideH", 4, "A6A6A6"), ("insideV", 4, "D9D9D9"),
))  # fmt: skip
_BOXED = _borders([(side, 4, "000000") for side in ("top", "left", "bottom", "right", "insideH", "insideV")])


def _row(cells: Sequence[CellText], widths: Sequence[int], *, is_head: bool, kept: bool, least_mm: float) -> str:
    at, parts = 0, []
    keep = "<w:keepNext/>" if kept else ""
    for cell in cells:
        width = sum(widths[at : at + cell.columns])
        at += cell.columns
        about = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if cell.columns > 1:
            about += f'<w:gridSpan w:val="{cell.columns}"/>'
        if cell.opens or cell.goes_on:
            about += '<w:vMerge w:val="restart"/>' if cell.opens else "<w:vMerge/>"
        if cell.shaded:
            about += '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/>'
        about += '<w:vAlign w:val="center"/>'
        mark = ""
        if cell.bookmark:
            number = cell.bookmark.rpartition("_")[2]
            mark = f'<w:bookmarkStart w:id="{number}" w:name="{cell.bookmark}"/><w:bookmarkEnd w:id="{number}"/>'
        parts.append(
            f'<w:tc><w:tcPr>{about}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style_id(cell.style)}"/>{keep}</w:pPr>'
            f"{mark}{cell.runs}</w:p></w:tc>"
        )
    head = "<w:tblHeader/>" if is_head else ""
    height = f'<w:trHeight w:val="{round(least_mm * _TWIPS_PER_MM)}" w:hRule="atLeast"/>' if least_mm else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{''.join(parts)}</w:tr>"


def _append(paper: Any, xml: str) -> None:
    paper.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
