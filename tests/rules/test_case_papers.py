"""Papers of cases: every template is sound, and no gap goes unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.case_papers import Record, field_titles, filled, gap, proposed, templates
from tuban.rules.filing import conditions
from tuban.rules.procedures import procedure_of

LAW = rulebook.load()
ALL = templates(LAW)
TITLES = field_titles(LAW)


def words(paper) -> str:
    spans = [span for part in paper.parts for row in part.rows for cell in row for span in cell.spans]
    spans += [span for part in paper.parts for spans_of in part.texts for span in spans_of]
    spans += [span for part in paper.parts for _label, spans_of in part.lines for span in spans_of]
    return "".join(span.text for span in spans)


def paper(name: str, fields: dict[str, str], asked: dict[str, str]):
    return filled(
        ALL[name], Record(fields), asked, LAW, number="", day="2024年7月1日", organ="示范县自然资源局", is_draft=True
    )


@pytest.mark.parametrize("name", ALL)
def test_a_paper_of_an_empty_record_lists_every_gap_and_a_full_one_has_none(name):
    empty = paper(name, {}, {})
    assert all(gap(label) in words(empty) for label in empty.missing)
    full = paper(name, dict.fromkeys(TITLES, "甲"), {one.id: "乙" for one in ALL[name].asks})
    assert full.missing == ()
    assert "未填" not in words(full)


@given(st.sampled_from(sorted(ALL)), st.sets(st.sampled_from(sorted(TITLES))))
def test_a_field_that_nobody_filled_is_marked_wherever_it_stands(name, left_out):
    fields = {field: "甲" for field in TITLES if field not in left_out}
    made = paper(name, fields, {one.id: "乙" for one in ALL[name].asks})
    assert set(made.missing) <= {TITLES[field] for field in left_out}
    assert words(made).count("【未填：") >= len(made.missing)


def test_a_gap_inside_a_sentence_of_the_record_is_found_too():
    fields = dict.fromkeys(TITLES, "甲") | {"facts": f"占地{gap('占地面积')}平方米"}
    made = paper("filing", fields, {"opinion": "立案"})
    assert made.missing == ("占地面积",)


def test_what_is_known_to_be_empty_is_no_gap():
    record = Record(dict.fromkeys(TITLES, "甲") | {"payment": ""}, frozenset({"payment"}))
    made = filled(
        ALL["decision"], record, {"statement": "无"}, LAW, number="", day="", organ="", is_draft=True
    )  # fmt: skip
    assert made.missing == ()


def test_lines_to_write_on_are_fewer_by_what_was_typed():
    def ruled(talk: str) -> int:
        made = paper("questioning", dict.fromkeys(TITLES, "甲"), {"talk": talk})
        return next(part.count for part in made.parts if part.kind == "ruled")

    assert (
        ruled("问：是谁建的？")
        > ruled("问：是谁建的？\n答：是我。\n问：批准了吗？\n答：没有。")
        > ruled("问" * 900)
        > 0
    )


def test_what_is_proposed_shows_where_the_record_has_a_gap():
    assert "______" in proposed(ALL["filing"], Record({}))["opinion"]


def test_the_papers_that_the_domain_names_are_there_with_their_codes():
    codes = {one.code for one in ALL.values()}
    assert {"1001", "1002", "1998", "1999", "2001", "2002", "2003", "2004", "2998", "2999", "3001", "4001", "4002",
            "5001", "5002", "6001", "7001", "7002", "7003", "8001", "8002", "8003", "8004", "8005", "8006",
            "8007"} <= codes  # fmt: skip
    steps = {one.step for one in ALL.values()}
    asked = "stop filed investigated examined legal_review notified hearing_notified decided demanded closed"
    assert set(asked.split()) <= steps <= {"", *procedure_of(LAW, "case").steps}


def test_every_ground_of_filing_has_its_provisions_and_the_conditions_stand_in_order():
    grounds = {entry.value for entry in LAW.codelist("filing_ground")}
    node = LAW.cases.mapping("provisions")
    assert set(node) == grounds
    for name in node:
        cites = [*node.mapping(name).texts("breaks"), *node.mapping(name).texts("punished_by")]
        assert LAW.citations(cites)
    assert list(conditions(LAW)) == ["offender", "violation", "punishable", "jurisdiction", "in_time"]
