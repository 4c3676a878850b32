"""From raw facts to the closed words that decision tables ask. No number of the law stands here: see parameters.

Each function answers one question about one part, and UNKNOWN where the facts do not tell; the evidence records what
it looked at and what it lacked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuban.rules import papers_derivation as papers
from tuban.rules import place_derivation as place
from tuban.rules.evidence import Evidence
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN

Derivation = Callable[[Evidence], Any]


def list_claim(evidence: Evidence) -> Any:
    """Return what the issued list says of the part: a patch is PJ or W only where a list says so."""
    listed = evidence.look("patch_list")
    if listed is UNKNOWN or listed is None:
        return "other" if evidence.presumes_absent("patch_list") else evidence.need("patch_list")
    return listed if listed in ("earlier_approved", "unapproved") else "other"


def use_group(evidence: Evidence) -> Any:
    """Return the group of the actual use."""
    use = evidence.ask("actual_use")
    if use is UNKNOWN or use is None:
        return UNKNOWN
    return str(evidence.rulebook.codelist("actual_use").entry(use)["group"])


def emergency_state(evidence: Evidence) -> Any:
    """Return whether an emergency use was claimed, and proven."""
    if evidence.claimed("emergency_use") is not True:
        return "none"
    proof = evidence.ask("emergency_proof")
    if proof is UNKNOWN:
        return UNKNOWN
    return "proven" if proof else "unproven"


def _area_state(name: str) -> Derivation:
    def derive(evidence: Evidence) -> Any:
        value = evidence.ask(name)
        if value is UNKNOWN:
            return UNKNOWN
        return "present" if isinstance(value, Area) else "absent"

    return derive


def is_part(evidence: Evidence) -> Any:
    """Return whether this is a piece of a split patch: it then has a part number."""
    number = evidence.look("part_number")
    return number not in (UNKNOWN, None, "", "0")


def field_agreement(evidence: Evidence) -> Any:
    """Return whether field and patch agree: as the field says, else by comparing the measured with the issued area."""
    told = evidence.look("field_agrees")
    if isinstance(told, bool):
        return told
    surveyed, issued = evidence.look("surveyed_area"), evidence.look("monitored_area")
    if not isinstance(surveyed, Area) or not isinstance(issued, Area):
        return evidence.need("field_agrees")
    difference = abs(surveyed.square_metres - issued.square_metres)
    return difference <= Area.from_mu(evidence.parameter("comparison/area_agreement")).square_metres


def settled(evidence: Evidence) -> Any:
    """Return whether every penalty item is fulfilled and every person handled (处理到位)."""
    fulfilment = evidence.ask("fulfilment")
    persons = evidence.ask("persons_handled")
    if fulfilment in ("none", "partly") or persons is False:
        return False
    if fulfilment is UNKNOWN or fulfilment is None or persons is UNKNOWN:
        return UNKNOWN
    return True


def unsettled_regularisation(evidence: Evidence) -> Any:
    """Return whether approval was made up although the violation was not settled (未处理到位即补办手续)."""
    made_up = evidence.look("regularised") is True or evidence.derived.get("timing_state") == "after_use"
    if not made_up:
        return False
    done = evidence.derived.get("settled", UNKNOWN)
    return evidence.need("fulfilment", "persons_handled") if done is UNKNOWN else not done


# In the order in which they build on one another.
DERIVATIONS: dict[str, Derivation] = {
    "list_claim": list_claim,
    "is_part": is_part,
    "use_group": use_group,
    "base_state": place.base_state,
    "basic_farmland_state": place.basic_farmland_state,
    "plan_state": place.plan_state,
    "settlement_state": place.settlement_state,
    "survey_comparison": place.survey_comparison,
    "emergency_state": emergency_state,
    "approval_state": papers.approval_state,
    "expropriation_state": papers.expropriation_state,
    "timing_state": papers.timing_state,
    "supply_cover": papers.supply_cover,
    "supply_state": papers.supply_state,
    "quantity_state": papers.quantity_state,
    "use_state": papers.use_state,
    "application_state": papers.application_state,
    "application_level": papers.application_level,
    "registration_state": papers.registration_state,
    "approval_fault": papers.approval_fault,
    "temporary_state": papers.temporary_state,
    "facility_state": papers.facility_state,
    "other_papers_state": papers.other_papers_state,
    "image_timing": papers.image_timing,
    "approval_ground": papers.approval_ground,
    "approval_year": papers.approval_year,
    "field_agreement": field_agreement,
    "surveyed_area_state": _area_state("surveyed_area"),
    "change_survey_area_state": _area_state("change_survey_area"),
    "monitored_area_state": _area_state("monitored_area"),
    "settled": settled,
    "unsettled_regularisation": unsettled_regularisation,
}
