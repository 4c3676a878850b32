"""The decision tables as grids: questions across, rules down, in the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tuban.render.lawbook_print.citing import cited, own_cites
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.rulebook import Rulebook
from tuban.rules.tables import FLAG_WORDS, UNKNOWN_WORD, Ask, DecisionTable, Row, TableEdition

_SMALL_TYPE_FROM = 6
"""From so many questions on a grid is set in eight points."""


def tables(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write every decision table, with the words that each question may be answered by."""
    book.heading(1, words["tables_title"])
    book.paragraph(words["tables_lead"])
    order = [path for path in words["table_order"] if path in rulebook.tables]
    order += [path for path in rulebook.tables if path not in order]
    for number, table in enumerate((rulebook.tables[path] for path in order), 1):
        book.heading(2, f"{words['table_mark']}{number} {table.title}", new_page=number > 1)
        book.paragraph(
            [
                words["table_about"].format(
                    hit=words["hits"][table.hit],
                    dated=words["dated"][table.dated_by],
                    asks=len(table.asks),
                    rows=len(table.editions[-1].rows),
                    combinations=f"{table.combinations:,}",
                ),
                Run(f"　{table.path}", colour="mute", size=8),
            ],
            keep_next=True,
        )
        for edition in table.editions:
            if len(table.editions) > 1:
                book.heading(3, words["edition_since"].format(day=edition.since.isoformat()))
            book.paragraph([words["table_rests_on"], *cited(edition.cites, rulebook, words)], keep_next=True)
            columns = _columns(table, rulebook, words)
            rows = _rows(f"{words['table_mark']}{number}", table, edition, rulebook, words)
            book.table(columns, list(rows), size=8 if len(table.asks) > _SMALL_TYPE_FROM else 8.5)
        _questions(book, table, rulebook, words)


def _columns(table: DecisionTable, rulebook: Rulebook, words: Mapping[str, Any]) -> list[Column]:
    dense = len(table.asks) > _SMALL_TYPE_FROM
    titles = rulebook.vocabulary
    return [
        Column(words["row"], 1.7),
        *(Column(ask.title, 1.85 if dense else 2.3) for ask in table.asks),
        *(Column(words["answer"].format(title=titles[name].title), 2.4) for name in table.answers),
        Column(words["reason"], 3.9 if dense else 4.6),
        Column(words["comment"], 2.6 if dense else 3.2),
    ]


def _rows(
    mark: str, table: DecisionTable, edition: TableEdition, rulebook: Rulebook, words: Mapping[str, Any]
) -> Iterator[tuple[Content, ...]]:
    for place, row in enumerate(edition.rows, 1):
        yield (
            [f"{mark}-{place:02d}", "\n", Run(row.id, colour="mute", size=8)],
            *(asked_in_words(ask, mask, rulebook, words) for ask, mask in zip(table.asks, row.masks, strict=True)),
            *(Run(answer_in_words(name, row.then.get(name), rulebook, words), bold=True) for name in table.answers),
            _reason(row, edition, rulebook, words),
            "",
        )


def _reason(row: Row, edition: TableEdition, rulebook: Rulebook, words: Mapping[str, Any]) -> Content:
    said = own_cites(row.cites, edition.cites, rulebook, words)
    return [row.because, "\n", *said] if row.because else said


def asked_in_words(ask: Ask, mask: int, rulebook: Rulebook, words: Mapping[str, Any]) -> Content:
    """Return what a row wants of a question: the words it allows, or what it excludes where that is shorter."""
    if mask == ask.everything:
        return Run(words["anything"], colour="mute")
    if mask == ask.everything & ~ask.unknown_bit:
        return Run(words["known"])
    allowed = [word for place, word in enumerate(ask.words) if mask >> place & 1]
    others = [word for place, word in enumerate(ask.words) if not mask >> place & 1]
    if len(others) < len(allowed) - 1:
        return str(
            words["except"].format(words="、".join(word_in_words(ask, word, rulebook, words) for word in others))
        )
    return "、".join(word_in_words(ask, word, rulebook, words) for word in allowed)


def word_in_words(ask: Ask, word: str, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return one word of a question in Chinese."""
    if word == UNKNOWN_WORD:
        return str(words["unknown"])
    return str(words[word]) if word in FLAG_WORDS else rulebook.label(ask.name, word)


def answer_in_words(name: str, answer: Any, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return an answer in Chinese; «不能认定» where the row answers that it cannot be told."""
    if answer is None:
        return ""
    if isinstance(answer, tuple):
        return "、".join(rulebook.label(name, one) for one in answer)
    return str(words["cannot_tell"]) if answer == UNKNOWN_WORD else rulebook.label(name, answer)


def _questions(book: DocxBook, table: DecisionTable, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(3, words["questions"])
    book.table(
        [Column(words["question"], 5), Column(words["words"], 13), Column(words["settled_by"], 7)],
        list(_question_rows(table, rulebook, words)),
        size=8.5,
    )


def _question_rows(table: DecisionTable, rulebook: Rulebook, words: Mapping[str, Any]) -> Iterator[tuple[Content, ...]]:
    for ask in table.asks:
        kind = rulebook.vocabulary[ask.name]
        said = "；".join(word_in_words(ask, word, rulebook, words) for word in ask.words)
        yield [ask.title, "\n", Run(ask.name, colour="mute", size=8)], said, kind.settled_by
