"""The worked cases K01–K22 and K29: what is told of a patch of the practice county, and what must come out then.

What must come out was written apart from the product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CONVERSION = {"kind": "conversion", "number": "政土〔2023〕501号", "organ": "示例省人民政府", "organ_level": "province",
              "date": "2023-05-10", "covered": "全部", "approved": "90 亩", "use": "工业"}  # fmt: skip
OF_COUNTY = {"organ": "示范县人民政府", "organ_level": "county"}
SUPPLY = {**CONVERSION, **OF_COUNTY, "kind": "supply", "number": "供〔2023〕66号", "date": "2023-06-20"}
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
         papers=({**CONVERSION, "kind": "early_use", "organ": "自然资源部", "organ_level": "ministry",
                  "date": "2023-03-01",
                      "number": "自然资函〔2023〕9号"}, *WHOLE), finding="合法用地"),
    Case("K12 over quantity", {**BUILT, "adjoins_own_approval": "yes"}, ("违法类型 超占用地",), finding="违法用地"),
    Case("K13 other use", {**BUILT, "actual_use": "071", "used_as_approved": "no"}, ("违法类型 擅自改变用途",),
         papers=WHOLE, finding="违法用地"),
    Case("K14 no power", {**BUILT, "approved_within_power": "no", "used_as_approved": "yes"},
         ("违法类型 非法批地",), papers=tuple({**one, **OF_COUNTY} for one in WHOLE), finding="违法用地"),
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


def tell(page: Any, case: Case) -> None:
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
