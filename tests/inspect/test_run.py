"""The main job on a county small enough to know by heart."""

from decimal import Decimal

import pytest
from tests.inspect.small_county import NUMBER, SmallCounty, box, plot

from tuban.values.area import AreaUnit, total
from tuban.values.facts import UNKNOWN

VISITED = {
    "图斑编号": NUMBER,
    "实地情况": "新增建设",
    "实际用途": "工业",
    "用地时间": "2024-03",
    "用地单位或个人": "示范公司",
}
ELSEWHERE = {"JBNTTBBH": "J1", "geometry": box(900, 900, 50, 50)}


@pytest.fixture
def county(tmp_path):
    return SmallCounty(tmp_path / "disc")


def one(inspection):
    assert len(inspection.parts) == 1
    return inspection.parts[0].facts


@pytest.mark.seed("C4")
def test_a_patch_is_measured_on_every_layer_of_the_disc(county, tmp_path):
    county.patch(plot(6))
    county.survey[0]["geometry"] = county.survey[0]["geometry"] - box(200, 200, 25, 40)
    county.survey.append({"DLBM": "0702", "DLMC": "农村宅基地", "KCXS": 0.0, "geometry": box(200, 200, 25, 40)})
    county.layers = {
        "规划": [
            {"GHYT": "允许建设区", "geometry": box(0, 0, 250, 1000)},
            {"GHYT": "限制建设区", "geometry": box(250, 0, 750, 1000)},
        ],
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": box(225, 0, 25, 1000)}],
    }
    facts = one(county.inspect(tmp_path / "work"))
    assert facts["geometry_area"].mu == facts["monitored_area"].mu == Decimal("6.00")
    assert facts["construction_area"].mu == Decimal("1.50")
    assert facts["cultivated_area"].mu == Decimal("4.50")
    assert facts["plan_conforming_area"].mu == Decimal("3.00")
    assert facts["plan_breaching_area"].mu == Decimal("3.00")
    assert facts["basic_farmland_area"].mu == facts["basic_farmland_cultivated_area"].mu == Decimal("1.50")
    assert facts["main_class_before"] == "0101"
    groups = ("agricultural_area", "construction_area", "unused_area", "unsurveyed_area")
    assert total(facts[name] for name in groups) == facts["geometry_area"]


def test_field_ridges_inside_paddy_are_agricultural_but_not_cultivated(county, tmp_path):
    county.survey[0]["KCXS"] = 0.1
    county.patch(plot(10))
    facts = one(county.inspect(tmp_path / "work"))
    assert facts["cultivated_area"].mu == Decimal("9.00")
    assert facts["agricultural_area"].mu == Decimal("10.00")


def test_a_layer_that_the_disc_lacks_leaves_its_facts_unknown(county, tmp_path):
    county.patch(plot(6))
    facts = one(county.inspect(tmp_path / "work"))
    for name in ("plan_conforming_area", "basic_farmland_area", "approvals", "city_accepted_on", "survey_comparison"):
        assert facts[name] in (UNKNOWN, "unknown"), name


def test_k11_a_patch_half_inside_an_approval_is_split_before_it_is_judged(county, tmp_path):
    county.patch(plot(6))
    inside = plot(3.6)
    county.layers = {
        "永久基本农田": [ELSEWHERE],
        "农转用批准": [
            {
                "PZWH": "示政土〔2023〕1号",
                "PZJG": "示范省人民政府",
                "PZRQ": "2023-05-10",
                "PZMJ": 0.24,
                "PZYT": "工业",
                "geometry": inside,
            }
        ],
        "供地": [
            {"GDWH": "示供〔2023〕1号", "GDRQ": "2023-06-20", "GDFS": "协议出让", "GDMJ": 0.24, "geometry": inside}
        ],
    }
    county.tables = {
        "外业核查结果": [{**VISITED, "按批准用途使用": "是", "实地与图斑一致": "是"}],
        "在报项目": [{"图斑编号": "990101SJBG24000099", "市级受理时间": "2024-01-01"}],
    }
    parts = county.inspect(tmp_path / "work").parts
    assert [part.facts["part_number"] for part in parts] == ["1", "2"]
    assert [part.facts["geometry_area"].mu for part in parts] == [Decimal("3.60"), Decimal("2.40")]
    assert [part.facts["finding"] for part in parts] == ["lawful", "unlawful"]
    assert parts[1].facts["violation_type"] == "used_without_applying"
    for unit, whole in ((AreaUnit.MU, "6.00"), (AreaUnit.HECTARE, "0.4000")):
        assert total(part.facts["monitored_area"] for part in parts).in_unit(unit) == Decimal(whole)


