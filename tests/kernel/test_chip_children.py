"""Pictures cut in child processes are the same pictures, and an image that ends its reader loses only its own."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from tuban.kernel import chip_children
from tuban.kernel.chips import UnsafeChipName, render_chips
from tuban.kernel.formats.children import FORKS, Nursery

EPSG = 4547
WEST, NORTH = 400_000.0, 3_100_000.0


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "后时相.tif"
    pixels = np.random.default_rng(3).integers(0, 255, (3, 400, 400), dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=400, height=400, count=3, dtype="uint8", crs=f"EPSG:{EPSG}",
        transform=from_origin(WEST, NORTH, 2.0, 2.0),
    ) as file:  # fmt: skip
        file.write(pixels)
    return path


@pytest.fixture
def outlines():
    return {
        f"图斑{number}": shapely.box(WEST + 60 * number, NORTH - 200, WEST + 60 * number + 40, NORTH - 150)
        for number in range(1, 8)
    }


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_they_are_the_pictures_that_one_process_cuts(tmp_path, sheet, outlines, monkeypatch):
    monkeypatch.setattr(chip_children, "AT_ONCE", 3)
    told = []
    with Nursery() as nursery:
        cut = chip_children.render_in_children(
            outlines, [], [sheet], tmp_path / "a", epsg=EPSG, nursery=nursery, on_chips=told.append
        )
    render_chips(outlines, [], [sheet], tmp_path / "b", epsg=EPSG)
    assert pictures(tmp_path / "a") == pictures(tmp_path / "b")
    assert list(cut.pairs) == list(outlines)
    assert sum(told) == len(outlines)
    assert all(pair.before is None and pair.after.is_file() for pair in cut.pairs.values())


@pytest.mark.skipif(not FORKS, reason="the broken reader is handed on by the fork")
def test_an_outline_at_which_the_reader_ends_loses_its_own_pictures_alone(tmp_path, sheet, outlines, monkeypatch):
    class Fatal(Nursery):
        """A nursery whose children die over one outline."""

        def run_all(self, tasks):
            poisoned = shapely.to_wkb(outlines["图斑3"], hex=True)
            for number, task in enumerate(tasks):
                deadly = poisoned in task.arguments["outlines"].values()
                order = type(task)("os:abort", {}, task.limits) if deadly else task
                for _one, outcome in super().run_all([order]):
                    yield number, outcome

    with Fatal() as nursery:
        cut = chip_children.render_in_children(
            outlines, [], [sheet], tmp_path / "a", epsg=EPSG, nursery=nursery, on_chips=None
        )
    assert [name for name, pair in cut.pairs.items() if pair.after is None] == ["图斑3"]
    assert cut.unreadable == (sheet,)


def test_a_name_that_leads_elsewhere_is_refused_before_anything_is_read(tmp_path, sheet, outlines):
    with Nursery() as nursery, pytest.raises(UnsafeChipName):
        chip_children.render_in_children(
            {"../x": outlines["图斑1"]}, [], [sheet], tmp_path / "a", epsg=EPSG, nursery=nursery
        )
    assert not (tmp_path / "a").exists()
