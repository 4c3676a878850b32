"""K16–K20: temporary without paper, temporary expired, approved earlier (PJ), date unknown, list against layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tuban.rules.checks import check_part
from tuban.rules.judgement import CampaignContext
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper

WHOLE = Area.from_mu(6)


def _day(text: str) -> PartialDate:
    return PartialDate.parse(text)


TEMPORARY = Paper(
    "temporary", "临1", organ_level="county", date=_day("2023-01-05"), until=_day("2025-01-04"), covered=WHOLE
)
APPROVED = (
    Paper("conversion", "农转1", organ_level="province", date=_day("2024-02-01"), covered=WHOLE),
    Paper("supply", "供1", organ_level="county", date=_day("2024-02-20"), covered=WHOLE),
)


@pytest.mark.seed("L2")
def test_k16_temporary_no_paper(judged: Any) -> None:
    found = judged(ground_state="temporary_use", use_date=_day("2024-03"), permanent_structure=False)
    assert found.facts["finding"] == "unlawful"


def test_k17_temporary_in_term(judged: Any) -> None:
    found = judged(
        ground_state="temporary_use", approvals=(TEMPORARY,), use_date=_day("2023-03"), permanent_structure=False
    )
    assert found.facts["finding"] == "temporary_use"


@pytest.mark.seed("L2")
def test_k17_temporary_expired(judged: Any) -> None:
    ended = replace(TEMPORARY, until=_day("2024-06-30"))  # the later image is of October
    found = judged(
        ground_state="temporary_use", approvals=(ended,), use_date=_day("2023-03"), permanent_structure=False
    )
    assert found.facts["temporary_state"] == "expired"
    assert found.facts["finding"] == "unlawful"
    assert "term_expired" in found.facts["filing_grounds"]


def test_k17_a_permanent_building_ends_a_temporary_use(judged: Any) -> None:
    found = judged(
        ground_state="temporary_use", approvals=(TEMPORARY,), use_date=_day("2023-03"), permanent_structure=True
    )
    assert found.facts["finding"] == "unlawful"
    assert "permanent_on_temporary" in found.facts["filing_grounds"]


@pytest.mark.seed("L4")
def test_k18_approved_earlier_built_now(judged: Any) -> None:
    found = judged(
        patch_list="earlier_approved",
        approvals=(replace(APPROVED[0], date=_day("2021-04-12"), approved=WHOLE),),
        approval_map_cultivated_area=Area.from_mu("4.20"),
        built_cultivated_area=Area.from_mu("3.10"),
        built_cultivated_basis="approval_survey",
        construction_area=WHOLE,
        agricultural_area=Area.from_mu(0),
        cultivated_area=Area.from_mu(0),
    )
    assert found.facts["violation_type"] is None
    assert found.facts["finding"] == "other"  # only registered: neither lawful nor unlawful is proposed
    assert found.facts["built_cultivated_area"] == Area.from_mu("3.10")
    assert found.decision("review/finding").row == "listed-earlier"


@pytest.mark.seed("L2")
def test_k19_date_unknown(judged: Any) -> None:
    told = {"approvals": APPROVED, "used_as_approved": True, "field_agrees": True}
    found = judged(use_date=UNKNOWN, **told)
    assert found.facts["finding"] == "manual"
    assert found.facts["missing_facts"] == ("use_date",)
    assert found.missing[0].settled_by
    assert judged(use_date=_day("2024-03"), **told).facts["finding"] == "lawful"


def test_k19_the_month_of_the_approval_is_as_good_as_no_date(judged: Any) -> None:
    found = judged(approvals=APPROVED, used_as_approved=True, field_agrees=True, use_date=_day("2024-02"))
    assert found.facts["timing_state"] == "time_unclear"
    assert found.facts["finding"] == "manual"
    assert "use_date" in found.facts["missing_facts"]


@pytest.mark.seed("L7")
def test_k20_list_against_layer_is_left_to_the_reviewer(judged: Any, rulebook: Any) -> None:
    found = judged(
        patch_list="unapproved", approvals=APPROVED, used_as_approved=True, field_agrees=True, use_date=_day("2024-03")
    )
    assert found.facts["finding"] == "manual"
    decision = found.decision("review/finding")
    assert decision.row == "against-list"
    assert decision.facts_used["list_claim"] == "unapproved"
    assert decision.facts_used["paper_review"] == "complete"
    problems = check_part(found, rulebook, campaign=CampaignContext(2024, "990101"))
    listed = next(one for one in problems if one.rule == "R37")
    assert "本年未批先建" in listed.message
    assert "2024-02-01" in listed.message
