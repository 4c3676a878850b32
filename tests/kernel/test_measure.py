"""The ellipsoidal area of the survey: its published figures, its referee, and what must not change it."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate
from shapely.geometry import MultiPolygon, Point, Polygon, box

from tuban.kernel.crs import NotAWorkingCrs, Zone
from tuban.kernel.measure import ellipsoidal_areas, geographic, perimeters

SQUARE = box(38580000, 4060000, 38581000, 4061000)
HECTARE = box(38500000, 4060000, 38500100, 4060100)
TRIANGLE = Polygon([(39412345.678, 3512345.678), (39412401.5, 3512845.123), (39412933.75, 3512600.25)])
CGCS2000 = Geodesic(6378137.0, 1 / 298.257222101)


def array(*geometries: object) -> np.ndarray:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def geodesic_area(polygon: Polygon, epsg: int, step: float) -> float:
    """The area by GeographicLib of the edges of the plane, densified."""
    way = pyproj.Transformer.from_crs(epsg, 4490, always_xy=True)
    total = 0.0
    for sign, ring in [(1, polygon.exterior), *((-1, inner) for inner in polygon.interiors)]:
        walk = CGCS2000.Polygon()
        for x, y in shapely.get_coordinates(shapely.segmentize(ring, step))[:-1]:
            longitude, latitude = way.transform(x, y)
            walk.AddPoint(latitude, longitude)
        total += sign * abs(walk.Compute()[2])
    return total


@pytest.mark.seed("C4")
@pytest.mark.parametrize(
    ("polygon", "epsg", "official"),
    [(SQUARE, 4526, 999840.42), (HECTARE, 4526, 10000.00), (TRIANGLE, 4527, 139723.10)],
    ids=["square-80-km-out", "hectare-on-the-meridian", "triangle"],
)
def test_the_official_figures_come_out_to_the_cent(polygon, epsg, official):
    assert round(float(ellipsoidal_areas(array(polygon), epsg=epsg)[0]), 2) == official


def test_a_plane_point_goes_back_to_the_published_latitude_and_longitude():
    latitude, longitude = geographic(np.array([4060000.0]), np.array([80000.0]), meridian=np.radians(114))
    assert np.degrees(latitude[0]) == pytest.approx(36.66763484611, abs=2e-10)
    assert np.degrees(longitude[0]) == pytest.approx(114.89486811722, abs=2e-10)


@pytest.mark.seed("C4")
@settings(deadline=None)
@given(
    offset=st.floats(-140_000, 140_000),
    north=st.floats(2_000_000, 5_900_000),
    size=st.floats(300, 1500),
    angle=st.floats(0, 90),
    corners=st.integers(3, 9),
)
def test_without_rounding_the_area_is_the_geodesic_area(offset, north, size, angle, corners):
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    polygon = Polygon(np.column_stack([500_000 + offset + size * np.cos(turn), north + size * np.sin(turn)]))
    polygon = rotate(polygon, angle)
    ours = ellipsoidal_areas(array(polygon), epsg=4547, rounding=False)[0]
    # The geodesic sums are themselves good to about 1e-5 m² an edge, hence the floor.
    assert ours == pytest.approx(geodesic_area(polygon, 4547, 100), rel=1e-8, abs=1e-3)


@settings(deadline=None)
@given(offset=st.floats(-140_000, 140_000), size=st.floats(5, 800), angle=st.floats(0, 90))
def test_rounding_costs_no_more_than_the_rounded_coordinates_can(offset, size, angle):
    polygon = rotate(box(500_000 + offset, 3_500_000, 500_000 + offset + size, 3_500_000 + 2 * size), angle)
    official = ellipsoidal_areas(array(polygon), epsg=4547)[0]
    exact = ellipsoidal_areas(array(polygon), epsg=4547, rounding=False)[0]
    assert abs(official - exact) <= polygon.length * 1e-4


@pytest.mark.parametrize("rounding", [True, False])
def test_holes_subtract_parts_add_and_nothing_measures_nothing(rounding):
    hole, island = box(500100, 4060100, 500200, 4060200), box(500120, 4060120, 500140, 4060140)
    whole = box(500000, 4060000, 500300, 4060300)
    shapes = array(whole, hole, island, whole.difference(hole), MultiPolygon([whole.difference(hole), island]))
    areas = ellipsoidal_areas(shapes, epsg=4547, rounding=rounding)
    assert areas[3] == pytest.approx(areas[0] - areas[1], abs=1e-6)
    assert areas[4] == pytest.approx(areas[3] + areas[2], abs=1e-6)
    none = ellipsoidal_areas(array(None, Polygon(), hole, None, Point(1, 1)), epsg=4547, rounding=rounding)
    assert none.tolist() == [0, 0, areas[1], 0, 0]
    assert ellipsoidal_areas(array(), epsg=4547, rounding=rounding).shape == (0,)


def test_direction_and_start_of_a_ring_and_the_zone_number_change_nothing():
    points = np.array(TRIANGLE.exterior.coords)[:-1]
    same = [np.roll(points, shift, axis=0)[::direction] for shift in range(3) for direction in (1, -1)]
    areas = ellipsoidal_areas(array(*(Polygon(turned) for turned in same)), epsg=4527)
    assert np.ptp(areas) < 1e-3  # inserted points are rounded from either end
    exact = ellipsoidal_areas(array(*(Polygon(turned) for turned in same)), epsg=4527, rounding=False)
    assert np.ptp(exact) < 1e-6
    plain = ellipsoidal_areas(array(translate(TRIANGLE, -39_000_000)), epsg=Zone(39).epsg)
    assert plain[0] == pytest.approx(areas[0], abs=1e-4)


def test_many_rings_measure_the_same_as_one_at_a_time(monkeypatch):
    shapes = array(*(translate(HECTARE, 1000 * step) for step in range(20)), None, SQUARE)
    together = ellipsoidal_areas(shapes, epsg=4526)
    monkeypatch.setattr("tuban.kernel.measure._EDGES_AT_ONCE", 7)
    assert ellipsoidal_areas(shapes, epsg=4526).tolist() == together.tolist()


def test_perimeters_are_lengths_on_the_ellipsoid():
    way = pyproj.Transformer.from_crs(4547, 4490, always_xy=True)
    geod = pyproj.Geod(a=6378137.0, rf=298.257222101)
    for east in (380_000, 500_000, 640_000):
        shape = box(east, 3_000_000, east + 700, 3_000_400).difference(box(east + 9, 3_000_009, east + 99, 3_000_099))
        on_globe = shapely.transform(shape, lambda points: np.column_stack(way.transform(*points.T)))
        expected = geod.geometry_length(on_globe.boundary)
        assert perimeters(array(shape, None), epsg=4547) == pytest.approx([expected, 0], rel=1e-8)


def test_a_plane_that_is_no_zone_of_ours_is_refused():
    with pytest.raises(NotAWorkingCrs, match="3857"):
        ellipsoidal_areas(array(HECTARE), epsg=3857)
