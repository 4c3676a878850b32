"""The document put together: cover, contents, how to read it, the chapters, the page for signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tuban.render.lawbook_print import (
    forms_chapter,
    front,
    law_chapters,
    lists_chapter,
    opinions_chapter,
    procedures_chapter,
    signing_chapter,
    tables_chapter,
)
from tuban.render.lawbook_print.docx_book import LANDSCAPE, PORTRAIT, DocxBook
from tuban.rules import inventory
from tuban.rules.rulebook import Rulebook
from tuban.values.whole_file import write_whole

Chapter = Callable[[DocxBook, Rulebook, Mapping[str, Any]], None]
_CHAPTERS: tuple[Chapter, ...] = (
    law_chapters.instruments,
    law_chapters.parameters,
    tables_chapter.tables,
    forms_chapter.forms,
    law_chapters.rules,
    opinions_chapter.opinions,
    signing_chapter.signing,
    procedures_chapter.procedures,
    lists_chapter.codelists,
    lists_chapter.facts,
    lists_chapter.calendars,
)
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")


def print_lawbook(path: Path, rulebook: Rulebook, *, local: str = "") -> None:
    """Write ``rulebook`` as a Word document; ``local`` names the folder of a division's values, where one lies on top.

    The same lawbook gives the same bytes; the file appears whole or not at all.
    """
    words = printed_words()
    book = DocxBook(
        title=f"{words['title']}（{words['subtitle']}）",
        header=words["header"].format(edition=rulebook.edition[:12]),
        footer=words["footer"],
    )
    front.cover(book, rulebook, inventory.take(rulebook), words, local=local)
    front.contents(book, words)
    book.turn(LANDSCAPE)
    front.how_to_read(book, rulebook, words)
    for numeral, chapter in zip(_NUMERALS, _CHAPTERS, strict=True):
        chapter(_Numbered(book, numeral), rulebook, words)
    book.turn(PORTRAIT)
    front.signatures(book, words)
    write_whole(path, book.saved())


class _Numbered(DocxBook):
    """The document with the chapter's numeral before its title; a chapter begins a page."""

    def __init__(self, book: DocxBook, numeral: str) -> None:
        self.__dict__ = book.__dict__
        self._numeral = numeral

    def heading(self, level: int, text: str, *, new_page: bool = False) -> None:
        """Add a heading; one of the first level bears the numeral."""
        first = level == 1
        super().heading(level, f"{self._numeral}、{text}" if first else text, new_page=new_page or first)


@cache
def printed_words() -> Mapping[str, Any]:
    """Return the words of the printed lawbook."""
    text = files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words
