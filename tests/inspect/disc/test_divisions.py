"""Every patch gets its township and county; what disagrees is listed with the area on each side (requirement D3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box
from tests.inspect.disc.conftest import EAST, EPSG, NORTH, boundary_frame, found, number, patch_frame, square

from tuban.inspect.disc import Boundary, locate

pytestmark = pytest.mark.seed("D3")


def unit(code: str, name: str, west: float, east: float) -> Boundary:
    return Boundary(code, name, box(EAST + west, NORTH - 1000, EAST + east, NORTH + 1000))


TOWNS = [unit("990101001", "东沟镇", 0, 1000), unit("990101002", "西坡乡", 1000, 2000)]


def place(west: float, east: float, units=TOWNS, **options):
    return locate([box(EAST + west, NORTH, EAST + east, NORTH + 100)], units, epsg=EPSG, **options)[0]


def test_a_patch_inside_one_township_lies_there_whole():
    placement = place(100, 200, county_names={"990101": "示范县"})
    assert (placement.township_code, placement.township_name) == ("990101001", "东沟镇")
    assert (placement.county_code, placement.county_name) == ("990101", "示范县")
    assert len(placement.shares) == 1
    assert placement.outside_m2 == 0


def test_a_patch_across_a_boundary_goes_where_most_of_it_lies():
    placement = place(930, 1030)
    assert [(share.name, round(share.area_m2, -2)) for share in placement.shares] == [
        ("东沟镇", 7000),
        ("西坡乡", 3000),
    ]


def test_a_patch_across_two_counties_keeps_both_areas():
    towns = [unit("990101001", "东沟镇", 0, 1000), unit("990102001", "北山镇", 1000, 2000)]
    placement = place(970, 1070, towns)
    assert placement.county_code == "990102"
    assert {share.code[:6]: round(share.area_m2, -2) for share in placement.shares} == {"990102": 7000, "990101": 3000}


def test_a_county_outline_names_the_county():
    placement = place(100, 200, [*TOWNS, Boundary("990101", "示范县", box(EAST, NORTH, EAST + 1, NORTH + 1))])
    assert placement.county_name == "示范县"


def test_villages_stand_for_their_township():
    villages = [unit("9901010010010000000", "一村", 0, 500), unit("9901010010020000000", "二村", 500, 1000)]
    placement = place(450, 550, villages)
    assert placement.township_code == "990101001"
    assert len(placement.shares) == 1


def test_a_patch_outside_of_everything_lies_nowhere():
    placement = place(3000, 3100)
    assert (placement.township_code, placement.county_code, placement.shares) == ("", "", ())
    assert placement.outside_m2 > 9000


def test_boundaries_that_overlap_count_no_ground_twice():
    towns = [unit("990101001", "东沟镇", 0, 1100), unit("990101002", "西坡乡", 900, 2000)]
    placement = place(950, 1250, towns)
    assert sum(share.area_m2 for share in placement.shares) == pytest.approx(30000, rel=1e-4)


@given(st.lists(st.tuples(st.floats(-200, 2200), st.floats(5, 900)), min_size=1, max_size=6))
def test_shares_and_the_rest_are_the_whole(spans):
    shapes = [box(EAST + west, NORTH, EAST + west + width, NORTH + 80) for west, width in spans]
    whole = [locate([shape], [], epsg=EPSG)[0].outside_m2 for shape in shapes]
    for placement, area in zip(locate(shapes, TOWNS, epsg=EPSG), whole, strict=True):
        shares = [share.area_m2 for share in placement.shares]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) + placement.outside_m2 == pytest.approx(area, abs=2.1)  # drawing noise below 1 m² is dropped
        assert np.all(np.array(shares[1:]) >= 1.0)


def test_what_patches_state_is_compared_with_where_they_lie(sound, check):
    names = ["东沟镇", "西坡乡", "东沟镇", "西坡乡", "西坡乡"]
    frame = patch_frame(XZMC=names)
    frame.loc[2, "geometry"] = square(3.6, 0)  # across the boundary at 390 m: 30 m on each side
    frame.loc[4, "geometry"] = square(30, 0)
    sound.shapefile(frame, "图斑/图斑")
    disc = check(sound.root)
    wrong = found(disc, "divisions.other_township")
    assert [(finding.feature, finding.before) for finding in wrong] == [("2", "西坡乡")]
    assert "东沟镇 990101001" in wrong[0].message
    across = found(disc, "divisions.across")
    assert [finding.feature for finding in across] == ["3"]
    assert "东沟镇 2.70 亩" in across[0].message
    assert "西坡乡 2.70 亩" in across[0].message
    assert [finding.feature for finding in found(disc, "divisions.outside")] == ["5"]
    assert [placement.township_name for placement in disc.placements] == ["东沟镇", "东沟镇", "东沟镇", "西坡乡", ""]
    assert disc.placements[0].county_name == "示范县"


def test_a_patch_that_states_no_township_gets_one(sound, check):
    sound.shapefile(patch_frame().drop(columns="XZMC"), "图斑/图斑")
    disc = check(sound.root)
    assert "5 patches" in found(disc, "divisions.added")[0].message


def test_boundaries_without_townships_are_told(sound, check):
    frame = boundary_frame().assign(XZQDM=["990101", "990102"], XZQMC=["示范县", "邻县"])
    sound.geopackage(frame, "行政区")
    disc = check(sound.root)
    assert found(disc, "divisions.no_townships")
    assert disc.placements[0].county_name == "示范县"
    assert [finding.feature for finding in found(disc, "divisions.other_township")] == ["4", "5"]
    assert number(4) in found(disc, "divisions.other_township")[0].message
