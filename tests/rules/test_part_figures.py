"""One figure for every area of a part, wherever it is printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.figures_reference import figures_by_fractions

from tuban.rules.part_figures import figures, figures_of
from tuban.values.area import Area, AreaUnit, total
from tuban.values.facts import UNKNOWN, Facts

MU = Area.from_mu
LAND = ("agricultural", "construction", "unused", "unclassified")
PLAN = ("plan_conforming", "plan_breaching", "unplanned")


def counted(printed: Any, *names: str) -> list[Decimal]:
    return [printed[f"counted_{name}_area"] for name in names if f"counted_{name}_area" in printed]


def piece(number: str, area: Area, **about: Any) -> Facts:
    told = {"patch_number": "1", "part_number": number, "monitored_area": area, "area_basis": "apportioned"}
    return Facts({**told, "counted_area": area, **about})


units = st.sampled_from(tuple(AreaUnit))
squares = st.fractions(min_value=0, max_value=10**5, max_denominator=10**4)
shares = st.sampled_from((Fraction(0), Fraction(1), Fraction(1, 3), Fraction(999, 1000), Fraction(1, 10**6)))


@st.composite
def lands(draw: st.DrawFn) -> dict[str, Area]:
    """The land of a part: classes and zones that leave something over, or nothing; cultivated and basic farmland."""
    agricultural, construction, unused = (draw(squares) for _ in range(3))
    whole = (
        agricultural + construction + unused + draw(st.sampled_from((Fraction(0), Fraction(1, 10**4)))) * draw(squares)
    )
    zoned = whole * draw(shares)
    return {
        "counted_area": Area(whole),
        "counted_agricultural_area": Area(agricultural),
        "counted_cultivated_area": Area(agricultural * draw(shares)),
        "counted_construction_area": Area(construction),
        "counted_unused_area": Area(unused),
        "counted_basic_farmland_area": Area(whole * draw(shares)),
        "counted_plan_conforming_area": Area(zoned * draw(shares)),
        "counted_plan_breaching_area": Area(whole - zoned),
    }


@given(lands(), units)
def test_the_land_of_a_part_adds_up_in_every_unit(land: dict[str, Area], unit: AreaUnit) -> None:
    printed = figures(Facts(land), unit)
    whole = printed["counted_area"]
    assert whole == land["counted_area"].in_unit(unit)
    assert sum(counted(printed, *LAND)) == whole
    assert sum(counted(printed, *PLAN)) == whole
    agricultural, cultivated, other = counted(printed, "agricultural", "cultivated", "other_agricultural")
    assert cultivated + other == agricultural
    assert printed["counted_basic_farmland_area"] <= whole
    assert all(figure >= 0 for figure in printed.values())


_NAMES = (
    *(f"counted_{name}_area" for name in ("agricultural", "cultivated", "construction", "unused", "basic_farmland")),
    "counted_plan_conforming_area", "counted_plan_breaching_area", "monitored_area", "surveyed_area",
    "surveyed_cultivated_area", "built_cultivated_area", "recultivated_area", "deductible_cultivated_area",
)  # fmt: skip


@st.composite
def any_part(draw: st.DrawFn) -> Facts:
    """A part with areas that add up or do not, some of them equal, unknown, absent or off by a trifle."""
    told = draw(lands())
    some = st.sampled_from([*told.values(), *(Area(one.square_metres + Fraction(1, 997)) for one in told.values())])
    other = draw(
        st.dictionaries(st.sampled_from(_NAMES), some | st.builds(Area, squares) | st.sampled_from((None, UNKNOWN)))
    )
    return Facts(
        {**told, **other, "area_basis": draw(st.sampled_from(("surveyed", "monitored", "apportioned", UNKNOWN)))}
    )


@given(any_part(), units, st.integers(0, 9999))
def test_whole_numbers_give_the_figures_that_fractions_give(part: Facts, unit: AreaUnit, share: int) -> None:
    assert dict(figures(part, unit)) == figures_by_fractions(part, {}, unit)
    named = Facts({**part, "patch_number": "1", "part_number": "1", "monitored_area": Area(Fraction(share))})
    sibling = Facts({"patch_number": "1", "part_number": "2", "monitored_area": Area(Fraction(share, 3))})
    first, second = figures_of([named, sibling], unit)
    assert dict(first) == figures_by_fractions(named, {"monitored_area": first["monitored_area"]}, unit)
    assert first["monitored_area"] + second["monitored_area"] == Area(Fraction(4 * share, 3)).in_unit(unit)


@given(lands(), units)
def test_no_figure_strays_from_its_area(land: dict[str, Area], unit: AreaUnit) -> None:
    printed = figures(Facts(land), unit)
    for name, area in land.items():
        exact = area.square_metres / unit.size * 10**unit.places
        assert abs(Fraction(printed[name]) * 10**unit.places - exact) <= 1
        assert exact or not printed[name]


@given(lands(), units)
def test_an_area_that_is_a_figure_already_is_printed_as_it_is(land: dict[str, Area], unit: AreaUnit) -> None:
    names = ("counted_agricultural_area", "counted_construction_area", "counted_unused_area")
    whole = {name: Area.of(land[name].in_unit(unit), unit) for name in names}
    printed = figures(Facts({**whole, "counted_area": total(whole.values())}), unit)
    assert {name: printed[name] for name in names} == {name: area.in_unit(unit) for name, area in whole.items()}


@given(st.lists(st.integers(1, 999), min_size=2, max_size=6), st.integers(1, 10**7), units)
def test_the_parts_of_a_patch_add_up_to_the_patch(weights: list[int], hundredths: int, unit: AreaUnit) -> None:
    patch = MU(Fraction(hundredths, 100))
    parts = [
        piece(str(number), patch * Fraction(weight, sum(weights))) for number, weight in enumerate(weights, start=1)
    ]
    printed = figures_of(parts, unit)
    assert sum(own["monitored_area"] for own in printed) == patch.in_unit(unit)
    assert [own["counted_area"] for own in printed] == [own["monitored_area"] for own in printed]


@pytest.mark.seed("L5")
@pytest.mark.parametrize("unit", AreaUnit)
def test_k11_the_halves_of_a_patch_sum_to_it_also_where_their_shares_are_no_figures(unit: AreaUnit) -> None:
    printed = figures_of([piece("1", MU("3.595")), piece("2", MU("2.405"))], unit)
    assert sum(own["counted_area"] for own in printed) == MU("6.00").in_unit(unit)
    if unit is AreaUnit.MU:
        assert [str(own["counted_area"]) for own in printed] == ["3.59", "2.41"]


@pytest.mark.parametrize("unit", AreaUnit)
def test_k28_three_thirds_of_a_hectare_add_up(unit: AreaUnit) -> None:
    printed = figures_of([piece(str(number), Area(Fraction(10_000, 3))) for number in (1, 2, 3)], unit)
    assert sum(own["counted_area"] for own in printed) == Area.from_m2(10_000).in_unit(unit)


def test_the_order_of_the_parts_changes_no_figure() -> None:
    parts = [piece("2", MU("2.405")), piece("10", MU("1.005")), piece("1", MU("3.595"))]
    assert figures_of(parts, AreaUnit.MU) == list(reversed(figures_of(list(reversed(parts)), AreaUnit.MU)))


def test_the_land_of_a_part_fits_the_figure_its_siblings_leave_it() -> None:
    land = {"counted_agricultural_area": MU("3.595"), "counted_construction_area": MU(0), "counted_unused_area": MU(0)}
    cultivated = {"counted_cultivated_area": MU("3.595"), "counted_basic_farmland_area": MU("3.595")}
    first, _second = figures_of([piece("1", MU("3.595"), **land, **cultivated), piece("2", MU("2.405"))], AreaUnit.MU)
    assert counted(first, "agricultural", "cultivated", "basic_farmland") == [Decimal("3.59")] * 3


def test_parts_surveyed_together_share_the_survey_and_parts_surveyed_apart_do_not() -> None:
    def surveyed(number: str, area: str, source: str) -> Facts:
        about = {"patch_number": "1", "part_number": number, "area_basis": "surveyed", "counted_area": MU(area)}
        return Facts(about).with_facts(source, surveyed_area=MU(area))

    together = figures_of(
        [surveyed("1", "3.595", "外业.xlsx 第3行"), surveyed("2", "2.405", "外业.xlsx 第3行")], AreaUnit.MU
    )
    assert [str(own["counted_area"]) for own in together] == ["3.59", "2.41"]
    apart = figures_of(
        [surveyed("1", "3.595", "外业.xlsx 第3行"), surveyed("2", "2.405", "外业.xlsx 第4行")], AreaUnit.MU
    )
    assert [str(own["counted_area"]) for own in apart] == ["3.60", "2.41"]


def test_two_patches_issued_under_one_number_are_not_parts_of_each_other() -> None:
    same = [piece("", MU("1.005")), piece("", MU("1.005"))]
    assert [str(own["monitored_area"]) for own in figures_of(same, AreaUnit.MU)] == ["1.01", "1.01"]


def test_what_nobody_knows_has_no_figure_and_its_land_is_not_classified() -> None:
    told = {"counted_area": MU("2.00"), "counted_cultivated_area": MU("0.75"), "counted_agricultural_area": UNKNOWN}
    printed = figures(Facts({**told, "counted_unused_area": None}), AreaUnit.MU)
    assert "counted_agricultural_area" not in printed
    assert "counted_unused_area" not in printed
    assert counted(printed, "cultivated", "unclassified") == [Decimal("0.75"), Decimal("1.25")]
    assert figures(Facts({"counted_cultivated_area": MU("0.755")}), AreaUnit.MU) == {
        "counted_cultivated_area": Decimal("0.76")
    }


def test_classes_that_exceed_the_whole_are_not_made_to_agree() -> None:
    printed = figures(
        Facts({"counted_area": MU(5), "counted_agricultural_area": MU("4.504"), "counted_construction_area": MU(1)}),
        AreaUnit.MU,
    )
    assert counted(printed, "agricultural", "construction") == [Decimal("4.50"), Decimal("1.00")]
    assert printed["counted_area"] == Decimal("5.00")


def test_a_difference_too_small_to_print_goes_to_the_classes_and_not_to_a_rest() -> None:
    whole = Area(Fraction(10_000, 15) + Fraction(1, 10**4))
    half = Area(Fraction(10_000, 30))
    told = {"counted_agricultural_area": half, "counted_construction_area": half, "counted_unused_area": MU(0)}
    printed = figures(Facts({"counted_area": whole, **told}), AreaUnit.M2)
    assert sum(counted(printed, *LAND[:3])) == printed["counted_area"]
    assert counted(printed, "unclassified") == [Decimal("0.00")]


def test_what_was_deducted_is_never_more_than_was_taken() -> None:
    land = {"counted_agricultural_area": MU("3.595"), "counted_cultivated_area": MU("3.595")}
    restored = {"recultivated_area": MU("3.595"), "deductible_cultivated_area": MU("3.595")}
    first, _second = figures_of([piece("1", MU("3.595"), **land, **restored), piece("2", MU("2.405"))], AreaUnit.MU)
    assert first["recultivated_area"] == first["deductible_cultivated_area"] == Decimal("3.59")
