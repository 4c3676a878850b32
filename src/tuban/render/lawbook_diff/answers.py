"""Who gets a different answer: the cases in which a decision table of two editions answers differently, exactly.

The rows of a table with one hit divide all cases among them, and each row is a product of sets of words. So the cases
that two rows share are a product again, and the pairs of rows with different answers give every change, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from tuban.render.lawbook_diff.items import renamed_as
from tuban.render.lawbook_print.printing import printed_words
from tuban.render.lawbook_print.tables_chapter import answer_in_words, word_in_words
from tuban.rules.rulebook import Rulebook
from tuban.rules.tables import Ask, DecisionTable, Row

_MOST_NAMED = 8
Words = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """Cases that are answered differently: what is known in them (question, words), both answers, how many they are."""

    path: str
    title: str
    case: tuple[tuple[str, str], ...]
    before: str
    after: str
    count: int


def changed_answers(old: Rulebook, new: Rulebook) -> Iterator[ChangedAnswer]:
    """Yield the cases of every table with one hit that both editions have and answer differently by their last rows.

    Answers are held against each other as they are stored; a word that was only renamed is the same answer.
    """
    old = renamed_as(old, new)
    for path, table in new.tables.items():
        before = old.tables.get(path)
        if before is not None and before.hit == table.hit == "unique":
            yield from _of_table(before, table, old, new)


def _of_table(before: DecisionTable, after: DecisionTable, old: Rulebook, new: Rulebook) -> Iterator[ChangedAnswer]:
    said = printed_words()
    asks = {ask.name: ask for ask in (*before.asks, *after.asks)}
    newer = [(row, _allowed(after, row)) for row in after.editions[-1].rows]
    for row in before.editions[-1].rows:
        allowed = _allowed(before, row)
        answered = _answer(before, row, old, said)
        for other, wanted in newer:
            if dict(row.then) == dict(other.then):
                continue
            now = _answer(after, other, new, said)
            shared = _shared(allowed, wanted)
            if all(shared.values()):
                case = tuple(_case(asks, shared, (before, after), new, said))
                count = prod(len(words) for words in shared.values())
                yield ChangedAnswer(after.path, after.title, case, answered, now, count)


def _allowed(table: DecisionTable, row: Row) -> Words:
    return {
        ask.name: frozenset(word for place, word in enumerate(ask.words) if mask >> place & 1)
        for ask, mask in zip(table.asks, row.masks, strict=True)
    }


def _shared(one: Words, other: Words) -> dict[str, frozenset[str]]:
    """Return the words that both rows allow; a question that only one table asks may be anything to the other."""
    return {
        name: one[name] & other[name] if name in one and name in other else one.get(name, other.get(name, frozenset()))
        for name in dict.fromkeys((*one, *other))
    }


def _answer(table: DecisionTable, row: Row, rulebook: Rulebook, said: Mapping[str, Any]) -> str:
    return "；".join(answer_in_words(name, row.then.get(name), rulebook, said) for name in table.answers)


def _case(
    asks: Mapping[str, Ask],
    shared: Words,
    tables: tuple[DecisionTable, DecisionTable],
    rulebook: Rulebook,
    said: Mapping[str, Any],
) -> Iterator[tuple[str, str]]:
    for name, ask in asks.items():
        everything = {word for table in tables for one in table.asks if one.name == name for word in one.words}
        if shared[name] == everything:
            continue
        named = [word_in_words(ask, word, rulebook, said) for word in ask.words if word in shared[name]]
        more = "…" if len(named) > _MOST_NAMED else ""
        yield (
            rulebook.vocabulary[name].title if name in rulebook.vocabulary else ask.title,
            "、".join(named[:_MOST_NAMED]) + more,
        )