def test_k12_what_a_user_takes_beyond_its_own_supply_is_over_occupation(county, tmp_path):
    county.patch(plot(12.5))
    supplied = plot(10)
    county.layers = {
        "永久基本农田": [ELSEWHERE],
        "农转用批准": [
            {
                "PZWH": "示政土〔2023〕2号",
                "PZJG": "示范省人民政府",
                "PZRQ": "2023-05-10",
                "PZMJ": 0.6667,
                "geometry": supplied,
            }
        ],
        "供地": [
            {
                "GDWH": "示供〔2023〕2号",
                "GDRQ": "2023-06-20",
                "GDFS": "协议出让",
                "GDMJ": 0.6667,
                "YDDW": "示范公司",
                "geometry": supplied,
            }
        ],
    }
    county.tables = {
        "外业核查结果": [{**VISITED, "按批准用途使用": "是", "实地与图斑一致": "是"}],
        "在报项目": [{"图斑编号": "990101SJBG24000099"}],
    }
    parts = county.inspect(tmp_path / "work").parts
    assert [(part.facts["finding"], part.facts["violation_type"]) for part in parts] == [
        ("lawful", None),
        ("unlawful", "beyond_approval"),
    ]


def test_a_sliver_left_by_an_inexact_boundary_is_no_part_of_its_own(county, tmp_path):
    county.patch(plot(6))
    nearly = box(200.2, 200, 6 * 10_000 / 15 / 40, 40)
    county.layers = {"农转用批准": [{"PZWH": "示政土〔2023〕3号", "PZRQ": "2023-05-10", "geometry": nearly}]}
    county.tables = {"外业核查结果": [VISITED]}
    assert len(county.inspect(tmp_path / "work").parts) == 1


@pytest.mark.seed("D3")
def test_k29_a_patch_across_two_townships_keeps_the_area_on_each_side(county, tmp_path):
    county.patch(box(430, 200, 100, 40))
    inspection = county.inspect(tmp_path / "work")
    facts = one(inspection)
    assert facts["township_name"] == "甲镇"
    assert facts["other_township_area"].mu == Decimal("1.80")
    across = [finding for finding in inspection.disc.findings if finding.code == "divisions.across"]
    assert "4.20" in across[0].message
    assert "1.80" in across[0].message


@pytest.mark.seed("L4")
def test_k18_only_the_built_part_of_an_earlier_approved_parcel_counts_its_farmland(county, tmp_path):
    county.patch(plot(6), LY="PJ")
    county.layers = {
        "农转用批准": [
            {"PZWH": "示政土〔2021〕9号", "PZJG": "示范省人民政府", "PZRQ": "2021-03-01", "geometry": plot(6)}
        ],
        "勘测定界": [
            {"DLBM": "0101", "PZWH": "示政土〔2021〕9号", "geometry": plot(3.1)},
            {"DLBM": "0301", "PZWH": "示政土〔2021〕9号", "geometry": plot(6) - plot(3.1)},
        ],
    }
    inspection = county.inspect(tmp_path / "work")
    facts = one(inspection)
    assert facts["built_cultivated_area"].mu == Decimal("3.10")
    assert facts["violation_type"] is None
    ratio = inspection.ratios["990101"]
    assert (ratio.numerator.mu, ratio.denominator.mu) == (Decimal("0.00"), Decimal("3.10"))


def test_k18_where_the_field_drew_what_is_built_only_that_counts(county, tmp_path):
    county.patch(plot(6), LY="PJ")
    county.layers = {
        "农转用批准": [{"PZWH": "示政土〔2021〕9号", "PZRQ": "2021-03-01", "geometry": plot(6)}],
        "勘测定界": [{"DLBM": "0101", "PZWH": "示政土〔2021〕9号", "geometry": plot(6)}],
        "外业核查结果": [{"图斑编号": NUMBER, "实地情况": "新增建设", "geometry": plot(2.5)}],
    }
    facts = one(county.inspect(tmp_path / "work"))
    assert facts["built_cultivated_area"].mu == Decimal("2.50")


