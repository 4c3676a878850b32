"""The report of a supervision as a Word file in the look of an official paper, every sentence with the marks of its
sources, these at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuban.render.reports.official_paper import SOURCE, TO_WRITE, new_paper, saved
from tuban.render.reports.pieces import add_paragraph, in_ranges, run


@dataclass(frozen=True, slots=True)
class Sentence:
    """Some words with the numbers of the sources of their figures."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: sentences, then lines of a list as people wrote them."""

    title: str
    sentences: tuple[Sentence, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The report; ``sources`` in their numbers from one, ``seal`` the digest of what was signed, empty for a draft.
    ``words`` are the fixed ones of the lawbook: of a draft, of what is to be written, of the sources, of the seal;
    ``day`` is the date in words."""

    title: str
    organ: str
    day: str
    dated: date
    chapters: tuple[Chapter, ...]
    sources: tuple[str, ...]
    words: Mapping[str, str]
    seal: str = ""


def write_supervision(paper: Paper) -> bytes:
    """Return the file; the same for the same content."""
    document = new_paper(paper.title, dated=paper.dated)
    add_paragraph(document, "Title", run(paper.title))
    if not paper.seal:
        add_paragraph(document, "Report Notice", run(paper.words["draft"], TO_WRITE))
    for chapter in paper.chapters:
        add_paragraph(document, "Heading 1", run(chapter.title))
        for one in chapter.sentences:
            add_paragraph(document, "Body Text", run(one.text) + run(f"[{in_ranges(one.sources)}]", SOURCE))
        for line in chapter.lines:
            for text in line.splitlines():
                add_paragraph(document, "Body Text", run(text))
        if not chapter.sentences and not chapter.lines:
            add_paragraph(document, "Body Text", run(paper.words["to_write"], TO_WRITE))
    add_paragraph(document, "Report Sign", run(paper.organ), properties="<w:keepNext/>")
    add_paragraph(document, "Report Sign", run(paper.day))
    add_paragraph(document, "Report Attachment", run(paper.words["sources"]))
    for at, source in enumerate(paper.sources, start=1):
        add_paragraph(document, "Report Small", run(f"[{at}] {source}"))
    if paper.seal:
        add_paragraph(document, "Report Small", run(paper.words["seal"].format(seal=paper.seal)))
    return saved(document)
