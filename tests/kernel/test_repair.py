"""Mending of delivered geometry: what comes out is valid, and every change is told."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from tuban.kernel.repair import EVERY_FEATURE, decode_wkb, repair

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
UNFINISHED = shapely.set_coordinates(box(0, 0, 1, 1), [(0, 0), (1, np.inf), (1, 1), (0, 1), (0, 0)])
OVERLAPPING = MultiPolygon([box(0, 0, 2, 1), box(1, 0, 3, 1)])


def array(*geometries: object) -> np.ndarray:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def test_sound_polygons_are_handed_on_untouched():
    sound = array(box(0, 0, 1, 1), box(0, 0, 9, 9).difference(box(1, 1, 2, 2)))
    result = repair(sound, kind="polygon")
    assert result.findings == []
    assert all(a.wkb == b.wkb for a, b in zip(result.geometries, sound, strict=True))


@pytest.mark.parametrize(
    ("geometry", "code", "after"),
    [
        (None, "missing", 0.0),
        (Polygon(), "empty", 0.0),
        (UNFINISHED, "not_finite", 0.0),
        (LineString([(0, 0), (1, 1)]), "wrong_kind", 0.0),
        (GeometryCollection([Point(0, 0)]), "wrong_kind", 0.0),
        (Polygon([(0, 0), (1, 1), (2, 2)]), "collapsed", 0.0),
        (BOW_TIE, "mended", 2.0),
        (OVERLAPPING, "mended", 3.0),
        (GeometryCollection([box(0, 0, 1, 1), Point(5, 5)]), "parts_dropped", 1.0),
    ],
    ids=["missing", "empty", "not-finite", "line", "points-only", "flat", "bow-tie", "self-overlap", "collection"],
)
def test_a_faulty_polygon_is_mended_or_left_out_and_told(geometry, code, after):
    result = repair(array(box(0, 0, 1, 1), geometry), kind="polygon")
    assert [(f.index, f.code, f.area_after) for f in result.findings] == [(1, code, after)]
    assert (result.geometries[1] is None) == (after == 0.0)


def test_the_area_before_is_told_too():
    (finding,) = repair(array(OVERLAPPING), kind="polygon").findings
    assert (finding.area_before, finding.area_after) == (4.0, 3.0)


def test_heights_are_dropped_and_told_once_for_the_layer():
    high = shapely.force_3d(box(0, 0, 1, 1), 5.0)
    result = repair(array(high, high, box(2, 2, 3, 3)), kind="polygon")
    assert [(f.index, f.code, f.detail) for f in result.findings] == [(EVERY_FEATURE, "heights_dropped", "2")]
    assert not shapely.has_z(result.geometries).any()


def test_lines_and_points_keep_their_kind():
    assert repair(array(LineString([(0, 0), (1, 1)])), kind="line").findings == []
    assert repair(array(Point(0, 0)), kind="point").findings == []
    assert [f.code for f in repair(array(Point(0, 0)), kind="line").findings] == ["wrong_kind"]


def test_an_open_ring_is_closed_when_it_is_read_and_told():
    open_ring = shapely.to_wkb(box(0, 0, 1, 1), byte_order=1)
    open_ring = open_ring[:9] + (4).to_bytes(4, "little") + open_ring[13:-16]
    result = decode_wkb([shapely.to_wkb(box(0, 0, 1, 1)), None, open_ring, b"nonsense", b""])
    assert [(f.index, f.code) for f in result.findings] == [(2, "ring_closed"), (3, "unreadable"), (4, "unreadable")]
    assert result.geometries[2].equals(box(0, 0, 1, 1))
    assert result.geometries[1] is None


def test_nothing_in_gives_nothing_out():
    assert repair(array(), kind="polygon").geometries.shape == (0,)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=12))
def test_whatever_the_ring_the_result_is_valid_and_mending_twice_changes_nothing(points):
    once = repair(array(Polygon(points)), kind="polygon")
    assert once.geometries[0] is None or shapely.is_valid(once.geometries[0])
    if once.geometries[0] is not None:
        assert repair(once.geometries, kind="polygon").findings == []