def test_a_case_of_the_whole_patch_belongs_to_its_unlawful_part_and_counts_once(county, tmp_path):
    county.patch(plot(6))
    county.layers = {
        "农转用批准": [
            {"PZWH": "示政土〔2023〕1号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10", "geometry": plot(2)}
        ]
    }
    county.tables = {
        "外业核查结果": [VISITED],
        "在报项目": [{"图斑编号": "990101SJBG24000099"}],
        "查处整改情况": [
            {
                "图斑编号": NUMBER,
                "查处情况": "立案",
                "案号": "示执立〔2024〕1号",
                "立案时间": "2024-09-01",
                "应收罚款": "20000",
            }
        ],
    }
    parts = county.inspect(tmp_path / "work").parts
    with_case = [part for part in parts if part.facts["case_number"] not in (None, UNKNOWN)]
    assert len(parts) == 2
    assert [part.facts["finding"] for part in with_case] == ["unlawful"]


def test_parts_drawn_in_the_field_are_judged_each_by_its_own_row(county, tmp_path):
    county.patch(plot(6))
    county.layers = {
        "外业核查结果": [
            {"图斑编号": NUMBER, "地块号": "1", "实地情况": "新增建设", "geometry": plot(2)},
            {"图斑编号": NUMBER, "地块号": "2", "实地情况": "农业结构调整", "geometry": plot(6) - plot(2)},
        ]
    }
    parts = county.inspect(tmp_path / "work").parts
    assert [(part.facts["part_number"], part.facts["ground_state"]) for part in parts] == [
        ("1", "new_construction"),
        ("2", "agricultural_adjustment"),
    ]
    assert [part.facts["geometry_area"].mu for part in parts] == [Decimal("2.00"), Decimal("4.00")]


def test_a_disc_with_nothing_but_patches_is_inspected_and_nothing_is_called_lawful(county, tmp_path):
    county.patch(plot(6))
    county.patch(plot(3, south=400), number="990101SJBG24000002", LY="B")
    county.boundaries, county.survey = [], []
    inspection = county.inspect(tmp_path / "work")
    assert {part.facts["finding"] for part in inspection.parts} == {"manual"}
    assert [unit.code for unit in inspection.units] == ["990101"]
    assert inspection.ratios["990101"].before is None
    assert all(part.judgement.missing for part in inspection.parts)


def test_two_patches_that_lie_on_one_another_know_by_how_much(county, tmp_path):
    county.patch(plot(6))
    county.patch(plot(6, west=250), number="990101SJBG24000002")
    first, second = county.inspect(tmp_path / "work").parts
    assert first.facts["overlaps_in_batch"].mu == second.facts["overlaps_in_batch"].mu == Decimal("3.00")


def test_a_patch_without_a_stated_location_is_located_by_its_township_and_village(county, tmp_path):
    county.patch(plot(6), CMC="甲北村")
    county.patch(plot(3, south=400), number="990101SJBG24000002", TBWZ="甲镇粮站东侧")
    first, second = county.inspect(tmp_path / "work").parts
    assert first.facts["location"] == "甲镇甲北村"
    assert second.facts["location"] == "甲镇粮站东侧"


def test_without_a_case_register_the_handling_form_is_blank_and_with_one_it_counts_nothing(county, tmp_path):
    county.patch(plot(6))
    county.tables = {"外业核查结果": [VISITED], "在报项目": [{"图斑编号": "990101SJBG24000099"}]}
    county.layers = {"农转用批准": [{"PZWH": "示政土〔2023〕1号", "geometry": box(800, 800, 50, 50)}]}
    values = []
    for name, cases in (("without", []), ("with", [{"图斑编号": "990101SJBG24000099", "查处情况": "立案"}])):
        county.folder = tmp_path / name
        county.tables["查处整改情况"] = cases
        forms = {form.id: form for form in county.inspect(tmp_path / f"work-{name}").forms}
        section = forms["handling_summary"].sections[0]
        values.append([section.cell(section.rows[0], column).value for column in ("stopped.plots", "filed.plots")])
    assert values == [[None, None], [0, 0]]


def test_ground_that_a_layer_claims_twice_counts_once_and_is_told(county, tmp_path):
    county.patch(plot(6))
    county.layers = {
        "永久基本农田": [
            {"JBNTTBBH": "J1", "geometry": plot(4)},
            {"JBNTTBBH": "J2", "geometry": plot(3)},
        ]
    }
    inspection = county.inspect(tmp_path / "work")
    assert one(inspection)["basic_farmland_area"].mu == Decimal("4.00")
    (told,) = [finding for finding in inspection.disc.findings if finding.code == "layers.overlap"]
    assert "3.00" in told.message
