"""What the doctor finds inside of sound files: overlaps, slivers, gaps, stray signs, garbled texts, arcs, units."""

import sqlite3
import struct

import geopandas
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import box
from tests.inspect.disc.conftest import EAST, EPSG, NORTH, boundary_frame, bow_tie, found, number, patch_frame, square

pytestmark = pytest.mark.seed("D1")


def test_patches_on_one_another_are_told_once_with_their_common_ground(sound, check):
    frame = patch_frame()
    frame.loc[1, "geometry"] = square(1.3, 0)
    sound.shapefile(frame, "图斑/图斑")
    told = found(check(sound.root), "patches.overlap")
    assert [(one.words["number"], one.words["other"], one.words["area"]) for one in told] == [
        (number(1), number(2), "2.70 亩")
    ]
    assert shapely.from_wkb(told[0].sketch.before).area == pytest.approx(1800)
    west, south, east, north = told[0].box
    assert 114 < west < east < 115
    assert 31 < south < north < 32


def test_patches_that_only_touch_do_not_overlap(sound, check):
    frame = patch_frame()
    frame.loc[1, "geometry"] = square(1.6, 0)
    sound.shapefile(frame, "图斑/图斑")
    assert not found(check(sound.root), "patches.overlap")


def test_a_patch_of_an_earlier_batch_under_a_patch_is_told(sound, check):
    earlier = patch_frame(1, JCBH=["990101SJBG23000009"])[["JCBH", "HSX", "geometry"]]
    sound.geopackage(earlier, "往期图斑")
    told = found(check(sound.root), "patches.overlap_earlier")
    assert [(one.words["number"], one.words["other"]) for one in told] == [(number(1), "990101SJBG23000009")]


def test_a_line_of_noise_is_a_sliver_and_a_narrow_road_is_none(sound, check):
    frame = patch_frame(JCMJ=[None] * 5)
    frame.loc[0, "geometry"] = box(EAST + 100, NORTH, EAST + 180, NORTH + 0.3)
    frame.loc[1, "geometry"] = box(EAST + 200, NORTH, EAST + 380, NORTH + 3)
    sound.shapefile(frame, "图斑/图斑")
    assert [one.feature for one in found(check(sound.root), "patches.sliver")] == ["1"]


def townships(*shapes) -> geopandas.GeoDataFrame:
    codes = [f"99010100{serial}" for serial in range(1, len(shapes) + 1)]
    return geopandas.GeoDataFrame({"XZQDM": codes, "XZQMC": ["东沟镇", "西坡乡", "南滩镇"][: len(shapes)]},
                                  geometry=list(shapes), crs=EPSG)  # fmt: skip


def test_boundaries_that_overlap_leave_a_strip_or_a_hole_are_told_apart(sound, check):
    west = box(EAST - 500, NORTH - 500, EAST + 390, NORTH + 1000)
    east = box(EAST + 390, NORTH - 500, EAST + 2000, NORTH + 1000)
    strip = box(EAST + 390, NORTH + 100, EAST + 394, NORTH + 700)
    hole = box(EAST + 1000, NORTH + 300, EAST + 1300, NORTH + 600)
    common = box(EAST + 390, NORTH - 400, EAST + 410, NORTH - 300)
    sound.geopackage(townships(west.union(common), east.difference(strip).difference(hole)), "行政区")
    disc = check(sound.root)
    assert found(disc, "divisions.overlap")[0].words["area"] == "3.00 亩"
    assert found(disc, "divisions.gap")[0].words["names"] == "东沟镇、西坡乡"
    assert found(disc, "divisions.gap")[0].words["area"] == "3.60 亩"
    assert found(disc, "divisions.hole")[0].severity.value == "note"


def test_boundaries_drawn_to_the_centimetre_are_not_accused(sound, check):
    frame = boundary_frame()
    frame.loc[1, "geometry"] = shapely.transform(frame.geometry[1], lambda points: points + 0.01)
    sound.geopackage(frame, "行政区")
    assert not [one for one in check(sound.root).findings if one.code in ("divisions.overlap", "divisions.gap")]


