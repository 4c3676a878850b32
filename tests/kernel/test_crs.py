"""Zones, their numbers, and ways into them."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import Point, box

from tuban.kernel.crs import (
    CannotTransform,
    NotAWorkingCrs,
    OutsideZones,
    UnknownCrs,
    Zone,
    datum_accuracy,
    is_nearly_cgcs2000,
    suggest_working_epsg,
    transform_coordinates,
    transform_geometries,
    working_epsg,
    zone_of,
    zone_of_epsg,
)


@pytest.mark.parametrize("number", range(25, 46))
@pytest.mark.parametrize("numbered", [True, False])
def test_every_zone_is_the_plane_that_epsg_calls_so(number, numbered):
    zone = Zone(number, numbered)
    known = pyproj.CRS(zone.epsg)
    values = {parameter.name: parameter.value for parameter in known.coordinate_operation.params}
    assert values["Longitude of natural origin"] == zone.central_meridian
    assert values["False easting"] == zone.false_easting
    assert zone_of_epsg(zone.epsg) == zone


@pytest.mark.parametrize(
    ("longitude", "number"), [(73.6, 25), (75.0, 25), (76.5, 26), (112.49, 37), (112.5, 38), (114, 38), (135.08, 45)]
)
def test_a_longitude_lies_in_the_zone_whose_meridian_is_nearest(longitude, number):
    assert zone_of(longitude) == number
    assert working_epsg(longitude) == 4534 + number - 25


@pytest.mark.parametrize("longitude", [0.0, 73.4, 136.6, -120.0, float("nan")])
def test_a_longitude_outside_the_country_is_refused(longitude):
    with pytest.raises(OutsideZones):
        zone_of(longitude)


@pytest.mark.parametrize("epsg", [4326, 4490, 4512, 4555, 3857])
def test_other_planes_are_no_zones(epsg):
    with pytest.raises(NotAWorkingCrs):
        zone_of_epsg(epsg)


def test_coordinates_go_there_and_back():
    points = np.array([[114.89486811722, 36.66763484611], [113.2, 23.1]])
    plane = transform_coordinates(points, 4490, "EPSG:4526")
    assert plane[0] == pytest.approx([38580000, 4060000], abs=2e-4)
    assert transform_coordinates(plane, 4526, 4490) == pytest.approx(points, abs=1e-11)
    assert transform_coordinates(plane, 4526, 4547)[0] == pytest.approx([580000, 4060000], abs=2e-4)


def test_geometries_keep_their_gaps():
    shapes = np.array([box(114, 30, 114.1, 30.1), None, Point()], dtype=object)
    carried = transform_geometries(shapes, 4490, 4547)
    assert carried[0].area == pytest.approx(1.067e8, rel=1e-2)
    assert carried[1] is None
    assert shapely.is_empty(carried[2])
    assert suggest_working_epsg(shapes, 4490) == 4547


def test_nothing_to_go_by_suggests_no_zone():
    with pytest.raises(OutsideZones):
        suggest_working_epsg(np.array([None], dtype=object), 4490)


def test_an_unknown_system_and_an_impossible_point_are_said_in_words():
    with pytest.raises(UnknownCrs, match="mars"):
        transform_coordinates([[0, 0]], "mars", 4547)
    with pytest.raises(CannotTransform):
        transform_coordinates([[114.0, 95.0]], 4490, 4547)


def test_a_change_of_datum_without_public_parameters_is_known_to_be_one():
    assert datum_accuracy(4547, 4490) == 0.0
    assert datum_accuracy(4610, 4547) is None


@pytest.mark.parametrize(("epsg", "nearly"), [(4326, True), (32650, True), (4526, True), (4610, False), (4214, False)])
def test_systems_that_equal_ours_for_maps_are_told_from_those_that_do_not(epsg, nearly):
    assert is_nearly_cgcs2000(epsg) == nearly
