"""What both images say of a use beside application and approval."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tuban.rules import rulebook
from tuban.rules.campaign import CampaignContext
from tuban.rules.judgement import judge
from tuban.rules.use_bracket import UseBracket, use_bracket
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts
from tuban.values.papers import KINDS, Paper

BOOK = rulebook.load()
CAMPAIGN = CampaignContext(2024, "130427")
WHOLE = Area.from_mu(3)


def bracket(**told: Any) -> UseBracket:
    facts = Facts({
        "patch_number": "130427SJBG24000001", "county_code": "130427", "patch_list": "suspected",
        "image_before": PartialDate(2023, 9, 10), "image_after": PartialDate(2024, 8, 20),
        "ground_state": "new_construction", "actual_use": "061", "geometry_area": WHOLE, "surveyed_area": WHOLE,
        "surveyed_cultivated_area": WHOLE, "agricultural_area": WHOLE, "cultivated_area": WHOLE,
        "construction_area": Area.from_mu(0), "unused_area": Area.from_mu(0), "approvals": (), "papers_on_disc": KINDS,
        "city_accepted_on": None, "province_accepted_on": None, "ministry_accepted_on": None,
        "adjoins_own_approval": False, "use_date": PartialDate(2024, 3), "temporary_area": Area.from_mu(0),
        "conversion_area": Area.from_mu(0), "supply_area": Area.from_mu(0), "approval_forged": False,
        "approved_within_power": True, "unlawful_supply_method": False,
    } | told)  # fmt: skip
    found = use_bracket(judge(facts, BOOK, campaign=CAMPAIGN).facts, facts, BOOK, campaign=CAMPAIGN)
    assert found is not None
    return found


def kinds(found: UseBracket) -> list[str]:
    return [one.violation_type or one.finding for one in found.answers]


def conversion(day: PartialDate) -> dict[str, Any]:
    paper = Paper("conversion", "冀政土〔2024〕1号", "河北省人民政府", "province", day, approved=WHOLE, covered=WHOLE)
    return {"approvals": (paper,), "conversion_area": WHOLE}


def test_never_applied_for_is_used_without_applying_whenever_it_began():
    found = bracket()
    assert (found.first, found.last) == (date(2023, 9, 11), date(2024, 8, 20))
    assert kinds(found) == ["used_without_applying"]
    assert found.answer is not None


def test_applied_for_before_the_clean_image_is_used_while_applying():
    assert kinds(bracket(city_accepted_on=PartialDate(2023, 5, 4))) == ["used_while_applying"]


def test_applied_for_after_the_changed_image_is_used_without_applying():
    assert kinds(bracket(city_accepted_on=PartialDate(2024, 9, 4))) == ["used_without_applying"]


def test_applied_for_between_the_images_only_the_day_of_use_would_tell():
    found = bracket(city_accepted_on=PartialDate(2024, 1, 10))
    assert kinds(found) == ["used_without_applying", "used_while_applying"]
    assert found.answer is None
    assert found.applied == PartialDate(2024, 1, 10)


def test_approved_between_the_images_what_lies_between_is_not_forgotten():
    told = {"city_accepted_on": PartialDate(2023, 11, 6), **conversion(PartialDate(2024, 5, 10))}
    assert {"used_without_applying", "used_while_applying"} <= set(kinds(bracket(**told)))
    assert bracket(**told).approved == PartialDate(2024, 5, 10)


@pytest.mark.parametrize(("told", "is_outside"), [
    (PartialDate(2023, 9), False), (PartialDate(2023, 8), True), (PartialDate(2024, 8, 21), True), (None, False),
])  # fmt: skip
def test_a_day_of_use_that_the_images_exclude_is_named(told, is_outside):
    assert bracket(use_date=told).told_outside is is_outside


def test_an_image_without_a_date_says_nothing():
    facts = Facts({"image_before": PartialDate(2023, 9, 10)})
    assert use_bracket(facts, facts, BOOK, campaign=CAMPAIGN) is None
