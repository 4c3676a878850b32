"""Cutting a patch: the pieces tile it, and their areas sum to it exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.inspect.small_county import EPSG, box

from tuban.inspect.shares import exact
from tuban.values.area import round_half_up
from tuban.workflow.patches.cutting import (
    CutLeavesOnePiece,
    NotAdjacent,
    NotAnOutline,
    cut,
    joined,
    measured,
    to_degrees,
    to_plane,
)

POSITIONS = st.floats(min_value=-20, max_value=120, allow_nan=False)


def degrees(shape: shapely.Geometry) -> shapely.Geometry:
    return to_degrees([shape], EPSG)[0]


def area_of(shape: shapely.Geometry) -> Decimal:
    return round_half_up(exact(float(measured([shape], EPSG)[0])).square_metres, 4)


def line(*points: tuple[float, float]) -> shapely.Geometry:
    corner = box(0, 0, 1, 1).bounds
    return degrees(shapely.LineString([(corner[0] + x, corner[1] + y) for x, y in points]))


@settings(max_examples=60)
@example(
    holes=False,
    cuts=[(108.22786137456748, 0), (108.22786037456748, 1e-05), (108.22786136456749, -1e-08)],
    issued=Decimal(1),
)
@example(holes=True, cuts=[(60, 100), (60.00000001, 100.01), (60.000001, 59.9999999)], issued=Decimal(1))
@given(
    holes=st.booleans(),
    cuts=st.lists(st.tuples(POSITIONS, POSITIONS), min_size=1, max_size=3),
    issued=st.decimals(min_value=Decimal(1), max_value=Decimal(99999), places=4),
)
def test_pieces_sum_to_the_whole_and_tile_it(holes, cuts, issued):
    whole = box(0, 0, 100, 100) - box(40, 40, 20, 20) if holes else box(0, 0, 100, 100)
    lines = [line((-50, first), (150, second)) for first, second in cuts]
    area = area_of(whole)
    try:
        pieces = cut(degrees(whole), lines, epsg=EPSG, area_m2=area, monitored_m2=issued)
    except CutLeavesOnePiece:
        assume(False)
        return
    assert sum(piece.area_m2 for piece in pieces) == area
    assert sum(piece.monitored_m2 for piece in pieces) == issued
    plane = [to_plane(piece.geometry, EPSG) for piece in pieces]
    assert all(shape.is_valid for shape in (*plane, *(piece.geometry for piece in pieces)))
    assert abs(shapely.union_all(plane).area - whole.area) < 1e-3
    assert sum(piece.area for piece in plane) == pytest.approx(whole.area, abs=1e-3)
    assert all(piece.area >= 0.99 for piece in plane)


def test_an_outline_takes_its_part_and_leaves_the_rest():
    whole = box(0, 0, 100, 50)
    pieces = cut(
        degrees(whole), [degrees(box(-10, -10, 40, 100))], epsg=EPSG, area_m2=area_of(whole), monitored_m2=None
    )
    assert [round(float(piece.area_m2)) for piece in pieces] == [1500, 3500]
    assert {piece.monitored_m2 for piece in pieces} == {None}


def test_noise_joins_its_neighbour():
    whole = box(0, 0, 100, 50)
    outlines = [degrees(box(-10, -10, 40, 100)), degrees(box(30, -10, 0.01, 100))]
    pieces = cut(degrees(whole), outlines, epsg=EPSG, area_m2=area_of(whole), monitored_m2=None)
    assert len(pieces) == 2


@pytest.mark.parametrize("by", [line((200, 0), (200, 50)), line((10, 10), (50, 20))])
def test_a_cut_that_misses_or_ends_inside_leaves_one_piece(by):
    with pytest.raises(CutLeavesOnePiece):
        cut(degrees(box(0, 0, 100, 50)), [by], epsg=EPSG, area_m2=Decimal(5000), monitored_m2=None)


@pytest.mark.parametrize(
    "by",
    [shapely.Point(1, 2), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), shapely.LineString()],
)
def test_what_cannot_cut_is_refused(by):
    with pytest.raises(NotAnOutline):
        cut(degrees(box(0, 0, 100, 50)), [by], epsg=EPSG, area_m2=Decimal(5000), monitored_m2=None)


def test_adjoining_patches_become_one_shape_and_others_do_not():
    left, right, apart = box(0, 0, 50, 50), box(50, 0, 50, 50), box(200, 0, 50, 50)
    whole = joined([degrees(left), degrees(right)], ["左", "右"], EPSG)
    assert whole.geom_type == "Polygon"
    assert to_plane(whole, EPSG).area == pytest.approx(5000, abs=0.1)
    with pytest.raises(NotAdjacent, match="远"):
        joined([degrees(left), degrees(right), degrees(apart)], ["左", "右", "远"], EPSG)
