"""The preparation list: states of items, calibration of instruments, what an absence costs."""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules import rulebook
from tuban.rules.preparation import (
    Entry,
    Fitness,
    Holding,
    Instrument,
    State,
    checklist,
    cost_of,
    preparation_of,
    tools,
)
from tuban.values.dates import PartialDate

LAW = rulebook.load()
LIST = preparation_of(LAW)
ITEMS = {item.id: item for item in LIST.items}
DAY = date(2025, 1, 20)
SEED = (
    "卫片 土地利用现状变更调查图件 外业记录手簿 变更统计台帐 土地利用总体规划图件 土地利用计划文件 基本农田保护区图件 "
    "近年用地审批文件 供地有关文件 耕地占补平衡资料 动态巡查台帐 土地违法案件查处案卷 "
    "近年违法用地举报登记材料 土地权属 土地详查"
)


def entry(id: str, roles: dict[str, int] | None = None, *, holding: Holding | None = None, **about: object) -> Entry:
    years = about.get("paper_years", {})
    filled = checklist(LIST, roles=roles or {}, paper_years=years, holdings={id: holding} if holding else {}, year=2024)  # type: ignore[arg-type]
    return next(one for one in filled if one.item.id == id)


@pytest.mark.seed("D5")
def test_every_item_of_the_plan_is_on_the_list_in_its_words_and_order():
    names = [name for name in SEED.split() if name]
    places = [
        next(i for i, item in enumerate(LIST.items) if name in item.names or name in item.title) for name in names
    ]
    assert places == sorted(places)
    assert all("seed-2" in " ".join(LIST.items[place].cites) for place in places)


def test_both_years_of_the_survey_are_there_one_is_or_none_is():
    assert entry("survey_maps", {"survey_last": 1, "survey_this": 1}).state is State.PRESENT
    one = entry("survey_maps", {"survey_last": 1})
    assert (one.state, one.absent_roles) == (State.PARTLY, ("survey_this",))
    assert entry("survey_maps").state is State.MISSING


def test_what_no_disc_can_show_is_unregistered_until_somebody_says_more():
    assert entry("field_handbook").state is State.UNREGISTERED
    assert entry("field_handbook", holding=Holding(State.PRESENT)).state is State.PRESENT
    assert entry("field_handbook", holding=Holding(State.MISSING)).state is State.MISSING


def test_a_register_on_paper_that_is_not_on_the_disc_is_there_in_part():
    one = entry("patrol", holding=Holding(State.PRESENT, "执法大队"))
    assert (one.state, one.on_paper) == (State.PARTLY, True)
    assert entry("patrol", {"patrol": 1}, holding=Holding(State.MISSING)).state is State.PRESENT


def test_approvals_of_only_one_year_are_there_in_part():
    roles = {"conversion": 1, "expropriation": 1}
    one = entry("approvals", roles, paper_years={"conversion": frozenset({2024})})
    assert (one.state, one.years) == (State.PARTLY, (2023,))
    both = {"conversion": frozenset({2024}), "early_use": frozenset({2023})}
    assert entry("approvals", roles, paper_years=both).state is State.PRESENT


def test_the_cost_of_a_missing_survey_names_facts_forms_and_rules():
    cost = cost_of(ITEMS["survey_maps"], LAW)
    assert "其中耕地" in cost.facts
    assert {"R08", "R37", "R38"} <= {rule[:3] for rule in cost.rules}
    assert "执法检查数据汇总表" in dict(cost.forms)


def test_the_cost_of_a_missing_year_is_less_than_that_of_both():
    both, one = (
        cost_of(ITEMS["survey_maps"], LAW, absent) for absent in (("survey_last", "survey_this"), ("survey_this",))
    )
    assert set(one.facts) < set(both.facts)
    assert "其中耕地" not in one.facts
    assert any(rule.startswith("R37") for rule in one.rules)


def test_an_image_that_is_missing_costs_no_fact_and_no_rule():
    cost = cost_of(ITEMS["images"], LAW, ("image_before", "image_after"))
    assert (cost.facts, cost.forms, cost.rules) == ((), (), ())


@pytest.mark.parametrize(
    ("until", "fitness"),
    [
        ("2025-01-19", Fitness.OVERDUE),
        ("2024", Fitness.OVERDUE),
        ("2025-01-20", Fitness.ENDS_DURING),
        ("2025-04-19", Fitness.ENDS_DURING),
        ("2025-04-20", Fitness.FIT),
        (None, Fitness.NOT_STATED),
    ],
)
def test_calibration_is_held_against_the_days_of_the_field_work(until: str | None, fitness: Fitness):
    one = Instrument("RTK", serial="R1", calibrated_until=PartialDate.parse(until) if until else None)
    assert tools(LIST, [one], day=DAY, field_days=90)[0].fitness is fitness


def test_a_camera_needs_no_calibration_and_an_unknown_tool_stays_on_the_list():
    rows = tools(LIST, [Instrument("数码相机", count=2), Instrument("对讲机", count=6)], day=DAY, field_days=90)
    by_name = {row.instrument.name: row for row in rows if row.instrument}
    assert by_name["数码相机"].tool is not None
    assert by_name["数码相机"].tool.id == "camera"
    assert by_name["数码相机"].fitness is Fitness.FIT
    assert by_name["对讲机"].tool is None
    assert {row.tool.id for row in rows if row.tool} == {tool.id for tool in LIST.tools}


def test_an_instrument_that_is_said_to_be_missing_is_not_at_hand():
    rows = tools(LIST, [Instrument("钢尺", count=0), Instrument("全站仪", state=State.MISSING)], day=DAY, field_days=90)
    assert {row.fitness for row in rows if row.instrument} == {Fitness.NOT_AT_HAND}
