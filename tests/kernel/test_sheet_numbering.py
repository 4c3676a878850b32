"""Standard sheets: published numbers, the formulas of the standard, and both directions agree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.kernel.sheet_numbering import MapSheet, NotASheetNumber, OutsideSheets, sheet_at, sheet_numbered

longitudes = st.fractions(min_value=73, max_value=136, max_denominator=3600)
latitudes = st.fractions(min_value=3, max_value=54, max_denominator=3600)


def by_the_formulas(longitude: Fraction, latitude: Fraction) -> str:
    """The formulas printed in the standard, in seconds of arc."""
    second, third = Fraction(150), Fraction(225)
    lat, lon = latitude * 3600, longitude * 3600
    letter = "ABCDEFGHIJKLMNOPQRSTUV"[lat // (4 * 3600)]
    zone = lon // (6 * 3600) + 31
    row = 4 * 3600 / second - (lat % (4 * 3600)) // second
    column = (lon % (6 * 3600)) // third + 1
    return f"{letter}{zone}G{int(row):03d}{int(column):03d}"


@pytest.mark.parametrize(
    ("longitude", "latitude", "number"),
    [
        (114.5625, 39.375, "J50G015010"),  # the worked example of the textbooks: 114°33′45″, 39°22′30″
        (116.3975, 39.9087, "J50G003039"),  # Beijing, Tiananmen
        (114.0, 36.0, "J50G096001"),  # the south-west corner of J50
        (119.999, 39.999, "J50G001096"),
    ],
)
def test_a_point_lies_on_the_sheet_that_is_published(longitude: float, latitude: float, number: str) -> None:
    assert sheet_at(longitude, latitude).number == number


@given(longitudes, latitudes)
def test_the_number_is_that_of_the_formulas(longitude: Fraction, latitude: Fraction) -> None:
    if (latitude * 24).denominator > 1:  # on an edge, a float may fall to either side
        assert sheet_at(float(longitude), float(latitude)).number == by_the_formulas(longitude, latitude)


@given(longitudes, latitudes)
def test_number_and_place_lead_to_each_other(longitude: Fraction, latitude: Fraction) -> None:
    sheet = sheet_at(float(longitude), float(latitude))
    west, south, east, north = sheet.bounds
    assert sheet_numbered(sheet.number) == sheet
    assert west <= float(longitude) <= east
    assert south <= float(latitude) <= north
    assert (east - west, north - south) == pytest.approx((225 / 3600, 150 / 3600))
    assert sheet_at((west + east) / 2, (south + north) / 2) == sheet


@given(longitudes, latitudes, st.integers(-100, 100), st.integers(-40, 100))
def test_the_neighbour_adjoins_and_has_this_sheet_for_its_neighbour(
    longitude: Fraction, latitude: Fraction, east: int, north: int
) -> None:
    sheet = sheet_at(float(longitude), float(latitude))
    other = sheet.neighbour(east=east, north=north)
    assert other is not None
    assert other.neighbour(east=-east, north=-north) == sheet
    assert other.bounds[1] == pytest.approx(sheet.bounds[1] + north * 150 / 3600)
    beside = sheet.neighbour(east=1)
    assert beside is not None
    assert beside.bounds[0] == sheet.bounds[2]


def test_neighbours_go_on_across_the_edge_of_a_million_sheet() -> None:
    sheet = sheet_numbered("J50G001096")
    assert sheet.neighbour(east=1) == sheet_numbered("J51G001001")
    assert sheet.neighbour(north=1) == sheet_numbered("K50G096096")
    assert MapSheet(0, 0).neighbour(north=-1) is None


@pytest.mark.parametrize(
    "text", ["", "J50", "J50G000001", "J50G001097", "J61G001001", "J00G001001", "W50G001001", "J50F001001"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotASheetNumber):
        sheet_numbered(text)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(114, -0.1), (114, 88), (181, 30), (float("nan"), 30), (114, float("inf"))]
)
def test_a_point_where_no_sheet_is_numbered_is_told(longitude: float, latitude: float) -> None:
    with pytest.raises(OutsideSheets):
        sheet_at(longitude, latitude)
