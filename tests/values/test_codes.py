"""Division codes, patch numbers and land classes."""

import pytest

from tuban.values.codes import NotARegionCode, PatchNumber, RegionCode, is_adjustable, land_class_stem


def test_a_division_contains_what_its_prefix_contains():
    county = RegionCode("990101")
    assert county.contains(RegionCode("990101003"))
    assert not county.contains(RegionCode("990102"))
    assert RegionCode("990101003").at("county") == county
    assert county.at("township") is None
    assert county.is_practice


@pytest.mark.parametrize("text", ["", "9901a1", "99010", "9901010011", "９９０１０１"])
def test_other_lengths_and_other_digits_are_refused(text):
    with pytest.raises(NotARegionCode):
        RegionCode(text)


def test_a_location_code_is_read_to_the_village_it_names():
    assert RegionCode.of_location("9901010090010000000").level == "village"
    assert RegionCode.of_location("9901010090000000000").text == "990101009"
    assert RegionCode.of_location("990101000").text == "990101"


def test_a_patch_number_tells_its_county_year_and_part():
    number = PatchNumber("130427SJBG26210310_3")
    assert (number.well_formed, number.county, number.year) == (True, "130427", 2026)
    assert PatchNumber("3403-112").well_formed
    assert not PatchNumber("990101SJBG2400012").well_formed


def test_land_classes_match_by_their_first_four_characters():
    assert land_class_stem("0602C") == "0602"
    assert is_adjustable("0201K")
    assert not is_adjustable("0201")
