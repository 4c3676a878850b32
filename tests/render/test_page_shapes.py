"""Outlines inside the page stay where they are, small as they travel."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tuban.render.pages.shapes import Frame, frame_of, label_point, patch_rings, township_outlines

FRAME = Frame(500_000, 3_500_000, 10_000, 10_000)


def decoded(rings: list[list[int]], frame: Frame) -> list[list[tuple[int, int]]]:
    result = []
    for ring in rings:
        x, y, points = frame.origin_x, frame.origin_y, []
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        result.append(points)
    return result


@given(
    x=st.floats(500_100, 509_000),
    y=st.floats(3_500_100, 3_509_000),
    radius=st.floats(8, 900),
    corners=st.integers(4, 60),
)
def test_a_drawn_outline_strays_no_further_than_two_metres(x, y, radius, corners):
    patch = shapely.Point(x, y).buffer(radius, quad_segs=corners)
    (ring,) = decoded(patch_rings(patch, FRAME), FRAME)
    assert shapely.hausdorff_distance(shapely.LinearRing(ring), patch.exterior) <= 2.0


def test_holes_and_parts_are_drawn_and_closing_points_are_not():
    holed = shapely.box(500_000, 3_500_000, 500_100, 3_500_100) - shapely.box(500_040, 3_500_040, 500_060, 3_500_060)
    other = shapely.box(500_200, 3_500_000, 500_300, 3_500_100)
    rings = decoded(patch_rings(shapely.union_all([holed, other]), FRAME), FRAME)
    assert [len(ring) for ring in rings] == [4, 4, 4]


@pytest.mark.parametrize("nothing", [None, shapely.Polygon(), shapely.LineString([(0, 0), (1, 1)])])
def test_what_has_no_surface_has_no_outline(nothing):
    assert patch_rings(nothing, FRAME) == []


def test_neighbouring_townships_keep_one_common_line():
    wiggle = [(500_500 + (i % 2) * 0.7, 3_500_000 + i * 10) for i in range(101)]
    west = shapely.Polygon([(500_000, 3_500_000), *wiggle, (500_000, 3_501_000)])
    east = shapely.Polygon([(501_000, 3_500_000), *wiggle, (501_000, 3_501_000)])
    (left,), (right,) = (decoded(rings, FRAME) for rings in township_outlines([west, east], FRAME))
    assert len(left) < 20
    common = set(left) & set(right)
    assert {point for point in left if 500_400 < point[0] < 500_600} == common


def test_a_township_bears_its_name_inside_itself():
    crescent = shapely.Point(505_000, 3_505_000).buffer(4000) - shapely.Point(506_500, 3_505_000).buffer(3800)
    dx, dy = label_point(crescent, FRAME)
    assert crescent.contains(shapely.Point(FRAME.origin_x + dx, FRAME.origin_y + dy))


def test_the_frame_holds_everything_and_nothing_makes_a_frame_of_one_metre():
    shapes = [shapely.box(10.4, 20.6, 30.2, 40.9), None, shapely.Polygon()]
    assert frame_of(shapes) == Frame(10, 20, 21, 21)
    assert frame_of([None]) == Frame(0, 0, 1, 1)
