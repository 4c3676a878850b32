"""WordprocessingML as text: paragraphs, runs, cells, rows. Whatever comes from data is cleaned and escaped here.

Data only ever ends up between ``<w:t>`` tags, so it can become neither markup nor a field code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # no XML document may hold these, or shows them
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # these would let a text look like another one
)
_BREAKS = re.compile("\r\n|[\n\r\u0085\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text without what XML forbids and without signs that change how the others are read.

    Line breaks stay (as ``\\n``), a tab becomes a space.

    >>> clean("a\\x00b\\tc\\r\\nd\\u202ee")
    'ab c\\nde'
    """
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text).replace("\t", " "))


def escape(text: str) -> str:
    """Return cleaned text that is safe between tags and inside a quoted attribute."""
    return (
        clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )  # fmt: skip


def run(text: str, style: str = "") -> str:
    """Return a run of text in a character style; line breaks become breaks."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    body = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(text).split("\n"))
    return f'<w:r>{properties}<w:t xml:space="preserve">{body}</w:t></w:r>' if text else ""


def paragraph(style: str, *runs: str, page_break: bool = False, keep_next: bool = False) -> str:
    """Return a paragraph in a style, begun on a new page where asked."""
    extra = ("<w:keepNext/>" if keep_next else "") + ("<w:pageBreakBefore/>" if page_break else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{"".join(runs)}</w:p>'


def cell(width: int, span: int, content: str, *, merge: str = "", borders: str = "") -> str:
    """Return a table cell ``width`` twips wide over ``span`` columns; ``merge`` is restart or continue."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>'
    return f'<w:tc><w:tcPr>{properties}{borders}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, height: int = 0, header: bool = False, may_split: bool = False) -> str:
    """Return a table row at least ``height`` twips high, kept on one page unless it may split."""
    properties = "" if may_split else "<w:cantSplit/>"
    if height:
        properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    if header:
        properties += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def kept_with_next(row: str) -> str:
    """Return a row that stays on the page of the one after it."""
    return re.sub(r'(<w:pPr><w:pStyle w:val="[A-Za-z]+"/>)(?!<w:keepNext/>)', r"\1<w:keepNext/>", row)


def table(widths: Sequence[int], rows: Iterable[str]) -> str:
    """Return a table of fixed columns, bordered all round."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="CardTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def picture(relation: str, number: int, description: str, *, width: int, height: int) -> str:
    """Return a run that shows the picture of a relation, its size in EMU."""
    name = escape(description).replace("\n", " ")
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{name}"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
