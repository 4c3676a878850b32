"""Every rule that looks at the campaign: what passes, what breaks each case, what nobody stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.rules.check_specimens import (
    CAMPAIGN,
    LAWFUL,
    UNCHANGED,
    UNLAWFUL,
    cases_of,
    judged,
    mu,
    paper,
    without,
)

from tuban.rules import rulebook
from tuban.rules.checks import (
    CampaignTotals,
    Figure,
    PlatformRecord,
    Quota,
    RectificationFigures,
    catalogue_of,
    check_campaign,
)
from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.rules.decision import Judgement
from tuban.rules.forms.filled import Cell, CheckResult, FilledForm, HeaderCell, LeafColumn, Row, Section
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN
from tuban.values.problems import Problem, Severity

NONE = Figure(0, mu("0"), mu("0"))
ONE = Figure(1, mu("6.42"), mu("3.00"))
KEY = ("990101SJBG24000002", "")


def summary(**changes: Any) -> FilledForm:
    """违法用地数据汇总表 with one township and one unlawful part of 6.42 亩."""
    plots = Cell(1, "1", (KEY,))
    area = Cell(Decimal("6.42"), "6.42", (KEY,))
    cells = (plots, area)
    cells = (replace(plots, **changes.pop("plots", {})), replace(area, **changes.pop("area", {})))
    columns = (
        LeafColumn("unlawful.plots", "宗数", "number"),
        LeafColumn("unlawful.area", "面积", "number", 2, "mu"),
    )
    header = (HeaderCell("违法用地合计", 0, 0, 1, 2), HeaderCell("宗数", 1, 0), HeaderCell("面积", 1, 1))
    rows = (
        Row("total", "*", "示范县合计", 0, cells),
        Row("township", "990101001", "甲溪镇", 1, (plots, area)),
    )
    filled = FilledForm(
        "unlawful_summary",
        "违法用地数据汇总表",
        "",
        "A3",
        "landscape",
        (Section("", header, columns, rows),),
        (),
        (),
        (),
    )
    return replace(filled, **changes)


STATED = CampaignTotals(
    declared_counts={"图斑.shp": 2},
    loaded_counts={"图斑.shp": 2},
    figure_counts={"990101SJBG24000001": 1, "990101SJBG24000002": 1},
    crs_by_file={"图斑.shp": 4490, "现状.gpkg": 4524},
    earlier_numbers=frozenset({"990101SJBG23000009"}),
    quotas={"990101": Quota(mu("13.00"), mu("6.00"))},
    survey_new_construction={"990101": mu("12.80")},
    patrol_numbers=frozenset({"990101SJBG24000002"}),
    platform={
        "示政批〔2023〕conversion": PlatformRecord("示政批〔2023〕conversion", "990101", mu("20.00")),
        "示政批〔2023〕supply": PlatformRecord("示政批〔2023〕supply", "990101", mu("20.00")),
    },
    linkage_filings=frozenset({"示政批〔2023〕linkage"}),
    rectification=RectificationFigures(ONE, ONE, NONE, ONE, NONE, NONE),
    forms=(summary(),),
    signatures={"违法用地数据汇总表": {"filler": "甲", "checker": "乙", "leader": "丙"}},
)
PARTS = ({**LAWFUL}, {**UNLAWFUL})


def platform(**changes: Any) -> dict[str, PlatformRecord]:
    record = PlatformRecord("示政批〔2023〕conversion", "990101", mu("20.00"))
    return {**STATED.platform, record.number: replace(record, **changes)}  # type: ignore[dict-item]


def figures(**changes: Figure) -> RectificationFigures:
    stated = STATED.rectification
    assert isinstance(stated, RectificationFigures)
    return replace(stated, **changes)


ONLY_SUPPLY_FILED = {"示政批〔2023〕supply": PlatformRecord("示政批〔2023〕supply")}
SMALL = (paper("conversion", approved=mu("5.00")), paper("supply"))
FAILED = CheckResult("unlawful_summary", "total", "合计相等", passed=False, compared=1, failures=("甲溪镇",))
BREAKS: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]] = [
    ("R01", "repeated", {}, {"patch_number": "990101SJBG24000002"}, {}),
    ("R05", "same_number", {"earlier_numbers": frozenset({"990101SJBG24000001"})}, {}, {}),
    ("R06", "counts", {"loaded_counts": {"图斑.shp": 1}}, {}, {}),
    ("R06", "counts", {"loaded_counts": {}}, {}, {}),
    ("R06", "figures", {"figure_counts": {"990101SJBG24000001": 2, "990101SJBG24000002": 1}}, {}, {}),
    ("R07", "unstated", {"crs_by_file": {"图斑.shp": None}}, {}, {}),
    ("R07", "other", {"crs_by_file": {"图斑.shp": 4326}}, {}, {}),
    ("R13", "exceeds", {}, {"counted_area": mu("6.44")}, {}),
    ("R13", "short", {}, {"counted_area": mu("6.09")}, {}),
    ("R23", "not_filed", {}, {"approvals": (paper("linkage", number="示挂〔2023〕9号"),)}, {}),
    ("R24", "no_record", {"platform": ONLY_SUPPLY_FILED}, {}, {}),
    ("R24", "no_record_and_beyond", {"platform": ONLY_SUPPLY_FILED}, {"approvals": SMALL}, {}),
    ("R24", "other_place", {"platform": platform(county_code="990102")}, {}, {}),
    ("R24", "beyond", {"platform": platform(area=mu("6.40"))}, {}, {}),
    ("R31", "sum", {"rectification": figures(open=ONE)}, {}, {}),
    ("R31", "total_differs", {"rectification": figures(total=replace(ONE, area=mu("6.50")))}, {}, {}),
    ("R31", "rectified_differs", {"rectification": figures(rectified=NONE)}, {}, {}),
    ("R31", "unknown", {}, {}, without("settled")),
    ("R32", "sum", {"rectification": figures(demolished=NONE)}, {}, {}),
    ("R32", "no_way", {}, {}, {"demolished_area": None, "demolished_land_area": None, "recultivated_area": None}),
    ("R32", "unknown", {}, {}, without("demolished_area")),
    (
        "R33",
        "identity",
        {"forms": (summary(checks=(CheckResult("f", "c", "合计相等", False, 1, ("甲溪镇",)),)),)},
        {},
        {},
    ),
    ("R33", "count", {"forms": (summary(plots={"value": 2, "text": "2"}),)}, {}, {}),
    ("R33", "amount", {"forms": (summary(area={"value": Decimal("7.42"), "text": "7.42"}),)}, {}, {}),
    ("R33", "amount", {"forms": (summary(area={"value": Decimal("6.43"), "text": "6.43"}),)}, {}, {}),
    ("R33", "stranger", {"forms": (summary(plots={"keys": (("990101SJBG24000077", ""),)}),)}, {}, {}),
    ("R33", "repeated", {"forms": (summary(plots={"keys": (KEY, KEY)}),)}, {}, {}),
    ("R35", "unsigned", {"signatures": {"违法用地数据汇总表": {"filler": "甲", "leader": "丙"}}}, {}, {}),
    ("R35", "unsigned", {"signatures": {}}, {}, {}),
    ("R38", "ledger_without_patch", {"patrol_numbers": frozenset({"990101SJBG24000055"})}, {}, {}),
    ("R38", "survey", {"survey_new_construction": {"990101": mu("9.00")}}, {}, {}),
    ("R38", "survey", {"survey_new_construction": {}}, {}, {}),
    ("R38", "quota", {"quotas": {"990101": Quota(mu("12.80"))}}, {}, {}),
    ("R38", "quota", {"quotas": {"990101": Quota(mu("13.00"), mu("5.90"))}}, {}, {}),
]
"""Rule, case, changes of the totals, of the lawful part, of the unlawful part."""

UNTOLD = [
    ("R01", "", {}, without("patch_number")),
    ("R05", "", {"earlier_numbers": UNKNOWN}, {}),
    ("R06", "", {"declared_counts": UNKNOWN, "figure_counts": UNKNOWN}, {}),
    ("R07", "", {"crs_by_file": UNKNOWN}, {}),
    ("R13", "", {}, without("counted_area")),
    ("R23", "", {"linkage_filings": UNKNOWN}, {"approvals": (paper("conversion"), paper("linkage"))}),
    ("R24", "", {"platform": UNKNOWN}, {}),
    ("R31", "", {"rectification": UNKNOWN}, {}),
    ("R32", "", {"rectification": UNKNOWN}, {}),
    ("R33", "", {"forms": UNKNOWN}, {}),
    ("R35", "unknown", {"signatures": UNKNOWN}, {}),
    ("R38", "", {"survey_new_construction": UNKNOWN, "quotas": UNKNOWN, "patrol_numbers": UNKNOWN}, {}),
]
"""Rule, case or silence, totals that nobody stated, facts that nobody told."""


def name_of(one: object) -> str:
    return one if isinstance(one, str) else ""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


@pytest.fixture
def check(book: Rulebook) -> Callable[..., list[Problem]]:
    def run(
        stated: Mapping[str, Any] = {}, lawful: Mapping[str, Any] = {}, unlawful: Mapping[str, Any] = {}
    ) -> list[Problem]:
        parts = [judged(PARTS[0], **lawful), judged(PARTS[1], **unlawful)]
        return check_campaign(parts, replace(STATED, **stated), book, campaign=CAMPAIGN)

    return run


def test_a_campaign_that_agrees_with_itself_breaks_no_rule(check: Callable[..., list[Problem]]) -> None:
    assert check() == []


def test_a_campaign_without_parts_has_nothing_to_break(book: Rulebook) -> None:
    problems = check_campaign([], CampaignTotals(), book, campaign=CAMPAIGN)
    assert [problem.rule for problem in problems] == ["R35"]
    assert problems[0].severity is Severity.NOTE
    assert "填表人、审核人、领导小组组长" in problems[0].message


@pytest.mark.parametrize(
    ("rule", "case", "stated", "lawful", "unlawful"), BREAKS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_contradiction_breaks_its_rule(
    rule: str,
    case: str,
    stated: Mapping[str, Any],
    lawful: Mapping[str, Any],
    unlawful: Mapping[str, Any],
    check: Callable[..., list[Problem]],
    book: Rulebook,
) -> None:
    problems = check(stated, lawful, unlawful)
    assert case in cases_of(problems, catalogue_of(book)[rule])
    assert all(problem.settled_by for problem in problems)


@pytest.mark.parametrize(
    ("rule", "case", "stated", "lawful"), UNTOLD, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_nobody_stated_is_never_a_pass(
    rule: str,
    case: str,
    stated: Mapping[str, Any],
    lawful: Mapping[str, Any],
    check: Callable[..., list[Problem]],
    book: Rulebook,
) -> None:
    assert cases_of(check(stated, lawful), catalogue_of(book)[rule]) == ({case} if case else set())


def test_every_campaign_rule_and_case_has_its_specimen(book: Rulebook) -> None:
    assert {one[0] for one in UNTOLD} == set(CAMPAIGN_RULES)
    shown = {(one[0], one[1]) for one in [*BREAKS, *UNTOLD]}
    for rule_id in set(CAMPAIGN_RULES) - set(PART_RULES):
        cases = set(catalogue_of(book)[rule_id].cases)
        assert {case for shown_rule, case in shown if shown_rule == rule_id and case} == cases, rule_id


def test_signatures_are_wanted_under_every_form_that_was_filled(check: Callable[..., list[Problem]]) -> None:
    other = summary(title="执法检查数据汇总表", id="other")
    problems = check({"forms": (summary(), other)})
    assert [one.message for one in problems] == ["《执法检查数据汇总表》缺签字：填表人、审核人、领导小组组长"]


def test_a_split_patch_is_measured_by_all_its_parts(book: Rulebook) -> None:
    def part(number: str, area: str) -> Judgement:
        share = mu("3.60") if number == "1" else mu("2.82")
        return judged(LAWFUL, part_number=number, counted_area=mu(area), monitored_area=share)

    stated = CampaignTotals()
    fits = check_campaign([part("1", "3.60"), part("2", "2.82")], stated, book, campaign=CAMPAIGN)
    assert not [one for one in fits if one.rule == "R13"]
    beyond = check_campaign([part("1", "3.60"), part("2", "2.84")], stated, book, campaign=CAMPAIGN)
    (problem,) = [one for one in beyond if one.rule == "R13"]
    assert (problem.patch_number, problem.part_number) == ("990101SJBG24000001", "")
    assert "2个地块合计 6.44 亩" in problem.message


def test_new_construction_counts_what_was_found_lawful_or_unlawful_only(book: Rulebook) -> None:
    parts = [judged(LAWFUL), judged(UNCHANGED)]
    stated = CampaignTotals(survey_new_construction={"990101": mu("6.42")}, quotas={"990101": Quota(mu("6.42"))})
    assert not [one for one in check_campaign(parts, stated, book, campaign=CAMPAIGN) if one.rule == "R38"]


@pytest.mark.seed("L7")
def test_results_are_held_against_change_survey_quota_and_patrol_ledger(check: Callable[..., list[Problem]]) -> None:
    problems = check(
        {
            "survey_new_construction": {"990101": mu("9.00")},
            "quotas": {"990101": Quota(mu("10.00"), mu("6.00"))},
            "patrol_numbers": frozenset({"990101SJBG24000055"}),
        }
    )
    said = [problem.message for problem in problems]
    assert said == [
        "990101：卡片新增建设用地12.84 亩（2宗），变更调查9.00 亩",
        "990101：用地面积12.84 亩，超过年度计划指标10.00 亩",
        "巡查台账有记录而本次没有图斑：990101SJBG24000055",
    ]
    assert {problem.severity for problem in problems} == {Severity.WARNING}
