"""The practice county meets every row of every decision table and every rule of the catalogue.

Where a row cannot be met by any disc, the reason stands here; when the reason falls away, the test says so.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from tuban.inspect.run import Inspection
from tuban.rules.rulebook import Rulebook

PRESUMED = "the lawbook presumes an answer where nobody told this fact, so it is never unknown"
MEASURED = "a part on a disc has a shape, so it is always measured"
WAITS = (
    "with this word the papers are unclear or in order, so the finding is not unlawful and no violation is asked for"
)
ALWAYS_ANSWERED = "the derivation always gives one of its other words"

ROWS_OUT_OF_REACH = {
    ("review/construction_class", "key-unknown"): PRESUMED,
    ("review/construction_subclass", "zone-unknown"): PRESUMED,
    ("review/finding", "list-unknown"): ALWAYS_ANSWERED,
    ("review/prejudgement", "list-unknown"): ALWAYS_ANSWERED,
    ("review/lawful_kind", "unknown"): ALWAYS_ANSWERED,
    ("review/papers", "stock-quantity-unknown"): MEASURED,
    ("review/papers", "quantity-unknown"): MEASURED,
    ("review/papers", "early-supplied-later-unknown"): MEASURED,
    ("review/violation_type", "fault-unknown"): WAITS,
    ("review/violation_type", "temporary-unknown"): WAITS,
    ("review/violation_type", "over-unknown"): PRESUMED,
    ("review/violation_type", "over-supplied-unknown"): PRESUMED,
    ("review/violation_type", "early-supplied-later-unclear"): WAITS,
    ("review/violation_type", "supplied-unclear"): WAITS,
    ("review/violation_type", "stock-unclear"): WAITS,
}
RULES_OUT_OF_REACH = {
    "R06": "a manifest that miscounts makes the disc unfit, so no campaign is judged on it",
    "R08": "areas measured by overlay nest by construction; only typed areas can break this",
    "R25": "the tables propose 临时用地 only where it is in term; only a person's departure can break this",
}


@pytest.fixture(scope="module")
def reached(inspection: Inspection, bare_inspection: Inspection) -> set[tuple[str, str]]:
    """Table and row of every decision: of the full disc, and of one on which the offices delivered nothing."""
    parts = (*inspection.parts, *bare_inspection.parts)
    return {(d.table, row) for part in parts for d in part.judgement.decisions for row in d.rows}


@pytest.fixture(scope="module")
def rows(rulebook: Rulebook) -> set[tuple[str, str]]:
    return {
        (name, row.id) for name, table in rulebook.tables.items() for edition in table.editions for row in edition.rows
    }


def test_every_row_of_every_table_is_reached(reached: set[tuple[str, str]], rows: set[tuple[str, str]]) -> None:
    missing: dict[str, list[str]] = defaultdict(list)
    for table, row in sorted(rows - reached - set(ROWS_OUT_OF_REACH)):
        missing[table].append(row)
    assert dict(missing) == {}


def test_rows_said_to_be_out_of_reach_exist_and_are_not_reached(
    reached: set[tuple[str, str]], rows: set[tuple[str, str]]
) -> None:
    assert set(ROWS_OUT_OF_REACH) - rows == set()
    assert set(ROWS_OUT_OF_REACH) & reached == set()


def test_without_the_offices_nothing_is_called_lawful(bare_inspection: Inspection) -> None:
    assert {part.facts["finding"] for part in bare_inspection.parts} & {"lawful"} == set()


def test_every_rule_of_the_catalogue_speaks_up(inspection: Inspection, rulebook: Rulebook) -> None:
    rules = {rule["id"] for rule in rulebook.checks["rules"]}
    spoken = {problem.rule for problem in inspection.problems}
    assert rules - spoken == set(RULES_OUT_OF_REACH)