def test_a_number_with_stray_signs_is_cleaned_wherever_it_is_named(sound, check):
    wide = "９９０１０１sjbg24000001"
    sound.shapefile(patch_frame(JCBH=[wide, number(2), number(3), number(4), number(5)]), "图斑/图斑")
    sound.text(f"图斑编号,实地情况\n{wide},新增建设\n", "外业核查结果.csv")
    disc = check(sound.root)
    told = found(disc, "value.number_cleaned")
    assert {(one.before, one.after) for one in told} == {(wide, number(1))}
    assert len(told) == 2
    assert not found(disc, "patches.malformed_number")


def test_texts_that_were_converted_wrongly_before_are_told(sound, check):
    garbled = "新增建筑".encode().decode("gb18030")
    sound.geopackage(patch_frame(TBLX=[garbled] * 5), "图斑")
    disc = check(sound.root)
    assert found(disc, "encoding.garbled")[0].words["meant"] == "新增建筑"


def test_arcs_become_chords_and_are_counted(shelf, check):
    path = shelf.geopackage(patch_frame(), "图斑")
    west, south = EAST + 100, NORTH
    arc = struct.pack("<BII6d", 1, 8, 3, west, south, west + 30, south - 30, west + 60, south)
    rest = struct.pack("<BII8d", 1, 2, 4, west + 60, south, west + 60, south + 60, west, south + 60, west, south)
    curve = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 9, 2) + arc + rest
    with sqlite3.connect(path) as book:
        for (trigger,) in book.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            book.execute(f'drop trigger "{trigger}"')
        book.execute("update 图斑 set geom = ? where fid = 1", (b"GP\0\x01" + struct.pack("<i", EPSG) + curve,))
    disc = check(shelf.root)
    assert found(disc, "geometry.curves_straightened")[0].words["count"] == "1"
    assert disc.layers["patches"][0].count == 5
    outline = shapely.from_wkb(pq.read_table(disc.layers["patches"][0].path).column("geometry")[0].as_py())
    assert outline.area == pytest.approx(3600 + 3.14159 * 900 / 2, rel=0.001)


def test_approved_areas_in_another_unit_are_found_out(sound, check):
    about = {"PZWH": [f"示批{n}号" for n in range(5)], "PZSJ": "2024-01-05", "XMMC": "厂房", "PZMJ": [3600.0] * 5}
    sound.geopackage(patch_frame()[["geometry"]].assign(**about), "农转用批准")
    disc = check(sound.root)
    told = found(disc, "layers.unit_mistaken")[0]
    assert (told.before, told.after) == ("公顷", "平方米")
    assert pq.read_table(disc.layers["conversion"][0].path).column("area")[0].as_py() == "3600 平方米"


def test_a_repair_keeps_its_outlines_before_and_after_and_its_place(sound, check):
    frame = patch_frame()
    frame.loc[1, "geometry"] = bow_tie(2)
    sound.shapefile(frame, "图斑/图斑")
    mended = found(check(sound.root), "geometry.mended")[0]
    assert not shapely.from_wkb(mended.sketch.before).is_valid
    assert shapely.from_wkb(mended.sketch.after).area == pytest.approx(1800)
    assert mended.box is not None
    assert mended.told.reason
    assert mended.told_in_chinese.consequence.endswith("光盘原件不变。")


def test_findings_of_single_patches_have_a_place(sound, check):
    sound.shapefile(patch_frame(JCMJ=[5.4, 9.9, 5.4, 5.4, 5.4]), "图斑/图斑")
    west, south, east, north = found(check(sound.root), "patches.area_differs")[0].box
    assert east - west == pytest.approx(60 / 94_600, rel=0.02)
    assert north - south == pytest.approx(60 / 110_900, rel=0.02)
