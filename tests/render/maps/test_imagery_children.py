"""Images under maps are read in children: the same pictures, and one that ends its reader loses only its own map."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from tuban.kernel.formats.children import FORKS, Nursery
from tuban.kernel.image_sheets import ImageSheets
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.imagery import picture_of
from tuban.render.maps.imagery_children import ReadAhead, Window, read_windows

EPSG = 4547
WEST, NORTH = 400_000.0, 3_100_000.0


def sheet(path: Path, *, columns: int = 400, seed: int = 3) -> Path:
    pixels = np.random.default_rng(seed).integers(20, 255, (3, 400, columns), dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=400, count=3, dtype="uint8", crs=f"EPSG:{EPSG}",
        transform=from_origin(WEST, NORTH, 2.0, 2.0),
    ) as file:  # fmt: skip
        file.write(pixels)
    return path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return sheet(tmp_path / "前时相.tif", seed=4)


@pytest.fixture
def after(tmp_path: Path) -> Path:
    return sheet(tmp_path / "后时相.tif", columns=200)


def at(column: int) -> MapFrame:
    """A window 80 m wide; the image after ends at column 5, the one before at column 10."""
    return MapFrame(WEST + 80 * column, NORTH - 100, 80, 80, 1000, EPSG)


def test_they_are_the_pictures_that_one_process_reads(tmp_path: Path, after: Path) -> None:
    frames = [at(column) for column in range(4)]
    with ImageSheets([after]) as sheets:
        own = [picture_of(sheets, frame, tmp_path / f"own-{place}.jpg") for place, frame in enumerate(frames)]
    expected = [picture.jpeg.read_bytes() for picture in own if picture]
    with ReadAhead([[Window(frame)] for frame in frames], [], [after]) as images:
        found = [shown.after.jpeg.read_bytes() for (shown,) in images if shown.after]
    assert found == expected
    assert len(found) == 4


def test_the_image_before_stands_in_and_comes_along_only_where_it_is_wanted(before: Path, after: Path) -> None:
    windows = [Window(at(1)), Window(at(1), before=True), Window(at(1), always=True), Window(at(8), before=True)]
    with ReadAhead([windows], [before], [after]) as images:
        (shown,) = images
    assert [(one.after is not None, one.before is not None) for one in shown] == [
        (True, False), (True, False), (True, True), (False, True),
    ]  # fmt: skip


def test_ground_that_an_image_leaves_out_is_told_as_a_gap(after: Path) -> None:
    frame = MapFrame(WEST + 300, NORTH - 100, 200, 200, 1000, EPSG)  # the image ends in the middle of it
    with ReadAhead([[Window(frame)]], [], [after]) as images:
        ((shown,),) = images
    assert shown.after is not None
    assert shown.after.gaps.area == pytest.approx(100 * 200, rel=0.17)


@pytest.mark.skipif(not FORKS, reason="the broken reader is handed on by the fork")
def test_a_window_at_which_the_reader_ends_loses_its_own_image_alone(tmp_path: Path, after: Path) -> None:
    class Fatal(Nursery):
        """A nursery whose children die over one window."""

        def run_all(self, tasks):
            order = []
            for task in tasks:
                deadly = any(window["frame"][0] == at(2).west for window in task.arguments["windows"])
                order.append(type(task)("os:abort", {}, task.limits) if deadly else task)
            yield from super().run_all(order)

    maps = [[Window(at(0)), Window(at(1))], [Window(at(2)), Window(at(3))]]
    with Fatal() as nursery:
        found = list(read_windows(maps, [], [after], tmp_path, nursery))
    assert [one.is_lost for one in found] == [False, False, True, False]
    assert [one.after is None for one in found] == [False, False, True, False]


def test_a_file_that_is_no_image_is_named_and_the_other_shows_the_ground(tmp_path: Path, after: Path) -> None:
    broken = tmp_path / "损坏.tif"
    broken.write_bytes(b"II*\x00" + bytes(64))
    with ReadAhead([[Window(at(0))]], [], [broken, after]) as images:
        ((shown,),) = images
    assert shown.unreadable == {"损坏.tif"}
    assert shown.after is not None


def test_leaving_early_ends_the_readers(after: Path) -> None:
    with pytest.raises(KeyboardInterrupt), ReadAhead([[Window(at(0))]] * 50, [], [after]):
        raise KeyboardInterrupt
