"""What the offices hand over: papers by layer and register, field sheets, cases and ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from samples.practice_county.case_rows import case_rows
from samples.practice_county.county import County
from samples.practice_county.field_results import field_rows, patrol_rows, quota_rows, report_rows
from samples.practice_county.formats import (
    role_fields,
    table,
    write_csv,
    write_geoparquet,
    write_shapefile,
    write_vector,
    write_xlsx,
    write_zipped_shapefile,
)
from samples.practice_county.papers import Paper
from samples.practice_county.townships import TOWNSHIPS

GEOGRAPHIC, ZONED = 4490, 4526
APPROVAL = {
    "number": "PZWH",
    "organ": "PZJG",
    "organ_level": "PZJGJB",
    "date": "PZRQ",
    "area": "PZMJ",
    "cultivated_area": "PZGDMJ",
    "use": "PZYT",
    "project": "XMMC",
    "patch_number": "JCBH",
}


def write_papers(county: County, folder: Path) -> None:
    papers = county.papers

    def columns(role: str, headers: dict[str, str], kept: list[Paper]) -> dict[str, list[Any]]:
        unit = {"ha": 10_000.0, "m2": 1.0, "mu": 10_000 / 15}
        fields = role_fields(role)

        def area(name: str, square_metres: float | None) -> float | None:
            return None if square_metres is None else round(square_metres / unit[fields[name]["unit"]], 4)

        rows = []
        for paper in kept:
            row: dict[str, Any] = {**paper.values, "patch_number": paper.patch_number or None}
            row["area"] = area("area", paper.square_metres)
            if "cultivated_area" in headers:
                row["cultivated_area"] = area("cultivated_area", paper.values.get("cultivated_area"))
            rows.append(row)
        return table(role, headers, rows)

    def layer(role: str, headers: dict[str, str], write: Callable[..., None], name: str, **options: Any) -> None:
        kept = papers.of(role, drawn=True)
        write(folder / name, [p.shape for p in kept], columns(role, headers, kept), **options)

    layer("conversion", APPROVAL, write_vector, "农用地转用批准.geojson", epsg=GEOGRAPHIC, driver="GeoJSON")
    layer("expropriation", APPROVAL, write_shapefile, "土地征收批准.shp")
    layer(
        "supply",
        {
            "number": "GDWH",
            "organ": "GDJG",
            "date": "GDRQ",
            "method": "GDFS",
            "area": "GDMJ",
            "user": "YDDW",
            "use": "GDYT",
            "project": "XMMC",
            "patch_number": "JCBH",
        },
        write_vector,
        "供地.gpkg",
        driver="GPKG",
        layer="GD",
    )
    other = {
        "kind": "SPLX",
        "number": "PZWH",
        "organ": "PZJG",
        "organ_level": "PZJGJB",
        "date": "PZRQ",
        "area": "PZMJ",
        "project": "XMMC",
        "patch_number": "JCBH",
    }
    layer("other_approvals", other, write_geoparquet, "其他用地手续.parquet", epsg=4547)
    lent = {
        "number": "PZWH",
        "organ": "PZJG",
        "date": "PZRQ",
        "until": "DQRQ",
        "area": "PZMJ",
        "user": "YDDW",
        "use": "YT",
        "patch_number": "JCBH",
    }
    layer("temporary", lent, write_vector, "临时用地.geojson", epsg=GEOGRAPHIC, driver="GeoJSON")
    filed = {
        "number": "BAH",
        "organ": "BAJG",
        "date": "BARQ",
        "area": "BAMJ",
        "user": "YDDW",
        "use": "YT",
        "patch_number": "JCBH",
    }
    layer("facility", filed, write_zipped_shapefile, "设施农用地备案.zip", epsg=ZONED)
    loose = papers.of("facility", drawn=False)
    write_csv(
        folder / "设施农用地备案(未上图).csv",
        columns(
            "facility",
            {
                "number": "上图入库号",
                "organ": "备案机关",
                "date": "备案日期",
                "area": "备案面积(平方米)",
                "user": "经营者",
                "patch_number": "图斑编号",
            },
            loose,
        ),
        encoding="gb18030",
    )
    held = {"number": "BDCQZH", "date": "DJRQ", "area": "ZDMJ", "user": "QLR", "use": "YT", "patch_number": "JCBH"}
    layer("registration", held, write_vector, "不动产登记.gpkg", driver="GPKG", layer="ZD")
    early = {k: v for k, v in APPROVAL.items() if k != "cultivated_area"}
    layer("early_use", early, write_vector, "先行用地批准.gpkg", driver="GPKG", layer="XXYD")
    for role, title in (
        ("conversion", "农用地转用批准"),
        ("expropriation", "土地征收批准"),
        ("early_use", "先行用地批准"),
    ):
        headers = {
            "number": "批准文号",
            "organ": "批准机关",
            "organ_level": "批准机关级别",
            "date": "批准日期",
            "area": "批准面积(公顷)",
            "use": "批准用途",
            "project": "项目名称",
            "patch_number": "图斑编号",
        }
        rows = columns(role, headers, papers.of(role, drawn=False))
        write_xlsx(folder / f"{title}(无界线).xlsx", rows, sheet="无界线")
    supplied = {
        "number": "供地文号",
        "date": "供地日期",
        "method": "供地方式",
        "area": "供地面积(公顷)",
        "user": "用地单位",
        "use": "供地用途",
        "patch_number": "图斑编号",
    }
    loose_supply = columns("supply", supplied, papers.of("supply", drawn=False))
    write_xlsx(folder / "供地(无界线).xlsx", loose_supply, sheet="无界线")
    write_xlsx(
        folder / "在报项目.xlsx",
        table(
            "pending",
            {
                "patch_number": "图斑编号",
                "project": "项目名称",
                "city_accepted_on": "市级受理时间",
                "city_accepted_number": "市级受理文号",
                "province_accepted_on": "省级受理时间",
                "province_accepted_number": "省级受理文号",
                "ministry_accepted_on": "部受理时间",
                "ministry_accepted_number": "部受理文号",
                "authority": "有权批准机关",
            },
            papers.pending,
        ),
        sheet="在报",
    )
    survey = papers.approval_map
    write_shapefile(
        folder / "勘测定界.shp",
        [s for s, _, _ in survey],
        {
            "DLBM": [c for _, c, _ in survey],
            "PZWH": [n for _, _, n in survey],
            "HDFF": ["套合勘测定界图"] * len(survey),
        },
        codepage_file=False,
    )


FIELD_HEADERS = {
    "patch_number": "图斑编号",
    "ground_state": "实地情况",
    "actual_use": "实际用途",
    "use_date": "用地时间",
    "user": "用地单位(个人)",
    "user_kind": "违法主体性质",
    "project_name": "项目名称",
    "surveyed_area": "实测面积(亩)",
    "surveyed_cultivated_area": "实测耕地面积(亩)",
    "change_survey_area": "补测面积(亩)",
    "field_agrees": "实地与图斑一致",
    "pseudo_change_cause": "伪变化原因",
    "construction_state": "建设现状",
    "permanent_structure": "有永久性建筑物",
    "built_floor_area": "建筑面积(平方米)",
    "patrol_found": "动态巡查已发现",
    "patrol_found_on": "巡查发现时间",
    "visited_on": "核查时间",
    "surveyor": "核查人员",
    "photo_count": "举证照片数",
    "used_as_approved": "按批准用途使用",
    "approval_forged": "批准文件系骗取",
    "approved_within_power": "批准机关有权批准",
    "unlawful_supply_method": "违法方式供地",
    "key_project": "重点工程",
    "project_kind": "工程类别",
    "project_approval_organ": "立项批准机关",
    "project_approval_level": "立项机关级别",
    "project_approval_number": "立项批准文号",
    "separate_site": "单独选址",
    "emergency_use": "紧急用地",
    "emergency_proof": "紧急用地证明",
    "farmland_balance_done": "耕地占补平衡是否落实",
    "compensation_paid": "征地补偿是否到位",
    "industry_policy_conforms": "是否符合国家产业政策",
    "industry": "产业类型名称",
    "one_house_rule": "是否符合一户一宅等条件",
    "development_zone": "位于开发区",
    "forbidden_reclamation": "禁止开垦区内开垦逾期不改正",
    "rebuilding_against_plan": "重建扩建不符合规划的建筑物",
    "note": "备注",
}


def write_registers(county: County, folder: Path, rng: np.random.Generator) -> None:
    rows = field_rows(rng, county.patches)
    by_number = {p.number: p for p in county.patches if not p.dirt}
    # One survey group hands in a comma-separated file from an old notebook, the others a workbook.
    old_notebook = {n for n, p in by_number.items() if TOWNSHIPS[p.township].code in ("990101006", "990101007")}
    drawn = [r for r in rows if "shape" in r]
    listed = [r for r in rows if "shape" not in r]
    write_xlsx(
        folder / "外业" / "外业核查结果.xlsx",
        table("field_results", FIELD_HEADERS, (r for r in listed if r["patch_number"] not in old_notebook)),
        sheet="外业",
    )
    write_csv(
        folder / "外业" / "外业核查结果(己林、庚台组).csv",
        table("field_results", FIELD_HEADERS, (r for r in listed if r["patch_number"] in old_notebook)),
        encoding="gb18030",
    )
    write_vector(
        folder / "外业" / "外业实测范围.gpkg",
        [r["shape"] for r in drawn],
        table("field_results", {"patch_number": "图斑编号", "part_number": "地块号"} | FIELD_HEADERS, drawn),
        driver="GPKG",
        layer="SCFW",
    )
    fields = role_fields("cases")
    units = {"m2": "(平方米)", "mu": "(亩)"}
    headers = {
        name: f["aliases"][0] + units.get(f.get("unit", ""), "") for name, f in fields.items() if name != "part_number"
    }
    write_xlsx(folder / "查处" / "查处整改情况.xlsx", table("cases", headers, case_rows(county.patches)), sheet="查处")
    write_xlsx(
        folder / "其他" / "动态巡查台账.xlsx",
        table(
            "patrol",
            {
                "patch_number": "图斑编号",
                "found_on": "发现时间",
                "stop_notice_number": "责令停止通知书文号",
                "stop_notice_on": "责令停止通知书时间",
                "note": "备注",
            },
            patrol_rows(rng, county.patches),
        ),
        sheet="巡查",
    )
    write_csv(
        folder / "其他" / "群众举报.csv",
        table(
            "public_reports",
            {"patch_number": "图斑编号", "reported_on": "举报时间", "channel": "举报途径", "note": "举报内容"},
            report_rows(county.patches),
        ),
        encoding="gb18030",
    )
    write_csv(
        folder / "其他" / "年度计划指标.csv",
        table(
            "quota",
            {"county_code": "区划代码", "area": "指标面积(亩)", "cultivated_area": "占用耕地指标(亩)"},
            quota_rows(),
        ),
        encoding="utf-8-sig",
    )
