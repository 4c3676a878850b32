"""The mark of a copy: who took it, when, and the number that leads to the line of the audit which tells of it.

It is laid on a PDF that was drawn for one reader: a line of small letters at the lower edge of every page, and, but for
papers that are signed by hand, the same words faintly across, under everything that is printed. Both are text that can
be searched. A file that is kept under its digest is never marked: it leaves byte for byte, docs/decisions/0063.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter

from tuban.render.maps.typesetting import typeset


@dataclass(frozen=True, slots=True)
class CopyMark:
    """What a copy bears: the ``line`` at its edge, the words ``across`` (empty: none), and its ``number``."""

    line: str
    across: str
    number: str


def marked(content: bytes, mark: CopyMark) -> bytes:
    """Return a PDF with its mark on every page, its title and bookmarks kept. Raises NoChineseFont."""
    whole = PdfWriter(clone_from=io.BytesIO(content))
    sizes = sorted({_size(page) for page in whole.pages})
    with tempfile.TemporaryDirectory(prefix="tuban-mark-") as folder:
        target = Path(folder) / "mark.pdf"
        data = {"title": "", "sizes": sizes, "line": mark.line, "across": mark.across}
        typeset("copy_mark/page.typ", data, target, drawings={}, pictures={})
        drawn = PdfReader(io.BytesIO(target.read_bytes())).pages
        lines = dict(zip(sizes, drawn[0::2], strict=True))
        words = dict(zip(sizes, drawn[1::2], strict=True))
        for page in whole.pages:
            size = _size(page)
            page.merge_page(lines[size])
            if mark.across:
                page.merge_page(words[size], over=False)
    whole.add_metadata({"/Keywords": mark.number})
    whole.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    made = io.BytesIO()
    whole.write(made)
    return made.getvalue()


def _size(page: PageObject) -> tuple[float, float]:
    return round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)
