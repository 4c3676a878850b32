"""Papers (用地手续) for the patches: their numbers, organs, areas and boundaries, as the offices keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from samples.practice_county.fabric import Fabric
from samples.practice_county.patches import Patch, ellipsoidal_area
from samples.practice_county.scenario import PaperPlan
from samples.practice_county.sites import SQUARE_METRES_IN_MU, part_of

ORGANS = {
    "state": "国务院",
    "ministry": "自然资源部",
    "province": "示例省人民政府",
    "city": "示例市人民政府",
    "county": "示范县人民政府",
    "township": "乡镇人民政府",
}
SIGNS = {
    "conversion": "示政土",
    "expropriation": "示政征",
    "supply": "示供",
    "early_use": "示先行",
    "temporary": "示临地",
    "facility": "示设农备",
    "registration": "示不动产权",
    "other_approvals": "示特批",
}


@dataclass
class Paper:
    """One paper with its values under standard field names; ``shape`` None where the office keeps no boundary."""

    role: str
    patch_number: str
    shape: shapely.Geometry | None
    square_metres: float | None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Papers:
    """All papers, the approval-time boundary surveys and the pending applications."""

    papers: list[Paper]
    approval_map: list[tuple[shapely.Polygon, str, str]]
    pending: list[dict[str, Any]]
    outlines: dict[str, shapely.Geometry]

    def of(self, role: str, *, drawn: bool | None = None) -> list[Paper]:
        return [p for p in self.papers if p.role == role and (drawn is None or (p.shape is not None) == drawn)]


def draw_papers(rng: np.random.Generator, fabric: Fabric, patches: list[Patch]) -> Papers:
    """Write the papers that the scenarios call for, and some for land without any patch."""
    result = Papers([], [], [], {})
    counters: dict[tuple[str, str], int] = {}
    for patch in patches:
        if patch.dirt:
            continue
        turn = float(rng.uniform(0, np.pi))
        drawn: dict[float, shapely.Geometry] = {}
        margin = float(rng.uniform(1.5, 5.0))
        for plan in patch.scenario.papers:
            if plan.cover not in drawn:
                drawn[plan.cover] = _outline(patch.shape, plan.cover, turn, margin)
            result.papers.append(_paper(plan, patch, drawn[plan.cover], counters))
        if patch.scenario.approval_map and drawn:
            outline = drawn[1.0]
            number = next(p.values["number"] for p in result.papers if p.patch_number == patch.number)
            result.approval_map += _boundary_survey(outline, number, turn)
        if drawn:
            result.outlines[patch.number] = drawn[max(drawn)]
        if patch.scenario.pending is not None:
            result.pending.append(
                {
                    "patch_number": patch.number,
                    "project": f"示范县{2024}年第{len(result.pending) + 1}批次",
                    **patch.scenario.pending,
                }
            )
    result.papers += _without_patches(rng, fabric, patches, counters)
    return result


def _outline(shape: shapely.Polygon, cover: float, turn: float, margin: float) -> shapely.Geometry:
    around = shapely.buffer(shape, margin, join_style="mitre")
    if cover < 1:
        around = shapely.intersection(around, part_of(shape, cover, turn))
    return shapely.transform(around, lambda xy: np.round(xy, 3))


def _number(role: str, date: str | None, counters: dict[tuple[str, str], int]) -> str:
    year = (date or "2024")[:4]
    counters[role, year] = counters.get((role, year), 0) + 1
    serial = counters[role, year]
    if role == "facility":
        return f"SJSS990101{year}{serial:04d}"
    if role == "registration":
        return f"示({year})示范县不动产权第{serial:07d}号"
    return f"{SIGNS[role]}〔{year}〕{serial}号"


def _paper(plan: PaperPlan, patch: Patch, outline: shapely.Geometry, counters: dict[tuple[str, str], int]) -> Paper:
    area = ellipsoidal_area(outline)
    inside = patch.measured_mu * SQUARE_METRES_IN_MU * min(plan.cover, 1.0)
    stated = None if plan.stated is None else (area if plan.stated == 1.0 else inside * plan.stated)
    use = plan.use or {"061": "工业用地", "071": "城镇住宅用地", "083": "科教用地", "101": "铁路用地"}.get(
        str((patch.scenario.field or {}).get("actual_use")), "建设用地"
    )
    values: dict[str, Any] = {
        "number": _number(plan.role, plan.date, counters) if plan.number else None,
        "organ": _organ(plan, patch) if plan.organ else None,
        "organ_level": plan.level if plan.organ else None,
        "date": plan.date,
        "until": plan.until,
        "method": plan.method if plan.role == "supply" else None,
        "kind": plan.kind,
        "use": use,
        "user": plan.holder or user_of(patch),
        "project": f"{user_of(patch) or '示范'}项目",
        "cultivated_area": None if stated is None else stated * patch.cultivated_mu / patch.measured_mu,
    }
    return Paper(plan.role, patch.number, outline if plan.drawn else None, stated, values)


def _organ(plan: PaperPlan, patch: Patch) -> str:
    if plan.role == "registration":
        return "示范县不动产登记中心"
    if plan.level == "township":
        return f"{patch.township_name}人民政府"
    return ORGANS[plan.level]


def user_of(patch: Patch) -> str | None:
    """Return the invented holder of a patch: 某村民, 示范某公司, a village committee, a township government."""
    facts = patch.scenario.field or {}
    if "user" in facts:
        return facts["user"]
    serial = int(patch.number[-6:]) if patch.number[-6:].isdigit() else 0
    word = "安宁永兴泰和丰盛广达"[serial % 10] + "源恒信诚业隆茂康顺利"[serial // 10 % 10]
    kind = facts.get("user_kind")
    return {
        "enterprise": f"示范{word}有限公司",
        "individual": f"某村民{serial % 97 + 1}",
        "collective": f"{patch.village}村民委员会",
        "government": f"{patch.township_name}人民政府",
    }.get(kind or "")


def _boundary_survey(outline: shapely.Geometry, number: str, turn: float) -> list[tuple[shapely.Polygon, str, str]]:
    """Cut an approved plot in fields and grass, as the boundary survey found it when it was approved."""
    field_side = part_of(outline, 0.7, turn + 0.6)
    pieces = ((shapely.intersection(outline, field_side), "0103"), (shapely.difference(outline, field_side), "0404"))
    return [
        (part, land_class, number) for shape, land_class in pieces for part in shapely.get_parts(shape) if part.area > 0
    ]


def _without_patches(
    rng: np.random.Generator, fabric: Fabric, patches: list[Patch], counters: dict[tuple[str, str], int]
) -> list[Paper]:
    """Return approvals and registrations of land on which nothing happened, since offices keep those too."""
    taken = shapely.union_all([shapely.buffer(p.shape, 20) for p in patches])
    shapely.prepare(taken)
    result = []
    houses = np.flatnonzero(np.isin(fabric.land_class, ("0601", "05H1", "0701")))
    for index in rng.permutation(houses)[:160]:
        shape = fabric.parcels[index]
        if shapely.intersects(taken, shape):
            continue
        year = int(rng.integers(2008, 2023))
        for role in ("conversion", "supply") if index % 3 else ("registration",):
            date = f"{year}-{int(rng.integers(1, 13)):02d}-{int(rng.integers(1, 28)):02d}"
            values = {
                "number": _number(role, date, counters),
                "organ": ORGANS["province" if role == "conversion" else "county"],
                "organ_level": "province" if role == "conversion" else "county",
                "date": date,
                "method": "auction",
                "use": "建设用地",
                "user": "示范旧业有限公司",
                "project": f"示范县{year}年第{index % 9 + 1}批次",
            }
            result.append(Paper(role, "", shape, ellipsoidal_area(shape), values))
    return result
