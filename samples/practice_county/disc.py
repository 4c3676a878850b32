"""The data disc of the practice county: which role is handed over in which format, CRS and encoding.

The variety is meant: no two offices deliver alike, and the reader must cope with each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from samples.practice_county.case_rows import case_rows
from samples.practice_county.county import County
from samples.practice_county.fabric import CULTIVATED
from samples.practice_county.field_results import built_parts, field_rows, patrol_rows, quota_rows, report_rows
from samples.practice_county.formats import (
    labels, role_fields, table, write_csv, write_geoparquet, write_shapefile, write_vector, write_xlsx, write_zipped_shapefile,
)  # fmt: skip
from samples.practice_county.papers import Paper
from samples.practice_county.patches import TYPES, Patch, earlier_batch, survey_after
from samples.practice_county.plan import ZONE_LABELS
from samples.practice_county.townships import COUNTY_NAME, NEIGHBOURS, TOWNSHIPS

GEOGRAPHIC, ZONED = 4490, 4526
APPROVAL = {"number": "PZWH", "organ": "PZJG", "organ_level": "PZJGJB", "date": "PZRQ", "area": "PZMJ",
            "cultivated_area": "PZGDMJ", "use": "PZYT", "project": "XMMC", "patch_number": "JCBH"}  # fmt: skip


def write_disc(county: County, folder: Path, rng: np.random.Generator) -> None:
    """Write every layer and table of the disc into ``folder``; imagery and manifest come after."""
    for directory in ("图斑", "地类", "行政区", "规划", "手续", "外业", "查处", "其他"):
        (folder / directory).mkdir(parents=True, exist_ok=True)
    _write_patches(county, folder / "图斑")
    _write_surveys(county, folder / "地类")
    _write_reference(county, folder)
    _write_papers(county, folder / "手续")
    _write_field(county, folder, rng)


def _write_patches(county: County, folder: Path) -> None:
    by_list: dict[str, list[Patch]] = {}
    for patch in county.patches:
        by_list.setdefault(patch.scenario.list, []).append(patch)

    def columns(patches: list[Patch], extra: bool = True) -> dict[str, list[Any]]:
        hearts = [p.shape.centroid for p in patches]
        result: dict[str, list[Any]] = {
            "XZQDM": [p.county_code for p in patches], "XMC": [COUNTY_NAME] * len(patches),
            "XZMC": [p.township_name for p in patches], "CMC": [p.village for p in patches], "JCBH": [p.number for p in patches],
            "TBLX": [TYPES.get(p.scenario.image, "疑似新增变化用地") for p in patches],
            "QSX": [p.image_before or None for p in patches], "HSX": [p.image_after for p in patches],
            "JCMJ": [float(p.monitored_mu) for p in patches],
        }  # fmt: skip
        if extra:
            result |= {"XZB": [round(h.x, 3) for h in hearts], "YZB": [round(h.y, 3) for h in hearts]}
        return result

    shapes = {name: [p.shape for p in patches] for name, patches in by_list.items()}
    mark = {"suspected": "Y", "unapproved": "W", "approved": "B", "earlier_approved": "PJ", "outside": "Z"}
    rows = {name: columns(patches) | {"LY": [mark[name]] * len(patches)} for name, patches in by_list.items()}
    write_shapefile(folder / "疑似新增建设用地图斑.shp", shapes["suspected"], rows["suspected"], epsg=ZONED)
    write_vector(folder / "本年未批先建地块.gpkg", shapes["unapproved"], rows["unapproved"], driver="GPKG", layer="W")
    write_vector(folder / "本年批准本年建设地块.geojson", shapes["approved"], columns(by_list["approved"], extra=False)
                 | {"LY": rows["approved"]["LY"]}, epsg=GEOGRAPHIC, driver="GeoJSON")  # fmt: skip
    write_shapefile(
        folder / "往年批而未用本年建设地块.shp",
        shapes["earlier_approved"],
        rows["earlier_approved"],
        codepage_file=False,
    )
    write_geoparquet(folder / "卫片外地块.parquet", shapes["outside"], rows["outside"], epsg=4547)
    earlier = earlier_batch(county.patches)
    write_geoparquet(folder.parent / "其他" / "往期图斑.parquet", [shape for _, _, shape in earlier],
                     {"JCBH": [n for n, _, _ in earlier], "HSX": [d for _, d, _ in earlier]}, epsg=GEOGRAPHIC)  # fmt: skip


def _write_surveys(county: County, folder: Path) -> None:
    reserved = [(county.papers.outlines[p.number], "0601") for p in county.patches
                if p.scenario.list == "earlier_approved" and not p.dirt and p.number in county.papers.outlines]  # fmt: skip
    built = [(p.shape, p.scenario.survey) for p in county.patches
             if p.scenario.survey and not p.dirt and p.scenario.list != "earlier_approved"]  # fmt: skip
    last = _survey_columns(county, reserved, 2023)
    this = _survey_columns(county, reserved + built, 2024)
    write_vector(folder / "地类图斑2023.gpkg", *last, driver="GPKG", layer="DLTB", encoding="UTF-8")
    write_vector(folder / "地类图斑2024.gdb", *this, driver="OpenFileGDB", layer="DLTB")


def _survey_columns(
    county: County, changes: list[tuple[shapely.Polygon, str]], year: int
) -> tuple[list[shapely.Geometry], dict[str, list[Any]]]:
    fabric = county.fabric
    shapes, classes, rows = survey_after(fabric, changes)
    names = labels("land_class")
    village = [fabric.villages[int(v)] for v in fabric.village[rows]]
    counters: dict[str, int] = {}
    numbers = []
    for home in village:
        counters[home.code] = counters.get(home.code, 0) + 1
        numbers.append(str(counters[home.code]))
    area = np.round(shapely.area(shapes), 2)
    cultivated = np.isin(classes, CULTIVATED)
    height = fabric.height[rows]
    slope = np.where(height < 0.32, "1", np.where(height < 0.5, "2", "3"))
    ridges = np.where(cultivated, np.where(slope == "1", 0.045, np.where(slope == "2", 0.0867, 0.1302)), 0.0)
    state = np.isin(classes, ("1001", "1003", "1101", "1103")) | (fabric.settlement[rows] == "202")
    columns: dict[str, list[Any]] = {
        "BSM": [f"9901012110{year % 100:02d}{n:06d}" for n in range(1, len(rows) + 1)],
        "YSDM": ["2001010100"] * len(rows), "TBBH": numbers, "DLBM": list(classes),
        "DLMC": [names.get(c[:4], names.get(c[:2], "")) for c in classes],
        "QSXZ": list(np.where(state, "20", "30")),
        "ZLDWDM": [f"{home.code}0000000" for home in village], "ZLDWMC": [home.name for home in village],
        "TBMJ": [float(a) for a in area], "KCXS": [float(r) for r in ridges],
        "KCMJ": [float(a) for a in np.round(area * ridges, 2)], "TBDLMJ": [float(a) for a in np.round(area - np.round(area * ridges, 2), 2)],
        "GDPDJB": [s if c else None for s, c in zip(slope, cultivated, strict=True)],
        "CZCSXM": list(fabric.settlement[rows]), "SJNF": [year] * len(rows),
    }  # fmt: skip
    return list(shapes), columns


def _write_reference(county: County, folder: Path) -> None:
    fabric, plan = county.fabric, county.plan
    shapes = [*fabric.townships, *fabric.neighbours]
    codes = [t.code for t in TOWNSHIPS] + [code for code, _ in NEIGHBOURS]
    names = [t.name for t in TOWNSHIPS] + [name for _, name in NEIGHBOURS]
    write_shapefile(folder / "行政区" / "行政区.shp", shapes, {"XZQDM": codes, "XZQMC": names}, codepage_file=False)
    write_vector(folder / "规划" / "规划.gdb", [z for _, z in plan.zones],
                 {"GHYT": [ZONE_LABELS[n] for n, _ in plan.zones], "GHMC": ["示范县土地利用总体规划(2006-2020年)调整"] * len(plan.zones)},
                 driver="OpenFileGDB", layer="GHYT")  # fmt: skip
    write_zipped_shapefile(folder / "规划" / "永久基本农田.zip", [s for _, _, s in plan.basic_farmland],
                           {"JBNTTBBH": [n for n, _, _ in plan.basic_farmland], "XZQDM": [c for _, c, _ in plan.basic_farmland]},
                           epsg=ZONED)  # fmt: skip
    write_geoparquet(folder / "规划" / "生态保护红线.parquet", [s for _, s in plan.redlines],
                     {"HXMC": [n for n, _ in plan.redlines]}, epsg=GEOGRAPHIC)  # fmt: skip
    kinds = {
        "railway": "铁路",
        "state": "国道",
        "provincial": "省道",
        "county": "县道",
        "rural": "乡道",
        "street": "城镇道路",
    }
    write_vector(folder / "其他" / "道路.gpkg", [line for _, _, line in county.roads],
                 {"DLDJ": [kinds[k] for k, _, _ in county.roads], "MC": [n for _, n, _ in county.roads]},
                 driver="GPKG", layer="roads", geometry_type="LineString")  # fmt: skip


def _write_papers(county: County, folder: Path) -> None:
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
    layer("supply", {"number": "GDWH", "organ": "GDJG", "date": "GDRQ", "method": "GDFS", "area": "GDMJ", "user": "YDDW",
                     "use": "GDYT", "project": "XMMC", "patch_number": "JCBH"}, write_vector, "供地.gpkg", driver="GPKG", layer="GD")  # fmt: skip
    other = {"kind": "SPLX", "number": "PZWH", "organ": "PZJG", "organ_level": "PZJGJB", "date": "PZRQ", "area": "PZMJ",
             "project": "XMMC", "patch_number": "JCBH"}  # fmt: skip
    layer("other_approvals", other, write_geoparquet, "其他用地手续.parquet", epsg=4547)
    lent = {"number": "PZWH", "organ": "PZJG", "date": "PZRQ", "until": "DQRQ", "area": "PZMJ", "user": "YDDW", "use": "YT",
            "patch_number": "JCBH"}  # fmt: skip
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
    write_csv(folder / "设施农用地备案(未上图).csv", columns("facility", {
        "number": "上图入库号", "organ": "备案机关", "date": "备案日期", "area": "备案面积(平方米)", "user": "经营者", "patch_number": "图斑编号",
    }, loose), encoding="gb18030")  # fmt: skip
    held = {"number": "BDCQZH", "date": "DJRQ", "area": "ZDMJ", "user": "QLR", "use": "YT", "patch_number": "JCBH"}
    layer("registration", held, write_vector, "不动产登记.gpkg", driver="GPKG", layer="ZD")
    early = papers.of("early_use")
    write_xlsx(folder / "先行用地批准.xlsx", columns("early_use", {
        "number": "批准文号", "organ": "批准机关", "organ_level": "批准机关级别", "date": "批准日期", "area": "批准面积(公顷)",
        "project": "项目名称", "patch_number": "图斑编号"}, early), sheet="先行用地")  # fmt: skip
    write_xlsx(folder / "在报项目.xlsx", table("pending", {
        "patch_number": "图斑编号", "project": "项目名称", "city_accepted_on": "市级受理时间", "city_accepted_number": "市级受理文号",
        "province_accepted_on": "省级受理时间", "province_accepted_number": "省级受理文号", "ministry_accepted_on": "部受理时间",
        "ministry_accepted_number": "部受理文号", "authority": "有权批准机关"}, papers.pending), sheet="在报")  # fmt: skip
    survey = papers.approval_map
    write_shapefile(folder / "勘测定界.shp", [s for s, _, _ in survey], {
        "DLBM": [c for _, c, _ in survey], "PZWH": [n for _, _, n in survey], "HDFF": ["套合勘测定界图"] * len(survey)}, codepage_file=False)  # fmt: skip


FIELD_HEADERS = {
    "patch_number": "图斑编号", "ground_state": "实地情况", "actual_use": "实际用途", "use_date": "用地时间", "user": "用地单位(个人)",
    "user_kind": "违法主体性质", "project_name": "项目名称", "surveyed_area": "实测面积(亩)", "surveyed_cultivated_area": "实测耕地面积(亩)",
    "change_survey_area": "补测面积(亩)", "field_agrees": "实地与图斑一致", "pseudo_change_cause": "伪变化原因",
    "construction_state": "建设现状", "permanent_structure": "有永久性建筑物", "built_floor_area": "建筑面积(平方米)",
    "patrol_found": "动态巡查已发现", "patrol_found_on": "巡查发现时间", "visited_on": "核查时间", "surveyor": "核查人员",
    "photo_count": "举证照片数", "used_as_approved": "按批准用途使用", "approval_forged": "批准文件系骗取",
    "approved_within_power": "批准机关有权批准", "unlawful_supply_method": "违法方式供地", "key_project": "重点工程",
    "project_kind": "工程类别", "project_approval_organ": "立项批准机关", "project_approval_level": "立项机关级别",
    "project_approval_number": "立项批准文号", "separate_site": "单独选址", "emergency_use": "紧急用地",
    "emergency_proof": "紧急用地证明", "farmland_balance_done": "耕地占补平衡是否落实", "compensation_paid": "征地补偿是否到位",
    "industry_policy_conforms": "是否符合国家产业政策", "industry": "产业类型名称", "one_house_rule": "是否符合一户一宅等条件", "note": "备注",
}  # fmt: skip


def _write_field(county: County, folder: Path, rng: np.random.Generator) -> None:
    rows = field_rows(rng, county.patches)
    outlined = dict(built_parts(county.patches))
    by_number = {p.number: p for p in county.patches if not p.dirt}
    # One survey group hands in a comma-separated file from an old notebook, the others a workbook.
    old_notebook = {n for n, p in by_number.items() if TOWNSHIPS[p.township].code in ("990101006", "990101007")}
    drawn = [r for r in rows if r["patch_number"] in outlined]
    listed = [r for r in rows if r["patch_number"] not in outlined]
    write_xlsx(folder / "外业" / "外业核查结果.xlsx", table("field_results", FIELD_HEADERS,
               (r for r in listed if r["patch_number"] not in old_notebook)), sheet="外业")  # fmt: skip
    write_csv(folder / "外业" / "外业核查结果(己林、庚台组).csv", table("field_results", FIELD_HEADERS,
              (r for r in listed if r["patch_number"] in old_notebook)), encoding="gb18030")  # fmt: skip
    write_vector(folder / "外业" / "外业实测范围.gpkg", [outlined[r["patch_number"]] for r in drawn],
                 table("field_results", FIELD_HEADERS, drawn), driver="GPKG", layer="SCFW")  # fmt: skip
    fields = role_fields("cases")
    units = {"m2": "(平方米)", "mu": "(亩)"}
    headers = {
        name: f["aliases"][0] + units.get(f.get("unit", ""), "") for name, f in fields.items() if name != "part_number"
    }
    write_xlsx(folder / "查处" / "查处整改情况.xlsx", table("cases", headers, case_rows(county.patches)), sheet="查处")
    write_xlsx(folder / "其他" / "动态巡查台账.xlsx", table("patrol", {
        "patch_number": "图斑编号", "found_on": "发现时间", "stop_notice_number": "责令停止通知书文号",
        "stop_notice_on": "责令停止通知书时间", "note": "备注"}, patrol_rows(rng, county.patches)), sheet="巡查")  # fmt: skip
    write_csv(folder / "其他" / "群众举报.csv", table("public_reports", {
        "patch_number": "图斑编号", "reported_on": "举报时间", "channel": "举报途径", "note": "举报内容"}, report_rows(county.patches)),
        encoding="gb18030")  # fmt: skip
    write_csv(folder / "其他" / "年度计划指标.csv", table("quota", {
        "county_code": "区划代码", "area": "指标面积(亩)", "cultivated_area": "占用耕地指标(亩)"}, quota_rows()), encoding="utf-8-sig")  # fmt: skip
