"""Office comparison (内业比对): what each piece of a patch covers on the reference layers.

Receives pieces of patches and compiled layers; hands on the area facts of each piece. It measures and compares; it
never says whether a use is lawful. The areas of one layer, with the uncovered rest, sum to the piece exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tuban.inspect.land_classes import LandClasses
from tuban.inspect.shares import apportion, exact
from tuban.inspect.survey_change import GROWTH
from tuban.kernel.layer_cache import CompiledLayer
from tuban.kernel.overlay import OverlapTable, overlay
from tuban.values.area import Area
from tuban.values.codes import is_adjustable
from tuban.values.facts import UNKNOWN

CLASS_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "survey_last": ("land_class", "ridge_share", "settlement"),
    "survey_this": ("land_class", "ridge_share", "settlement"),
    "plan": ("zone",),
    "basic_farmland": (),
    "redline": (),
    "conversion": (),
    "supply": (),
    "temporary": (),
    "facility": (),
    "registration": (),
    "approval_survey": ("land_class", "ridge_share"),
}
"""The layers that are overlaid, and the fields that make a class of each."""

COVER_FACTS = {
    "basic_farmland": "basic_farmland_area",
    "redline": "redline_area",
    "conversion": "conversion_area",
    "supply": "supply_area",
    "temporary": "temporary_area",
    "facility": "facility_area",
    "registration": "registered_area",
}


ClassArea = tuple[tuple[Any, ...], float]
"""The values that make a class, and its area in square metres."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What one piece covers on one layer: square metres by class, and the rest that no polygon covers."""

    by_class: tuple[ClassArea, ...] = ()
    rest_m2: float = 0.0
    doubly_covered_m2: float = 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The overlay of one piece: its ellipsoidal area and what it covers on each layer."""

    area_m2: float
    layers: Mapping[str, Covered] = field(default_factory=dict)


class Overlay(Protocol):
    """Compares shapes with layers, as the kernel does: here, or on other machines with the same rows."""

    def __call__(
        self,
        patches: NDArray[np.object_],
        layers: Mapping[str, CompiledLayer],
        /,
        *,
        epsg: int,
        whole: NDArray[np.float64] | None = None,
    ) -> OverlapTable:
        """Return what :func:`tuban.kernel.overlay.overlay` returns."""


def measure_coverage(
    pieces: NDArray[np.object_],
    layers: Mapping[str, CompiledLayer],
    areas_m2: NDArray[np.float64],
    *,
    epsg: int,
    overlaid: Overlay = overlay,
) -> list[Coverage]:
    """Overlay all pieces with all layers in one call; one Coverage per piece, in their order."""
    if len(pieces) == 0:
        return []
    table = overlaid(pieces, layers, epsg=epsg, whole=areas_m2)
    classes: dict[tuple[int, int], list[ClassArea]] = defaultdict(list)
    rest: dict[tuple[int, int], float] = defaultdict(float)
    for row in range(len(table)):
        place = int(table.patch[row]), int(table.layer[row])
        code = table.class_of(row)
        if code is None:
            rest[place] += float(table.area_m2[row])
        else:
            classes[place].append((code, float(table.area_m2[row])))
    return [
        Coverage(
            float(areas_m2[piece]),
            {
                name: Covered(
                    tuple(classes.get((piece, layer), ())),
                    rest.get((piece, layer), 0.0),
                    float(table.overlapped_m2[piece, layer]),
                )
                for layer, name in enumerate(table.layers)
            },
        )
        for piece in range(len(pieces))
    ]


def area_facts(
    coverage: Coverage, whole: Area, land: LandClasses, conforming_zones: frozenset[str]
) -> dict[str, object]:
    """Return the area facts of one piece by their names in the vocabulary.

    ``whole`` is the exact area of the piece, to which the areas of each layer sum. A layer that the disc lacks leaves
    its facts out: they stay unknown.
    """
    facts: dict[str, object] = {"geometry_area": whole}
    before = coverage.layers.get("survey_last")
    now = coverage.layers.get("survey_this")
    base = before if before is not None else now
    if base is not None:
        facts.update(_survey_facts(base, whole, land))
    if before is not None:
        facts["main_class_before"] = main_class(before)
    if now is not None:
        groups = by_group(now, whole, land)
        facts["main_class_now"] = main_class(now)
        facts["survey_construction_now_area"] = groups["construction"]
    if (grown := coverage.layers.get(GROWTH)) is not None:
        facts["survey_new_construction_area"] = covered_area(grown, whole)
    if (plan := coverage.layers.get("plan")) is not None:
        facts.update(_plan_facts(plan, whole, conforming_zones))
    for layer, name in COVER_FACTS.items():
        if (covered := coverage.layers.get(layer)) is not None:
            facts[name] = covered_area(covered, whole)
    return facts


def covered_area(covered: Covered, whole: Area) -> Area:
    """Return how much of the piece the layer covers, exactly, with the rest adding up to the piece."""
    inside = sum(area for _code, area in covered.by_class)
    return apportion([inside, covered.rest_m2], whole)[0]


def by_group(survey: Covered, whole: Area, land: LandClasses) -> dict[str, Area]:
    """Return the area of each group of land classes; 田坎 inside cultivated parcels counts as agricultural land.

    Keys: cultivated (part of agricultural), agricultural, adjustable (part of agricultural), construction, unused,
    unsurveyed. agricultural + construction + unused + unsurveyed is the piece, exactly.
    """
    names = ("cultivated", "other_agricultural", "construction", "unused", "unsurveyed")
    measured = dict.fromkeys(names, 0.0)
    measured["unsurveyed"] = survey.rest_m2
    adjustable = 0.0
    for code, area in survey.by_class:
        group = land.group(code[0])
        if group is None:
            measured["unsurveyed"] += area
        elif group == "cultivated":
            ridge = _ridge(code) * area
            measured["cultivated"] += area - ridge
            measured["other_agricultural"] += ridge
        elif group == "agricultural":
            measured["other_agricultural"] += area
        else:
            measured[group] += area
        if code[0] and is_adjustable(code[0]):
            adjustable += area
    cultivated, other, construction, unused, unsurveyed = apportion([measured[name] for name in names], whole)
    agricultural = cultivated + other
    return {
        "cultivated": cultivated,
        "agricultural": agricultural,
        "adjustable": min(exact(adjustable), agricultural),
        "construction": construction,
        "unused": unused,
        "unsurveyed": unsurveyed,
    }


def main_class(survey: Covered) -> object:
    """Return the class that takes the largest area; UNKNOWN where the survey covers nothing."""
    areas: dict[str, float] = defaultdict(float)
    for code, area in survey.by_class:
        if code[0]:
            areas[code[0]] += area
    if not areas or max(areas.values()) <= 0:
        return UNKNOWN
    return max(sorted(areas), key=lambda code: areas[code])


def _settlement(survey: Covered) -> object:
    areas: dict[str | None, float] = defaultdict(float)
    for code, area in survey.by_class:
        areas[code[2] if len(code) > 2 else None] += area
    if not areas:
        return UNKNOWN
    largest = max(sorted(areas, key=lambda mark: mark or ""), key=lambda mark: areas[mark])
    return largest or None


def _survey_facts(survey: Covered, whole: Area, land: LandClasses) -> dict[str, object]:
    groups = by_group(survey, whole, land)
    return {f"{name}_area": area for name, area in groups.items()} | {"settlement_code": _settlement(survey)}


def _plan_facts(plan: Covered, whole: Area, conforming_zones: frozenset[str]) -> dict[str, object]:
    conforming = sum(area for code, area in plan.by_class if code[0] in conforming_zones)
    breaching = sum(area for code, area in plan.by_class if code[0] and code[0] not in conforming_zones)
    unmapped = plan.rest_m2 + sum(area for code, area in plan.by_class if not code[0])
    inside, against, rest = apportion([conforming, breaching, unmapped], whole)
    return {"plan_conforming_area": inside, "plan_breaching_area": against, "plan_unmapped_area": rest}


def _ridge(code: Sequence[str | None]) -> float:
    """Return the share of 田坎 inside a cultivated parcel (扣除地类系数), 0 where the survey gives none."""
    try:
        share = float(code[1] or 0)
    except (TypeError, ValueError):
        return 0.0
    share = share / 100 if share > 1 else share
    return share if 0 <= share < 1 else 0.0
