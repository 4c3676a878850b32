"""The data disc of the practice county: which role is handed over in which format, CRS and encoding.

The variety is meant: no two offices deliver alike, and the reader must cope with each of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from samples.practice_county.county import County
from samples.practice_county.fabric import CULTIVATED
from samples.practice_county.formats import (
    labels,
    write_geoparquet,
    write_shapefile,
    write_vector,
    write_zipped_shapefile,
)
from samples.practice_county.office_files import write_papers, write_registers
from samples.practice_county.patches import TYPES, Patch, earlier_batch, survey_after
from samples.practice_county.plan import ZONE_LABELS
from samples.practice_county.townships import COUNTY_NAME, NEIGHBOURS, TOWNSHIPS
from samples.practice_county.unnoticed import surveyed_elsewhere

GEOGRAPHIC, ZONED, NAVIGATION = 4490, 4526, 4326


def write_disc(county: County, folder: Path, rng: np.random.Generator) -> None:
    """Write every layer and table of the disc into ``folder``; imagery and manifest come after."""
    for directory in ("图斑", "地类", "行政区", "规划", "手续", "外业", "查处", "其他"):
        (folder / directory).mkdir(parents=True, exist_ok=True)
    _write_patches(county, folder / "图斑")
    _write_surveys(county, folder / "地类")
    _write_reference(county, folder)
    write_papers(county, folder / "手续")
    write_registers(county, folder, rng)


def _write_patches(county: County, folder: Path) -> None:
    by_list: dict[str, list[Patch]] = {}
    for patch in county.patches:
        by_list.setdefault(patch.scenario.list, []).append(patch)

    def columns(patches: list[Patch], extra: bool = True) -> dict[str, list[Any]]:
        hearts = [p.shape.centroid for p in patches]
        result: dict[str, list[Any]] = {
            "XZQDM": [p.county_code for p in patches],
            "XMC": [COUNTY_NAME] * len(patches),
            "XZMC": [p.township_name for p in patches],
            "CMC": [p.village for p in patches],
            "JCBH": [p.number for p in patches],
            "TBLX": [TYPES.get(p.scenario.image, "疑似新增变化用地") for p in patches],
            "QSX": [p.image_before or None for p in patches],
            "HSX": [p.image_after for p in patches],
            "JCMJ": [None if p.monitored_mu is None else float(p.monitored_mu) for p in patches],
        }
        if extra:
            result |= {"XZB": [round(h.x, 3) for h in hearts], "YZB": [round(h.y, 3) for h in hearts]}
        return result

    shapes = {name: [p.shape for p in patches] for name, patches in by_list.items()}
    mark = {"suspected": "Y", "unapproved": "W", "approved": "B", "earlier_approved": "PJ", "outside": "Z"}
    rows = {name: columns(patches) | {"LY": [mark[name]] * len(patches)} for name, patches in by_list.items()}
    write_shapefile(folder / "疑似新增建设用地图斑.shp", shapes["suspected"], rows["suspected"], epsg=ZONED)
    write_vector(folder / "本年未批先建地块.gpkg", shapes["unapproved"], rows["unapproved"], driver="GPKG", layer="W")
    write_vector(
        folder / "本年批准本年建设地块.geojson",
        shapes["approved"],
        columns(by_list["approved"], extra=False) | {"LY": rows["approved"]["LY"]},
        epsg=GEOGRAPHIC,
        driver="GeoJSON",
    )
    write_shapefile(
        folder / "往年批而未用本年建设地块.shp",
        shapes["earlier_approved"],
        rows["earlier_approved"],
        codepage_file=False,
    )
    # Own patrols measured with a navigation device, so not in the national system: rule R07 must say so.
    outside = GEOGRAPHIC if county.is_corrected else NAVIGATION
    write_geoparquet(folder / "卫片外地块.parquet", shapes["outside"], rows["outside"], epsg=outside)
    earlier = earlier_batch(county.patches)
    write_geoparquet(
        folder.parent / "其他" / "往期图斑.parquet",
        [shape for _, _, shape in earlier],
        {"JCBH": [n for n, _, _ in earlier], "HSX": [d for _, d, _ in earlier]},
        epsg=GEOGRAPHIC,
    )


def _write_surveys(county: County, folder: Path) -> None:
    reserved = [
        (county.papers.outlines[p.number], "0601")
        for p in county.patches
        if p.scenario.list == "earlier_approved" and not p.dirt and p.number in county.papers.outlines
    ]
    built = [(p.shape, found) for p in county.patches if not p.dirt and (found := _found_by_survey(p))]
    last = _survey_columns(county, reserved, 2023)
    this = _survey_columns(county, reserved + built + surveyed_elsewhere(county), 2024)
    write_vector(folder / "地类图斑2023.gpkg", *last, driver="GPKG", layer="DLTB", encoding="UTF-8")
    write_vector(folder / "地类图斑2024.gdb", *this, driver="OpenFileGDB", layer="DLTB")


SURVEY_CLASS = {"05": "05H1", "06": "0601", "07": "0701", "08": "08H2", "09": "09", "10": "1003", "11": "1109"}


def _found_by_survey(patch: Patch) -> str | None:
    """Return the class this year's survey gives the patch: it noticed most of what was built, but not all."""
    scenario = patch.scenario
    if scenario.list == "earlier_approved" or scenario.survey:
        return None if scenario.list == "earlier_approved" else scenario.survey
    told = scenario.field or {}
    missed = int(patch.number[-6:]) % 4 == 0
    if told.get("ground_state") != "new_construction" or scenario.parts or missed:
        return None
    use = str(told.get("actual_use") or "06")
    return {"072": "0702", "101": "1001", "063": "0508"}.get(use) or SURVEY_CLASS.get(use[:2])


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
        "YSDM": ["2001010100"] * len(rows),
        "TBBH": numbers,
        "DLBM": list(classes),
        "DLMC": [names.get(c[:4], names.get(c[:2], "")) for c in classes],
        "QSXZ": list(np.where(state, "20", "30")),
        "ZLDWDM": [f"{home.code}0000000" for home in village],
        "ZLDWMC": [home.name for home in village],
        "TBMJ": [float(a) for a in area],
        "KCXS": [float(r) for r in ridges],
        "KCMJ": [float(a) for a in np.round(area * ridges, 2)],
        "TBDLMJ": [float(a) for a in np.round(area - np.round(area * ridges, 2), 2)],
        "GDPDJB": [s if c else None for s, c in zip(slope, cultivated, strict=True)],
        "CZCSXM": list(fabric.settlement[rows]),
        "SJNF": [year] * len(rows),
    }
    return list(shapes), columns


