"""The window of a map: round scales, what fits, and millimetres that are true."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tuban.render.maps.frame import MapFrame, fitting_scale, round_scale
from tuban.render.maps.furniture import bar_of_scale, convergence, dms, grid_lines, grid_step


@given(st.floats(1, 5_000_000))
def test_a_round_scale_is_the_nearest_one_that_is_not_finer(denominator: float) -> None:
    coarser, finer = round_scale(denominator), round_scale(denominator, finer=True)
    assert finer <= max(denominator * 1.000001, 500) or finer == 500
    assert coarser >= denominator * 0.999999
    assert coarser <= max(500, denominator * 1.5 + 1)
    assert round_scale(coarser) == coarser


@given(st.floats(50, 60_000), st.floats(50, 60_000), st.floats(100, 500), st.floats(100, 500))
def test_what_is_fitted_lies_inside_the_window(across: float, up: float, width: float, height: float) -> None:
    bounds = (480_000.0, 3_500_000.0, 480_000.0 + across, 3_500_000.0 + up)
    frame = MapFrame.around(bounds, width, height, fitting_scale(bounds, width, height), 4547)
    west, south, east, north = frame.bounds
    assert west <= bounds[0]
    assert south <= bounds[1]
    assert east >= bounds[2]
    assert north >= bounds[3]


def test_a_kilometre_at_one_to_ten_thousand_is_a_hundred_millimetres() -> None:
    frame = MapFrame(480_000.0, 3_510_000.0, 395.0, 250.0, 10_000, 4547)
    line = frame.on_paper([shapely.linestrings([(481_000, 3_509_000), (482_000, 3_509_000)])])[0]
    assert line.length == pytest.approx(100.0, abs=1e-9)
    assert np.allclose(shapely.get_coordinates(line)[0], (100.0, 100.0))
    assert frame.place(480_000.0, 3_510_000.0) == (0.0, 0.0)


def test_grid_lines_are_whole_steps_inside_the_window_and_not_too_close() -> None:
    frame = MapFrame(480_250.0, 3_510_100.0, 300.0, 240.0, 20_000, 4547)
    step = grid_step(frame)
    assert step == 1000
    eastings, northings = grid_lines(frame, step)
    assert eastings == [481_000, 482_000, 483_000, 484_000, 485_000, 486_000]
    assert northings == [3_506_000, 3_507_000, 3_508_000, 3_509_000, 3_510_000]


@given(st.sampled_from([500, 1000, 2000, 2500, 5000, 10_000, 15_000, 25_000, 60_000, 250_000]))
def test_the_bar_of_scale_measures_what_it_says(scale: int) -> None:
    parts = bar_of_scale(scale)
    assert 20 < parts[-1][1] <= 60
    for begin, end, metres in parts:
        assert end == pytest.approx(metres * 1000 / scale)
        assert end - begin == pytest.approx(parts[0][1])


@pytest.mark.parametrize(
    ("degrees", "places", "text"),
    [
        (114.5625, 0, "114°33′45″"),
        (31.9999999, 0, "32°00′00″"),
        (31.75, 1, "31°45′00.0″"),
        (0.0166666, 2, "0°01′00.00″"),
    ],
)
def test_degrees_are_carried_over_minutes_and_seconds(degrees: float, places: int, text: str) -> None:
    assert dms(degrees, places) == text


def test_grid_north_leans_east_of_the_central_meridian() -> None:
    assert convergence(500_000, 3_500_000, 4547) == pytest.approx(0, abs=1e-9)
    assert convergence(520_000, 3_500_000, 4547) > 0
    assert convergence(480_000, 3_500_000, 4547) < 0
