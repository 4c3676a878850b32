"""The accountability ratio: what counts, what is deducted, which line is crossed, what bars publishing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Judgement
from tuban.rules.instruments import Instrument
from tuban.rules.parameters import read_parameter
from tuban.rules.ratio import Ratio, percent, unlawful_ratio
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import parse
from tuban.values.area import ZERO, Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts

COUNTY, TOWN = "130427", "130427001"
BOOK = rulebook.load()


def mu(text: str | int) -> Area:
    return Area.from_mu(text)


def part(finding: str, cultivated: str | int | None, number: int = 1, **about: Any) -> Judgement:
    told = {
        "patch_number": f"130427SJBG24{number:06d}",
        "township_code": TOWN,
        "county_code": COUNTY,
        "patch_list": "suspected",
        "key_project": "none",
        "finding": finding,
        "counted_cultivated_area": UNKNOWN if cultivated is None else mu(cultivated),
        **about,
    }
    return Judgement(Facts({name: value for name, value in told.items() if value is not UNKNOWN}), (), (), "")


def restored(area: str, day: str = "2011-06-01", **about: Any) -> dict[str, Any]:
    return {
        "deductible_cultivated_area": mu(area),
        "deduction_basis": ("recultivated",),
        "recultivated_area": mu(area),
        "recultivated_on": PartialDate.parse(day),
        **about,
    }


def ratio(*parts: Judgement, unit: str = COUNTY, year: int = 2024, book: Rulebook = BOOK) -> Ratio:
    return unlawful_ratio(parts, book, campaign=CampaignContext(year, unit[:6]), unit_code=unit)


def with_flag(name: str, value: str) -> Rulebook:
    node = parse(
        f'{{title: t, unit: flag, dated_by: campaign, in_force: {{"2000-01-01": {{value: {value}, cites: [inf]}}}}}}',
        shown_as="test.yaml",
    )
    known: dict[str, Instrument] = dict(BOOK.instruments)
    changed = {**BOOK.parameters, name: read_parameter(name, node, known)}
    return dataclasses.replace(BOOK, parameters=changed, _values={})


def test_other_findings_are_neither_above_nor_below_the_line() -> None:
    others = ["unchanged", "agricultural_adjustment", "facility_agriculture", "temporary_use", "other"]
    found = ratio(part("unlawful", 1), part("lawful", 3), *(part(finding, 50) for finding in others))
    assert found.before == Fraction(1, 4)


@pytest.mark.parametrize("key_project", ["state", "provincial"])
def test_key_projects_count_since_the_campaign_of_2011(key_project: str) -> None:
    parts = (part("unlawful", 1, 1), part("lawful", 3, 2), part("unlawful", 4, 3, key_project=key_project))
    now = ratio(*parts, year=2011)
    assert (now.before, now.left_out) == (Fraction(5, 8), ())
    then = ratio(*parts, year=2010)
    assert then.before == Fraction(1, 4)
    assert [key[0] for key in then.left_out] == ["130427SJBG24000003"]


def test_a_project_of_unknown_rank_counts_in_every_year() -> None:
    assert ratio(part("unlawful", 4, key_project=UNKNOWN), year=2010).before == 1


@pytest.mark.parametrize(
    ("day", "year", "deducted"),
    [
        ("2011-06-30", 2010, "2.00"),
        ("2011-06", 2010, "2.00"),
        ("2011-07-01", 2010, "0.00"),
        ("2011", 2010, "0.00"),
        ("2012-07-01", 2011, "2.00"),
    ],
)
def test_only_what_was_done_by_the_last_day_is_deducted(day: str, year: int, deducted: str) -> None:
    found = ratio(part("unlawful", 5, **restored("2.00", day)), year=year)
    assert str(found.deductions) == f"{deducted} 亩"
    assert bool(found.not_deducted) == (deducted == "0.00")


def test_without_its_day_nothing_is_deducted_where_a_last_day_is_set() -> None:
    told = restored("2.00", recultivated_on=UNKNOWN)
    assert ratio(part("unlawful", 5, **told), year=2010).deductions == ZERO
    assert ratio(part("unlawful", 5, **told), year=2024).deductions == mu("2.00")


def test_a_basis_that_the_campaign_does_not_allow_deducts_only_the_other() -> None:
    both = {
        **restored("2.00"),
        "deductible_cultivated_area": mu("3.00"),
        "deduction_basis": ("recultivated", "regularised"),
        "regularised_cultivated_area": mu("1.00"),
    }
    assert ratio(part("unlawful", 5, **both)).deductions == mu("3.00")
    only = ratio(part("unlawful", 5, **both), book=with_flag("accountability/deduct_regularised", "false"))
    assert only.deductions == mu("2.00")
    assert len(only.not_deducted) == 1
    none = ratio(part("unlawful", 5, **restored("2.00")), book=with_flag("accountability/deduct_demolished", "false"))
    assert none.deductions == ZERO


@pytest.mark.parametrize("basis", [UNKNOWN, None, ()])
def test_a_deduction_without_a_basis_is_not_granted(basis: object) -> None:
    found = ratio(part("unlawful", 5, deductible_cultivated_area=mu("2.00"), deduction_basis=basis))
    assert found.deductions == ZERO
    assert len(found.not_deducted) == 1


def test_no_more_is_deducted_than_was_taken() -> None:
    found = ratio(part("unlawful", 5, **restored("7.00")), part("lawful", 5, 2))
    assert (found.deductions, found.after) == (mu("5.00"), Fraction(0))
    assert found.after_percent == "0.00%"


def test_deducting_from_the_denominator_is_a_decision_of_the_campaign() -> None:
    parts = (part("unlawful", 4, **restored("2.00")), part("lawful", 4, 2))
    assert ratio(*parts).after == Fraction(2, 8)
    chosen = ratio(*parts, book=with_flag("accountability/deduct_from_denominator", "true"))
    assert (chosen.before, chosen.after) == (Fraction(4, 8), Fraction(2, 6))
    assert chosen.denominator == mu("8.00"), "the denominator before deduction is kept"


@pytest.mark.parametrize("finding", ["other", "lawful"])
@pytest.mark.parametrize("ground", ["new_construction", UNKNOWN])
def test_land_approved_earlier_enters_by_what_was_built_of_it(finding: str, ground: object) -> None:
    listed = {"patch_list": "earlier_approved", "built_cultivated_area": mu("3.10"), "ground_state": ground}
    earlier = part(finding, 9, 2, **listed)
    found = ratio(part("unlawful", "3.10"), earlier)
    assert found.before == Fraction(1, 2)
    assert found.earlier_approved.area == mu("3.10")


def test_land_approved_earlier_that_nobody_built_on_does_not_enter() -> None:
    listed = {"patch_list": "earlier_approved", "built_cultivated_area": mu("3.10"), "ground_state": "unchanged"}
    found = ratio(part("unlawful", 1), part("other", 9, 2, **listed))
    assert (found.before, found.earlier_approved.keys) == (1, ())


def test_land_approved_earlier_and_found_unlawful_is_unlawful() -> None:
    found = ratio(part("unlawful", 9, patch_list="earlier_approved", built_cultivated_area=mu("3.10")))
    assert (found.numerator, found.earlier_approved.keys) == (mu("9.00"), ())


def test_an_unlawful_part_without_cultivated_area_keeps_the_ratio_from_being_published() -> None:
    found = ratio(part("unlawful", None), part("lawful", 3, 2))
    assert not found.publishable
    assert [key[0] for key in found.unmeasured] == ["130427SJBG24000001"]
    assert ratio(part("unlawful", 1), part("lawful", 3, 2)).publishable


def test_lawful_land_without_cultivated_area_and_undecided_parts_are_named() -> None:
    earlier = part("lawful", 9, 3, patch_list="earlier_approved")
    found = ratio(part("lawful", None, 1), part("manual", 5, 2), earlier, part("split_first", 5, 4))
    assert [key[0][-1] for key in found.unmeasured_others] == ["1", "3"]
    assert [key[0][-1] for key in found.undecided] == ["2", "4"]
    assert found.before is None
    assert found.publishable
    assert not found.complete
    assert ratio(part("lawful", 1), part("unlawful", 1, 2)).complete


def test_a_unit_has_its_own_parts_only() -> None:
    elsewhere = part("unlawful", 5, 2, township_code="130427002")
    nowhere = part("unlawful", 5, 3, township_code=UNKNOWN)
    parts = (part("lawful", 5), elsewhere, nowhere)
    assert ratio(*parts, unit=TOWN).before == 0
    assert ratio(*parts, unit="130427002").before == 1
    assert ratio(*parts, unit=COUNTY).numerator == mu("10.00")
    assert ratio(*parts, unit="1304").numerator == mu("10.00")
    assert ratio(*parts, unit="130428").denominator == ZERO


@pytest.mark.parametrize(
    ("unlawful", "crossed"),
    [("7.99", []), ("8.00", ["提醒"]), ("10.00", ["提醒", "约谈"]), ("15.00", ["提醒", "约谈", "问责"])],
)
def test_a_line_is_crossed_when_it_is_reached(unlawful: str, crossed: list[str]) -> None:
    rest = Area(mu(100).square_metres - mu(unlawful).square_metres)
    found = ratio(part("unlawful", unlawful), part("lawful", "0", 2, counted_cultivated_area=rest))
    assert [line.action for line in found.lines if line.crossed] == crossed
    assert (found.crossed.action if found.crossed else None) == (crossed[-1] if crossed else None)
    assert found.over == ("问责" in crossed)


def test_ten_per_cent_exactly_is_not_over_ten_where_the_plan_says_over() -> None:
    def practice(unlawful: int) -> Ratio:
        there = {"county_code": "990101", "township_code": "990101001"}
        parts = (part("unlawful", unlawful, **there), part("lawful", 100 - unlawful, 2, **there))
        return ratio(*parts, unit="990101")

    assert practice(10).over is False
    assert practice(11).over is True


def test_the_line_of_a_county_plan_says_what_it_overrides() -> None:
    there = part("unlawful", 1, county_code="990101", township_code="990101001")
    line = ratio(there, unit="990101").accountability
    assert line is not None
    value = line.rests_on[0]
    assert (value.layer, value.value) == ("city", 0.10)
    assert [(passed.layer, passed.value) for passed in value.passed] == [("norm", 0.15)]


def test_a_township_is_talked_to_over_fifteen_per_cent_and_not_held_to_account() -> None:
    at = ratio(part("unlawful", 15), part("lawful", 85, 2), unit=TOWN)
    over = ratio(part("unlawful", 16), part("lawful", 84, 2), unit=TOWN)
    assert [line.id for line in at.lines] == ["remind", "township_talk"]
    assert [at.lines[1].crossed, over.lines[1].crossed] == [False, True]
    assert (over.accountability, over.threshold, over.over) == (None, None, None)


def test_the_lines_are_held_against_the_ratio_after_deduction() -> None:
    found = ratio(part("unlawful", 16, **restored("10.00")), part("lawful", 84, 2))
    assert found.before == Fraction(16, 100)
    assert found.crossed is None


def test_everything_the_ratio_rests_on_is_cited() -> None:
    found = ratio(part("unlawful", 1))
    assert any("违反土地管理规定行为处分办法" in cite for cite in found.cites)
    assert len(found.cites) == len(set(found.cites))
    assert all(line.cites for line in found.lines)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(1, 6), "16.67%"), (Fraction(1, 1), "100.00%"), (Fraction(1, 80000), "0.00%"), (None, "")],
)
def test_a_share_is_shown_with_two_places_and_blank_where_there_is_none(share: Fraction | None, shown: str) -> None:
    assert percent(share) == shown


amounts = st.lists(
    st.tuples(st.sampled_from(["lawful", "unlawful", "unchanged", "manual"]), st.integers(0, 5000)), max_size=12
)


@given(amounts)
def test_the_ratio_lies_between_nothing_and_all_and_deduction_never_raises_it(told: list[tuple[str, int]]) -> None:
    parts = [part(finding, area, number, **restored(str(area // 3))) for number, (finding, area) in enumerate(told, 1)]
    found = ratio(*parts)
    if found.before is None:
        assert found.after is None
        assert not found.denominator
        return
    assert found.after is not None
    assert 0 <= found.after <= found.before <= 1
    assert found.denominator == found.lawful.area + found.numerator + found.earlier_approved.area


@given(amounts, st.randoms())
def test_the_order_of_the_parts_changes_no_figure(told: list[tuple[str, int]], random: Any) -> None:
    parts = [part(finding, area, number) for number, (finding, area) in enumerate(told, 1)]
    shuffled = list(parts)
    shuffle: Callable[[list[Judgement]], None] = random.shuffle
    shuffle(shuffled)
    one, other = ratio(*parts), ratio(*shuffled)
    assert (one.before, one.after, one.denominator) == (other.before, other.after, other.denominator)
    assert sorted(one.construction.keys) == sorted(other.construction.keys)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 500)), max_size=12))
def test_the_townships_sum_to_the_county(told: list[tuple[int, bool, int]]) -> None:
    towns = [f"13042700{number}" for number in range(4)]
    parts = [
        part("unlawful" if unlawful else "lawful", area, number, township_code=towns[town])
        for number, (town, unlawful, area) in enumerate(told)
    ]
    county = ratio(*parts)
    each = [ratio(*parts, unit=town) for town in towns]
    assert sum(one.numerator.square_metres for one in each) == county.numerator.square_metres
    assert sum(one.denominator.square_metres for one in each) == county.denominator.square_metres
