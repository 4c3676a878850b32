"""Pieces of a patch: no gap, no overlap, shared edges."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import MultiPolygon, Polygon, box

from tuban.kernel.partition import partition

EAST, NORTH = 530_000.0, 3_520_000.0


def square(x: float, y: float, size: float, angle: float = 0.0) -> Polygon:
    return rotate(box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size), angle)


def by_key(pieces) -> dict[str, float]:
    return {"+".join(sorted(piece.key)): piece.geometry.area for piece in pieces}


def test_a_patch_falls_into_one_piece_for_each_set_of_covers():
    covers = {"approval": [square(0, 0, 60)], "farmland": [square(40, 0, 60)], "redline": [square(500, 0, 9)]}
    pieces = partition(square(0, 0, 100), covers)
    expected = {"": 4000, "approval": 2400, "approval+farmland": 1200, "farmland": 2400}
    assert by_key(pieces) == pytest.approx(expected, abs=0.05)


def test_a_patch_without_covers_stays_whole():
    assert by_key(partition(square(0, 0, 10), {})) == pytest.approx({"": 100})
    assert by_key(partition(square(0, 0, 10), {"plan": []})) == pytest.approx({"": 100})


def test_a_patch_inside_a_cover_is_one_piece_and_touching_covers_make_none():
    covers = {"plan": [square(-5, -5, 50)], "neighbour": [square(10, 0, 5)]}
    assert by_key(partition(square(0, 0, 10), covers)) == pytest.approx({"plan": 100})


def test_an_empty_patch_has_no_pieces():
    assert partition(Polygon(), {"plan": [square(0, 0, 9)]}) == []


def test_a_cover_of_many_overlapping_shapes_counts_as_one():
    covers = {"plan": [square(0, 0, 10), square(5, 0, 10), None, Polygon()]}
    assert by_key(partition(square(0, 0, 20), covers)) == pytest.approx({"": 250, "plan": 150})


def test_holes_and_parts_are_kept():
    patch = MultiPolygon([square(0, 0, 30).difference(square(10, 10, 10)), square(50, 0, 10)])
    pieces = partition(patch, {"plan": [square(5, 5, 20)]})
    assert by_key(pieces) == pytest.approx({"": 600, "plan": 300})


@settings(max_examples=60, deadline=None)
@given(
    covers=st.lists(
        st.tuples(st.floats(-60, 60), st.floats(-60, 60), st.floats(1, 90), st.floats(0, 90)), min_size=1, max_size=5
    ),
    angle=st.floats(0, 90),
)
def test_pieces_have_no_gap_and_no_overlap_and_share_their_edges(covers, angle):
    patch = square(0, 0, 80, angle)
    named = {f"c{number % 3}": [] for number in range(len(covers))}
    for number, (x, y, size, turn) in enumerate(covers):
        named[f"c{number % 3}"].append(square(x, y, size, turn))
    pieces = partition(patch, named)
    shapes = np.array([piece.geometry for piece in pieces], dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapes).sum() == pytest.approx(patch.area, abs=0.1)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(patch).area < 0.1
    for piece in pieces:
        for name, shapes_of_cover in named.items():
            share = piece.geometry.intersection(shapely.union_all(shapes_of_cover)).area
            expected = piece.geometry.area if name in piece.key else 0.0
            assert share == pytest.approx(expected, abs=0.1)
