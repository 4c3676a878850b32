"""Sources that disagree, one specimen for each case of each kind of contradiction, and plain ones that agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.rules.check_specimens import (
    EARLIER,
    FACILITY,
    LAWFUL,
    TEMPORARY,
    UNCHANGED,
    UNLAWFUL,
    judged,
    mu,
    on,
    paper,
)

from tuban.rules.checks import CampaignTotals, Quota
from tuban.rules.contradictions import (
    FiledPaper,
    RoleSource,
    Sources,
    SurveyedPlace,
)
from tuban.values.area import ZERO

FIRST, SECOND, THIRD = (f"990101SJBG2400000{n}" for n in (1, 2, 3))
STRANGER = "990101SJBG24000099"
ROLES = (
    *("patches", "survey_last", "survey_this", "conversion", "expropriation", "supply", "temporary", "facility"),
    *("quota", "patrol", "public_reports", "field_results", "cases", "pending", "earlier_patches"),
    *("basic_farmland", "approval_survey"),
)


@dataclass(frozen=True)
class Row:
    fields: Mapping[str, Any]
    source: str = "台账.xlsx 第3条"

    def get(self, name: str, default: Any = None) -> Any:
        return self.fields.get(name, default)


def row(number: str = FIRST, **fields: Any) -> Row:
    return Row({"patch_number": number, **fields})


VISITED = [row(FIRST), row(SECOND)]
CASES = [row(SECOND, handling="filed", case_number="示立〔2024〕3号")]


def sources(*records: Mapping[str, Any], **about: Any) -> Sources:
    rows = {"field_results": VISITED, "cases": CASES, **about.pop("rows", {})}
    roles = {name: RoleSource(f"{name}登记", f"{name}.gpkg（2024年度）") for name in ROLES}
    plain = Sources(
        judgements=[judged(record) for record in records or (LAWFUL, UNLAWFUL)],
        totals=CampaignTotals(),
        roles=roles,
        missing_titles=dict.fromkeys(ROLES, "某登记"),
        rows=rows,
        names={"990101": "示范县"},
    )
    return replace(plain, **about)


@dataclass(frozen=True)
class Specimen:
    """Sources that disagree in one way, and words that either side and the difference must hold."""

    kind: str
    case: str
    told: Sources
    first: str = ""
    second: str = ""
    difference: str = ""
    area: str | None = None


def survey(record: Mapping[str, Any] = UNLAWFUL, **facts: Any) -> Sources:
    facts = {"survey_comparison": "inconsistent", "survey_new_construction_area": ZERO, **facts}
    return sources({**record, **facts})


def ledger(record: Mapping[str, Any], *rows: Row, **facts: Any) -> Sources:
    return sources({**record, **facts}, rows={"patrol": list(rows)})


def filed(kind: str, patch: str = FIRST, outline: str | None = None, **about: Any) -> FiledPaper:
    return FiledPaper(paper(kind, **{"source": f"{kind}.gpkg 第1条", **about}), patch, mu(outline) if outline else None)


def lawful(**facts: Any) -> Mapping[str, Any]:
    return {**LAWFUL, **facts}


PLACE = SurveyedPlace(
    "17", "前村", "0101", "0601", 1, mu("3.00"), mu("1.20"), (SECOND,), "990101001", "今年.gdb 第9条", "去年.gpkg 第8条"
)
PATROL = {"found_on": on("2024-02-01"), "note": "巡查发现动工"}
TWO = (paper("conversion", number="甲号"), paper("supply", number="乙号"))

SPECIMENS = [
    Specimen("C01", "not_recorded", survey(), "认定违法用地", "没有新增建设用地", "6.42 亩", "6.42"),
    Specimen(
        "C01", "built_before", survey(base_state="construction"), "", "上年度已为水田(0101)", "建设年度不一致", "6.42"
    ),
    Specimen(
        "C01", "less", survey(survey_new_construction_area=mu("2.42")), "", "新增建设用地2.42 亩", "37.7%", "4.00"
    ),
    Specimen(
        "C01",
        "not_yet_built",
        survey(EARLIER, list_claim="earlier_approved", survey_construction_now_area=mu("1")),
        "",
        "其中建设用地1.00 亩",
        "少5.42 亩",
        "5.42",
    ),
    Specimen("C01", "field_agrees", survey(UNCHANGED), "认定实地未变化", "", "核查结果与变更调查相符", "6.42"),
    Specimen(
        "C01",
        "recorded_otherwise",
        survey(UNCHANGED, survey_comparison="consistent", survey_new_construction_area=mu("6.00")),
        "认定实地未变化",
        "新增建设用地6.00 亩",
        "",
        "6.00",
    ),
    Specimen("C02", "partly", sources(places=[PLACE]), "前村17号图斑", SECOND, "1.20 亩", "1.20"),
    Specimen(
        "C02",
        "none",
        sources(places=[replace(PLACE, unpatched=mu("3.00"), patches=())]),
        "等2块",
        "没有图斑",
        "",
        "3.00",
    ),
    Specimen(
        "C03",
        "survey",
        sources(totals=CampaignTotals(survey_new_construction={"990101": mu("20.00")})),
        "示范县新增建设用地12.84 亩（2宗",
        "20.00 亩",
        "7.16 亩",
        "7.16",
    ),
    Specimen(
        "C03",
        "quota",
        sources(totals=CampaignTotals(quotas={"990101": Quota(mu("10.00"))})),
        "12.84 亩",
        "10.00 亩",
        "超出指标2.84 亩（28.4%）",
        "2.84",
    ),
    Specimen(
        "C03",
        "approved",
        sources(
            totals=CampaignTotals(quotas={"990101": Quota(mu("15.00"))}),
            papers=[filed("conversion", date=on("2024-03-01"))],
        ),
        "批准农用地转用20.00 亩（1件",
        "15.00",
        "5.00 亩",
        "5.00",
    ),
    Specimen(
        "C04",
        "not_in_ledger",
        ledger(UNLAWFUL, patrol_found=True, patrol_found_on=on("2024-02-03")),
        "台账没有记录",
        "（2024年2月3日）",
    ),
    Specimen(
        "C04",
        "only_in_ledger",
        ledger(UNLAWFUL, row(SECOND, **PATROL), in_patrol_ledger=True),
        "2024年2月1日巡查发现",
        "未发现",
    ),
    Specimen(
        "C04",
        "ledger_against_finding",
        ledger(LAWFUL, row(FIRST, **PATROL), in_patrol_ledger=True, patrol_found=True),
        "违法线索",
        "认定合法用地",
    ),
    Specimen("C04", "ledger_without_patch", ledger(LAWFUL, row(STRANGER, **PATROL)), "巡查发现动工", STRANGER),
    Specimen("C04", "never_found", ledger(UNLAWFUL), "台账没有记录", "未报即用", "", "6.42"),
    Specimen(
        "C04",
        "found_after_image",
        ledger(UNLAWFUL, row(SECOND, found_on=on("2024-03-11"))),
        "",
        "2024年3月1日",
        "晚于影像10天",
    ),
    Specimen(
        "C04", "found_before_use", ledger(UNLAWFUL, row(SECOND, **PATROL), use_date=on("2024-02-11")), "", "", "10天"
    ),
    Specimen(
        "C04",
        "stop_notice",
        sources(
            UNLAWFUL,
            rows={
                "patrol": [row(SECOND, stop_notice_number="示停1号")],
                "cases": [row(SECOND, stop_notice_number="示停9号")],
            },
        ),
        "示停1号",
        "示停9号",
    ),
    Specimen(
        "C05",
        "listed_unapproved",
        sources(lawful(patch_list="unapproved", conversion_area=mu("6.00"))),
        "本年未批先建",
        "示政批〔2023〕conversion",
        "套合已批6.00 亩",
        "6.00",
    ),
    Specimen("C05", "listed_approved", sources({**UNLAWFUL, "patch_list": "approved"}), "本年批准", "没有批准", "6.42"),
    Specimen(
        "C05",
        "approved_later",
        sources(lawful(patch_list="unapproved", timing_state="after_use")),
        "本年未批先建",
        "2024年1月",
    ),
    Specimen(
        "C05", "earlier_year", sources(lawful(patch_list="approved", approval_year="earlier")), "本年批准", "往年"
    ),
    Specimen("C05", "this_year", sources({**EARLIER, "approval_year": "this_year"}), "往年批而未用", "本年"),
    Specimen("C05", "not_built", sources({**EARLIER, "ground_state": "unchanged"}), "", "实地未变化"),
    Specimen(
        "C06",
        "supply_first",
        sources(lawful(approvals=(paper("conversion"), paper("supply", "2023-04-30")))),
        "2023年5月10日",
        "2023年4月30日",
        "早于农用地转用批准10天",
    ),
    Specimen(
        "C06",
        "beyond",
        sources(papers=[filed("conversion"), filed("supply", approved=mu("22.50"))]),
        "20.00 亩",
        "22.50 亩",
        "2.50 亩",
        "2.50",
    ),
    Specimen(
        "C06",
        "outside",
        sources(lawful(conversion_area=mu("4.00"), supply_area=mu("6.42"))),
        "4.00",
        "6.42",
        "2.42 亩",
        "2.42",
    ),
    Specimen(
        "C07",
        "holder",
        sources(lawful(user="乙公司", approvals=(*TWO[:1], replace(TWO[1], holder="甲公司")))),
        "甲公司",
        "乙公司",
    ),
    Specimen(
        "C07",
        "use",
        sources(lawful(actual_use="071", approvals=(*TWO[:1], replace(TWO[1], use="科教用地")))),
        "科教用地",
        "城镇住宅用地",
    ),
    Specimen("C07", "used_first", sources(lawful(use_date=on("2023-03"))), "2023年5月10日", "2023年3月"),
    Specimen(
        "C07",
        "beyond",
        sources(lawful(approvals=(paper("conversion", approved=mu("5")), paper("supply")))),
        "5.00 亩",
        "6.42 亩",
        "1.42 亩",
        "1.42",
    ),
    Specimen(
        "C08",
        "no_record",
        sources(rows={"cases": [row(SECOND, regularised_number="示政土〔2024〕900号")]}),
        "补办农转用批准文号：示政土〔2024〕900号",
        "没有此文号",
    ),
    Specimen(
        "C08",
        "no_record",
        sources(
            rows={"field_results": [*VISITED, row(FIRST, note="凭示政土〔2024〕77号用地")]},
            papers=[filed("conversion")],
        ),
        "示政土〔2024〕77号",
        "没有此文号",
    ),
    Specimen(
        "C08",
        "other_date",
        sources(
            rows={
                "cases": [row(SECOND, regularised_number="示政批〔2023〕conversion", regularised_on=on("2023-05-20"))]
            },
            papers=[filed("conversion")],
        ),
        "2023-05-20",
        "2023年5月10日",
        "相差10天",
    ),
    Specimen(
        "C09",
        "smaller",
        sources(papers=[filed("supply", outline="25.00")]),
        "20.00",
        "25.00",
        "5.00 亩（25.0%）",
        "5.00",
    ),
    Specimen("C09", "larger", sources(papers=[filed("supply", outline="15.00")]), "20.00", "15.00", "5.00 亩", "5.00"),
    Specimen(
        "C10",
        "beyond",
        sources(
            lawful(approvals=(paper("conversion", approved=mu("10")),)),
            {**UNLAWFUL, "approvals": (paper("conversion", approved=mu("10")),)},
            papers=[filed("conversion", approved=mu("10"))],
        ),
        "10.00",
        "2个图斑合计12.84 亩",
        "2.84 亩",
        "2.84",
    ),
    Specimen(
        "C11",
        "expired",
        sources({**UNLAWFUL, "approvals": (paper("temporary", until=on("2024-02-20")),)}),
        "期限至2024年2月20日",
        "2024年3月1日",
        "10天",
    ),
    Specimen("C11", "no_term", sources(TEMPORARY), "没有登记期限", "认定临时用地"),
    Specimen("C11", "not_valid", sources({**TEMPORARY, "temporary_state": "expired"}), "临时用地", "", "批准已到期"),
    Specimen(
        "C11",
        "filed_later",
        sources({**FACILITY, "use_date": on("2023-04-30")}),
        "2023年5月10日",
        "2023年4月30日",
        "10天",
    ),
    Specimen(
        "C11", "on_basic_farmland", sources({**FACILITY, "basic_farmland_area": mu("1.50")}), "", "1.50 亩", "", "1.50"
    ),
    Specimen(
        "C12", "unexpected", sources({**UNLAWFUL, "main_class_before": "1202"}), "认定违法用地", "设施农用地(1202)"
    ),
    Specimen(
        "C12", "doubtful", sources(lawful(approvals=(), main_class_before="0701")), "认定合法用地", "城镇住宅用地(0701)"
    ),
    Specimen("C12", "other_class", sources({**UNLAWFUL, "actual_use": "072"}), "农村宅基地", "工业用地(0601)"),
    Specimen(
        "C13",
        "not_unlawful",
        sources(rows={"cases": [row(FIRST, handling="filed", case_number="示立1号"), *CASES]}),
        "立案 示立1号",
        "认定合法用地",
    ),
    Specimen("C13", "no_case", sources(rows={"cases": []}), "没有记录", "用地面积6.42 亩"),
    Specimen(
        "C13",
        "area",
        sources(rows={"cases": [row(SECOND, handling="filed", case_area=mu("5.42"))]}),
        "立案面积5.42 亩",
        "6.42 亩",
        "1.00 亩",
        "1.00",
    ),
    Specimen("C13", "offender", sources(rows={"cases": [row(SECOND, offender="某砖厂")]}), "某砖厂", "示范建材厂"),
    Specimen(
        "C13", "recultivated", sources({**UNLAWFUL, "recultivated_area": mu("4.00")}), "4.00 亩", "3.00 亩", "", "1.00"
    ),
    Specimen(
        "C13", "demolished", sources({**UNLAWFUL, "demolished_land_area": mu("7.42")}), "7.42 亩", "6.42 亩", "", "1.00"
    ),
    Specimen(
        "C13",
        "filed_before_use",
        sources(
            {**UNLAWFUL, "use_date": on("2024-02-11")},
            rows={"cases": [row(SECOND, handling="filed", case_filed_on=on("2024-02-01"))]},
        ),
        "2024-02-01",
        "",
        "10天",
    ),
    Specimen("C14", "no_patch", sources(rows={"pending": [row(STRANGER, project="某项目")]}), STRANGER, "某项目"),
    Specimen(
        "C14",
        "no_part",
        sources(
            {**UNLAWFUL, "part_number": "1"},
            rows={"cases": [row(SECOND, part_number="1"), row(SECOND, part_number="7")]},
        ),
        "地块号7",
        "cases登记",
    ),
    Specimen(
        "C14",
        "not_visited",
        sources(rows={"field_results": VISITED[1:]}),
        "疑似新增建设用地图斑",
        "外业核查结果没有记录",
    ),
    Specimen("C14", "repeated", sources(rows={"cases": [*CASES, *CASES]}), SECOND, "2条记录"),
    Specimen(
        "C15",
        "overlaps",
        sources(lawful(overlaps_earlier_batch=mu("3.21"))),
        "认定合法用地",
        "3.21 亩",
        "50.0%",
        "3.21",
    ),
    Specimen(
        "C15",
        "same_number",
        sources(
            totals=CampaignTotals(earlier_numbers=frozenset({FIRST})),
            rows={"earlier_patches": [Row({"number": FIRST, "image_after": on("2023-09-18")})]},
        ),
        FIRST,
        "2023-09-18",
    ),
    Specimen(
        "C16", "no_patch", sources(rows={"public_reports": [row(STRANGER, note="占地建房")]}), "占地建房", STRANGER
    ),
    Specimen(
        "C16", "not_unlawful", sources(rows={"public_reports": [row(FIRST, channel="12336")]}), "12336", "认定合法用地"
    ),
    Specimen(
        "C16",
        "before_patrol",
        sources(
            {**UNLAWFUL, "patrol_found_on": on("2024-02-11")},
            rows={"public_reports": [row(SECOND, reported_on=on("2024-02-01"))]},
        ),
        "2024年2月1日",
        "2024年2月11日",
        "晚于举报10天",
    ),
]
