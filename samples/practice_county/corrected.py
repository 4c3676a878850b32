"""The same county once its issuer and its offices corrected what they had delivered wrong (更正后补发).

The practice disc holds faults on purpose: some only its issuer can correct, some are records of the county that no
finding settles. The corrected disc holds the same patches under the same numbers without those faults; what people are
to find out, weigh and decide stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import shapely
from samples.practice_county.county import County, stream_of_papers
from samples.practice_county.fabric import Fabric
from samples.practice_county.papers import draw_papers
from samples.practice_county.patches import Patch, remeasured
from samples.practice_county.plan import without_disputes
from samples.practice_county.scenario import Scenario

Correction = Callable[[Scenario], Scenario]


def corrected_county(county: County, seed: int) -> County:
    """Return a county that was drawn from a seed, corrected; what is not corrected is the same to the last digit."""
    whole = shapely.union_all(county.fabric.townships)
    patches = [_corrected(one, county.fabric, whole) for one in county.patches if not one.dirt]
    papers = draw_papers(stream_of_papers(seed), county.fabric, patches)
    return County(county.fabric, without_disputes(county.plan, county.fabric), patches, papers, is_corrected=True)


def _corrected(patch: Patch, fabric: Fabric, county: shapely.Geometry) -> Patch:
    correction = CORRECTIONS.get(patch.scenario.name, _as_it_was)
    scenario = replace(correction(patch.scenario), monitored=1.0)
    shape = patch.shape
    if patch.scenario.ground.across == "county":  # 按县界分割
        shape = max(shapely.get_parts(shapely.intersection(shape, county)), key=shapely.area)
    return remeasured(replace(patch, scenario=scenario), shape, fabric)


def _as_it_was(scenario: Scenario) -> Scenario:
    return scenario


def _told(**facts: Any) -> Correction:
    """Return the correction of what the field party handed in; a fact that is None is left out."""

    def correct(scenario: Scenario) -> Scenario:
        told = {**(scenario.field or {}), **facts}
        return replace(scenario, field={name: value for name, value in told.items() if value is not None})

    return correct


def _case(stage: str) -> Correction:
    return lambda scenario: replace(scenario, case=stage)


def _papers(**more: Any) -> Correction:
    return lambda scenario: replace(scenario, papers=tuple(replace(one, **more) for one in scenario.papers))


def _with_survey_map(scenario: Scenario) -> Scenario:
    return replace(scenario, approval_map="mixed")


def _measured(scenario: Scenario) -> Scenario:
    return replace(scenario, surveyed=0.975)


def _in_order(scenario: Scenario) -> Scenario:
    return replace(scenario, pending={**(scenario.pending or {}), "province_accepted_on": "2024-03-10"})


_APPROVED_PROJECT = {
    "project_kind": "road", "project_approval_organ": "国家某委", "project_approval_level": "state",
    "project_approval_number": "示发改〔2023〕18号",
}  # fmt: skip
_PROVEN = "示防指〔2024〕7号"

CORRECTIONS: dict[str, Correction] = {
    # What the field party left out, or put down wrong.
    "cause_missing": _told(pseudo_change_cause="soil"),
    "photo_missing": _told(photo_count=2),
    "lawful_no_photo": _told(photo_count=3),
    "offender_missing": _told(user=None, user_kind="enterprise", construction_state="levelled"),
    "village_flats_nobodys": _told(user=None, user_kind="collective"),
    "unchanged_with_doubt": _told(approved_within_power=None),
    "used_before_images": _told(use_date="2024-03"),
    "measured_oddly": _told(surveyed_cultivated_area=None),
    "unmeasured": _measured,
    "power_unknown": _told(approved_within_power=True),
    "changed_use_unknown": _told(used_as_approved=True),
    "key_project_unproven": _told(**_APPROVED_PROJECT),
    "emergency_unproven": _told(emergency_proof=_PROVEN),
    "yard_emergency_unproven": _told(emergency_proof=_PROVEN),
    # What the offices of approval left out.
    "linkage_unnumbered": _papers(organ=True, number=True, date="2022-10-12"),
    "early_use_without_boundary": _papers(drawn=True),
    "pj_no_survey_map": _with_survey_map,
    "pj_beyond_approval": _papers(stated=1.0),
    "applied_out_of_order": _in_order,
    # What the ledger of cases had not yet, or had wrong.
    "filed_no_number": _case("filed"),
    "not_filed_no_reason": _case("not_filed"),
    "recultivated_too_much": _case("recultivated"),
    "closed_with_rest": _case("closed"),
    "never_applied_confiscated": _case("confiscated_settled"),
    "town_flats": _case("confiscated_settled"),
    "made_up_unfulfilled": _case("regularised_settled"),
    # Papers that were made up before the penalty was carried out: carried out since.
    "built_then_approved": _case("confiscated_settled"),
    "built_then_approved_never_applied": _case("confiscated_settled"),
    "approved_after_images": _case("confiscated_settled"),
    "early_use_by_county": _case("confiscated_settled"),
    "early_other_use": _case("confiscated_settled"),
}  # fmt: skip
"""Story → what is corrected of it. The stated area is corrected of all."""
