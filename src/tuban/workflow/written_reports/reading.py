"""What stands in a Word file that somebody edited: its lines, its pictures, and the figures by their tags.

The file is foreign: it is read in a child process, which may use so much memory and time and no more.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from PIL import Image

from tuban.kernel.formats.standing import readers_here
from tuban.kernel.formats.tasks import MIB, Limits, Task
from tuban.render.reports.pieces import TAG_PREFIX
from tuban.values.errors import TubanError
from tuban.workflow.plans.looking import look

LARGEST = 80 * MIB
_LIMITS = Limits(memory=768 * MIB, seconds=40, written=64 * MIB)
_BODY, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_MOST_TEXT, _MOST_PICTURES, _PIXELS = 4_000_000, 60, 1400
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}footnotePr", f"{_W}instrText"})


class NotAReport(TubanError):
    """«{name}» cannot be taken as an edited report: {why}."""

    code = "written_reports.not_a_report"
    hint = "Hand in the Word file (.docx) that was made of the draft. Open it and save it again where it is damaged."


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says: ``blocks`` are paragraphs, tables and pictures in order, see :func:`read`; ``lines`` the text
    of every paragraph and row of a table, cells apart by tabs, with the tags of its figures and where they stand."""

    blocks: list[dict[str, Any]]
    lines: list[tuple[str, list[tuple[str, int, int]]]]

    @property
    def figures(self) -> dict[str, str]:
        """The text under each tag, where it stands first."""
        found: dict[str, str] = {}
        for text, tags in self.lines:
            for tag, start, end in tags:
                found.setdefault(tag, text[start:end].strip())
        return found


