"""What the lawbook proposes as a penalty, between what a fine lies, what it grows by."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.penalties import RateOutOfRange, fine_of, fine_range, proposed_items, surcharge
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts

LAW = rulebook.load()
BEFORE, SINCE = date(2020, 5, 1), date(2022, 5, 1)


def facts(plan: str, violation: str = "used_without_applying", ground: str = "no_approval") -> Facts:
    hit = LAW.table("handling/penalty_items").decide({"violation_type": violation, "plan_state": plan}, SINCE)
    return Facts({
        "penalty_items": hit.answers["penalty_items"], "violation_type": violation, "filing_grounds": (ground,),
        "area_basis": "surveyed", "counted_area": Area.from_m2("1500.5"),
        "counted_plan_conforming_area": Area.from_m2("900"), "counted_plan_breaching_area": Area.from_m2("600.5"),
    })  # fmt: skip


def items(told: Facts, on: date = SINCE) -> dict[str, object]:
    return {one.item: one.area for one in proposed_items(told, LAW, on=on)}


@pytest.mark.parametrize(("plan", "expected"), [
    ("conforming", {"return", "confiscate", "fine"}), ("breaching", {"return", "demolish", "fine"}),
    ("mixed", {"return", "confiscate", "demolish", "fine"}), ("unknown", {"return", "fine"}),
])  # fmt: skip
def test_the_plan_decides_whether_a_building_is_confiscated_or_pulled_down(plan, expected):
    assert set(items(facts(plan))) == expected


def test_land_on_both_sides_of_the_plan_gets_both_each_on_its_own_area():
    found = items(facts("mixed"))
    assert found["confiscate"] == Area.from_m2("900")
    assert found["demolish"] == Area.from_m2("600.5")
    assert found["fine"] == Area.from_m2("1500.5")


def test_a_use_other_than_approved_is_corrected_and_the_range_of_occupation_does_not_apply():
    assert set(items(facts("conforming", "changed_use", "not_as_approved"))) == {"return", "correct"}


def test_a_villager_who_builds_a_house_is_not_fined():
    assert "fine" not in items(facts("breaching", ground="villager_housing"))


def test_the_law_of_the_day_of_the_act_decides_what_a_fine_may_be():
    assert (fine_range(LAW, on=BEFORE).least, fine_range(LAW, on=BEFORE).most) == (0, 30)
    assert (fine_range(LAW, on=SINCE).least, fine_range(LAW, on=SINCE).most) == (100, 1000)
    with pytest.raises(RateOutOfRange):
        fine_range(LAW, on=SINCE).demand(Decimal(30))


def test_nothing_is_proposed_where_nobody_knows_what_was_done():
    assert proposed_items(Facts({"penalty_items": UNKNOWN}), LAW, on=SINCE) == ()


@given(st.integers(1, 10**9), st.integers(0, 400))
def test_a_late_fine_grows_day_by_day_and_never_beyond_itself(fen, days):
    unpaid, due = Decimal(fen) / 100, date(2024, 3, 1)
    today, tomorrow = (
        surcharge(unpaid, due_on=due, on=due + timedelta(days=days + more), rulebook=LAW) for more in (0, 1)
    )
    assert Decimal(0) <= today <= tomorrow <= unpaid
    assert days == 0 or today > 0 or unpaid < 1
    assert surcharge(unpaid, due_on=due, on=due, rulebook=LAW) == 0


def test_a_fine_paid_in_part_grows_on_what_was_unpaid_on_each_day_and_never_beyond_itself():
    due = SINCE + timedelta(days=15)
    paid = [(due + timedelta(days=10), Decimal(600))]
    grown = surcharge(Decimal(1000), due_on=due, on=due + timedelta(days=20), rulebook=LAW, paid=paid)
    assert grown == Decimal("420.00")  # ten days on 1000, ten on 400
    early = [(due - timedelta(days=1), Decimal(1000))]
    assert surcharge(Decimal(1000), due_on=due, on=due + timedelta(days=20), rulebook=LAW, paid=early) == 0
    long_after = due + timedelta(days=900)
    assert surcharge(Decimal(1000), due_on=due, on=long_after, rulebook=LAW, paid=paid) == Decimal("1000.00")


@given(st.decimals(0, 1000, places=2), st.decimals(0, 10**6, places=2))
def test_a_fine_is_rounded_once_to_the_fen(rate, area):
    assert abs(fine_of(rate, area) - rate * area) <= Decimal("0.005")
