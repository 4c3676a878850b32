"""K01–K05: shadow, orchard, pig farm, pig farm on basic farmland, lawful factory."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.rules.checks import check_part
from tuban.rules.judgement import CampaignContext
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper
from tuban.values.problems import Severity


def _factory_papers(area: Area) -> tuple[Paper, ...]:
    conversion = PartialDate.parse("2023-05-10")
    supply = PartialDate.parse("2023-06-20")
    return (
        Paper("conversion", "农转1", organ_level="province", date=conversion, approved=area, covered=area),
        Paper("supply", "供1", organ_level="county", date=supply, approved=area, covered=area),
    )


@pytest.mark.seed("L2")
def test_k01_shadow(judged: Any, rulebook: Any) -> None:
    found = judged(
        "6.42",
        ground_state="unchanged",
        pseudo_change_cause="shadow",
        photo_count=1,
        approvals=UNKNOWN,
        papers_on_disc=UNKNOWN,
    )
    assert found.facts["finding"] == "unchanged"
    assert found.facts["pseudo_change_cause"] == "shadow"
    assert (found.facts["area_basis"], found.facts["counted_area"]) == ("monitored", Area.from_mu("6.42"))
    assert "approvals" not in found.facts["missing_facts"]  # nobody asks for approval rows
    assert rulebook.codelist("finding").entry("unchanged")["new_construction"] is False


@pytest.mark.seed("L2")
def test_k02_orchard(judged: Any, rulebook: Any) -> None:
    found = judged(ground_state="agricultural_adjustment", permanent_structure=False, field_agrees=True)
    assert found.facts["finding"] == "agricultural_adjustment"
    assert found.facts["counted_agricultural_area"] == Area.from_mu(6)
    assert found.facts["counted_construction_area"] == Area.from_mu(0)
    assert rulebook.codelist("finding").entry("agricultural_adjustment")["new_construction"] is False


@pytest.mark.seed("L2")
def test_k03_pig_farm(judged: Any) -> None:
    found = judged(ground_state="facility_agriculture", facility_filing_number="SS2024-018", field_agrees=True)
    assert found.facts["finding"] == "facility_agriculture"


def test_k04_pig_farm_on_basic_farmland_needs_a_person(judged: Any, rulebook: Any) -> None:
    found = judged(
        ground_state="facility_agriculture",
        facility_filing_number="SS2024-018",
        field_agrees=True,
        basic_farmland_area=Area.from_mu("1.2"),
    )
    assert found.facts["facility_state"] == "on_basic_farmland"
    assert found.facts["finding"] == "manual"
    problems = check_part(found, rulebook, campaign=CampaignContext(2024, "990101"))
    assert ("R26", Severity.ERROR) in {(one.rule, one.severity) for one in problems}


def test_k04_pig_farm_of_which_nobody_knows_the_basic_farmland_needs_a_person_too(judged: Any) -> None:
    found = judged(
        ground_state="facility_agriculture",
        facility_filing_number="SS2024-018",
        field_agrees=True,
        basic_farmland_area=UNKNOWN,
    )
    assert found.facts["finding"] == "manual"
    assert "basic_farmland_area" in found.facts["missing_facts"]


@pytest.mark.seed("L2", "L3")
@pytest.mark.parametrize("patch_list", ["suspected", "approved"])
def test_k05_lawful_factory(judged: Any, patch_list: str) -> None:
    whole = Area.from_mu("6.00")
    found = judged(
        "6.00",
        patch_list=patch_list,
        approvals=_factory_papers(whole),
        use_date=PartialDate.parse("2024-01"),
        used_as_approved=True,
        field_agrees=True,
    )
    assert found.facts["finding"] == "lawful"
    assert found.facts["violation_type"] is None
    assert (found.facts["area_basis"], found.facts["counted_area"]) == ("monitored", whole)
    assert found.missing == ()


@pytest.mark.seed("L3")
@pytest.mark.parametrize("lacking", ["conversion", "supply"])
def test_k05_a_listed_approval_without_one_of_its_papers_is_not_lawful(judged: Any, lacking: str) -> None:
    whole = Area.from_mu("6.00")
    found = judged(
        "6.00",
        patch_list="approved",
        approvals=tuple(paper for paper in _factory_papers(whole) if paper.kind != lacking),
        use_date=PartialDate.parse("2024-01"),
        used_as_approved=True,
        field_agrees=True,
    )
    assert found.facts["finding"] == "unlawful"
