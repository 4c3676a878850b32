"""K06–K10: never applied, applied and did not wait, approved but not supplied, built first, early use allowed."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.papers import Paper

WHOLE = Area.from_mu(6)


def _day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def _conversion(date: str, level: str = "province") -> Paper:
    return Paper("conversion", "农转1", organ_level=level, date=_day(date), covered=WHOLE)


def _supply(date: str) -> Paper:
    return Paper("supply", "供1", organ_level="county", date=_day(date), covered=WHOLE)


@pytest.mark.seed("L2", "L5")
def test_k06_never_applied(judged: Any, rulebook: Any) -> None:
    found = judged(use_date=_day("2024-03"))
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "used_without_applying"
    leaf = rulebook.codelist("violation_type").entry("used_without_applying")
    assert leaf["parent"] == "used_before_approval"


@pytest.mark.seed("L5")
def test_k07_applied_did_not_wait(judged: Any) -> None:
    found = judged(use_date=_day("2024-03"), city_accepted_on=_day("2024-02"))
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "used_while_applying"


def test_k07_accepted_in_the_month_of_use_leaves_the_type_open(judged: Any) -> None:
    found = judged(use_date=_day("2024-03"), city_accepted_on=_day("2024-03"))
    assert found.facts["finding"] == "unlawful"
    assert not found.facts.is_known("violation_type")


@pytest.mark.seed("L5")
def test_k08_approved_not_supplied(judged: Any) -> None:
    found = judged(approvals=(_conversion("2023-05-10"),), use_date=_day("2024-01"), used_as_approved=True)
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "used_without_supply"
    assert found.facts["rectification_route"] == "supply"


@pytest.mark.seed("L5")
def test_k09_first_built_then_approved(judged: Any) -> None:
    found = judged(
        approvals=(_conversion("2023-05"), _supply("2023-08")),
        use_date=_day("2023-03"),
        city_accepted_on=_day("2023-02"),
        used_as_approved=True,
        field_agrees=True,
    )
    assert found.facts["timing_state"] == "after_use"
    assert found.facts["finding"] == "unlawful"
    assert found.facts["violation_type"] == "used_while_applying"


def test_k10_early_use_allowed(judged: Any) -> None:
    early = Paper("early_use", "先行1", organ_level="ministry", date=_day("2023-12-20"), covered=WHOLE)
    found = judged(
        approvals=(_conversion("2024-08-01", "state"), _supply("2024-09-01"), early),
        use_date=_day("2024-03"),
        key_project="state",
        used_as_approved=True,
        field_agrees=True,
    )
    assert found.facts["timing_state"] == "early_use"
    assert found.facts["finding"] == "lawful"
    assert found.facts["violation_type"] is None


@pytest.mark.parametrize(
    "early",
    [
        Paper("early_use", "先行1", organ_level="county", date=_day("2023-12-20"), covered=WHOLE),
        Paper("early_use", "先行1", organ_level="ministry", date=_day("2024-05-20"), covered=WHOLE),
        Paper("early_use", "先行1", organ_level="ministry", date=_day("2023-12-20"), covered=Area.from_mu(2)),
    ],
    ids=["of a county", "after the use", "for a third of the land"],
)
def test_k10_no_other_early_use_excuses_the_order_of_dates(judged: Any, early: Paper) -> None:
    found = judged(
        approvals=(_conversion("2024-08-01", "state"), _supply("2024-09-01"), early),
        use_date=_day("2024-03"),
        used_as_approved=True,
    )
    assert found.facts["timing_state"] == "after_use"
    assert found.facts["finding"] == "unlawful"
