"""A paper of a case as a Word file in the look of an official paper; a draft bears its watermark on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from tuban.render.cards.docx_package import HEAD_FONT
from tuban.render.cards.docx_text import escape
from tuban.render.case_papers.tables import Cell, table
from tuban.render.reports.official_paper import TO_WRITE, new_paper, saved
from tuban.render.reports.pieces import CellText, add_paragraph, add_table, style_id
from tuban.rules.case_papers import FilledCell, FilledPaper, FilledPart, Span, Spans

_HEADING = re.compile(r"^[一二三四五六七八九十]、.{1,20}$")
_DAY = "　　　年　　月　　日"
_SIGN = "签名：　　　　　　　"
_CELL_SIZE = 24
"""Half points: 小四."""
_W = nsdecls("w")
_SIGNATURES = {
    "officers": (f"执法人员（签名）：　　　　　　、　　　　　　{_DAY}",),
    "person": (f"当事人（被询问人、见证人）签名：　　　　　　　{_DAY}",),
    "receiver": ("接收机关（印章）：　　　　　　　　　接收人（签名）：", _DAY),
}
_FORM_WIDTH_MM = 156
_TWIPS_PER_MM = 56.7
_KEPT_BEFORE = frozenset({"sign", "ruled"})
_KEPT_AFTER_SIGN = frozenset({"sign", "foot"})
_FORM_MARGINS_MM = (("top", 25), ("bottom", 22), ("left", 27), ("right", 27))


def write_paper(paper: FilledPaper, *, dated: date) -> bytes:
    """Return the file of a filled paper; the same for the same content."""
    document = new_paper(paper.template.title, dated=dated)
    is_form = any(part.kind == "rows" for part in paper.parts)
    if is_form:
        for side, width in _FORM_MARGINS_MM:
            setattr(document.sections[0], f"{side}_margin", Mm(width))
        document.sections[0].footer_distance = Mm(14)
    if not is_form:
        add_paragraph(document, "Title", _run(paper.organ), properties='<w:spacing w:after="0"/>')
    add_paragraph(document, "Title", _run(paper.template.title), properties='<w:spacing w:after="160"/>')
    if paper.template.number and (paper.number or not is_form):
        shown = paper.number or "【文号待编】"
        add_paragraph(document, "Report Sign", _run(shown, is_missing=not paper.number))
    if is_form:
        _made_by(document, paper)
    for part, after in zip(paper.parts, [*paper.parts[1:], None], strict=True):
        is_signed = part.kind == "sign"
        kept_before = _KEPT_AFTER_SIGN if is_signed else _KEPT_BEFORE
        _part(document, part, paper, is_kept=after is not None and after.kind in kept_before)
    if paper.is_draft:
        _watermark(document)
    return saved(document)


def _made_by(document: Any, paper: FilledPaper) -> None:
    """Say above the table of a form by whom it was filled, and when: the last line of a page is the table's."""
    at = round(_FORM_WIDTH_MM * _TWIPS_PER_MM)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{at}"/></w:tabs><w:spacing w:after="60"/>'
    runs = _run(f"填表单位：{paper.organ}", size=21) + "<w:r><w:tab/></w:r>" + _run(f"填表日期：{paper.day}", size=21)
    add_paragraph(document, "Report Cell", runs, properties="<w:keepNext/>" + tab)


def _part(document: Any, part: FilledPart, paper: FilledPaper, *, is_kept: bool) -> None:
    if part.kind == "rows":
        table(document, [[_cell(one) for one in row] for row in part.rows])
    elif part.kind == "to":
        for spans in part.texts:
            add_paragraph(document, "Body Text", _spans(spans), properties=_NO_INDENT + _RAGGED)
    elif part.kind == "text":
        for place, spans in enumerate(part.texts, start=1):
            is_heading = len(spans) == 1 and bool(_HEADING.match(spans[0].text))
            kept = "<w:keepNext/><w:keepLines/>" if is_kept and place == len(part.texts) else ""
            style = "Heading 1" if is_heading else "Body Text"
            add_paragraph(document, style, _spans(spans), properties=kept + _RAGGED)
    elif part.kind == "lines":
        for label, spans in part.lines:
            runs = _run(f"{label}：", font=HEAD_FONT) + _spans(spans)
            add_paragraph(document, "Body Text", runs, properties=_HANGING)
    elif part.kind == "ruled":
        keep = "<w:keepNext/>" if is_kept else ""
        for _place in range(part.count):
            add_paragraph(document, "Body Text", "", properties=keep + _RULED)
    elif part.kind == "list":
        _list(document, part)
    elif part.kind == "foot":
        _foot(document, part.texts)
    elif part.kind == "sign":
        _sign(document, part.word, paper, is_kept=is_kept)


