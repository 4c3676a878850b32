"""The table of an approval form (呈批表): labels and what stands beside them, with black lines, on one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tuban.render.cards.docx_package import HEAD_FONT
from tuban.render.cards.docx_text import escape

_TWIPS_PER_MM = 56.7
_GRID_MM = (29, 49, 29, 49)
_LEAST_MM = 9
_SIGN_MM = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A label, the runs of its paragraphs, those of the words before a signature and of the place for its day (empty
    where nobody signs), and its least height."""

    label: str
    lines: tuple[str, ...]
    sign: str
    day: str
    tall: int


def table(document: Any, rows: Sequence[Sequence[Cell]]) -> None:
    """Add the table to a document; a row has one cell as wide as the page, or two."""
    widths = [round(one * _TWIPS_PER_MM) for one in _GRID_MM]
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", 12), ("left", 12), ("bottom", 12), ("right", 12), ("insideH", 4), ("insideV", 4))
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    body = "".join(_row(row, widths) for row in rows)
    document.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            '<w:top w:w="40" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
            f'<w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'
        ),
        "w:sectPr",
    )


def _row(cells: Sequence[Cell], widths: Sequence[int]) -> str:
    """Return a row. One that is signed below its words is two, the label reaching over both: the signature stands at
    the foot, wherever the words end."""
    tall = max(_LEAST_MM, *(cell.tall for cell in cells))
    if not any(cell.sign and cell.lines for cell in cells):
        return _line(cells, widths, tall, "")
    above = [replace(one, sign="", day="") for one in cells]
    below = [replace(one, lines=()) for one in cells]
    return _line(above, widths, max(_LEAST_MM, tall - _SIGN_MM), "above") + _line(below, widths, _SIGN_MM, "below")


def _line(cells: Sequence[Cell], widths: Sequence[int], tall: int, place: str) -> str:
    parts = []
    for cell in cells:
        is_wide = len(cells) == 1
        parts.append(_label(cell.label, widths[0], place))
        parts.append(_value(cell, sum(widths[1:]) if is_wide else widths[1], 3 if is_wide else 1, place))
    height = f'<w:trHeight w:val="{round(tall * _TWIPS_PER_MM)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(parts)}</w:tr>"


def _label(label: str, width: int, place: str) -> str:
    run = (
        f'<w:r><w:rPr><w:rFonts w:eastAsia="{HEAD_FONT}"/><w:sz w:val="22"/></w:rPr><w:t>{escape(label)}</w:t></w:r>'
    )  # fmt: skip
    merged = {"above": '<w:vMerge w:val="restart"/>', "below": "<w:vMerge/>"}.get(place, "")
    keep = "<w:keepNext/>" if place == "above" else ""
    shown = "" if place == "below" else run
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/>{keep}<w:jc w:val="center"/></w:pPr>{shown}</w:p>'
    about = f'<w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{paragraph}</w:tc>"


def _value(cell: Cell, width: int, columns: int, place: str) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    open_side = {"above": "bottom", "below": "top"}.get(place, "")
    borders = f'<w:tcBorders><w:{open_side} w:val="nil"/></w:tcBorders>' if open_side else ""
    align = {"above": "top", "below": "bottom"}.get(place, "bottom" if cell.sign else "center")
    about = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{borders}<w:vAlign w:val="{align}"/>'
    keep = "<w:keepNext/>" if place == "above" else ""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/>{keep}<w:spacing w:line="320" w:lineRule="atLeast"/></w:pPr>'
        f"{one}</w:p>"
        for one in cell.lines
    )
    if cell.sign and columns > 1:
        lines += f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/><w:jc w:val="right"/></w:pPr>{cell.sign}{cell.day}</w:p>'
    elif cell.sign:
        lines += f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/></w:pPr>{cell.sign}</w:p>'
        lines += (
            '<w:p><w:pPr><w:pStyle w:val="ReportCell"/><w:spacing w:before="80"/><w:jc w:val="right"/></w:pPr>'
            f"{cell.day}</w:p>"
        )
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{lines or '<w:p/>'}</w:tc>"
