"""A Word file (DOCX) as a package of parts, byte for byte the same for the same content.

The parts that never change are compressed once; a card only adds its body, its footer and its pictures. The clock is
never read: the date in the file's properties is the one given, and the entries of the archive have no times.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tuban.render.cards.docx_text import escape, run

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOT = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

# As custom has it in official papers (公文): titles in 小标宋, heads in 黑体, labels in 宋体, what is filled in 仿宋.
TITLE_FONT, HEAD_FONT, LABEL_FONT, VALUE_FONT = "方正小标宋简体", "黑体", "宋体", "仿宋_GB2312"
LATIN_FONT = "Times New Roman"
_BOX_FONT = "Segoe UI Symbol"
# name, other names of the same face, character set, family: what a machine without the face may take instead.
_FONTS = (
    (TITLE_FONT, "FZXiaoBiaoSong-B05S", "86", "script"),
    (HEAD_FONT, "SimHei", "86", "modern"),
    (LABEL_FONT, "SimSun", "86", "roman"),
    (VALUE_FONT, "FangSong_GB2312,仿宋,FangSong", "86", "modern"),
    (_BOX_FONT, "MS Gothic", "00", "swiss"),
    (LATIN_FONT, "Liberation Serif", "00", "roman"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Paper size and margins in twips (1/1440 inch)."""

    width: int
    height: int
    side: int
    top: int
    bottom: int

    @property
    def text_width(self) -> int:
        """Width between the margins."""
        return self.width - 2 * self.side


PORTRAIT = Page(11906, 16838, 1020, 720, 820)
LANDSCAPE = Page(16838, 11906, 700, 1020, 907)


@dataclass(frozen=True, slots=True)
class Entry:
    """One compressed file of an archive."""

    name: bytes
    crc: int
    size: int
    packed: bytes
    method: int


def entry(name: str, content: bytes, *, stored: bool = False) -> Entry:
    """Return a file compressed for an archive; ``stored`` leaves what is compressed already as it is."""
    if stored:
        return Entry(name.encode(), zlib.crc32(content), len(content), content, 0)
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Entry(name.encode(), zlib.crc32(content), len(content), packer.compress(content) + packer.flush(), 8)


class Stream:
    """A file of an archive that is compressed while it is written, so that a volume never lies in memory whole."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        self._packed: list[bytes] = []
        self._crc = 0
        self._size = 0

    def add(self, text: str) -> None:
        """Write more text (UTF-8)."""
        content = text.encode()
        self._crc = zlib.crc32(content, self._crc)
        self._size += len(content)
        self._packed.append(self._packer.compress(content))

    def entry(self, name: str) -> Entry:
        """End the file and return it; nothing can be added afterwards."""
        packed = b"".join([*self._packed, self._packer.flush()])
        return Entry(name.encode(), self._crc, self._size, packed, 8)


def archive(entries: Iterable[Entry]) -> bytes:
    """Return a ZIP archive of the entries in their order, all dated 1980-01-01 00:00."""
    body, directory, count, offset = [], [], 0, 0
    for item in entries:
        about = struct.pack(
            "<HHHHHIIIHH", 20, 0, item.method, 0, 0x21, item.crc, len(item.packed), item.size, len(item.name), 0
        )
        body += [b"PK\x03\x04", about, item.name, item.packed]
        directory += [b"PK\x01\x02\x14\x00", about, struct.pack("<HHHII", 0, 0, 0, 0, offset), item.name]
        offset += 30 + len(item.name) + len(item.packed)
        count += 1
    size = sum(map(len, directory))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)
    return b"".join([*body, *directory, end])


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG inside a document: its bytes and its size in pixels."""

    content: bytes
    width: int
    height: int


