"""The worked cases K01–K22 and K29, each told on the sheet of a patch of the practice county in a browser.

What must come out was written apart from the product; here it is read from the page, as the person who types sees it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.journeys.people import People

pytestmark = pytest.mark.skipif(os.environ.get("TUBAN_JOURNEYS") == "once", reason="long: played by script/test")

CONVERSION = {"kind": "conversion", "number": "政土〔2023〕501号", "organ_level": "province", "date": "2023-05-10",
              "covered": "全部", "approved": "90 亩", "use": "工业"}  # fmt: skip
SUPPLY = {**CONVERSION, "kind": "supply", "number": "供〔2023〕66号", "organ_level": "county", "date": "2023-06-20"}
EXPROPRIATION = {**CONVERSION, "kind": "expropriation"}
WHOLE = (CONVERSION, EXPROPRIATION, SUPPLY)
BUILT = {"ground_state": "new_construction", "use_date": "2024-03-05", "field_agrees": "yes", "actual_use": "061"}


@dataclass(frozen=True)
class Case:
    """What is told of a patch of a kind, and what the page must and must not say then."""

    name: str
    facts: dict[str, str]
    says: tuple[str, ...]
    papers: tuple[dict[str, str], ...] = ()
    never: tuple[str, ...] = ()
    kind: str = "plain"
    finding: str = ""
    place: int = 0
    missing: tuple[str, ...] = field(default=())


CASES = (
    Case("K01 shadow", {"ground_state": "unchanged", "pseudo_change_cause": "shadow", "photo_count": "1"},
         ("面积依据 监测面积",), finding="实地未变化", never=("用地手续",)),
    Case("K02 orchard", {"ground_state": "agricultural_adjustment", "field_agrees": "yes"}, (),
         finding="农业结构调整"),
    Case("K03 pig farm", {"ground_state": "facility_agriculture", "facility_filing_number": "SS2024-018",
                          "field_agrees": "yes"}, (), finding="设施农用地"),
    Case("K04 pig farm on basic farmland",
         {"ground_state": "facility_agriculture", "facility_filing_number": "SS2024-018", "field_agrees": "yes"},
         ("R26", "上报前须改正"), kind="on_basic_farmland", finding="待核实"),
    Case("K05 lawful factory", {**BUILT, "use_date": "2024-01", "used_as_approved": "yes"}, ("面积依据 监测面积",),
         papers=WHOLE, finding="合法用地"),
    Case("K06 never applied", {**BUILT, "city_accepted_on": "无"}, ("违法类型 未报即用",), finding="违法用地"),
    Case("K07 applied, did not wait", {**BUILT, "city_accepted_on": "2024-02"}, ("违法类型 边报边用",),
         finding="违法用地"),
    Case("K08 approved, not supplied", {**BUILT, "used_as_approved": "yes"}, ("违法类型 未供即用", "供地"),
         papers=(CONVERSION, EXPROPRIATION), finding="违法用地"),
    Case("K09 first built, then approved",
         {**BUILT, "use_date": "2023-03", "city_accepted_on": "2023-02", "used_as_approved": "yes"},
         ("违法类型 边报边用",), papers=WHOLE, finding="违法用地"),
    Case("K10 early use allowed",
         {**BUILT, "use_date": "2023-03-15", "used_as_approved": "yes", "key_project": "state"}, (),
         papers=({**CONVERSION, "kind": "early_use", "organ_level": "ministry", "date": "2023-03-01",
                      "number": "自然资函〔2023〕9号"}, *WHOLE), finding="合法用地"),
    Case("K12 over quantity", {**BUILT, "adjoins_own_approval": "yes"}, ("违法类型 超占用地",), finding="违法用地"),
    Case("K13 other use", {**BUILT, "actual_use": "071", "used_as_approved": "no"}, ("违法类型 擅自改变用途",),
         papers=WHOLE, finding="违法用地"),
    Case("K14 no power", {**BUILT, "approved_within_power": "no", "used_as_approved": "yes"},
         ("违法类型 非法批地",), papers=tuple({**one, "organ_level": "county"} for one in WHOLE), finding="违法用地"),
    Case("K15 forged", {**BUILT, "approval_forged": "yes", "used_as_approved": "yes"}, ("违法类型 骗取批准",),
         papers=WHOLE, finding="违法用地"),
    Case("K16 temporary, no paper", {"ground_state": "temporary_use", "use_date": "2024-03", "field_agrees": "yes",
                                     "permanent_structure": "no"}, (), finding="违法用地"),
    Case("K17 temporary, expired", {"ground_state": "temporary_use", "use_date": "2022-03", "field_agrees": "yes",
                                    "permanent_structure": "no"}, ("到期",), finding="违法用地",
         papers=({**CONVERSION, "kind": "temporary", "date": "2022-01-05", "until": "2024-01-05",
                  "number": "临〔2022〕1号"},)),
    Case("K19 date unknown", {**BUILT, "use_date": "", "used_as_approved": "yes"}, (), papers=WHOLE, finding="待核实",
         never=("合法类别",), missing=("用地时间",)),
    Case("K20 list against layer", {}, ("名单为“本年未批先建”", "套合却有用地前的批准"), kind="against_list",
         finding="待核实"),
    Case("K21 unlawful and measured", {**BUILT, "surveyed_area": "6.10"}, ("面积依据 实测（勘测）面积", "6.10 亩"),
         finding="违法用地", place=1),
    Case("K21 unlawful and not measured", {**BUILT, "surveyed_area": "", "surveyed_cultivated_area": ""},
         ("面积依据 缺（待测量）",), finding="违法用地", missing=("实测面积",)),
    Case("K21 lawful, the field differs", {**BUILT, "use_date": "2024-01", "used_as_approved": "yes",
                                           "field_agrees": "no", "change_survey_area": "5.90"},
         ("面积依据 变更调查补测面积", "5.90 亩"), papers=WHOLE, finding="合法用地", place=1),
    Case("K22 two plans", {}, ("没收", "拆除", "退还"), kind="two_plans", finding="违法用地"),
    Case("K18 earlier approved", {}, (), kind="earlier_approved", finding="其他用地"),
    Case("K29 two counties", {}, ("图斑跨县界：本县", "邻县"), kind="two_counties"),
    Case("K11 half inside: lawful part", {}, (), kind="half_inside", finding="合法用地"),
    Case("K11 half inside: the rest", {}, (), kind="half_inside", finding="违法用地", place=1),
)  # fmt: skip


@pytest.fixture(scope="module")
def trained(prepared_office, tmp_path_factory, browser) -> Iterator[tuple[People, dict[str, list[str]]]]:
    """People of a practice county that they may break, and its patches by what they are."""
    office = prepared_office("practice").copy(tmp_path_factory.mktemp("trained"))
    kinds = json.loads(office.run("tests.journeys.worked"))
    office.serve()
    people = People(browser, office)
    yield people, kinds
    people.leave()
    office.close()
    assert people.faults == []


@pytest.fixture(scope="module")
def page(trained):
    people, _kinds = trained
    opened = people.at("diji")
    opened.set_default_timeout(15_000)
    return opened


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_come_out_stands_on_the_page(case: Case, page, trained) -> None:
    _people, kinds = trained
    uuid = kinds[case.kind][case.place]
    page.goto(f"/patches/{uuid}/telling/")
    side = page.locator("#telling-side")
    tell(page, case)
    if case.facts or case.papers:
        side.locator("h2", has_text="按所填内容").wait_for()
    if case.finding:
        side.locator(".said div", has_text="图斑性质").locator("b", has_text=case.finding).wait_for()
    words = " ".join(side.inner_text().split())
    answers = " ".join(f"{one.locator('dt').inner_text()} {one.locator('dd b').inner_text()}"
                       for one in side.locator(".said > div").all())  # fmt: skip
    for one in case.says:
        assert one in words or one in answers, words
    for one in case.never:
        assert one not in words, words
    listed = side.locator(".card").last.inner_text()
    for one in case.missing:
        assert one in listed, words


def tell(page, case: Case) -> None:
    """Type a case as a person does: the ground first, for the sheet asks on from it."""
    for name, text in case.facts.items():
        box = page.locator(f"#fact-{name}")
        with page.expect_response("**/telling/preview/"):
            if box.evaluate("one => one.tagName") == "SELECT":
                if box.input_value() == text:
                    box.dispatch_event("change")
                else:
                    box.select_option(text)
            else:
                page.locator(f"[data-fact={name}]").wait_for()
                box.fill(text)
                box.dispatch_event("input")
    for place, paper in enumerate(case.papers):
        page.locator(".paper-told").nth(place).evaluate("one => { one.open = true; }")
        for name, text in paper.items():
            box = page.locator(f"#paper-{place}-{name}")
            if box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)
    if case.papers:
        page.wait_for_timeout(400)
    page.wait_for_timeout(300)
    page.wait_for_load_state("networkidle")


def test_what_was_told_of_a_case_is_kept_and_stands_on_the_card(page, trained) -> None:
    """K07 to its end: told, kept, read on the registration card and in the history."""
    _people, kinds = trained
    case = next(one for one in CASES if one.name.startswith("K07"))
    uuid = kinds["plain"][2]
    page.goto(f"/patches/{uuid}/telling/")
    tell(page, case)
    page.fill("#source", "报批台账")
    page.get_by_role("button", name="保存").click()
    page.locator(".toast-note", has_text="已保存").wait_for()
    page.goto(f"/patches/{uuid}/card/")
    card = page.locator(".paper-sheet").inner_text()
    assert "边报边用" in card
    page.goto(f"/patches/{uuid}/history/")
    assert "填报图斑事实" in page.inner_text("main")