def content_of(path: Path, name: str, *, pictures: Path | None = None) -> Content:
    """Read a Word file in a child; ``pictures`` is a folder to put its pictures into. Raises NotAReport."""
    size = path.stat().st_size
    if not size or size > LARGEST:
        why = _("it is larger than {most} MB").format(most=LARGEST // MIB) if size else _("it is empty")
        raise NotAReport(name=name, why=why)
    asked = {"path": str(path), "pictures": str(pictures) if pictures is not None else ""}
    outcome = readers_here().run(Task("tuban.workflow.written_reports.reading:read", asked, _LIMITS))
    told: dict[str, Any] = outcome.answer if outcome.ending == "done" else {"fault": "broken"}
    if told.get("fault"):
        whys = {
            "kind": _("it is no Word file"), "macros": _("it holds macros"),
            "huge": _("it unpacks to far more than a report"), "broken": _("it is damaged or cut off"),
        }  # fmt: skip
        raise NotAReport(name=name, why=whys.get(told["fault"], whys["broken"]))
    lines = [(text, [(tag, start, end) for tag, start, end in tags]) for text, tags in told["lines"]]
    return Content(told["blocks"], lines)


def shrunk(path: Path, into: Path) -> bool:
    """Write a photo small enough for a report as JPEG, in a child; returns whether that could be done."""
    asked = {"path": str(path), "into": str(into)}
    outcome = readers_here().run(Task("tuban.workflow.written_reports.reading:shrink", asked, _LIMITS))
    return outcome.ending == "done" and into.is_file()


# In the child -------------------------------------------------------------------------------------------------------


def shrink(path: str, into: str) -> None:
    """Write a picture at most so many pixels wide and high. To be run in a child."""
    with Image.open(path) as picture:
        picture.draft("RGB", (_PIXELS, _PIXELS))
        picture.thumbnail((_PIXELS, _PIXELS))
        picture.convert("RGB").save(into, "JPEG", quality=82)


def read(path: str, pictures: str) -> dict[str, Any]:
    """Return ``blocks`` and ``lines`` of a Word file, or its ``fault``. To be run in a child. No entity is resolved.

    A block is ``{"style", "text"}``, ``{"rows": [[{"text", "columns"}]], "heads"}`` or ``{"picture"}``, the name of a
    JPEG below ``pictures``.
    """
    told = look(path)
    if told.get("suffix") != ".docx":
        return {"fault": told.get("fault", "kind")}
    try:
        with zipfile.ZipFile(path) as archive:
            body = parse_xml(archive.read(_BODY)).find(f"{_W}body")
            if body is None:
                return {"fault": "broken"}
            reader = _Reader(archive, _targets(archive), Path(pictures) if pictures else None)
            return {"blocks": list(reader.blocks(body)), "lines": reader.lines}
    except (SyntaxError, KeyError, ValueError, RecursionError):
        return {"fault": "broken"}


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    if _RELATIONS not in archive.namelist():
        return {}
    root = parse_xml(archive.read(_RELATIONS))
    return {one.get("Id", ""): one.get("Target", "") for one in root if one.get("TargetMode") != "External"}


class _Reader:
    """Reads the body of a document; ``lines`` grow as it goes."""

    def __init__(self, archive: zipfile.ZipFile, targets: dict[str, str], pictures: Path | None) -> None:
        self.archive, self.targets, self.pictures = archive, targets, pictures
        self.lines: list[tuple[str, list[tuple[str, int, int]]]] = []
        self.size = self.shown = 0

    def blocks(self, parent: Any) -> Iterator[dict[str, Any]]:
        for one in parent:
            if one.tag == f"{_W}p":
                text, tags = self.text(one)
                self.add(text, tags)
                yield {"style": _style(one), "text": text}
                yield from self.drawn(one)
            elif one.tag == f"{_W}tbl":
                yield from self.table(one)
            elif one.tag == f"{_W}sdt":
                content = one.find(f"{_W}sdtContent")
                yield from self.blocks(content) if content is not None else ()

    def table(self, table: Any) -> Iterator[dict[str, Any]]:
        rows, heads, pictures = [], 0, []
        for row in table.iter(f"{_W}tr"):
            line = ""
            cells: list[dict[str, Any]] = []
            marks: list[tuple[str, int, int]] = []
            for cell in row.iterchildren(f"{_W}tc", f"{_W}sdt"):
                own: list[str] = []
                for paragraph in cell.iter(f"{_W}p"):
                    text, tags = self.text(paragraph)
                    before = len(line) + sum(len(part) for part in own)
                    marks += [(tag, before + start, before + end) for tag, start, end in tags]
                    own.append(text)
                    pictures += list(self.drawn(paragraph))
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                columns = span.get(f"{_W}val", "1") if span is not None else "1"
                cells.append({"text": "".join(own), "columns": max(1, min(int(columns), 60))})
                line += "".join(own) + "\t"
            heads += row.find(f"{_W}trPr/{_W}tblHeader") is not None
            self.add(line, marks)
            rows.append(cells)
        yield from pictures
        shown = [row for row in rows if any(cell["text"].strip() for cell in row)]
        if shown:
            yield {"rows": shown, "heads": min(heads, len(shown) - 1), "captions": bool(pictures)}

    def text(self, paragraph: Any) -> tuple[str, list[tuple[str, int, int]]]:
        """Return the text of a paragraph as it would be if all changes were accepted, and its tagged figures."""
        parts: list[str] = []
        tags: list[tuple[str, int, int]] = []
        self._walk(paragraph, parts, tags)
        return "".join(parts), tags

    def _walk(self, node: Any, parts: list[str], tags: list[tuple[str, int, int]]) -> None:
        for one in node:
            if one.tag in _SKIPPED:
                continue
            if one.tag == f"{_W}t":
                parts.append(one.text or "")
            elif one.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                parts.append(" " if one.tag == f"{_W}tab" else "\n")
            elif one.tag == f"{_W}sdt":
                tag = one.find(f"{_W}sdtPr/{_W}tag")
                name = tag.get(f"{_W}val", "") if tag is not None else ""
                start = sum(map(len, parts))
                self._walk(one.find(f"{_W}sdtContent") or (), parts, tags)
                if name.startswith(TAG_PREFIX):
                    tags.append((name.removeprefix(TAG_PREFIX)[:20], start, sum(map(len, parts))))
            else:
                self._walk(one, parts, tags)

    def add(self, text: str, tags: list[tuple[str, int, int]]) -> None:
        self.size += len(text)
        if self.size > _MOST_TEXT:
            raise ValueError("more text than a report has")
        if text.strip():
            self.lines.append((text, tags))

    def drawn(self, paragraph: Any) -> Iterator[dict[str, Any]]:
        """Take out the pictures of a paragraph, drawn anew as small JPEGs."""
        for blip in paragraph.iter(_BLIP) if self.pictures is not None else ():
            target = self.targets.get(blip.get(_EMBED, ""), "")
            name = f"word/{target}" if not target.startswith("/") else target[1:]
            if not target or self.shown >= _MOST_PICTURES or name not in self.archive.namelist():
                continue
            self.shown += 1
            shown = f"picture-{self.shown}.jpg"
            try:
                with self.archive.open(name) as file, Image.open(file) as picture:
                    picture.thumbnail((_PIXELS, _PIXELS))
                    picture.convert("RGB").save(Path(str(self.pictures)) / shown, "JPEG", quality=85)
            except (OSError, ValueError, Image.DecompressionBombError):
                continue
            yield {"picture": shown}


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(style.get(f"{_W}val", "")) if style is not None else ""
