"""Parts tile their patch; slivers of inexact boundaries are no parts."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tuban.inspect.parts import split, split_by_field

PATCH = shapely.box(0, 0, 100, 40)
SLIVERS = {"sliver_share": 0.01, "sliver_m2": 20.0}
rectangles = st.tuples(*[st.floats(-20, 110)] * 2, *[st.floats(1, 120)] * 2).map(
    lambda corner: shapely.box(corner[0], corner[1], corner[0] + corner[2], corner[1] + corner[3])
)


def test_a_patch_that_no_boundary_cuts_is_whole():
    (part,) = split(PATCH, {}, **SLIVERS)
    assert (part.number, part.geometry) == ("", PATCH)


def test_the_larger_part_comes_first_and_knows_what_covers_it():
    inside, outside = split(PATCH, {"conversion": [shapely.box(-5, -5, 60, 50)]}, **SLIVERS)
    assert (inside.number, inside.covers, inside.geometry.area) == ("1", {"conversion"}, pytest.approx(2400))
    assert (outside.number, outside.covers, outside.geometry.area) == ("2", frozenset(), pytest.approx(1600))


def test_field_pieces_that_meet_leave_no_sliver_behind():
    drawn = [("1", shapely.box(0, 0, 33.3333, 40)), ("2", shapely.box(33.33331, 0, 100, 40))]
    parts = split_by_field(PATCH, drawn, **SLIVERS)
    assert [part.number for part in parts] == ["1", "2"]
    assert sum(part.geometry.area for part in parts) == pytest.approx(4000, abs=1e-6)


@given(st.lists(rectangles, max_size=4), st.lists(rectangles, max_size=4))
def test_parts_tile_the_patch_and_none_is_a_sliver(conversions, supplies):
    covers = {"conversion": conversions, "supply": supplies}
    parts = split(PATCH, {kind: shapes for kind, shapes in covers.items() if shapes}, **SLIVERS)
    assert sum(part.geometry.area for part in parts) == pytest.approx(PATCH.area, rel=1e-6)
    for index, part in enumerate(parts):
        assert len(parts) == 1 or part.geometry.area >= 40
        assert all(part.geometry.intersection(other.geometry).area < 1e-2 for other in parts[index + 1 :])
