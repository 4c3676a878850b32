"""K11–K15: half inside, over quantity, other use, no power, forged."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.values.area import Area, AreaUnit, rounded_parts
from tuban.values.dates import PartialDate
from tuban.values.papers import Paper


def _papers(covered: str, level: str = "province") -> tuple[Paper, ...]:
    area = Area.from_mu(covered)
    return (
        Paper("conversion", "农转1", organ_level=level, date=PartialDate.parse("2023-05-10"), covered=area),
        Paper("supply", "供1", organ_level="county", date=PartialDate.parse("2023-06-20"), covered=area),
    )


USED = {"use_date": PartialDate.parse("2024-01"), "used_as_approved": True, "field_agrees": True}


@pytest.mark.seed("L2")
def test_k11_half_inside_is_split_before_it_is_judged(judged: Any) -> None:
    assert judged("6.00", approvals=_papers("3.60"), **USED).facts["finding"] == "split_first"


@pytest.mark.seed("L2", "L5")
def test_k11_the_pieces_are_lawful_and_used_without_applying_and_sum_to_the_patch(judged: Any) -> None:
    inside = judged("3.60", part_number="1", approvals=_papers("3.60"), **USED)
    outside = judged(
        "2.40", part_number="2", approvals=(), adjoins_own_approval=False, surveyed_area=Area.from_mu("2.40"), **USED
    )
    assert inside.facts["finding"] == "lawful"
    assert inside.facts["area_basis"] == "apportioned"
    assert outside.facts["finding"] == "unlawful"
    assert outside.facts["violation_type"] == "used_without_applying"
    parts = [inside.facts["counted_area"], outside.facts["counted_area"]]
    assert parts == [Area.from_mu("3.60"), Area.from_mu("2.40")]
    for unit in AreaUnit:
        assert sum(rounded_parts(parts, unit)) == Area.from_mu("6.00").in_unit(unit)


@pytest.mark.seed("L5")
def test_k12_over_quantity(judged: Any) -> None:
    assert judged("12.50", approvals=_papers("10.00"), **USED).facts["finding"] == "split_first"
    inside = judged("10.00", part_number="1", approvals=_papers("10.00"), **USED)
    beyond = judged(
        "2.50", part_number="2", approvals=(), adjoins_own_approval=True, surveyed_area=Area.from_mu("2.50"), **USED
    )
    assert (inside.facts["finding"], inside.facts["counted_area"]) == ("lawful", Area.from_mu("10.00"))
    assert (beyond.facts["finding"], beyond.facts["counted_area"]) == ("unlawful", Area.from_mu("2.50"))
    assert beyond.facts["violation_type"] == "beyond_approval"
    assert set(beyond.facts["filing_grounds"]) == {"over_quantity", "outside_extent"}


@pytest.mark.seed("L5")
@pytest.mark.parametrize(
    "told", [{"used_as_approved": False}, {"actual_use": "071"}], ids=["as the field found", "as the two uses say"]
)
def test_k13_other_use(judged: Any, told: dict[str, Any]) -> None:
    conversion, supply = _papers("6.00")
    school = Paper("supply", "供1", organ_level="county", date=supply.date, covered=supply.covered, use="学校")
    found = judged("6.00", approvals=(conversion, school), use_date=PartialDate.parse("2024-01"), **told)
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "changed_use"


@pytest.mark.seed("L5")
def test_k14_no_power(judged: Any) -> None:
    found = judged("6.00", approvals=_papers("6.00", "county"), basic_farmland_area=Area.from_mu("6.00"), **USED)
    assert found.facts["approval_fault"] == "without_power"
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "illegal_approval"
    assert "discipline_proposal" in found.facts["persons_measures"]


def test_k14_a_provincial_approval_of_basic_farmland_is_without_power_too(judged: Any) -> None:
    told = {"approvals": _papers("6.00"), **USED}
    assert judged("6.00", basic_farmland_area=Area.from_mu("6.00"), **told).facts["finding"] == "unlawful"
    assert judged("6.00", basic_farmland_area=Area.from_mu(0), **told).facts["finding"] == "lawful"


@pytest.mark.seed("L5")
def test_k15_forged(judged: Any) -> None:
    found = judged("6.00", approvals=_papers("6.00"), approval_forged=True, **USED)
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "fraud"


@pytest.mark.seed("L5")
@pytest.mark.parametrize(("adjoins", "leaf"), [(True, "beyond_approval"), (False, "used_without_supply")])
def test_k12_the_piece_beyond_the_supply_is_over_occupation_although_a_wider_conversion_covers_it(
    judged: Any, adjoins: bool, leaf: str
) -> None:
    conversion, _supply = _papers("2.50")
    beyond = judged("2.50", part_number="2", approvals=(conversion,), adjoins_own_approval=adjoins, **USED)
    assert beyond.facts["finding"] == "unlawful"
    assert beyond.facts["violation_type"] == leaf
