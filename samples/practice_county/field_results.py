"""Field results (外业核查结果) and the registers beside them: patrol ledger, public reports, annual quota."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from samples.practice_county.papers import user_of
from samples.practice_county.patches import Patch
from samples.practice_county.sites import SQUARE_METRES_IN_MU, part_of
from samples.practice_county.townships import COUNTY_CODE

SURVEYORS = ("某甲、某乙", "某丙、某丁", "某戊、某己")
FLOORS = {"factory": 0.55, "houses": 0.8, "flats": 2.4, "school": 0.9, "sheds": 0.45, "rail": 0.02, "pv": 0.03}


def field_rows(rng: np.random.Generator, patches: list[Patch]) -> list[dict[str, Any]]:
    """Return one row per visited patch or drawn piece under standard field names.

    Areas in 亩, the floor area in m²; a piece that the surveyors drew carries its outline under ``shape``.
    """
    rows = []
    for patch in patches:
        if patch.scenario.field is None or patch.dirt:
            continue
        seen = date(2024, 9, 25) + timedelta(days=int(rng.integers(0, 45)))
        visit = {
            "patch_number": patch.number,
            "visited_on": seen.isoformat(),
            "surveyor": SURVEYORS[int(rng.integers(0, 3))],
            "user": user_of(patch),
            "project_name": _project(patch),
        }
        if not patch.scenario.parts:
            rows.append(visit | _measured(patch, patch.scenario.field, 1.0))
            continue
        # Two surveyors never draw quite the same line: the outlines reach over the edge, and over each other.
        around = shapely.buffer(patch.shape, 0.5, join_style="mitre")
        first = shapely.intersection(around, part_of(patch.shape, 0.6, 0.9))
        pieces = ((first, 0.6), (shapely.difference(around, shapely.buffer(first, -0.2)), 0.4))
        for number, ((shape, share), told) in enumerate(zip(pieces, patch.scenario.parts, strict=True), start=1):
            rows.append(visit | _measured(patch, told, share) | {"part_number": str(number), "shape": shape})
    return rows


def _measured(patch: Patch, told: Mapping[str, Any], size: float) -> dict[str, Any]:
    """Return what was told of a piece that takes ``size`` of the patch, with its measured areas."""
    row = dict(told)
    whole, cultivated = patch.measured_mu * size, patch.cultivated_mu * size
    built = told["ground_state"] in ("new_construction", "temporary_use", "facility_agriculture")
    share = patch.scenario.surveyed
    # What looks lawful counts as monitored; what may become a case is measured.
    if built and share is not None and (patch.scenario.list != "approved" or patch.scenario.case):
        odd = told.get("surveyed_cultivated_area")
        row["surveyed_area"] = round(whole * share, 2)
        # Surveyors round both; the cultivated area is never more than the whole, unless the story wants it so.
        row["surveyed_cultivated_area"] = (
            min(round(cultivated * share, 2), row["surveyed_area"]) if odd is None else round(whole * odd, 2)
        )
    if told.get("change_survey_area") is not None:
        row["change_survey_area"] = round(whole * told["change_survey_area"], 2)
    if told["ground_state"] == "new_construction":
        floor = FLOORS.get(patch.scenario.image, 0.3) * whole * SQUARE_METRES_IN_MU
        row["built_floor_area"] = round(floor) if told.get("construction_state") != "levelled" else 0
    return row


def patrol_rows(rng: np.random.Generator, patches: list[Patch]) -> list[dict[str, Any]]:
    """Return the patrol ledger."""
    rows = []
    for patch in patches:
        if patch.scenario.ledger and not patch.dirt:
            found = date(2024, 3, 20) + timedelta(days=int(rng.integers(0, 60)))
            rows.append(
                {
                    "patch_number": patch.number,
                    "found_on": found.isoformat(),
                    "stop_notice_number": f"示停〔2024〕{len(rows) + 1}号",
                    "stop_notice_on": (found + timedelta(days=1)).isoformat(),
                    "note": f"{patch.village}巡查发现动工",
                }
            )
    stranger = {
        "patch_number": f"{COUNTY_CODE}SJBG24000998",
        "found_on": "2024-06-11",
        "note": "巡查发现堆场，未见图斑",
    }
    return [*rows, stranger]


def report_rows(patches: list[Patch]) -> list[dict[str, Any]]:
    """Return the register of public reports."""
    return [
        {
            "patch_number": p.number,
            "reported_on": f"2024-05-{n % 27 + 1:02d}",
            "channel": ("12336热线", "来信", "媒体")[n % 3],
            "note": f"反映{p.village}占用耕地建房",
        }
        for n, p in enumerate(p for p in patches if p.scenario.report and not p.dirt)
    ]


def quota_rows() -> list[dict[str, Any]]:
    """Return the year's quota of new construction land in 亩."""
    return [{"county_code": COUNTY_CODE, "area": 1250.0, "cultivated_area": 860.0}]


def _project(patch: Patch) -> str | None:
    facts = patch.scenario.field or {}
    if facts.get("ground_state") != "new_construction":
        return None
    kinds = {
        "railway": "示范铁路支线",
        "road": "示范公路改建",
        "water": "示范水利枢纽",
        "energy": "示范光伏电站",
        "port": "示范码头",
        "other": "示范公用工程",
    }
    return kinds.get(str(facts.get("project_kind"))) or f"{user_of(patch) or '不明单位'}建设项目"
