"""The manifest of the practice disc: what each file is, in which CRS and encoding, with its checksum."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

# Path → role and what else the issuer states of it.
FILES: dict[str, dict[str, Any]] = {
    "图斑/疑似新增建设用地图斑.shp": {"role": "patches", "list": "suspected", "crs": "EPSG:4526", "encoding": "GBK"},
    "图斑/本年未批先建地块.gpkg": {"role": "patches", "list": "unapproved", "crs": "EPSG:4547"},
    "图斑/本年批准本年建设地块.geojson": {"role": "patches", "list": "approved", "crs": "EPSG:4490"},
    "图斑/往年批而未用本年建设地块.shp": {
        "role": "patches",
        "list": "earlier_approved",
        "crs": "EPSG:4547",
        "encoding": "GBK",
    },
    "图斑/卫片外地块.parquet": {"role": "patches", "list": "outside", "crs": "EPSG:4326"},
    "地类/地类图斑2023.gpkg": {"role": "survey_last", "crs": "EPSG:4547", "edition": "2023年度", "as_of": "2023-12-31"},
    "地类/地类图斑2024.gdb": {"role": "survey_this", "crs": "EPSG:4547", "edition": "2024年度", "as_of": "2024-12-31"},
    "行政区/行政区.shp": {"role": "boundaries", "crs": "EPSG:4547", "encoding": "GBK"},
    "规划/规划.gdb": {"role": "plan", "crs": "EPSG:4547"},
    "规划/永久基本农田.zip": {"role": "basic_farmland", "crs": "EPSG:4526", "encoding": "GBK"},
    "规划/生态保护红线.parquet": {"role": "redline", "crs": "EPSG:4490"},
    "手续/农用地转用批准.geojson": {"role": "conversion", "crs": "EPSG:4490"},
    "手续/土地征收批准.shp": {"role": "expropriation", "crs": "EPSG:4547", "encoding": "GBK"},
    "手续/供地.gpkg": {"role": "supply", "crs": "EPSG:4547"},
    "手续/其他用地手续.parquet": {"role": "other_approvals", "crs": "EPSG:4547"},
    "手续/农用地转用批准(无界线).xlsx": {"role": "conversion"},
    "手续/土地征收批准(无界线).xlsx": {"role": "expropriation"},
    "手续/供地(无界线).xlsx": {"role": "supply"},
    "手续/先行用地批准.gpkg": {"role": "early_use", "crs": "EPSG:4547"},
    "手续/先行用地批准(无界线).xlsx": {"role": "early_use"},
    "手续/勘测定界.shp": {"role": "approval_survey", "crs": "EPSG:4547"},
    "手续/在报项目.xlsx": {"role": "pending"},
    "手续/临时用地.geojson": {"role": "temporary", "crs": "EPSG:4490"},
    "手续/设施农用地备案.zip": {"role": "facility", "crs": "EPSG:4526", "encoding": "GBK"},
    "手续/设施农用地备案(未上图).csv": {"role": "facility", "encoding": "GB18030"},
    "手续/不动产登记.gpkg": {"role": "registration", "crs": "EPSG:4547"},
    "其他/往期图斑.parquet": {"role": "earlier_patches", "crs": "EPSG:4490"},
    "其他/动态巡查台账.xlsx": {"role": "patrol"},
    "其他/群众举报.csv": {"role": "public_reports", "encoding": "GB18030"},
    "其他/年度计划指标.csv": {"role": "quota", "encoding": "UTF-8"},
    "其他/道路.gpkg": {"role": "roads", "crs": "EPSG:4547"},
    "影像/前时相影像.tif": {"role": "image_before", "crs": "EPSG:4547", "as_of": "2023-10"},
    "影像/后时相影像.tif": {"role": "image_after", "crs": "EPSG:4547", "as_of": "2024-08"},
    "外业/外业核查结果.xlsx": {"role": "field_results"},
    "外业/外业核查结果(己林、庚台组).csv": {"role": "field_results", "encoding": "GB18030"},
    "外业/外业实测范围.gpkg": {"role": "field_results", "crs": "EPSG:4547"},
    "查处/查处整改情况.xlsx": {"role": "cases"},
}
CORRECTED = {"图斑/卫片外地块.parquet": {"role": "patches", "list": "outside", "crs": "EPSG:4490"}}
"""What the issuer states otherwise of the corrected disc."""


def write_manifest(folder: Path, *, is_corrected: bool = False) -> None:
    """Write manifest.json beside the files that are there: of the disc as it was issued, or as it was corrected."""
    files = []
    for path, stated in (FILES | (CORRECTED if is_corrected else {})).items():
        target = folder / path
        if not target.exists():
            continue
        entry = {"path": path, **stated}
        if target.is_dir():
            entry["parts"] = [_part(folder, member) for member in sorted(target.iterdir())]
        else:
            entry["sha256"] = _checksum(target)
            if target.suffix == ".shp":
                beside = sorted(target.parent.glob(target.stem + ".*"))
                entry["parts"] = [_part(folder, member) for member in beside if member != target]
        files.append(entry)
    manifest = {
        "format": "tuban-disc", "format_version": 1,
        "campaign": {"id": "990101-2024", "title": "示范县2024年度土地卫片执法检查(练习)", "year": 2024},
        "area": {"code": "990101", "name": "示范县"},
        "issuer": "示例省自然资源厅(练习数据)", "issued_on": "2025-02-17" if is_corrected else "2025-01-20",
        "crs": "EPSG:4547",
        "note": "练习数据,由种子生成;区划、单位、人员均为虚构" + (";更正后补发" if is_corrected else ""),
        "files": files,
    }  # fmt: skip
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _part(folder: Path, member: Path) -> dict[str, str]:
    return {"path": member.relative_to(folder).as_posix(), "sha256": _checksum(member)}


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
