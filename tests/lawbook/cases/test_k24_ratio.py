"""K24: lawful 180, unlawful 40, PJ 20 亩 cultivated, 10 deducted: 16.67 %, then 12.50 %; nothing built: blank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tuban.rules import rulebook
from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Judgement
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.facts import Facts

COUNTY = "990101"


def part(number: int, finding: str, cultivated: str, **about: Any) -> Judgement:
    told = {
        "patch_number": f"990101SJBG24{number:06d}",
        "township_code": "990101001",
        "county_code": COUNTY,
        "patch_list": "suspected",
        "finding": finding,
        "counted_cultivated_area": Area.from_mu(cultivated),
        "key_project": "none",
        **about,
    }
    return Judgement(Facts(told), (), (), "")


RESTORED = {"deductible_cultivated_area": Area.from_mu("6.00"), "deduction_basis": ("recultivated",)}
REGULARISED = {"deductible_cultivated_area": Area.from_mu("4.00"), "deduction_basis": ("regularised",)}
PARTS = [
    part(1, "lawful", "100.00"),
    part(2, "lawful", "80.00"),
    part(3, "unlawful", "25.00", **RESTORED),
    part(4, "unlawful", "10.00", **REGULARISED),
    part(5, "unlawful", "5.00"),
    part(6, "other", "33.00", patch_list="earlier_approved", built_cultivated_area=Area.from_mu("20.00")),
    part(7, "unchanged", "9.00"),
    part(8, "agricultural_adjustment", "9.00"),
]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


def ratio(parts: list[Judgement], book: Rulebook, *, region: str = COUNTY, year: int = 2024) -> Ratio:
    return unlawful_ratio(parts, book, campaign=CampaignContext(year, region), unit_code=region)


@pytest.mark.seed("A-1")
def test_the_worked_vector(book: Rulebook) -> None:
    found = ratio(PARTS, book)
    assert found.before == Fraction(40, 240)
    assert found.after == Fraction(30, 240)
    assert (found.before_percent, found.after_percent) == ("16.67%", "12.50%")
    assert [str(area) for area in (found.numerator, found.deductions, found.denominator)] == [
        "40.00 亩",
        "10.00 亩",
        "240.00 亩",
    ]


@pytest.mark.seed("A-1")
def test_every_sum_keeps_the_parts_behind_it(book: Rulebook) -> None:
    found = ratio(PARTS, book)
    assert [key[0][-1] for key in found.unlawful.keys] == ["3", "4", "5"]
    assert [key[0][-1] for key in found.deducted.keys] == ["3", "4"]
    assert [key[0][-1] for key in found.lawful.keys] == ["1", "2"]
    assert [key[0][-1] for key in found.earlier_approved.keys] == ["6"]
    assert sorted(key[0][-1] for key in found.construction.keys) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.seed("A-1")
def test_it_is_over_ten_per_cent_and_under_fifteen(book: Rulebook) -> None:
    here = ratio(PARTS, book)
    assert here.accountability is not None
    assert (here.accountability.operator, here.accountability.value) == (">", Fraction(1, 10))
    assert here.crossed is here.accountability
    assert here.over is True
    elsewhere = [
        Judgement(one.facts.with_facts(county_code="130427", township_code="130427001"), (), (), "") for one in PARTS
    ]
    national = ratio(elsewhere, book, region="130427")
    assert national.after == Fraction(30, 240)
    assert (national.threshold, national.over) == (Fraction(15, 100), False)
    assert national.crossed is not None
    assert national.crossed.action == "约谈"


@pytest.mark.seed("A-1")
def test_with_nothing_built_it_is_blank_and_never_nought(book: Rulebook) -> None:
    found = ratio([part(7, "unchanged", "9.00")], book)
    assert (found.before, found.after) == (None, None)
    assert (found.before_percent, found.after_percent) == ("", "")
    assert {line.crossed for line in found.lines} == {None}
    assert found.over is None
