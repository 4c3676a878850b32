"""The table of an approval form (呈批表): labels and what stands beside them, with black lines, on one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tuban.render.cards.docx_package import HEAD_FONT
from tuban.render.cards.docx_text import escape

_TWIPS_PER_MM = 56.7
_GRID_MM = (29, 49, 29, 49)
_LEAST_MM = 9


@dataclass(frozen=True, slots=True)
class Cell:
    """A label, the runs of its paragraphs, the runs of the line for a signature, and its least height."""

    label: str
    lines: tuple[str, ...]
    sign: str
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
    parts = []
    for cell in cells:
        is_wide = len(cells) == 1
        parts.append(_label(cell.label, widths[0]))
        parts.append(_value(cell, sum(widths[1:]) if is_wide else widths[1], 3 if is_wide else 1))
    tall = max(_LEAST_MM, *(cell.tall for cell in cells))
    height = f'<w:trHeight w:val="{round(tall * _TWIPS_PER_MM)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(parts)}</w:tr>"


def _label(label: str, width: int) -> str:
    run = (
        f'<w:r><w:rPr><w:rFonts w:eastAsia="{HEAD_FONT}"/><w:sz w:val="22"/></w:rPr><w:t>{escape(label)}</w:t></w:r>'
    )  # fmt: skip
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/><w:jc w:val="center"/></w:pPr>{run}</w:p>'
    about = f'<w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{paragraph}</w:tc>"


def _value(cell: Cell, width: int, columns: int) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    place = "top" if cell.sign and cell.lines else "bottom" if cell.sign else "center"
    about = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="{place}"/>'
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/><w:spacing w:line="320" w:lineRule="atLeast"/></w:pPr>{one}</w:p>'
        for one in cell.lines
    )
    if cell.sign:
        before = '<w:spacing w:before="240"/>' if cell.lines else ""
        lines += f'<w:p><w:pPr><w:pStyle w:val="ReportCell"/>{before}<w:jc w:val="right"/></w:pPr>{cell.sign}</w:p>'
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{lines or '<w:p/>'}</w:tc>"