class Document:
    """A DOCX in the making: its body is added piece by piece, its pictures are numbered as they come."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures: list[Picture] = []
        self._body = Stream()
        self._body.add(f"{DECLARATION}<w:document {_ROOT}><w:body>")

    def add(self, xml: str) -> None:
        """Add to the body."""
        self._body.add(xml)

    def relate(self, item: Picture) -> tuple[str, int]:
        """Take a picture in; return the id of its relation and its number in this document, from 1."""
        self.pictures.append(item)
        return f"rIdP{len(self.pictures)}", len(self.pictures)

    def finish(self, *, footer: Sequence[str], title: str, dated: date) -> bytes:
        """Return the file. ``footer`` is left text, page words (before, between, after), right text."""
        self._body.add(f"{_section(self.page)}</w:body></w:document>")
        relations = "".join(
            f'<Relationship Id="rIdP{number}" Type="{_R}/image" Target="media/image{number}.jpeg"/>'
            for number in range(1, len(self.pictures) + 1)
        )
        return archive(
            [
                *_fixed_entries(),
                entry("docProps/core.xml", _core(title, dated).encode()),
                entry("word/footer1.xml", _footer(footer, self.page).encode()),
                entry("word/_rels/document.xml.rels", _document_relations(relations).encode()),
                self._body.entry("word/document.xml"),
                *(
                    entry(f"word/media/image{number}.jpeg", item.content, stored=True)
                    for number, item in enumerate(self.pictures, 1)
                ),
            ]
        )


def _section(page: Page) -> str:
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rIdF"/>'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{turned}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.side}" w:bottom="{page.bottom}" w:left="{page.side}" '
        'w:header="454" w:footer="454" w:gutter="0"/></w:sectPr>'
    )


def _core(title: str, dated: date) -> str:
    moment = f"{dated.isoformat()}T00:00:00Z"
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>Tuban 图斑</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _footer(words: Sequence[str], page: Page) -> str:
    left, before, between, after, right = words
    middle, end = page.text_width // 2, page.text_width
    return (
        f'{DECLARATION}<w:ftr {_ROOT}><w:p><w:pPr><w:pStyle w:val="CardFooter"/><w:tabs>'
        f'<w:tab w:val="center" w:pos="{middle}"/><w:tab w:val="right" w:pos="{end}"/></w:tabs></w:pPr>'
        f"{run(left)}<w:r><w:tab/></w:r>{run(before)}{_field('PAGE')}{run(between)}{_field('NUMPAGES')}{run(after)}"
        f"<w:r><w:tab/></w:r>{run(right)}</w:p></w:ftr>"
    )


def _field(code: str) -> str:
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _document_relations(more: str) -> str:
    fixed = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>'
        for name, kind, target in (
            ("rIdS", "styles", "styles.xml"),
            ("rIdT", "settings", "settings.xml"),
            ("rIdN", "fontTable", "fontTable.xml"),
            ("rIdF", "footer", "footer1.xml"),
        )
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{fixed}{more}</Relationships>'


@cache
def _fixed_entries() -> tuple[Entry, ...]:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", f"{main}.document.main"), ("word/styles.xml", f"{main}.styles"),
            ("word/settings.xml", f"{main}.settings"), ("word/fontTable.xml", f"{main}.fontTable"),
            ("word/footer1.xml", f"{main}.footer"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        )
    )  # fmt: skip
    content_types = (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
        f"{types}</Types>"
    )
    relations = (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )
    settings = (
        f'{DECLARATION}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )
    return (
        entry("[Content_Types].xml", content_types.encode()),
        entry("_rels/.rels", relations.encode()),
        entry("word/styles.xml", _styles().encode()),
        entry("word/settings.xml", settings.encode()),
        entry("word/fontTable.xml", font_table().encode()),
    )


def font_table(*more: tuple[str, str, str, str]) -> str:
    """Return the fonts of a document, each with the faces that may stand in for it; ``more`` adds to our own."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="{charset}"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, other, charset, family in (*_FONTS, *more)
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'


def _styles() -> str:
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(VALUE_FONT)}<w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    )
    paragraphs = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{spacing}<w:jc w:val="{place}"/></w:pPr>'
        f'<w:rPr>{_fonts(font)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for name, font, size, place, spacing in (
            ("CardTitle", TITLE_FONT, 34, "center", '<w:keepNext/><w:spacing w:after="60"/>'),
            ("CardNotice", LABEL_FONT, 16, "center", '<w:keepNext/><w:spacing w:after="60"/>'),
            ("CardLine", LABEL_FONT, 18, "left", ""),
            ("CardLineRight", LABEL_FONT, 18, "right", ""),
            ("CardLineMiddle", LABEL_FONT, 18, "center", ""),
            ("CardBlock", HEAD_FONT, 19, "center", ""),
            ("CardLabel", LABEL_FONT, 18, "center", ""),
            ("CardValue", VALUE_FONT, 20, "left", ""),
            ("CardNumber", VALUE_FONT, 20, "right", ""),
            ("CardMiddle", VALUE_FONT, 20, "center", ""),
            ("CardSmall", VALUE_FONT, 17, "left", ""),
            ("CardSmallNumber", VALUE_FONT, 17, "right", ""),
            ("CardSign", LABEL_FONT, 20, "left", ""),
            ("CardFooter", LABEL_FONT, 16, "left", ""),
        )
    )
    characters = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:rPr>{look}</w:rPr></w:style>"
        for name, look in (
            ("CardBox", f'<w:rFonts w:ascii="{_BOX_FONT}" w:hAnsi="{_BOX_FONT}" w:eastAsia="{_BOX_FONT}"/>'),
            ("CardHint", '<w:color w:val="8A8A8A"/><w:sz w:val="17"/>'),
            ("CardBasis", '<w:color w:val="595959"/><w:sz w:val="16"/>'),
            ("CardHead", f'<w:rFonts w:eastAsia="{HEAD_FONT}"/>'),
        )
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{6 if side.startswith("inside") else 12}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    tables = (
        '<w:style w:type="table" w:customStyle="1" w:styleId="CardTable"><w:name w:val="CardTable"/><w:tblPr>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar><w:top w:w="15" w:type="dxa"/>'
        '<w:left w:w="55" w:type="dxa"/><w:bottom w:w="15" w:type="dxa"/><w:right w:w="55" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    return f'{DECLARATION}<w:styles xmlns:w="{_W}">{defaults}{paragraphs}{characters}{tables}</w:styles>'


def _fonts(east_asian: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{east_asian}" w:cs="{LATIN_FONT}"/>'
