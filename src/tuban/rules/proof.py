"""Proof of a decision table when it is loaded: no gap, no overlap, and unknown never settles anything.

A row is a box (a product of sets of words), so the proof is algebra on sets: it is exact for a table of any size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from tuban.rules.strict_yaml import LawbookFault
from tuban.rules.tables import Ask, DecisionTable, Row, TableEdition
from tuban.rules.vocabulary import CodeList, Vocabulary

_MOST_SHOWN = 3
Box = tuple[int, ...]


class RowsOverlap(LawbookFault):
    """{where}: rows {one} and {other} both answer {facts}."""

    code = "lawbook.rows_overlap"
    hint = "Make one of the two rows narrower: exactly one row must answer."


class TableHasGap(LawbookFault):
    """{where}: no row answers {facts}."""

    code = "lawbook.table_has_gap"
    hint = "Add a row: unknown facts must reach a row too, one that settles nothing."


class UnknownSettles(LawbookFault):
    """{where}: row {row} answers “{answer}” although {fact} is unknown, and row {other} answers otherwise once it is
    known: {facts}."""

    code = "lawbook.unknown_settles"
    hint = "Unknown never settles a finding: let this row ask for the fact, or answer alike whatever the fact is."


def prove(table: DecisionTable, vocabulary: Vocabulary, codelists: Mapping[str, CodeList]) -> None:
    """Prove every edition of a table; raises RowsOverlap, TableHasGap or UnknownSettles with the exact facts."""
    for edition in table.editions:
        if table.hit == "unique":
            _prove_disjoint(table, edition)
            _prove_complete(table, edition)
            _prove_unknown_settles_nothing(table, edition, vocabulary, codelists)


def _prove_disjoint(table: DecisionTable, edition: TableEdition) -> None:
    for one, other in combinations(edition.rows, 2):
        if one.meets(other.masks):
            both = tuple(a & b for a, b in zip(one.masks, other.masks, strict=True))
            where = f"{table.file}:{other.line}"
            raise RowsOverlap(where=where, one=one.id, other=other.id, facts=in_words(both, table.asks))


def _prove_complete(table: DecisionTable, edition: TableEdition) -> None:
    if sum(_volume(row.masks) for row in edition.rows) == table.combinations:
        return
    gaps: list[Box] = [tuple(ask.everything for ask in table.asks)]
    for row in edition.rows:
        gaps = [piece for gap in gaps for piece in _subtract(gap, row.masks)]
    shown = " · ".join(in_words(gap, table.asks) for gap in gaps[:_MOST_SHOWN])
    raise TableHasGap(where=f"{table.file}:{edition.rows[-1].line if edition.rows else 1}", facts=shown)


def _prove_unknown_settles_nothing(
    table: DecisionTable, edition: TableEdition, vocabulary: Vocabulary, codelists: Mapping[str, CodeList]
) -> None:
    for name in table.answers:
        settled = settled_words(name, vocabulary, codelists)
        for row in edition.rows:
            if row.then[name] in settled:
                _prove_row(table, edition, row, name)


def _prove_row(table: DecisionTable, edition: TableEdition, row: Row, name: str) -> None:
    for index, ask in enumerate(table.asks):
        if not row.masks[index] & ask.unknown_bit:
            continue
        known = tuple(ask.everything if place == index else mask for place, mask in enumerate(row.masks))
        for other in edition.rows:
            if other.then[name] != row.then[name] and other.meets(known):
                both = tuple(a & b for a, b in zip(known, other.masks, strict=True))
                raise UnknownSettles(
                    where=f"{table.file}:{row.line}", row=row.id, answer=row.then[name], fact=ask.title,
                    other=other.id, facts=in_words(both, table.asks),
                )  # fmt: skip


def settled_words(name: str, vocabulary: Vocabulary, codelists: Mapping[str, CodeList]) -> frozenset[str]:
    """Return the answers that settle something: entries marked ``final`` or ``favourable`` in the code list."""
    codelist = vocabulary[name].codelist
    if codelist is None:
        return frozenset()
    return frozenset(entry.value for entry in codelists[codelist] if entry.get("final") or entry.get("favourable"))


def _volume(masks: Sequence[int]) -> int:
    volume = 1
    for mask in masks:
        volume *= mask.bit_count()
    return volume


def _subtract(box: Box, taken: Sequence[int]) -> list[Box]:
    """Return ``box`` without ``taken``, as boxes that do not overlap."""
    if not all(mine & other for mine, other in zip(box, taken, strict=True)):
        return [box]
    pieces: list[Box] = []
    rest = list(box)
    for index, mask in enumerate(taken):
        outside = rest[index] & ~mask
        if outside:
            pieces.append((*rest[:index], outside, *rest[index + 1 :]))
        rest[index] &= mask
    return pieces


def in_words(box: Sequence[int], asks: Sequence[Ask]) -> str:
    """Return a box in words; questions that may be anything are left out."""
    said = []
    for mask, ask in zip(box, asks, strict=True):
        if mask != ask.everything:
            words = [word for bit, word in enumerate(ask.words) if mask & (1 << bit)]
            said.append(f"{ask.name}={'|'.join(words)}")
    return ", ".join(said) or "*"