def _write_reference(county: County, folder: Path) -> None:
    fabric, plan = county.fabric, county.plan
    shapes = [*fabric.townships, *fabric.neighbours]
    codes = [t.code for t in TOWNSHIPS] + [code for code, _ in NEIGHBOURS]
    names = [t.name for t in TOWNSHIPS] + [name for _, name in NEIGHBOURS]
    write_shapefile(folder / "行政区" / "行政区.shp", shapes, {"XZQDM": codes, "XZQMC": names}, codepage_file=False)
    write_vector(
        folder / "规划" / "规划.gdb",
        [z for _, z in plan.zones],
        {
            "GHYT": [ZONE_LABELS[n] for n, _ in plan.zones],
            "GHMC": ["示范县土地利用总体规划(2006-2020年)调整"] * len(plan.zones),
        },
        driver="OpenFileGDB",
        layer="GHYT",
    )
    write_zipped_shapefile(
        folder / "规划" / "永久基本农田.zip",
        [s for _, _, s in plan.basic_farmland],
        {"JBNTTBBH": [n for n, _, _ in plan.basic_farmland], "XZQDM": [c for _, c, _ in plan.basic_farmland]},
        epsg=ZONED,
    )
    write_geoparquet(
        folder / "规划" / "生态保护红线.parquet",
        [s for _, s in plan.redlines],
        {"HXMC": [n for n, _ in plan.redlines]},
        epsg=GEOGRAPHIC,
    )
    kinds = {
        "railway": "铁路",
        "state": "国道",
        "provincial": "省道",
        "county": "县道",
        "rural": "乡道",
        "street": "城镇道路",
    }
    write_vector(
        folder / "其他" / "道路.gpkg",
        [line for _, _, line in county.roads],
        {"DLDJ": [kinds[k] for k, _, _ in county.roads], "MC": [n for _, n, _ in county.roads]},
        driver="GPKG",
        layer="roads",
        geometry_type="LineString",
    )
