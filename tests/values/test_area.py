"""Areas are exact, rounded once, and parts add up in every unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.values.area import (
    Area,
    AreaUnit,
    NotAnArea,
    PartsExceedWhole,
    UnknownAreaUnit,
    balance,
    rounded_parts,
    total,
)

areas = st.fractions(min_value=0, max_value=10**9, max_denominator=10**6).map(Area)


def test_a_mu_is_exactly_ten_thousand_fifteenths_of_a_square_metre():
    assert Area.from_mu(15) == Area.from_hectares(1) == Area.from_m2(10000)
    assert Area.from_mu("3.35").mu == Decimal("3.35")


@pytest.mark.parametrize(
    ("text", "mu"), [("6.42 亩", "6.42"), ("4280.12㎡", "6.42"), ("0.2916 公顷", "4.37"), ("10 mu", "10.00")]
)
def test_an_area_is_read_with_its_unit(text, mu):
    assert Area.parse(text).mu == Decimal(mu)


def test_a_bare_number_is_refused_because_its_unit_is_unknown():
    with pytest.raises(NotAnArea, match=r"6\.42"):
        Area.parse("6.42")
    with pytest.raises(UnknownAreaUnit):
        Area.parse("6.42 acres")


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")]
)
def test_halves_are_rounded_up_as_the_survey_does(value, rounded):
    assert Area.from_mu(value).mu == Decimal(rounded)


def test_a_share_of_nothing_is_blank():
    assert Area.from_mu(1).share_of(Area.from_mu(0)) is None
    assert Area.from_mu(1).share_of(Area.from_mu(4)) == Fraction(1, 4)


def test_k28_three_thirds_of_a_hectare_add_up_in_every_unit():
    parts = [Area.from_m2(Fraction(10000, 3))] * 3
    assert [str(p) for p in rounded_parts(parts, AreaUnit.MU)] == ["5.00"] * 3
    assert [str(p) for p in rounded_parts(parts, AreaUnit.HECTARE)] == ["0.3333", "0.3333", "0.3334"]
    assert sum(rounded_parts(parts, AreaUnit.M2)) == Decimal("10000.00")


@given(st.lists(areas, min_size=1, max_size=30), st.sampled_from(AreaUnit))
def test_rounded_parts_sum_to_the_rounded_whole_and_stay_within_one_unit(parts, unit):
    rounded = rounded_parts(parts, unit)
    assert sum(rounded) == total(parts).in_unit(unit)
    step = Decimal(1).scaleb(-unit.places)
    for part, value in zip(parts, rounded, strict=True):
        assert abs(Fraction(value) - part.square_metres / unit.size) < Fraction(step)


@given(st.lists(areas, min_size=1, max_size=20), areas)
def test_balanced_parts_sum_to_the_whole_exactly(parts, whole):
    if not total(parts) and whole:
        with pytest.raises(PartsExceedWhole):
            balance(parts, whole)
    elif total(parts):
        assert total(balance(parts, whole)) == whole
