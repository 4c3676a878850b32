"""K28: parts add up in every unit."""

from __future__ import annotations

from fractions import Fraction

from tuban.values.area import Area, AreaUnit, rounded_parts, total


def test_k28_three_equal_parts_of_ten_thousand_square_metres_add_up() -> None:
    parts = [Area(Fraction(10000, 3))] * 3
    assert total(parts) == Area.from_m2(10000)
    assert [str(part) for part in rounded_parts(parts, AreaUnit.MU)] == ["5.00", "5.00", "5.00"]
    assert sorted(str(part) for part in rounded_parts(parts, AreaUnit.HECTARE)) == ["0.3333", "0.3333", "0.3334"]
    assert sum(rounded_parts(parts, AreaUnit.M2)) == Area.from_m2(10000).in_unit(AreaUnit.M2)
