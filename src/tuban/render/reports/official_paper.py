"""The look of an official paper (公文, after GB/T 9704) as styles of a Word document.

Title in 小标宋, chapters in 黑体, sections in 楷体, text in 仿宋 of size 三号 on lines of 28 points; A4 with the
margins of the standard; page numbers «— 1 —» at the outer edge. The fonts are named, the reader's machine has them.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tuban.render.cards.docx_package import (
    HEAD_FONT,
    LABEL_FONT,
    LATIN_FONT,
    TITLE_FONT,
    VALUE_FONT,
    archive,
    entry,
    font_table,
)

SECTION_FONT = "楷体_GB2312"
TEXT_WIDTH_MM = 156
_MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
_SIZE_TITLE, _SIZE_TEXT, _SIZE_PAGE, _SIZE_TABLE, _SIZE_SMALL = 22, 16, 14, 10.5, 9
_LINE = 28
_DROPPED = ("docProps/thumbnail.jpeg",)

# What stands behind the spacing between scripts in the properties of a paragraph: the format keeps an order.
_AFTER_SPACING = (
    "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
)  # fmt: skip
_Look = tuple[str, str, float, str, float, bool, float, float, bool]
# Paragraph styles: name, font, size, alignment, exact line in points (0 is single), indent of two signs, space before
# and after in points, kept with the next paragraph.
_PARAGRAPHS: tuple[_Look, ...] = (
    ("Title", TITLE_FONT, _SIZE_TITLE, "center", 34, False, 0, 14, True),
    ("Heading 1", HEAD_FONT, _SIZE_TEXT, "left", _LINE, True, 0, 0, True),
    ("Heading 2", SECTION_FONT, _SIZE_TEXT, "left", _LINE, True, 0, 0, True),
    ("Heading 3", VALUE_FONT, _SIZE_TEXT, "left", _LINE, True, 4, 0, True),
    ("Body Text", VALUE_FONT, _SIZE_TEXT, "both", _LINE, True, 0, 0, False),
    ("Caption", HEAD_FONT, 12, "center", 0, False, 8, 3, True),
    ("Report Unit", SECTION_FONT, _SIZE_TABLE, "right", 0, False, 0, 2, True),
    ("Report Source", SECTION_FONT, _SIZE_SMALL, "left", 0, False, 3, 10, False),
    ("Report Picture", VALUE_FONT, _SIZE_TABLE, "center", 0, False, 4, 0, True),
    ("Report Picture Title", HEAD_FONT, 12, "center", 0, False, 2, 2, True),
    ("Report Notice", SECTION_FONT, _SIZE_TABLE, "both", 16, False, 0, 10, False),
    ("Report Cell", VALUE_FONT, _SIZE_TABLE, "left", 0, False, 0, 0, False),
    ("Report Number", VALUE_FONT, _SIZE_TABLE, "right", 0, False, 0, 0, False),
    ("Report Head", HEAD_FONT, _SIZE_TABLE, "center", 0, False, 0, 0, False),
    ("Report Small", VALUE_FONT, _SIZE_SMALL, "left", 0, False, 0, 0, False),
    ("Report Small Head", HEAD_FONT, _SIZE_SMALL, "center", 0, False, 0, 0, False),
    ("Report Small Number", VALUE_FONT, _SIZE_SMALL, "right", 0, False, 0, 0, False),
    ("Report Sign", VALUE_FONT, _SIZE_TEXT, "right", _LINE, False, 0, 0, False),
    ("Report Attachment", HEAD_FONT, _SIZE_TEXT, "left", _LINE, False, 0, 6, True),
)
_OUTLINED = {"Heading 1": 0, "Heading 2": 1, "Heading 3": 2, "Report Attachment": 0}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
TO_WRITE, DRAFTED, SOURCE = "To Write", "Drafted", "Source Mark"


def new_paper(title: str, *, dated: date) -> Any:
    """Return an empty document with the styles, the page and the footer of an official paper."""
    paper = Document()
    for paragraph in list(paper.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    _page(paper)
    for look in _PARAGRAPHS:
        _paragraph_style(paper, look)
    _character_style(paper, TO_WRITE, bold=False, highlight="FFE699")
    _character_style(paper, DRAFTED, bold=False, colour="1F6F8B", size=12)
    _character_style(paper, SOURCE, bold=False, colour="808080", raised=True)
    _footers(paper)
    about = paper.core_properties
    moment = datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - the file format writes it as UTC
    about.title, about.author, about.last_modified_by, about.revision = title, "Tuban 图斑", "Tuban 图斑", 1
    about.created = about.modified = moment
    about.comments = about.keywords = about.subject = ""
    return paper


def saved(paper: Any) -> bytes:
    """Return the file, byte for byte the same for the same content: no times in the archive, entries in order."""
    written = io.BytesIO()
    paper.save(written)
    with zipfile.ZipFile(written) as package:
        names = sorted(package.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        parts = {name: package.read(name) for name in names if name not in _DROPPED}
    extra = (SECTION_FONT, "楷体,KaiTi_GB2312,KaiTi", "86", "modern")
    parts["word/fontTable.xml"] = font_table(extra).encode()
    parts["_rels/.rels"] = _without_thumbnail(parts["_rels/.rels"])
    return archive(entry(name, part, stored=name.endswith((".png", ".jpeg", ".jpg"))) for name, part in parts.items())


def _without_thumbnail(relations: bytes) -> bytes:
    root = parse_xml(relations)
    for relation in list(root):
        if relation.get("Target", "").endswith("thumbnail.jpeg"):
            root.remove(relation)
    return bytes(serialize_part_xml(root))


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance, section.footer_distance = Mm(15), Mm(25)


def _fonts(properties: Any, east_asian: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    fonts = OxmlElement("w:rFonts")
    for place in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{place}"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), east_asian)
    properties.insert(0, fonts)


def _paragraph_style(paper: Any, look: _Look) -> None:
    name, font, size, align, line, indented, before, after, kept = look
    styles = paper.styles
    known = [style for style in styles if style.name == name]
    style = known[0] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = styles["Normal"]
    style.hidden, style.quick_style = False, True
    _fonts(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
    style.font.bold, style.font.italic = name == "Heading 3", False
    form = style.paragraph_format
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    form.alignment, form.space_before, form.space_after = _ALIGN[align], Pt(before), Pt(after)
    form.keep_with_next, form.widow_control = kept, False
    if line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    else:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _tight(style.element.get_or_add_pPr())
    if indented:
        _indent(style.element.get_or_add_pPr(), size)
    if name in _OUTLINED:
        _outline(style.element.get_or_add_pPr(), _OUTLINED[name])


def _tight(properties: Any) -> None:
    """Set no space between Chinese and figures."""
    for name in ("autoSpaceDE", "autoSpaceDN"):
        found = properties.find(qn(f"w:{name}"))
        if found is not None:
            properties.remove(found)
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *_AFTER_SPACING)


def _indent(properties: Any, size: float) -> None:
    """Indent the first line by two signs, whatever their size."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(size * 2 * 20)))


