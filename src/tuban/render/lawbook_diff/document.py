"""A comparison as a Word document, to be read beside the printed lawbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from tuban.render.lawbook_diff.comparing import (
    ADDED,
    CHANGED,
    REMOVED,
    Change,
    Comparison,
    aspect_title,
    comparison_words,
)
from tuban.render.lawbook_print.citing import state_tag
from tuban.render.lawbook_print.docx_book import LANDSCAPE, Column, Content, DocxBook, Run
from tuban.render.lawbook_print.printing import printed_words
from tuban.values.whole_file import write_whole

_COLOUR = {ADDED: "good", REMOVED: "warn", CHANGED: "ink"}


def write_comparison(path: Path, found: Comparison) -> None:
    """Write the comparison; identical editions give identical bytes, and the file appears whole or not at all."""
    words = comparison_words()
    book = DocxBook(
        title=words["title"],
        header=words["header"].format(old=found.old[:12], new=found.new[:12]),
        footer=words["footer"],
        page=LANDSCAPE,
    )
    book.paragraph(Run(words["title"], size=20), style="Cover", centred=True)
    book.paragraph(Run(words["editions"].format(old=found.old, new=found.new), size=9, colour="mute"), centred=True)
    if found.same:
        book.paragraph(words["same"], centred=True)
    else:
        _summary(book, found, words)
        _answers(book, found, words)
        for area, changes in groupby(found.changes, key=lambda change: change.item.area):
            book.heading(1, words["areas"][area])
            _changes(book, changes, words)
    write_whole(path, book.saved())


def _summary(book: DocxBook, found: Comparison, words: Mapping[str, Any]) -> None:
    counts = {kind: found.count(kind) for kind in (ADDED, REMOVED, CHANGED)}
    book.paragraph(words["summary"].format(count=len(found.changes), answers=len(found.answers), **counts))
    book.table(
        [
            Column(words["states"], 8),
            Column(words["count_before"], 3, centred=True),
            Column(words["count_after"], 3, centred=True),
        ],
        [(state_tag(state, printed_words()), str(old), str(new)) for state, (old, new) in found.states.items()],
    )


def _answers(book: DocxBook, found: Comparison, words: Mapping[str, Any]) -> None:
    if not found.answers:
        return
    book.heading(1, words["answers_title"])
    book.paragraph(words["answers_lead"])
    rows = []
    for one in found.answers:
        pairs = (words["case_of"].format(question=question, words=text) for question, text in one.case)
        case = words["case_join"].join(pairs) or words["every_case"]
        rows.append((one.title, case, one.before, Run(one.after, bold=True), f"{one.count:,}", ""))
    book.table(
        [
            Column(words["table"], 3.4),
            Column(words["case"], 10),
            Column(words["before"], 2.8),
            Column(words["after"], 2.8),
            Column(words["combinations"], 1.8, centred=True),
            Column(words["comment"], 4),
        ],
        rows,
        size=8.5,
    )


def _changes(book: DocxBook, changes: Iterator[Change], words: Mapping[str, Any]) -> None:
    rows: list[tuple[Content, ...]] = []
    for change in changes:
        item = change.item
        for line, (name, before, after) in enumerate(change.aspects):
            first = line == 0
            title: Content = [item.title, "\n", Run(item.path, colour="mute", size=8)]
            rows.append(
                (
                    Run(words["kinds"][change.kind], bold=True, colour=_COLOUR[change.kind]) if first else "",
                    title if first else "",
                    (item.place or words["places"]["whole"]) if first else "",
                    aspect_title(name),
                    before,
                    Run(after, bold=change.kind == CHANGED),
                    "",
                )
            )
    book.table(
        [
            Column(words["kind"], 1.5, centred=True),
            Column(words["item"], 4.6),
            Column(words["place"], 3.4),
            Column(words["aspect"], 2.6),
            Column(words["before"], 5.4),
            Column(words["after"], 5.4),
            Column(words["comment"], 3.4),
        ],
        rows,
        size=8.5,
    )
