"""The areas that count: the counted area, and its land scaled to it so that nothing is lost (平差).

What the map measured is a share of the shape; what counts is a share of the counted area. Where cultivated land was
surveyed on the ground, that measure goes before the map's.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tuban.values.area import ZERO, Area, balance, total
from tuban.values.facts import UNKNOWN, Facts

BASIS_FACT = {
    "surveyed": "surveyed_area",
    "monitored": "monitored_area",
    "apportioned": "monitored_area",
    "change_survey": "change_survey_area",
}
LAND = ("agricultural", "construction", "unused")
SHARES = {
    "counted_basic_farmland_area": "basic_farmland_area",
    "counted_plan_conforming_area": "plan_conforming_area",
    "counted_plan_breaching_area": "plan_breaching_area",
}
COUNTED = (
    "counted_area",
    "counted_agricultural_area",
    "counted_cultivated_area",
    "counted_construction_area",
    "counted_unused_area",
    *SHARES,
)


def counted_areas(facts: Facts, basis: str) -> dict[str, Any]:
    """Return all counted areas; UNKNOWN where no area counts, or the map does not tell."""
    counted: dict[str, Any] = dict.fromkeys(COUNTED, UNKNOWN)
    whole = facts[BASIS_FACT[basis]] if basis in BASIS_FACT else UNKNOWN
    if not isinstance(whole, Area):
        return counted
    counted["counted_area"] = whole
    measured = _measured_whole(facts)
    if measured is None:
        return counted
    factor = whole.square_metres / measured.square_metres if measured else Fraction(1)
    for name, raw in SHARES.items():
        counted[name] = _scaled(facts[raw], factor)
    surveyed = facts["surveyed_cultivated_area"]
    cultivated = surveyed if basis == "surveyed" and isinstance(surveyed, Area) else None
    counted.update(_land(facts, whole, factor, cultivated))
    return counted


def _measured_whole(facts: Facts) -> Area | None:
    """The area of which the overlay areas are parts: the shape's, else the sum of the land classes, else as issued."""
    shape = facts["geometry_area"]
    if isinstance(shape, Area) and shape:
        return shape
    parts = [facts[f"{group}_area"] for group in LAND]
    if all(isinstance(part, Area) for part in parts) and total(parts):
        return total(parts)
    issued = facts["monitored_area"]
    return issued if isinstance(issued, Area) and issued else None


def _scaled(area: Any, factor: Fraction) -> Any:
    return Area(area.square_metres * factor) if isinstance(area, Area) else area


def _land(facts: Facts, whole: Area, factor: Fraction, surveyed: Area | None) -> Mapping[str, Any]:
    raw = {name: facts[f"{name}_area"] for name in (*LAND, "cultivated")}
    scaled = {name: _scaled(area, factor) for name, area in raw.items()}
    if surveyed is not None:
        scaled = _around(surveyed, scaled, whole)
    return {f"counted_{name}_area": area for name, area in scaled.items()}


def _around(surveyed: Area, scaled: Mapping[str, Any], whole: Area) -> dict[str, Any]:
    """Fit the other land around the cultivated land that was surveyed, so that all still sums to the whole."""
    if not all(isinstance(scaled[name], Area) for name in (*LAND, "cultivated")):
        return {**scaled, "cultivated": surveyed}
    others = [
        Area(max(scaled["agricultural"].square_metres - scaled["cultivated"].square_metres, Fraction(0))),
        scaled["construction"],
        scaled["unused"],
    ]
    rest = Area(max(whole.square_metres - surveyed.square_metres, Fraction(0)))
    others = balance(others, rest) if total(others) else [rest, ZERO, ZERO]
    return {
        "agricultural": surveyed + others[0],
        "construction": others[1],
        "unused": others[2],
        "cultivated": surveyed,
    }
