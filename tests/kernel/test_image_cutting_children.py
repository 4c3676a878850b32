"""Images are looked at and cut in children: what they show counts together, and a broken one is a sentence."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from tuban.kernel.formats.children import FORKS, Nursery
from tuban.kernel.image_cutting_children import ImageUnreadable, cut_in_child, shown_shares

EPSG = 4547
WEST, NORTH = 400_000.0, 3_100_000.0
COUNTY = shapely.box(WEST, NORTH - 400, WEST + 800, NORTH)


def sheet(path: Path, west: float, width: float) -> Path:
    pixels = np.random.default_rng(3).integers(1, 255, (3, 40, int(width / 10)), dtype=np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=int(width / 10), height=40, count=3, dtype="uint8", crs=f"EPSG:{EPSG}",
        transform=from_origin(WEST + west, NORTH, 10.0, 10.0), nodata=0,
    ) as file:  # fmt: skip
        file.write(pixels)
    return path


@pytest.fixture
def halves(tmp_path: Path) -> list[Path]:
    return [sheet(tmp_path / "西.tif", 0, 400), sheet(tmp_path / "东.tif", 300, 300)]


def test_what_several_images_show_counts_once(halves: list[Path]) -> None:
    with Nursery() as nursery:
        found = shown_shares(
            {"image_after": halves, "image_before": halves[:1]}, [COUNTY, None], epsg=EPSG, nursery=nursery
        )
    assert found == {"image_after": [0.75, 0.0], "image_before": [0.5, 0.0]}


@pytest.mark.skipif(not FORKS, reason="the broken reader is handed on by the fork")
def test_an_image_that_ends_its_reader_shows_nothing_and_is_a_sentence_where_it_is_cut(
    tmp_path: Path, halves: list[Path]
) -> None:
    class Fatal(Nursery):
        """A nursery whose children die over one image."""

        def run_all(self, tasks):
            yield from super().run_all(
                [
                    type(task)("os:abort", {}, task.limits) if task.arguments["path"] == str(halves[0]) else task
                    for task in tasks
                ]
            )

    with Fatal() as nursery:
        found = shown_shares({"image_after": halves}, [COUNTY], epsg=EPSG, nursery=nursery)
        with pytest.raises(ImageUnreadable, match="西"):
            cut_in_child(halves[0], tmp_path / "cut.tif", COUNTY.bounds, epsg=EPSG, nursery=nursery)
        assert cut_in_child(halves[1], tmp_path / "cut.tif", COUNTY.bounds, epsg=EPSG, nursery=nursery)
    assert found == {"image_after": [0.375]}
    assert [path.name for path in tmp_path.glob("*cut*")] == ["cut.tif"]


def test_a_file_that_is_no_image_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "损坏.tif").write_bytes(b"II*\x00" + bytes(64))
    with Nursery() as nursery, pytest.raises(ImageUnreadable, match="损坏"):
        cut_in_child(tmp_path / "损坏.tif", tmp_path / "cut.tif", COUNTY.bounds, epsg=EPSG, nursery=nursery)
    assert not (tmp_path / "cut.tif").exists()
