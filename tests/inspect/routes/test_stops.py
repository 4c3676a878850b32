"""Stops: why a patch needs the field, and what coordinates in a table mean."""

import numpy as np
import pytest
from shapely.geometry import box

from tuban.inspect.routes.from_result import COLUMNS, Part, stops_of_result
from tuban.inspect.routes.from_rows import (
    NoCoordinates,
    OddCoordinates,
    Rows,
    ZoneMissing,
    place_of,
    places_of,
    stops_of_rows,
)
from tuban.inspect.routes.planning import NotATime, read_planning
from tuban.inspect.routes.stops import priority_of, service_seconds
from tuban.kernel.crs import transform_coordinates
from tuban.rules.rulebook import load

PLANNING = read_planning()
LAWBOOK = load()
LON, LAT = 114.1234, 30.5678
(EAST, NORTH), *_rest = transform_coordinates([(LON, LAT)], 4490, 4547).tolist()


def part(number, *, finding="unlawful", comparison="一致", prejudgement="疑似违法", x=0, **texts):
    values = dict.fromkeys(COLUMNS, "") | {
        "number": number, "finding": finding, "finding_label": LAWBOOK.label("finding", finding),
        "comparison": comparison, "prejudgement": prejudgement, "ground_state": "新增建设", "counted": "3.50", **texts,
    }  # fmt: skip
    return Part(values, box(EAST + x, NORTH, EAST + x + 50, NORTH + 40))


def chosen(*parts, everything=False):
    return stops_of_result(parts, LAWBOOK, PLANNING, everything=everything)


@pytest.mark.parametrize(
    ("about", "reasons"),
    [
        ({}, None),
        ({"finding": "manual"}, ("open",)),
        ({"finding": "split_first"}, ("open",)),
        ({"comparison": "不一致"}, ("inconsistent",)),
        ({"prejudgement": "须外业核查", "ground_state": ""}, ("survey_needed",)),
        ({"prejudgement": "须外业核查"}, None),
        ({"missing": "用地时间（外业查明用地时间，填到年月日）；用地手续（调取批准文件）"}, ("field_fact",)),
        ({"missing": "用地手续（调取批准文件）"}, None),
        ({"missing": "违法主体性质（安排外业实地核查）"}, ("field_fact",)),
        ({"missing": "紧急用地证明（安排外业实地核查）"}, None),  # a paper: no page of a field book has a space for it
        ({"found": "R27 认定实地未变化，举证照片0张；R36 列入不得报批名单"}, ("contradiction",)),
        ({"found": "R36 列入不得报批名单"}, None),
    ],
)
def test_a_patch_is_visited_for_what_only_the_ground_tells(about, reasons):
    stops, total = chosen(part("A1", **about))
    assert total == 1
    assert [stop.reasons for stop in stops] == ([] if reasons is None else [reasons])
    assert all(stop.why for stop in stops)


def test_the_parts_of_a_patch_are_one_stop():
    stops, total = chosen(part("A1", part="1", finding="manual"), part("A1", part="2", x=60), part("B2"))
    assert total == 2
    (stop,) = stops
    assert (stop.parts, stop.area_mu) == (("1", "2"), 7.0)
    assert stop.shape.area == pytest.approx(4000)
    assert service_seconds(stop, PLANNING) == (30 + 10) * 60
    assert len(chosen(part("A1"), part("B2"), everything=True)[0]) == 2


def test_doubtful_and_large_patches_are_worth_more():
    small, open_one, large = (
        chosen(part("A", **about), everything=True)[0][0] for about in ({}, {"finding": "manual"}, {"counted": "60"})
    )
    assert priority_of(small, PLANNING, "balanced") < priority_of(open_one, PLANNING, "balanced")
    assert priority_of(open_one, PLANNING, "large") < priority_of(large, PLANNING, "large")
    assert priority_of(open_one, PLANNING, "equal") == priority_of(large, PLANNING, "equal")


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (("经度", "纬度"), (LON, LAT)),
        (("纬度", "经度"), (LAT, LON)),
        (("X", "Y"), (EAST, NORTH)),
        (("X", "Y"), (NORTH, EAST)),
        (("中心点X", "中心点Y"), (38_000_000 + EAST, NORTH)),
        (("lon", "lat"), (LON, LAT)),
    ],
)
def test_coordinates_are_understood_by_their_size(names, values):
    rows = Rows("点.csv", dict(zip(names, ([f"{value}"] for value in values), strict=True)), [2])
    points, epsg = places_of(rows, PLANNING, crs="EPSG:4547", fallback_epsg=None)
    assert epsg == 4547
    assert (points[0].x, points[0].y) == pytest.approx((EAST, NORTH), abs=0.01)


def test_a_row_without_coordinates_keeps_its_place():
    rows = Rows("点.csv", {"经度": [str(LON), "", None], "纬度": [str(LAT), "", None]}, [2, 3, 4])
    points, _epsg = places_of(rows, PLANNING, crs=None, fallback_epsg=None)
    assert [point is None for point in points] == [False, True, True]


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"甲": ["1"]}, NoCoordinates),
        ({"X": ["500000"], "Y": ["3500000"]}, ZoneMissing),
        ({"经度": ["214.1"], "纬度": ["30"]}, OddCoordinates),
        ({"X": [str(LON), "500000"], "Y": [str(LAT), "3500000"]}, OddCoordinates),
    ],
)
def test_coordinates_that_mean_nothing_are_told(columns, error):
    with pytest.raises(error):
        places_of(Rows("点.csv", columns, [2, 3]), PLANNING, crs=None, fallback_epsg=None)


@pytest.mark.parametrize(
    ("text", "understood"),
    [(f"{LON},{LAT}", True), (f"{LAT}，{LON}", True), (f"{EAST},{NORTH}", True), ("1,2", False), ("县政府", False)],
)
def test_a_start_is_degrees_or_metres(text, understood):
    found = place_of(text, 4547)
    assert (found is not None) == understood
    if understood:
        assert np.hypot(found[0] - EAST, found[1] - NORTH) < 1


@pytest.mark.parametrize(("text", "seconds"), [("08:30", 30600), ("8:30:00", 30600), ("13：05", 47100), ("", None)])
def test_a_window_is_read_as_people_write_it(text, seconds):
    rows = Rows("点.csv", {"编号": ["甲"], "最早": [text]}, [2])
    found = {"number": "编号", "opens": "最早"}
    (stop,) = stops_of_rows(rows, np.array([None], dtype=object), found, LAWBOOK, epsg=4547)
    assert stop.opens == seconds


def test_a_window_that_is_no_time_is_told():
    rows = Rows("点.csv", {"编号": ["甲"], "最早": ["上午"]}, [2])
    with pytest.raises(NotATime):
        stops_of_rows(rows, np.array([None], dtype=object), {"number": "编号", "opens": "最早"}, LAWBOOK, epsg=4547)