def _outline(properties: Any, level: int) -> None:
    found = properties.find(qn("w:outlineLvl"))
    if found is None:
        found = OxmlElement("w:outlineLvl")
        properties.append(found)
    found.set(qn("w:val"), str(level))


def _character_style(
    paper: Any, name: str, *, bold: bool, colour: str = "", highlight: str = "", size: float = 0, raised: bool = False
) -> None:
    style = paper.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    style.quick_style = True
    style.font.bold = bold
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    if size:
        style.font.size = Pt(size)
    if raised:
        style.font.superscript = True
    if highlight:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", highlight)):
            shade.set(qn(f"w:{key}"), value)
        style.element.get_or_add_rPr().append(shade)


def _footers(paper: Any) -> None:
    """Put «— n —» at the outer edge: right on odd pages, left on even ones, one sign in from the margin."""
    section = paper.sections[0]
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = paper.styles["Footer"]
        paragraph.alignment = _ALIGN[align]
        indent = paragraph._element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn(f"w:{align}Chars"), "100")
        indent.set(qn(f"w:{align}"), str(_SIZE_PAGE * 20))
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            _fonts(run._element.get_or_add_rPr(), LABEL_FONT)
            run.font.size = Pt(_SIZE_PAGE)
            if text is None:
                _field(run._element, "PAGE")


def _field(run: Any, code: str) -> None:
    for kind in ("begin", "code", "separate", "text", "end"):
        if kind == "code":
            part = OxmlElement("w:instrText")
            part.text = f" {code} "
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run.append(part)