_RAGGED = '<w:jc w:val="left"/>'
"""Lines are not stretched: a number that goes to the next one would tear the line before it apart."""
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_HANGING = '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
_RULED = (
    '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    '<w:between w:val="single" w:sz="4" w:space="0" w:color="808080"/></w:pBdr>' + _NO_INDENT
)


def _run(text: str, *, is_missing: bool = False, size: int = 0, font: str = "") -> str:
    look = f'<w:rStyle w:val="{style_id(TO_WRITE)}"/>' if is_missing else ""
    if font:
        look += f'<w:rFonts w:eastAsia="{font}"/>'
    if size:
        look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    about = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _spans(spans: Iterable[Span], *, size: int = 0) -> str:
    return "".join(_run(one.text, is_missing=one.is_missing, size=size) for one in spans if one.text)


def _lines_of(spans: Spans) -> list[list[Span]]:
    """Return the paragraphs of words that may hold several."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *others = span.text.split("\n")
        lines[-1].append(Span(first, span.is_missing))
        lines += [[Span(other, span.is_missing)] for other in others]
    return lines


def _cell(cell: FilledCell) -> Cell:
    lines = [_spans(line, size=_CELL_SIZE) for line in _lines_of(cell.spans)]
    sign, day = (_run(_SIGN, size=22), _run(_DAY, size=22)) if cell.sign else ("", "")
    return Cell(cell.label, tuple(one for one in lines if one), sign, day, cell.tall)


def _list(document: Any, part: FilledPart) -> None:
    shown = part.table
    if shown is None or not shown.rows:
        add_paragraph(document, "Body Text", _run("【无】", is_missing=True))
        return
    head = [CellText(_run(one), "Report Head", shaded=True) for one in shown.heads]
    rows = [[CellText(_run(one), "Report Cell") for one in row] for row in shown.rows]
    add_paragraph(document, "Report Small", "")
    add_table(document, shown.widths, [head], rows, least_mm=8)


def _foot(document: Any, texts: Sequence[Spans]) -> None:
    for place, spans in enumerate(texts):
        rule = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="6" w:color="000000"/></w:pBdr>' if not place else ""
        before = '<w:spacing w:before="360"/>' if not place else ""
        add_paragraph(document, "Report Cell", _spans(spans, size=_CELL_SIZE), properties=rule + before)


def _sign(document: Any, who: str, paper: FilledPaper, *, is_kept: bool) -> None:
    gap = '<w:keepLines/><w:spacing w:before="480"/>'
    keep = "<w:keepNext/>" if is_kept else ""
    if who == "organ":
        add_paragraph(document, "Report Sign", _run(f"{paper.organ}（印章）　　"), properties="<w:keepNext/>" + gap)
        add_paragraph(document, "Report Sign", _run(f"{paper.day}　　　　"), properties=keep)
        return
    for place, line in enumerate(_SIGNATURES[who]):
        align = '<w:jc w:val="left"/>' if not place else '<w:jc w:val="right"/>'
        add_paragraph(
            document, "Report Cell", _run(line, size=_CELL_SIZE), properties=keep + (gap if not place else "") + align
        )  # fmt: skip


_MARK = (
    '<w:p {w} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" '
    'o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
    '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
    '</v:formulas><v:path textpathok="t" o:connecttype="rect"/></v:shapetype>'
    '<v:shape id="tuban_draft_{id}" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;'
    "width:330pt;height:165pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    'mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" '
    'fillcolor="#d0d0d0" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;'
    'font-size:1pt" string="草　稿"/></v:shape></w:pict></w:r></w:p>'
)


def _watermark(document: Any) -> None:
    """Lay the word for a draft across every page, odd and even."""
    section = document.sections[0]
    for id, header in enumerate((section.header, section.even_page_header), start=1):
        header.is_linked_to_previous = False
        for old in list(header.paragraphs):
            old._element.getparent().remove(old._element)
        header._element.append(parse_xml(_MARK.format(w=_W, id=id)))
