"""Words that need the counted areas and the case: crime thresholds, what was restored or made up in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tuban.rules.evidence import Evidence
from tuban.rules.parameters import NotInForce
from tuban.values.area import ZERO, Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN


def crime_threshold(known: Mapping[str, Any], evidence: Evidence) -> Any:
    """Return whether the counted areas reach a quantity at which a crime is suspected."""
    farmland, cultivated, whole = (
        known[name] for name in ("counted_basic_farmland_area", "counted_cultivated_area", "counted_area")
    )
    if not all(isinstance(area, Area) for area in (farmland, cultivated, whole)):
        return evidence.need(
            *[name for name in ("surveyed_area", "basic_farmland_area") if not isinstance(known.get(name), Area)]
        )
    zero = ZERO.square_metres
    other_cultivated = Area(max(cultivated.square_metres - farmland.square_metres, zero))
    other = Area(max(whole.square_metres - max(cultivated, farmland).square_metres, zero))
    measured = {"basic_farmland": farmland, "cultivated": other_cultivated, "other": other}
    act = "illegal_approval" if known["violation_type"] == "illegal_approval" else "occupation"
    kinds = measured if act == "illegal_approval" else ("basic_farmland", "cultivated")
    reached = [measured[kind] >= Area.from_mu(evidence.parameter(f"crime/{act}_{kind}")) for kind in kinds]
    return "reached" if any(reached) else "below"


def recultivation_state(evidence: Evidence) -> Any:
    """Return whether cultivated land was restored, and in time to be deducted."""
    area = evidence.ask("recultivated_area")
    if area is UNKNOWN:
        return UNKNOWN
    if not isinstance(area, Area) or not area:
        return "none"
    if not evidence.parameter("accountability/deduct_demolished"):
        return "not_counted"
    return _in_time(evidence, "recultivated_on")


def regularisation_state(evidence: Evidence) -> Any:
    """Return whether approval was made up, and in time to be deducted."""
    made_up = evidence.ask("regularised")
    if made_up is UNKNOWN:
        return UNKNOWN
    if not made_up:
        return "none"
    if not evidence.parameter("accountability/deduct_regularised"):
        return "not_counted"
    return _in_time(evidence, "regularised_on")


def _in_time(evidence: Evidence, name: str) -> Any:
    last = _cutoff(evidence)
    if last is None:
        return "in_time"
    day = evidence.ask(name)
    if not isinstance(day, PartialDate):
        return evidence.need(name)
    if day.latest <= last:
        return "in_time"
    return "late" if day.earliest > last else evidence.need(name)


def _cutoff(evidence: Evidence) -> date | None:
    """Return the campaign's last day for restoring or making up; None where the campaign sets none."""
    try:
        day: date = evidence.parameter("accountability/cutoff_date")
    except NotInForce:
        return None
    return day


FOLLOWS_LATER = frozenset(
    {"settled", "recultivation_state", "regularisation_state", "deduction_basis", "deductible_cultivated_area"}
)
"""What follows from the facts of handling and rectification alone, and never from what was found."""

DEDUCTIONS: dict[str, Callable[[Evidence], Any]] = {
    "recultivation_state": recultivation_state,
    "regularisation_state": regularisation_state,
}


def deductible_area(known: Mapping[str, Any]) -> Any:
    """Return the cultivated land that may be deducted, never more than counts; UNKNOWN where nobody can tell."""
    basis = known["deduction_basis"]
    open_states = {"recultivation_state": "recultivated", "regularisation_state": "regularised"}
    if any(known[state] is UNKNOWN and word not in basis for state, word in open_states.items()):
        return UNKNOWN
    if "regularised" not in basis and known["regularisation_state"] == "in_time" and known["settled"] is UNKNOWN:
        return UNKNOWN
    parts = {"recultivated": "recultivated_area", "regularised": "regularised_cultivated_area"}
    deducted = ZERO
    for word in basis:
        area = known.get(parts[word], UNKNOWN)
        if not isinstance(area, Area):
            return UNKNOWN
        deducted += area
    counted = known["counted_cultivated_area"]
    return min(deducted, counted) if isinstance(counted, Area) else (UNKNOWN if deducted else ZERO)
