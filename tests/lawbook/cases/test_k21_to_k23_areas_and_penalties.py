"""K21–K23: the area that counts, two plans, approval made up afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.rules.explain import sentences
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper

USED = {"use_date": PartialDate.parse("2024-01"), "used_as_approved": True}


def _lawful(area: str) -> tuple[Paper, ...]:
    covered = Area.from_mu(area)
    return (
        Paper("conversion", "农转1", organ_level="province", date=PartialDate.parse("2023-05-10"), covered=covered),
        Paper("supply", "供1", organ_level="county", date=PartialDate.parse("2023-06-20"), covered=covered),
    )


@pytest.mark.seed("F3")
def test_k21_unlawful_land_counts_as_surveyed(judged: Any) -> None:
    found = judged("6.42", surveyed_area=Area.from_mu("6.10"), **USED)
    assert (found.facts["area_basis"], found.facts["counted_area"]) == ("surveyed", Area.from_mu("6.10"))
    classes = [found.facts[f"counted_{name}_area"] for name in ("agricultural", "construction", "unused")]
    assert sum((one.square_metres for one in classes), start=0) == Area.from_mu("6.10").square_metres


@pytest.mark.seed("F3")
def test_k21_lawful_land_counts_as_monitored_where_the_field_agrees(judged: Any) -> None:
    found = judged("6.42", approvals=_lawful("6.42"), field_agrees=True, surveyed_area=Area.from_mu("6.10"), **USED)
    assert (found.facts["area_basis"], found.facts["counted_area"]) == ("monitored", Area.from_mu("6.42"))


@pytest.mark.seed("F3")
def test_k21_lawful_land_counts_as_measured_for_the_change_survey_where_the_field_differs(judged: Any) -> None:
    told = {"approvals": _lawful("6.42"), "field_agrees": False, **USED}
    found = judged("6.42", change_survey_area=Area.from_mu("5.90"), **told)
    assert (found.facts["area_basis"], found.facts["counted_area"]) == ("change_survey", Area.from_mu("5.90"))
    unmeasured = judged("6.42", **told)
    assert unmeasured.facts["area_basis"] == "missing"
    assert "change_survey_area" in unmeasured.facts["missing_facts"]


@pytest.mark.seed("F3")
@pytest.mark.parametrize("nothing", [None, UNKNOWN], ids=["not measured", "nobody told"])
def test_k21_unlawful_land_that_nobody_measured_has_no_area_that_counts(judged: Any, nothing: Any) -> None:
    found = judged("6.42", surveyed_area=nothing, **USED)
    assert found.facts["finding"] == "unlawful"
    assert found.facts["area_basis"] == "missing"
    assert found.facts["counted_area"] is UNKNOWN
    assert found.facts["counted_cultivated_area"] is UNKNOWN
    assert "surveyed_area" in found.facts["missing_facts"]


@pytest.mark.seed("F3")
def test_k21_cultivated_land_surveyed_on_the_ground_goes_before_the_map(judged: Any) -> None:
    found = judged("6.42", surveyed_area=Area.from_mu("6.10"), surveyed_cultivated_area=Area.from_mu("5.00"), **USED)
    assert found.facts["counted_cultivated_area"] == Area.from_mu("5.00")
    assert found.facts["counted_agricultural_area"] == Area.from_mu("6.10")


@pytest.mark.seed("L5")
def test_k22_two_plans(judged: Any, rulebook: Any) -> None:
    found = judged(
        "10.00",
        surveyed_area=Area.from_mu("10.00"),
        plan_conforming_area=Area.from_mu("6.00"),
        plan_breaching_area=Area.from_mu("4.00"),
        **USED,
    )
    assert found.facts["plan_state"] == "mixed"
    assert set(found.facts["penalty_items"]) == {"return", "confiscate", "demolish"}
    assert found.facts["counted_area"] == Area.from_mu("10.00")
    assert found.facts["counted_plan_conforming_area"] == Area.from_mu("6.00")
    assert found.facts["counted_plan_breaching_area"] == Area.from_mu("4.00")
    said = "\n".join(sentences(found, rulebook))
    assert "没收新建建筑物和其他设施（6.00 亩）" in said
    assert "恢复土地原状（4.00 亩）" in said
    assert "责令退还非法占用的土地（10.00 亩）" in said


def _made_up(judged: Any, **case: Any) -> Any:
    approved = tuple(
        Paper(one.kind, one.number, organ_level=one.organ_level, date=PartialDate.parse("2024-08"), covered=one.covered)
        for one in _lawful("6.00")
    )
    return judged(
        "6.00",
        approvals=approved,
        use_date=PartialDate.parse("2024-03"),
        used_as_approved=True,
        surveyed_area=Area.from_mu("6.00"),
        regularised=True,
        regularised_on=PartialDate.parse("2024-08"),
        regularised_cultivated_area=Area.from_mu("4.00"),
        recultivated_area=None,
        **case,
    )


def test_k23_made_up_before_the_penalty_was_fulfilled_is_marked_and_not_deducted(judged: Any) -> None:
    found = _made_up(judged, fulfilment="none", persons_handled=True)
    assert found.facts["finding"] == "unlawful"
    assert found.facts["unsettled_regularisation"] is True
    assert found.facts["deductible_cultivated_area"] == Area.from_mu(0)


def test_k23_after_fulfilment_the_mark_is_gone_and_the_land_may_be_deducted(judged: Any) -> None:
    found = _made_up(judged, fulfilment="fully", persons_handled=True)
    assert found.facts["unsettled_regularisation"] is False
    assert found.facts["deduction_basis"] == ("regularised",)
    assert found.facts["deductible_cultivated_area"] == Area.from_mu("4.00")


def test_k23_the_exemption_of_2010_ended_with_the_campaign_of_2013(judged: Any) -> None:
    # What was made up in 2024 lies after the last day of the campaign of 2010, too.
    of_2013 = _made_up(lambda area, **facts: judged(area, year=2013, **facts), fulfilment="fully", persons_handled=True)
    assert of_2013.facts["regularisation_state"] == "not_counted"
    of_2010 = _made_up(lambda area, **facts: judged(area, year=2010, **facts), fulfilment="fully", persons_handled=True)
    assert of_2010.facts["regularisation_state"] == "late"
