"""Patches with all their results as a GeoPackage that QGIS opens styled: layers 图斑判定 and 乡镇.

One row per part of a patch. Areas stand both in 亩 (the figures of the cards) and in square metres; what is unknown is
empty. The finding is a proposal until it is signed, and every row says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuban.render.geopackage_file import ColumnType, Layer, write_geopackage
from tuban.render.qgis_style import patch_style, township_style
from tuban.render.reading import area_of, is_told, text_of
from tuban.render.state_style import marks_of
from tuban.rules.part_figures import Figures, figures_of
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit
from tuban.values.facts import Facts
from tuban.values.problems import Problem

if TYPE_CHECKING:
    from tuban.rules.judgement import Judgement

PATCH_LAYER = "图斑判定"
TOWNSHIP_LAYER = "乡镇"
PROPOSAL = "系统建议，签字前不作认定"
TAKEN = "依认定"
_FINDING_CODE = "图斑性质代码"

# Facts shown as text or flag, by their names in the vocabulary; the column bears the vocabulary's title.
_IDENTITY = (
    "patch_number", "part_number", "patch_list", "county_code", "township_code", "township_name", "village", "user",
    "project_name", "image_before", "image_after",
)  # fmt: skip
_RESULTS = ("finding", "violation_type", "prejudgement", "survey_comparison", "lawful_kind", "rectification_route")
_PARTICULARS = (
    "ground_state", "actual_use", "use_date", "base_state", "approval_state", "supply_state", "plan_state",
    "basic_farmland_state", "construction_class", "handling", "case_number",
)  # fmt: skip
_CODES = ("finding", "violation_type")
_AREAS = (
    "monitored_area", "geometry_area", "counted_area", "counted_agricultural_area", "counted_cultivated_area",
    "counted_basic_farmland_area", "counted_construction_area", "counted_unused_area", "counted_plan_conforming_area",
    "counted_plan_breaching_area", "cultivated_area", "basic_farmland_area", "plan_breaching_area", "redline_area",
    "conversion_area", "supply_area", "temporary_area", "facility_area", "registered_area",
)  # fmt: skip

PartKey = tuple[str, str]


def write_patches(
    path: Path,
    rows: Sequence[tuple[Judgement, Any]],
    rulebook: Rulebook,
    *,
    epsg: int,
    on: date,
    townships: Sequence[tuple[str, str, Any]] = (),
    problems: Sequence[Problem] = (),
    cards: Mapping[PartKey, str] | None = None,
) -> None:
    """Write the judged parts (judgement, polygon in the CRS ``epsg``) and the townships (code, name, polygon).

    ``on`` is the day the file bears. ``problems`` go to their parts by patch and part number; ``cards`` are paths
    relative to the file. Rows are sorted by patch number and part.
    """
    ordered = sorted(rows, key=lambda row: _key(row[0].facts))
    by_part: dict[PartKey, list[Problem]] = {}
    for problem in problems:
        by_part.setdefault((problem.patch_number, problem.part_number), []).append(problem)
    columns = _columns(rulebook)
    printed = figures_of((judgement.facts for judgement, _ in ordered), AreaUnit.MU)
    values = [
        (*_values(judgement, own, rulebook, by_part, cards or {}), geometry)
        for (judgement, geometry), own in zip(ordered, printed, strict=True)
    ]
    counts = Counter(str(judgement.facts["finding"]) for judgement, _ in ordered)
    layers = [Layer(PATCH_LAYER, _about(ordered), columns, values, _style(rulebook, counts))]
    if townships:
        township_columns: list[tuple[str, ColumnType]] = [("乡镇区划代码", "TEXT"), ("乡镇名称", "TEXT")]
        layers.append(
            Layer(
                TOWNSHIP_LAYER,
                "",
                township_columns,
                sorted(townships, key=lambda row: row[0]),
                township_style(name="乡镇名称"),
            )
        )
    write_geopackage(path, layers, epsg=epsg, on=on)


def _key(facts: Facts) -> tuple[str, int, str]:
    part = str(facts["part_number"] or "") if facts.is_known("part_number") else ""
    return (str(facts["patch_number"]), len(part), part)


def _style(rulebook: Rulebook, counts: Mapping[str, int]) -> str:
    entries = rulebook.codelist("finding").entries
    marks = marks_of((entry.value, str(entry.get("state", ""))) for entry in entries)
    findings = [(entry.value, entry.label, marks[entry.value]) for entry in entries if counts.get(entry.value)]
    number = rulebook.vocabulary["patch_number"].title
    return patch_style(findings, by=_FINDING_CODE, number=number, shown=counts)


def _about(rows: Sequence[tuple[Judgement, Any]]) -> str:
    taken = sum(judgement.is_taken for judgement, _ in rows)
    return f"{taken}宗依认定，其余{PROPOSAL}" if taken else PROPOSAL


def _columns(rulebook: Rulebook) -> list[tuple[str, ColumnType]]:
    def title(name: str) -> str:
        # «乡镇(街道)» is a fine title but an awkward name in a query.
        return rulebook.vocabulary[name].title.partition("（")[0]

    texts = [(title(name), "TEXT") for name in (*_IDENTITY, *_RESULTS)]
    codes = [(f"{title(name)}代码", "TEXT") for name in _CODES]
    areas = [(f"{title(name)}_{unit}", "REAL") for name in _AREAS for unit in (AreaUnit.MU.label, "㎡")]
    particulars = [(title(name), "TEXT") for name in _PARTICULARS]
    ends = [("待查明", "TEXT"), ("矛盾数", "INTEGER"), ("矛盾", "TEXT"), ("登记卡", "TEXT"), ("说明", "TEXT")]
    return _distinct([*texts, *codes, *areas, *particulars, *ends])


def _distinct(columns: Sequence[tuple[str, str]]) -> list[tuple[str, ColumnType]]:
    # Titles are unique only within their form; a second column of one name takes a number.
    seen: Counter[str] = Counter()
    named: list[tuple[str, Any]] = []
    for name, kind in columns:
        seen[name] += 1
        named.append((name if seen[name] == 1 else f"{name}_{seen[name]}", kind))
    return named


def _values(
    judgement: Judgement,
    own: Figures,
    rulebook: Rulebook,
    problems: Mapping[PartKey, Sequence[Problem]],
    cards: Mapping[PartKey, str],
) -> list[Any]:
    facts = judgement.facts
    key = (text_of(facts, "patch_number", rulebook), text_of(facts, "part_number", rulebook))
    against = sorted(problems.get(key, ()), key=lambda problem: (problem.severity.value, problem.rule, problem.message))
    values: list[Any] = [text_of(facts, name, rulebook) or None for name in (*_IDENTITY, *_RESULTS)]
    values += [facts[name] if is_told(facts, name) else None for name in _CODES]
    for name in _AREAS:
        area = area_of(facts, name)
        values += [None, None] if area is None else [float(own[name]), float(area.in_unit(AreaUnit.M2))]
    values += [text_of(facts, name, rulebook) or None for name in _PARTICULARS]
    missing = "；".join(
        f"{lack.title}（{lack.settled_by}）" if lack.settled_by else lack.title for lack in judgement.missing
    )
    found = "；".join(f"{problem.rule} {problem.message}" for problem in against)
    return [
        *values,
        missing or None,
        len(against),
        found or None,
        cards.get(key),
        TAKEN if judgement.is_taken else PROPOSAL,
    ]
