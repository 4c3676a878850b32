"""A Word document of headings, paragraphs and tables, the same to the byte for the same content.

Tables are grids with a header that repeats on every page; a row never breaks across pages. The table of contents leads
to the headings and asks the word processor for their pages: only that one knows where a page ends.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt

TITLE_FACE, HEAD_FACE, TEXT_FACE, LATIN_FACE = "方正小标宋简体", "黑体", "宋体", "Times New Roman"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP_DATE = (2024, 1, 1, 0, 0, 0)
TWIPS_PER_CM = 567
INK, MUTE = "1F2933", "5B6875"
_COLOURS = {"good": "00664B", "warn": "8A4B00", "own": "7A3E6B", "mute": MUTE, "ink": INK}
PORTRAIT, LANDSCAPE = (21.0, 29.7), (29.7, 21.0)
_MARGIN_CM = 1.8


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look: ``colour`` is one of good, warn, own, mute, ink; ``size`` in points."""

    text: str
    bold: bool = False
    colour: str = ""
    size: float = 0.0


Content = str | Run | Sequence["str | Run"]
"""What a cell or a paragraph says; a line break is a new line."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its width in centimetres, and how its cells stand."""

    title: str
    width: float
    centred: bool = False


class DocxBook:
    """Gathers the document; :meth:`saved` gives its bytes."""

    def __init__(self, *, title: str, header: str, footer: Sequence[str], page: tuple[float, float] = PORTRAIT) -> None:
        self._document: Any = Document()
        self._body = self._document.element.body
        self._entries: list[tuple[int, str, str]] = []
        self._header, self._footer = header, footer
        self._page = page
        self._document.core_properties.title = title
        self._document.core_properties.author = ""
        self._document.core_properties.comments = ""
        for child in list(self._body):
            if child.tag != f"{{{_W}}}sectPr":
                self._body.remove(child)
        self._styles()
        self._furnish()
        self._contents_at: Any = None

    # Text ----------------------------------------------------------------------------------------------------------

    @property
    def text_width(self) -> float:
        """The width between the margins in centimetres."""
        return self._page[0] - 2 * _MARGIN_CM

    def heading(self, level: int, text: str, *, new_page: bool = False) -> None:
        """Add a heading of level 1, 2 or 3; the first two stand in the table of contents."""
        mark = f"_Tuban{len(self._entries) + 1:04d}"
        self._entries.append((level, text, mark))
        number = len(self._entries)
        breaks = "<w:pageBreakBefore/>" if new_page else ""
        self._add(
            f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/>{breaks}</w:pPr><w:bookmarkStart w:id="{number}" '
            f'w:name="{mark}"/>{_run(Run(text))}<w:bookmarkEnd w:id="{number}"/></w:p>'
        )

    def paragraph(
        self,
        content: Content,
        *,
        style: str = "",
        centred: bool = False,
        keep_next: bool = False,
        new_page: bool = False,
    ) -> None:
        """Add a paragraph; ``style`` is one of Cover, Lead, Note."""
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        properties += "<w:keepNext/>" if keep_next else ""
        properties += "<w:pageBreakBefore/>" if new_page else ""
        properties += '<w:jc w:val="center"/>' if centred else ""
        self._add(f"<w:p><w:pPr>{properties}</w:pPr>{_runs(content)}</w:p>")

    def space(self, points: float) -> None:
        """Leave room."""
        self._add(f'<w:p><w:pPr><w:spacing w:before="0" w:after="{int(points * 20)}"/></w:pPr></w:p>')

    def turn(self, page: tuple[float, float]) -> None:
        """End the section: what follows stands on pages of another shape, beginning with a new one."""
        # The paragraph that carries a section's shape must not need a page of its own.
        small = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        self._add(f"<w:p><w:pPr>{small}{self._section()}</w:pPr></w:p>")
        self._page = page

    def contents(self) -> None:
        """Put the table of contents here."""
        self._add("<w:p/>")
        self._contents_at = self._body[-2]

    # Tables --------------------------------------------------------------------------------------------------------

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Content]], *, size: float = 9) -> None:
        """Add a table over the width of the page; widths are shares of it. Type is ``size`` points, no less than 8."""
        size = max(8.0, size)
        whole = sum(column.width for column in columns)
        widths = [int(column.width / whole * self.text_width * TWIPS_PER_CM) for column in columns]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(
            _cell(Run(column.title, bold=True, size=size), width, size, centred=True, shade="EEF2F5", face=HEAD_FACE)
            for column, width in zip(columns, widths, strict=True)
        )
        body = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                _cell(content, width, size, centred=column.centred)
                for content, column, width in zip(row, columns, widths, strict=True)
            )
            + "</w:tr>"
            for row in rows
        )
        self._add(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_borders()}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
            '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
        )
        self._add('<w:p><w:pPr><w:spacing w:before="0" w:after="120" w:line="20" w:lineRule="exact"/></w:pPr></w:p>')

    # The file ------------------------------------------------------------------------------------------------------

    def saved(self) -> bytes:
        """Return the document; identical content gives identical bytes."""
        self._write_contents()
        own = self._body.find(f"{{{_W}}}sectPr")
        self._body.replace(own, parse_xml(self._section()))
        raw = io.BytesIO()
        settings = self._document.settings.element
        settings.append(_parsed('<w:updateFields w:val="true"/>'))
        self._document.save(raw)
        packed = io.BytesIO()
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                info = zipfile.ZipInfo(name, _ZIP_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read(name))
        return packed.getvalue()

    def _add(self, xml: str) -> None:
        self._body.insert(len(self._body) - 1, _parsed(xml))

    def _section(self) -> str:
        width, height = (int(side * TWIPS_PER_CM) for side in self._page)
        turned = ' w:orient="landscape"' if width > height else ""
        margin = int(_MARGIN_CM * TWIPS_PER_CM)
        names = "".join(
            f'<w:{kind}Reference w:type="default" r:id="{relation}"/>'
            for kind, relation in (("header", self._header_id), ("footer", self._footer_id))
        )
        return (
            f'<w:sectPr xmlns:w="{_W}" xmlns:r="{_R}">{names}<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
            f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="680" '
            'w:footer="680" w:gutter="0"/></w:sectPr>'
        )

    def _furnish(self) -> None:
        """Write header and footer once; every section refers to them."""
        section = self._document.sections[0]
        section.header.is_linked_to_previous = False
        section.footer.is_linked_to_previous = False
        head = section.header.paragraphs[0]._p
        head.getparent().replace(head, _parsed(_line(_run(Run(self._header, colour="mute", size=8)), "right")))
        before, between, after = self._footer
        foot = section.footer.paragraphs[0]._p
        pages = "".join(
            _run(Run(said, size=9)) + (_field(code) if code else "")
            for said, code in ((before, "PAGE"), (between, "NUMPAGES"), (after, ""))
        )
        foot.getparent().replace(foot, _parsed(_line(pages, "center")))
        references = section._sectPr
        self._header_id, self._footer_id = (
            references.find(f"{{{_W}}}{kind}Reference").get(f"{{{_R}}}id") for kind in ("header", "footer")
        )

    def _write_contents(self) -> None:
        if self._contents_at is None:
            return
        listed = [entry for entry in self._entries if entry[0] <= _DEEPEST_LISTED]
        edge = int((PORTRAIT[0] - 2 * _MARGIN_CM) * TWIPS_PER_CM)
        made = []
        for level, text, mark in listed:
            page = _field(f"PAGEREF {mark} \\h", stale=True)
            tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{edge}"/></w:tabs>'
            made.append(
                f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/>{tab}</w:pPr><w:hyperlink w:anchor="{mark}" w:history="1">'
                f"{_run(Run(text))}<w:r><w:tab/></w:r>{page}</w:hyperlink></w:p>"
            )
        for xml in made:
            self._contents_at.addprevious(_parsed(xml))
        self._contents_at.getparent().remove(self._contents_at)

    def _styles(self) -> None:
        styles = self._document.styles
        # Without the language a word processor takes the punctuation of another region.
        defaults = styles.element.find(f"{{{_W}}}docDefaults/{{{_W}}}rPrDefault/{{{_W}}}rPr")
        for old in defaults.findall(f"{{{_W}}}lang"):
            defaults.remove(old)
        defaults.append(_parsed('<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))
        _face(styles["Normal"], TEXT_FACE, 10.5)
        styles["Normal"].paragraph_format.space_after = Pt(4)
        styles["Normal"].paragraph_format.line_spacing = 1.25
        for level, size in ((1, 16), (2, 12.5), (3, 11)):
            style = styles[f"Heading {level}"]
            _face(style, HEAD_FACE, size)
            style.font.bold = False
            style.paragraph_format.space_before = Pt(14 if level < 3 else 8)
            style.paragraph_format.space_after = Pt(6 if level < 3 else 3)
            style.paragraph_format.keep_with_next = True
        for name, face, size in (("Note", TEXT_FACE, 9), ("Lead", HEAD_FACE, 11), ("Cover", TITLE_FACE, 28)):
            _face(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), face, size)
        for level, size in ((1, 11), (2, 10)):
            style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.element.set(f"{{{_W}}}styleId", f"TOC{level}")
            _face(style, HEAD_FACE if level == 1 else TEXT_FACE, size)
            style.paragraph_format.left_indent = Pt(0 if level == 1 else 14)
            style.paragraph_format.space_before = Pt(5 if level == 1 else 0)
            style.paragraph_format.space_after = Pt(0)


_DEEPEST_LISTED = 2
STALE = ' w:dirty="true"'


def _face(style: Any, face: str, size: float) -> None:
    style.font.name = LATIN_FACE
    style.font.size = Pt(size)
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    for colour in properties.findall(f"{{{_W}}}color"):
        properties.remove(colour)
    fonts = properties.get_or_add_rFonts()
    for kind in ("ascii", "hAnsi"):
        fonts.set(f"{{{_W}}}{kind}", LATIN_FACE)
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(f"{{{_W}}}{kind}", None)
    fonts.set(f"{{{_W}}}eastAsia", face)


def _parsed(xml: str) -> Any:
    opening = re.match(r"<w:[A-Za-z]+", xml)
    if opening is None:
        raise AssertionError(f"not an element: {xml[:40]}")
    if "xmlns:w=" in xml[: xml.index(">")]:
        return parse_xml(xml)
    return parse_xml(f'{opening.group()} xmlns:w="{_W}" xmlns:r="{_R}"{xml[opening.end() :]}')


def _line(runs: str, side: str) -> str:
    return f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'


def _field(code: str, *, stale: bool = False) -> str:
    """Return a field that the word processor fills; a stale one it fills as soon as it opens the file."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{STALE if stale else ""}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t></w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _runs(content: Content, size: float = 0.0) -> str:
    pieces = [content] if isinstance(content, str | Run) else list(content)
    return "".join(_run(piece if isinstance(piece, Run) else Run(piece), size) for piece in pieces)


def _run(run: Run, size: float = 0.0, face: str = "") -> str:
    points = run.size or size
    look = f'<w:rFonts w:eastAsia="{face}"/>' if face else ""
    look += "<w:b/>" if run.bold else ""
    look += f'<w:color w:val="{_COLOURS[run.colour]}"/>' if run.colour else ""
    look += f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>' if points else ""
    lines = _NOT_XML.sub("", run.text).split("\n")
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{texts}</w:r>"


def _cell(content: Content, width: int, size: float, *, centred: bool = False, shade: str = "", face: str = "") -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    side = '<w:jc w:val="center"/>' if centred else ""
    runs = _run(content, size, face) if face and isinstance(content, Run) else _runs(content, size)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{"<w:keepNext/>" if face else ""}<w:spacing w:before="20" w:after="20" '
        f'w:line="{round(size * 20 * 1.25)}" w:lineRule="atLeast"/>{side}</w:pPr>{runs}</w:p></w:tc>'
    )


def _borders() -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{colour}"/>'
        for side, weight, colour in (
            ("top", 8, INK),
            ("left", 4, "8D99A6"),
            ("bottom", 8, INK),
            ("right", 4, "8D99A6"),
            ("insideH", 4, "B7C0C9"),
            ("insideV", 4, "B7C0C9"),
        )
    )
