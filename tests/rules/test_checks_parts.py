"""Every rule that looks at one patch part: a record that passes, records that break each case, facts nobody told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.rules.check_specimens import (
    CAMPAIGN,
    EARLIER,
    FACILITY,
    LAWFUL,
    TEMPORARY,
    UNCHANGED,
    UNLAWFUL,
    Specimen,
    cases_of,
    judged,
    mu,
    on,
    paper,
    without,
)

from tuban.rules import rulebook
from tuban.rules.checks import catalogue_of, check_part
from tuban.rules.checks.registry import PART_RULES
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN
from tuban.values.problems import Problem, Severity

SUPPLIED = {"approvals": LAWFUL["approvals"], "supply_state": "full"}
BREAKS = [
    Specimen("R01", "malformed", changes={"patch_number": "图斑七"}),
    Specimen("R02", "no_such_county", changes={"county_code": "770101"}),
    Specimen("R02", "number_disagrees", changes={"patch_number": "990102SJBG24000001"}),
    Specimen("R02", "place_disagrees", changes={"stated_county_code": "990102"}),
    Specimen("R02", "township_disagrees", changes={"township_code": "990102001"}),
    Specimen("R02", "crosses_county", changes={"other_county_area": mu("1.93")}),
    Specimen("R02", "crosses_township", changes={"other_township_area": mu("1.93")}),
    Specimen("R02", "outside", changes={"outside_area": mu("0.50")}),
    Specimen("R03", "not_in_list", changes={"user_kind": "martian"}),
    Specimen("R03", "images_reversed", changes={"image_before": on("2024-05-01")}),
    Specimen("R03", "no_area", changes={"monitored_area": mu("0")}),
    Specimen("R04", "invalid", changes={"geometry_valid": False}),
    Specimen("R04", "overlaps", changes={"overlaps_in_batch": mu("0.02")}),
    Specimen("R05", "overlaps", changes={"overlaps_earlier_batch": mu("0.02")}),
    Specimen("R08", "exceeds", changes={"cultivated_area": mu("5.02")}),
    Specimen("R08", "exceeds", changes={"counted_cultivated_area": mu("5.02")}),
    Specimen("R08", "exceeds", changes={"basic_farmland_cultivated_area": mu("3.02")}),
    Specimen("R09", "differs", changes={"unused_area": mu("0.40")}),
    Specimen("R09", "differs", changes={"counted_unused_area": mu("0.44")}),
    Specimen("R09", "uncovered", changes={"unused_area": mu("0"), "unsurveyed_area": mu("0.42")}),
    Specimen("R10", "differs", changes={"plan_breaching_area": mu("0.02")}),
    Specimen("R10", "uncovered", changes={"plan_conforming_area": mu("6.00"), "plan_unmapped_area": mu("0.42")}),
    Specimen("R11", "exceeds", changes={"basic_farmland_area": mu("0.02")}),
    Specimen("R11", "exceeds", changes={"counted_basic_farmland_area": mu("0.02")}),
    Specimen("R12", "negative", changes={"unused_area": mu("-0.01")}),
    Specimen("R12", "nothing", changes={"geometry_area": mu("0")}),
    Specimen("R12", "exceeds", changes={"basic_farmland_area": mu("6.44")}),
    Specimen("R14", "acceptance", changes={"province_accepted_on": on("2023-01-31")}),
    Specimen("R14", "approved_first", changes={"province_accepted_on": on("2023-06-01")}),
    Specimen("R14", "used_long_before", changes={"use_date": on("2022-08")}),
    Specimen("R15", "open", changes={"finding": "manual"}),
    Specimen("R16", "none", changes={"approvals": ()}),
    Specimen("R16", "incomplete", changes={"approvals": (paper("conversion", organ=None),)}),
    Specimen("R16", "beyond", changes={"approvals": (paper("conversion"), paper("supply", approved=mu("5.00")))}),
    Specimen("R17", "used_first", changes={"use_date": on("2023-03")}),
    Specimen("R17", "unclear", changes={"use_date": on("2023-05")}),
    Specimen("R19", "marked", changes={"violation_type": "fraud"}),
    Specimen("R19", "marked", changes={"approval_forged": True}),
    Specimen("R19", "marked", changes={"approved_within_power": False}),
    Specimen("R20", "not_applied", UNLAWFUL, {"violation_type": "used_while_applying"}),
    Specimen("R20", "applied", UNLAWFUL, {"city_accepted_on": on("2023-12")}),
    Specimen("R20", "applied", UNLAWFUL, {"city_accepted_number": "示市受〔2024〕99号"}),
    Specimen("R20", "no_conversion", UNLAWFUL, {"violation_type": "used_without_supply"}),
    Specimen("R20", "supplied", {**UNLAWFUL, "violation_type": "used_without_supply"}, SUPPLIED),
    Specimen(
        "R22",
        "other_level",
        changes={
            "key_project": "state",
            "project_approval_organ": "示范省发展改革委",
            "project_approval_level": "provincial",
            "project_approval_number": "示发改〔2022〕1号",
        },
    ),
    Specimen("R23", "no_number", changes={"approvals": (paper("linkage", number=None),)}),
    Specimen("R23", "no_proof", changes={"emergency_use": True}),
    Specimen("R24", "early_use_organ", changes={"approvals": (paper("conversion"), paper("early_use"))}),
    Specimen("R24", "no_conversion", changes={"approvals": (paper("supply"),)}),
    Specimen("R25", "not_valid", TEMPORARY, {"temporary_state": "expired"}),
    Specimen("R25", "permanent", TEMPORARY, {"permanent_structure": True}),
    Specimen("R26", "not_filed", FACILITY, {"approvals": (), "facility_filing_number": None}),
    Specimen("R26", "on_basic_farmland", FACILITY, {"finding": "manual", "basic_farmland_area": mu("1.20")}),
    Specimen("R26", "on_cultivated", FACILITY, {"cultivated_area": mu("1.20")}),
    Specimen("R27", "no_photo", UNCHANGED, {"photo_count": 0}),
    Specimen("R28", "unexpected", UNCHANGED, {"main_class_before": "1202"}),
    Specimen("R28", "doubtful", changes={"main_class_before": "0601", "approvals": ()}),
    Specimen("R29", "no_photo", changes={"photo_count": 0}),
    Specimen("R30", "left_over", UNLAWFUL, {"remaining_area": mu("0.50")}),
    Specimen("R30", "not_settled", UNLAWFUL, {"settled": False}),
    Specimen("R34", "recultivated", UNLAWFUL, {"recultivated_area": mu("3.02")}),
    Specimen("R34", "demolished", UNLAWFUL, {"demolished_land_area": mu("6.44")}),
    Specimen("R34", "paid", UNLAWFUL, {"fine_due": 1000, "fine_paid": 1000.5}),
    Specimen("R36", "blocked", UNLAWFUL, {"settled": False, "case_closed": False}),
    Specimen("R36", "made_up_open", UNLAWFUL, {"settled": None, "approvals": (paper("conversion", "2024-08-01"),)}),
    Specimen("R36", "made_up", UNLAWFUL, {"settled": False, "approvals": (paper("conversion", "2024-08-01"),)}),
    Specimen("R37", "inconsistent", changes={"survey_comparison": "inconsistent"}),
    Specimen("R37", "listed_unapproved", changes={"patch_list": "unapproved"}),
    Specimen("R37", "listed_approved", UNLAWFUL, {"patch_list": "approved"}),
    Specimen("R38", "not_in_ledger", UNLAWFUL, {"patrol_found": True}),
    Specimen("R38", "only_in_ledger", UNLAWFUL, {"in_patrol_ledger": True}),
    Specimen("R38", "ledger_against_finding", changes={"patrol_found": True, "in_patrol_ledger": True}),
    Specimen("R39", "not_built", EARLIER, {"ground_state": "unchanged"}),
    Specimen("R39", "cultivated_beyond", EARLIER, {"built_cultivated_area": mu("6.44")}),
    Specimen("R39", "built_beyond", EARLIER, {"approvals": (paper("conversion", approved=mu("6.40")),)}),
]
"""One change each; the same record without the change passes the rule."""

UNTOLD = [
    Specimen("R01", "unknown", changes=without("patch_number")),
    Specimen("R02", "unknown", changes=without("county_code", "stated_county_code")),
    Specimen("R03", "unknown", changes=without("image_before")),
    Specimen("R04", "", changes=without("geometry_valid", "overlaps_in_batch")),
    Specimen("R05", "", changes=without("overlaps_earlier_batch")),
    Specimen("R08", "", changes=without("cultivated_area", "counted_cultivated_area")),
    Specimen("R09", "unknown", changes=without("agricultural_area")),
    Specimen("R10", "unknown", changes=without("plan_conforming_area", "plan_breaching_area")),
    Specimen("R11", "", changes=without("basic_farmland_area", "counted_basic_farmland_area")),
    Specimen("R12", "", changes=without("geometry_area", "monitored_area")),
    Specimen("R14", "", changes=without("use_date", "city_accepted_on")),
    Specimen("R15", "unknown", changes=without("finding")),
    Specimen("R16", "unknown", changes=without("approvals")),
    Specimen("R17", "unknown", changes=without("use_date")),
    Specimen("R18", "unknown", UNLAWFUL, without("construction_state")),
    Specimen("R19", "", changes=without("approval_forged", "violation_type")),
    Specimen("R20", "unknown", UNLAWFUL, without("city_accepted_on")),
    Specimen("R21", "unknown", UNLAWFUL, without("case_number")),
    Specimen("R22", "unknown", changes={"key_project": "state"}),
    Specimen("R23", "", changes=without("approvals")),
    Specimen("R24", "", changes=without("approvals")),
    Specimen("R25", "unknown", TEMPORARY, without("permanent_structure")),
    Specimen("R26", "unknown", FACILITY, without("basic_farmland_area")),
    Specimen("R27", "unknown", UNCHANGED, without("pseudo_change_cause")),
    Specimen("R28", "", changes=without("main_class_before")),
    Specimen("R29", "unknown", changes=without("photo_count")),
    Specimen("R30", "unknown", UNLAWFUL, without("remaining_area")),
    Specimen("R34", "unknown", UNLAWFUL, {"fine_paid": 1000, **without("fine_due")}),
    Specimen("R36", "unknown", UNLAWFUL, without("settled")),
    Specimen("R37", "", changes=without("survey_comparison")),
    Specimen("R38", "", changes=without("in_patrol_ledger", "patrol_found")),
    Specimen("R39", "unknown", EARLIER, without("built_cultivated_area")),
    Specimen("R40", "unknown", UNLAWFUL, without("counted_cultivated_area")),
]
"""Facts nobody told: the problem «缺…» where the case is ``unknown``, silence where it is empty."""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


def found(book: Rulebook, record: Mapping[str, Any], **changes: Any) -> list[Problem]:
    return check_part(judged(record, **changes), book, campaign=CAMPAIGN)


@pytest.mark.parametrize("record", [LAWFUL, UNLAWFUL, UNCHANGED, TEMPORARY, FACILITY, EARLIER])
def test_a_complete_record_breaks_no_rule(record: dict[str, object], book: Rulebook) -> None:
    assert found(book, record) == []


@pytest.mark.parametrize("specimen", BREAKS, ids=lambda specimen: specimen.name)
def test_a_broken_record_breaks_its_rule(specimen: Specimen, book: Rulebook) -> None:
    problems = found(book, specimen.record, **specimen.changes)
    assert specimen.case in cases_of(problems, catalogue_of(book)[specimen.rule])
    for problem in problems:
        assert problem.settled_by
        assert problem.patch_number == judged(specimen.record, **specimen.changes).facts["patch_number"]
        assert problem.facts


@pytest.mark.parametrize("specimen", UNTOLD, ids=lambda specimen: specimen.rule)
def test_a_fact_nobody_told_is_never_a_pass(specimen: Specimen, book: Rulebook) -> None:
    problems = found(book, specimen.record, **specimen.changes)
    rule = catalogue_of(book)[specimen.rule]
    assert cases_of(problems, rule) == ({specimen.case} if specimen.case else set())
    assert rule.reports_unknown == bool(specimen.case)


def test_every_part_rule_and_case_has_its_specimen(book: Rulebook) -> None:
    catalogue = catalogue_of(book)
    assert {specimen.rule for specimen in UNTOLD} == set(PART_RULES)
    shown = {(specimen.rule, specimen.case) for specimen in [*BREAKS, *UNTOLD]}
    for rule_id in PART_RULES:
        rule = catalogue[rule_id]
        if rule.scope == "part":
            assert {case for shown_rule, case in shown if shown_rule == rule_id and case} == set(rule.cases), rule_id


def test_a_difference_within_the_tolerance_does_not_count(book: Rulebook) -> None:
    within = judged(LAWFUL, unused_area=mu("0.43"), overlaps_in_batch=mu("0.01"), counted_unused_area=mu("0.41"))
    assert check_part(within, book, campaign=CAMPAIGN) == []


def test_early_use_allowed_by_the_ministry_is_no_use_before_approval(book: Rulebook) -> None:
    early = paper("early_use", "2023-02-01", organ="自然资源部", organ_level="ministry")
    papers = (*LAWFUL["approvals"], early)
    problems = found(book, LAWFUL, use_date=on("2023-03"), approvals=papers)
    assert not cases_of(problems, catalogue_of(book)["R17"])
    local = paper("early_use", "2023-02-01")
    problems = found(book, LAWFUL, use_date=on("2023-03"), approvals=(*LAWFUL["approvals"], local))
    assert cases_of(problems, catalogue_of(book)["R17"]) == {"used_first"}


def test_a_register_that_is_not_there_says_nothing_about_its_papers(book: Rulebook) -> None:
    problems = found(book, LAWFUL, approvals=(), papers_on_disc=("facility",))
    assert cases_of(problems, catalogue_of(book)["R16"]) == {"unknown"}


def test_a_paper_of_the_neighbour_does_not_make_a_use_lawful(book: Rulebook) -> None:
    beside = paper("conversion", covered=mu("0"))
    problems = found(book, LAWFUL, approvals=(beside,))
    assert cases_of(problems, catalogue_of(book)["R16"]) == {"none"}


def test_land_found_outside_the_imagery_needs_no_images(book: Rulebook) -> None:
    record = {**UNLAWFUL, "patch_list": "outside", **without("image_before", "image_after")}
    assert found(book, record) == []


def test_a_pig_farm_on_basic_farmland_blocks_the_report(book: Rulebook) -> None:
    problems = found(book, FACILITY, finding="manual", basic_farmland_area=mu("1.20"))
    said = next(problem for problem in problems if problem.rule == "R26")
    assert said.severity is Severity.ERROR
    assert "1.20 亩" in said.message


def test_an_application_after_the_use_began_was_none_when_it_began(book: Rulebook) -> None:
    assert found(book, UNLAWFUL, city_accepted_on=on("2024-06-12"), city_accepted_number="示市受〔2024〕88号") == []


def test_a_supply_after_the_use_began_does_not_contradict_use_without_supply(book: Rulebook) -> None:
    late = (paper("conversion"), paper("supply", "2024-06-20"))
    record = {**UNLAWFUL, "violation_type": "used_without_supply", "supply_state": "late"}
    assert not cases_of(found(book, record, approvals=late), catalogue_of(book)["R20"])


def test_a_pilot_approval_stands_for_the_conversion(book: Rulebook) -> None:
    pilot = (paper("hill_pilot", organ="自然资源部", organ_level="ministry"),)
    assert found(book, UNLAWFUL, violation_type="used_without_supply", approvals=pilot) == []


def test_what_lies_in_another_county_is_not_said_again_for_the_township(book: Rulebook) -> None:
    problems = found(book, LAWFUL, other_county_area=mu("1.93"), other_township_area=mu("1.93"))
    assert cases_of(problems, catalogue_of(book)["R02"]) == {"crosses_county"}


def test_nobody_need_say_that_a_project_is_no_key_project(book: Rulebook) -> None:
    assert found(book, LAWFUL, key_project=UNKNOWN) == []


def test_handling_without_a_case_wants_its_reason(book: Rulebook) -> None:
    problems = found(book, UNLAWFUL, handling="not_filed", not_filed_reason="")
    assert cases_of(problems, catalogue_of(book)["R21"]) == {"unknown"}
    assert found(book, UNLAWFUL, handling="not_filed", not_filed_reason="面积不足，责令改正") == []


@pytest.mark.seed("L7")
def test_a_list_that_contradicts_the_papers_names_both_sources(book: Rulebook) -> None:
    problems = found(book, LAWFUL, patch_list="unapproved")
    said = next(problem for problem in problems if problem.rule == "R37")
    assert "本年未批先建.shp 第3行" in said.message
    assert "示政批〔2023〕conversion" in said.message


def test_unknown_settlement_keeps_the_gate_shut(book: Rulebook) -> None:
    problems = found(book, UNLAWFUL, settled=UNKNOWN)
    assert cases_of(problems, catalogue_of(book)["R36"]) == {"unknown"}
