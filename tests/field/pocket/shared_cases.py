"""Cases that the office's kernel and rules answer and the pocket app must answer alike; kept in frontend/pocket/fixtures.

Write them anew: ``python -m tests.field.pocket.shared_cases``.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from tuban.kernel.crs import zone_of_epsg
from tuban.kernel.measure import ellipsoidal_areas, perimeters
from tuban.rules.fact_values import WrongValue
from tuban.rules.rulebook import Rulebook, load
from tuban.rules.vocabulary import FactKind
from tuban.values.facts import UNKNOWN
from tuban.workflow.survey.entering import entered, typed

FIXTURES = Path(__file__).parents[3] / "frontend/pocket/fixtures"
_EPSGS = (4513, 4526, 4527, 4533, 4534, 4548, 4549, 4554)
_FACTS = ("ground_state", "actual_use", "use_date", "user", "user_kind", "field_agrees", "surveyed_area", "photo_count",
          "pseudo_change_cause", "construction_state", "permanent_structure", "centre_x")  # fmt: skip
_TYPED = {
    "area": ["6.42 亩", "6.420亩", "6.42", "4280.12 ㎡", "4280.12m2", "0.428 公顷", "1 hm²", "0", "-1 亩", "6,42 亩", "6.42.1 亩",
             "亩", "六亩", "6.42 里", "+3 亩", "无", "不明", "1e3", "6. 亩", ".5 亩", "100 MU", "  7.5  亩 "],
    "date": ["2024-08-05", "2024/8/5", "2024.8.5", "2024年8月5日", "20240805", "2024-08", "2024年8月", "202408", "2024",
             "2024年", "2024-13", "2024-02-30", "2023-02-29", "2024-02-29", "2024-08-05T09:00", "8月5日", "24-8-5", "无",
             "未知", "0000", "2024-00"],
    "flag": ["是", "否", "有", "无", "yes", "no", "Yes", "TRUE", "false", "不明", "没有", "也许", "1", ""],
    "integer": ["3", "03", "-2", "+4", "3.0", "三", "1,000", "", "无", " 12 "],
    "number": ["3", "3.5", "1,000.5", "1e3", "-2.25", ".5", "5.", "三", "无", "1 2", "1_000"],
    "text": ["某某砖厂", " 某某砖厂 ", "无", "不明", "没有", "3"],
}  # fmt: skip


def areas() -> dict[str, Any]:
    """Polygons with area and perimeter, and places with their point of the plane."""
    random.seed(20)
    polygons = []
    for number in range(420):
        epsg = _EPSGS[number % len(_EPSGS)]
        zone = zone_of_epsg(epsg)
        east = zone.false_easting + random.uniform(-150_000, 150_000)
        north = random.uniform(2_100_000, 5_800_000)
        size = 10 ** random.uniform(0.5, 3.2)
        rings = [_ring(east, north, size, 3 + number % 12)]
        if number % 5 == 0:
            rings.append(_ring(east, north, size / 6, 4)[::-1])
        shape = np.array([shapely.Polygon(rings[0], rings[1:])], dtype=object)
        polygons.append(
            {
                "epsg": epsg, "rings": rings, "area": float(ellipsoidal_areas(shape, epsg=epsg)[0]),
                "perimeter": float(perimeters(shape, epsg=epsg)[0]),
            }
        )  # fmt: skip
    places = []
    for epsg in _EPSGS:
        meridian = zone_of_epsg(epsg).central_meridian
        there = pyproj.Transformer.from_crs(4490, epsg, always_xy=True)
        for _ in range(12):
            degrees = [round(meridian + random.uniform(-1.7, 1.7), 9), round(random.uniform(18.5, 53), 9)]
            places.append({"epsg": epsg, "degrees": degrees, "plane": list(there.transform(*degrees))})
    return {"polygons": polygons, "places": places}


def fact_values() -> dict[str, Any]:
    """What is typed, and what the office reads: the text as it writes it again, none, unknown or wrong."""
    law = load()
    kinds = [law.vocabulary[name] for name in _FACTS]
    lists = {kind.codelist: law.codelist(kind.codelist) for kind in kinds if kind.codelist}
    return {
        "kinds": {
            kind.name: {"fact": kind.name, "title": kind.title, "type": kind.type, "codelist": kind.codelist}
            for kind in kinds
        },
        "codelists": {
            name: [{"value": one.value, "label": one.label, "aliases": list(one.aliases)} for one in codes]
            for name, codes in lists.items()
        },
        "cases": [_case(kind, text, law) for kind in kinds for text in _texts(kind, law)],
    }


def _texts(kind: FactKind, law: Rulebook) -> list[str]:
    if not kind.codelist:
        return _TYPED[kind.type]
    known = [word for one in list(law.codelist(kind.codelist))[:6] for word in (one.value, one.label, *one.aliases)]
    return [*known, " 其他 ", "无", "不明", "没有这个词", ""]


def _case(kind: FactKind, text: str, law: Rulebook) -> dict[str, Any]:
    try:
        value = entered(kind, text, law)
    except WrongValue:
        return {"fact": kind.name, "typed": text, "is": "wrong"}
    if value is UNKNOWN or value is None:
        return {"fact": kind.name, "typed": text, "is": "none" if value is None else "unknown"}
    return {"fact": kind.name, "typed": text, "is": "value", "text": typed(value)}


def _ring(east: float, north: float, size: float, corners: int) -> list[tuple[float, float]]:
    turns = sorted(random.uniform(0, 2 * math.pi) for _ in range(corners))
    turns = [2 * math.pi * at / corners + turn / corners / 7 for at, turn in enumerate(turns)]
    far = [size * random.uniform(0.5, 1) for _ in turns]
    ring = [
        (round(east + r * math.cos(t), 3), round(north + r * math.sin(t), 3)) for r, t in zip(far, turns, strict=True)
    ]
    return [*ring, ring[0]]


def written(content: dict[str, Any]) -> str:
    """Return cases as they are kept: one a line."""
    parts = []
    for name, value in content.items():
        rows = value if isinstance(value, list) else [value]
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f'  "{name}": [\n{lines}\n  ]' if isinstance(value, list) else f'  "{name}": {lines.strip()}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    for name, made in (("areas", areas()), ("fact_values", fact_values())):
        (FIXTURES / f"{name}.json").write_text(written(made), encoding="utf-8")
