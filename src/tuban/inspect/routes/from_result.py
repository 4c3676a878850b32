"""Stops from a result of the main job: the patches that the office cannot settle, and why each must be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from tuban.inspect.routes.planning import Planning
from tuban.inspect.routes.stops import REASONS, Stop, inside
from tuban.rules.rulebook import Rulebook
from tuban.values.language import chinese

COLUMNS = {
    "number": "图斑编号", "part": "地块号", "township_code": "乡镇区划代码", "township": "乡镇", "village": "村",
    "user": "用地单位", "finding": "图斑性质代码", "finding_label": "图斑性质", "prejudgement": "内业预判",
    "comparison": "与变更调查比较", "ground_state": "实地情况", "missing": "待查明", "found": "矛盾",
    "counted": "用地面积_亩", "monitored": "监测面积_亩",
}  # fmt: skip
"""Our names for the columns of 图斑判定.gpkg that say what a visit is for."""
_RULE = re.compile(r"^(R\d+)\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the result: the texts by :data:`COLUMNS` (empty where it says nothing) and its polygon."""

    texts: Mapping[str, str]
    shape: Any


@dataclass
class _Why:
    reasons: set[str] = field(default_factory=set)
    facts: dict[str, None] = field(default_factory=dict)
    found: dict[str, None] = field(default_factory=dict)


class Chooser:
    """Says of each part whether and why it must be seen, with the words of the lawbook."""

    def __init__(self, rulebook: Rulebook, planning: Planning) -> None:
        visit = planning.data.mapping("visit")
        self._open = {one.value for one in rulebook.codelist("finding").entries if one.get("final") is not True}
        self._prejudged = {rulebook.label("prejudgement", one) for one in visit.texts("prejudgement")}
        self._compared = {rulebook.label("survey_comparison", one) for one in visit.texts("comparison")}
        self._rules = frozenset(visit.texts("rules"))
        self._facts = {rulebook.vocabulary.find(name).title for name in visit.texts("facts")}

    def look(self, part: Part, why: _Why) -> None:
        """Add the reasons of one part to those of its patch."""
        texts = part.texts
        if texts["finding"] in self._open:
            why.reasons.add("open")
        if texts["prejudgement"] in self._prejudged and not texts["ground_state"]:
            why.reasons.add("survey_needed")
        if texts["comparison"] in self._compared:
            why.reasons.add("inconsistent")
        for lack in filter(None, texts["missing"].split("；")):
            title = lack.partition("（")[0]
            if title in self._facts:
                why.reasons.add("field_fact")
                why.facts.setdefault(title)
        for problem in filter(None, texts["found"].split("；")):
            named = _RULE.match(problem)
            if named and named[1] in self._rules:
                why.reasons.add("contradiction")
                why.found.setdefault(named[2])


def stops_of_result(
    parts: Sequence[Part], rulebook: Rulebook, planning: Planning, *, everything: bool
) -> tuple[list[Stop], int]:
    """Return a stop for each patch that must be seen (``everything``: for each), and how many patches there are.

    Parts of one patch are one stop. The stops are in the order of their numbers.
    """
    chooser = Chooser(rulebook, planning)
    by_patch: dict[str, list[Part]] = {}
    for part in parts:
        by_patch.setdefault(part.texts["number"], []).append(part)
    stops = []
    for number in sorted(by_patch):
        why = _Why()
        for part in by_patch[number]:
            chooser.look(part, why)
        if everything or why.reasons:
            stops.append(_stop(number, by_patch[number], why))
    return stops, len(by_patch)


def _stop(number: str, parts: Sequence[Part], why: _Why) -> Stop:
    shapes = [part.shape for part in parts if part.shape is not None and not part.shape.is_empty]
    shape = shapes[0] if len(shapes) == 1 else shapely.union_all(np.array(shapes, dtype=object))
    x, y = inside(shape) if shapes else (float("nan"), float("nan"))
    leading = max(parts, key=lambda part: (_number(part.texts["counted"]) or 0.0, -parts.index(part))).texts
    areas = [_number(part.texts["counted"]) for part in parts]
    known = [area for area in areas if area is not None]
    area = round(sum(known), 2) if known else _number(leading["monitored"])
    kinds = list(dict.fromkeys(part.texts["finding"] for part in parts))
    return Stop(
        id=number,
        number=number,
        shape=shape,
        x=x,
        y=y,
        parts=tuple(part.texts["part"] for part in parts if part.texts["part"]),
        township=leading["township"],
        township_code=leading["township_code"],
        village=leading["village"],
        user=leading["user"],
        kind=next((kind for kind in kinds if kind in ("split_first", "manual")), leading["finding"]),
        kind_label="、".join(dict.fromkeys(part.texts["finding_label"] for part in parts)),
        area_mu=area,
        reasons=tuple(reason for reason in REASONS if reason in why.reasons),
        why=_sentence(why),
    )


def _sentence(why: _Why) -> str:
    said = {
        "open": chinese("finding not decided"),
        "survey_needed": chinese("the office asks for a visit"),
        "inconsistent": chinese("differs from the change survey"),
        "field_fact": chinese("to find out: {facts}").format(facts="、".join(why.facts)),
        "contradiction": chinese("contradiction: {found}").format(found="、".join(why.found)),
    }
    return "；".join(said[reason] for reason in REASONS if reason in why.reasons)


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def texts_of(rows: Mapping[str, Sequence[str | None]]) -> Iterable[dict[str, str]]:
    """Return the texts of every row from columns by our names; a column that is missing is empty."""
    count = max((len(values) for values in rows.values()), default=0)
    for place in range(count):
        yield {name: str(rows[name][place] or "") if name in rows else "" for name in COLUMNS}
