"""A decision table is proven when it is loaded: no gap, no overlap, unknown settles nothing, everything cited."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules import rulebook as rulebooks
from tuban.rules.instruments import NoCitation, UnknownCitation
from tuban.rules.parameters import NotInForce
from tuban.rules.proof import RowsOverlap, TableHasGap, UnknownSettles, prove
from tuban.rules.strict_yaml import UnknownKey, UnknownWord, WrongKind, parse
from tuban.rules.tables import DecisionTable, read_table
from tuban.values.facts import UNKNOWN

RULEBOOK = rulebooks.load()
HEAD = """title: 试验
dated_by: act
hit: unique
asks: [ground_state, approval_state]
answers: [finding]
in_force:
  2009-01-01:
    cites: [inf]
    rows:
"""
ROWS = {
    "unchanged": "{id: unchanged, when: {ground_state: unchanged}, then: {finding: unchanged}}",
    "rest": "{id: rest, when: {ground_state: [agricultural_adjustment, facility_agriculture, temporary_use, other]},"
    " then: {finding: other}}",
    "unvisited": "{id: unvisited, when: {ground_state: unknown}, then: {finding: manual}}",
    "lawful": "{id: lawful, when: {ground_state: new_construction, approval_state: full}, then: {finding: lawful}}",
    "unlawful": "{id: unlawful, when: {ground_state: new_construction, approval_state: none},"
    " then: {finding: unlawful}}",
    "open": "{id: open, when: {ground_state: new_construction, approval_state: [partial, not_needed, unknown]},"
    " then: {finding: manual}}",
}


def table(rows: dict[str, str], head: str = HEAD) -> DecisionTable:
    text = head + "\n".join(f"      - {row}" for row in rows.values())
    node = parse(text, shown_as="table.yaml")
    return read_table("table", node, RULEBOOK.vocabulary, RULEBOOK.codelists, RULEBOOK.instruments)


def proven(rows: dict[str, str]) -> DecisionTable:
    found = table(rows)
    prove(found, RULEBOOK.vocabulary, RULEBOOK.codelists)
    return found


def test_a_sound_table_is_proven_and_answers() -> None:
    found = proven(ROWS)
    facts = {"ground_state": "new_construction", "approval_state": "full"}
    hit = found.decide(facts, date(2024, 1, 1))
    assert (hit.answers["finding"], hit.rows[0].id, hit.cites) == ("lawful", "lawful", ("inf",))


@pytest.mark.parametrize("row", ROWS)
def test_a_table_without_one_of_its_rows_names_the_uncovered_facts(row: str) -> None:
    with pytest.raises(TableHasGap, match="ground_state="):
        proven({id: text for id, text in ROWS.items() if id != row})


def test_a_row_too_broad_is_refused_with_both_rows_and_the_facts_they_share() -> None:
    broad = ROWS | {"lawful": "{id: lawful, when: {approval_state: full}, then: {finding: lawful}}"}
    with pytest.raises(RowsOverlap, match=r"table\.yaml:\d+: rows \w+ and \w+ both answer .*approval_state=full"):
        proven(broad)


def test_unknown_may_not_settle_a_finding_openly() -> None:
    with pytest.raises(UnknownSettles, match="农转用批准情况"):
        proven(
            ROWS
            | {
                "lawful": "{id: lawful, when: {ground_state: new_construction, approval_state: [full, unknown]},"
                " then: {finding: lawful}}",
                "open": "{id: open, when: {ground_state: new_construction, approval_state: [partial, not_needed]},"
                " then: {finding: manual}}",
            }
        )


def test_unknown_may_not_settle_a_finding_through_a_question_left_out() -> None:
    with pytest.raises(UnknownSettles, match="实地情况"):
        proven(
            {
                "lawful": "{id: lawful, when: {approval_state: full, ground_state: [new_construction, unknown]},"
                " then: {finding: lawful}}",
                "other": "{id: other, when: {approval_state: full, ground_state: [unchanged, agricultural_adjustment,"
                " facility_agriculture, temporary_use, other]}, then: {finding: manual}}",
                "rest": "{id: rest, when: {approval_state: [none, partial, not_needed, unknown]},"
                " then: {finding: manual}}",
            }
        )


def test_unknown_may_stand_where_the_answer_is_the_same_whatever_it_is() -> None:
    assert proven(ROWS).decide({"ground_state": "unchanged", "approval_state": UNKNOWN}, date(2024, 1, 1)).answers == {
        "finding": "unchanged"
    }


@pytest.mark.parametrize(
    ("rows", "head", "error"),
    [
        (ROWS | {"x": "{id: x, when: {ground: unchanged}, then: {finding: manual}}"}, HEAD, UnknownKey),
        (ROWS | {"x": "{id: x, when: {ground_state: unchangd}, then: {finding: manual}}"}, HEAD, UnknownWord),
        (ROWS | {"x": "{id: x, when: {ground_state: unchanged}, then: {finding: legal}}"}, HEAD, UnknownWord),
        (ROWS | {"x": "{id: x, when: {ground_state: unchanged}, then: {}}"}, HEAD, Exception),
        (ROWS | {"x": "{id: open, when: {ground_state: unchanged}, then: {finding: manual}}"}, HEAD, WrongKind),
        (ROWS | {"x": "{id: x, when: {}, then: {finding: manual}, cites: [nowhere]}"}, HEAD, UnknownCitation),
        (ROWS, HEAD.replace("cites: [inf]", "cites: []"), NoCitation),
        (ROWS, HEAD.replace("hit: unique", "hit: first"), UnknownWord),
        (ROWS, HEAD.replace("approval_state]", "approval_stat]"), UnknownWord),
        (ROWS, HEAD.replace("asks: [ground_state", "asks: [monitored_area"), WrongKind),
        (ROWS, HEAD.replace("2009-01-01", "2009-13-01"), Exception),
    ],
)
def test_anything_not_understood_to_the_letter_is_refused(
    rows: dict[str, str], head: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        table(rows, head)


def test_the_edition_in_force_on_the_day_answers() -> None:
    found = proven(ROWS)
    with pytest.raises(NotInForce):
        found.decide({"ground_state": "unchanged", "approval_state": "none"}, date(2008, 12, 31))


def test_only_the_questions_that_could_change_the_answer_matter() -> None:
    found = proven(ROWS)
    day = date(2024, 1, 1)
    assert found.decide({"ground_state": "unchanged", "approval_state": UNKNOWN}, day).matters == ()
    assert found.decide({"ground_state": "new_construction", "approval_state": UNKNOWN}, day).matters == (
        "approval_state",
    )
    assert set(found.decide({"ground_state": UNKNOWN, "approval_state": UNKNOWN}, day).matters) == {
        "ground_state",
        "approval_state",
    }


@pytest.mark.parametrize("path", RULEBOOK.tables)
def test_every_table_of_the_lawbook_answers_each_of_its_words(path: str) -> None:
    found = RULEBOOK.table(path)
    for index, ask in enumerate(found.asks):
        for word in ask.words:
            value = {"unknown": UNKNOWN, "yes": True, "no": False}.get(word, word)
            facts = {other.name: UNKNOWN for other in found.asks} | {ask.name: value}
            hit = found.decide(facts, date(2024, 12, 31))
            assert len(hit.rows) == 1 or found.hit == "collect", (index, word)


@pytest.mark.parametrize("path", ["review/lawful_kind", "review/construction_class", "count/deduction"])
def test_the_proof_by_sets_agrees_with_trying_every_combination(path: str) -> None:
    found = RULEBOOK.table(path)
    rows = found.editions[-1].rows
    for bits in product(*[[1 << bit for bit in range(len(ask.words))] for ask in found.asks]):
        hits = sum(row.meets(bits) for row in rows)
        assert hits == 1 or found.hit == "collect"


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_combination_of_words_meets_exactly_one_row(data: st.DataObject) -> None:
    for found in RULEBOOK.tables.values():
        if found.hit == "unique":
            bits = [1 << data.draw(st.integers(0, len(ask.words) - 1)) for ask in found.asks]
            assert sum(row.meets(bits) for row in found.editions[-1].rows) == 1
