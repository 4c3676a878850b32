"""Images made ready for the map: a COG of the same ground, whole or not at all."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_bounds

from tuban.kernel.formats.children import Nursery
from tuban.kernel.image_pyramids import PyramidNotMade, make_pyramid
from tuban.kernel.image_sheets import Frame, ImageSheets

WEST, SOUTH, SIDE = 113.9, 31.7, 0.02
PLACE = from_bounds(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE, 1500, 1500)


def image_of(path, pixels, **about):
    count, height, width = pixels.shape
    with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=count, dtype=pixels.dtype,
                       crs="EPSG:4490", transform=PLACE, **about) as target:  # fmt: skip
        target.write(pixels)
    return path


def halves(dtype=np.uint8, high=200):
    """The west half is of one colour, the east half of another; a strip in the north is black."""
    pixels = np.zeros((3, 1500, 1500), dtype)
    pixels[0, 300:, :750], pixels[2, 300:, 750:] = high, high
    pixels[1, 300:, :] = high // 4
    return pixels


@pytest.fixture
def nursery():
    with Nursery(at_once=1) as found:
        yield found


def told(_done, _total):
    pass


def test_an_image_without_overviews_becomes_a_cog_on_the_grid_of_the_web(tmp_path, nursery):
    target = tmp_path / "made/cog.tif"
    assert make_pyramid(image_of(tmp_path / "a.tif", halves()), target, nursery, told) is True
    with rasterio.open(target) as made:
        assert made.crs.to_epsg() == 3857
        assert made.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert made.overviews(1)
        assert made.count == 3
    assert [path.name for path in target.parent.iterdir()] == ["cog.tif"]


def test_the_cog_shows_the_same_ground_and_sees_through_what_was_black(tmp_path, nursery):
    make_pyramid(image_of(tmp_path / "a.tif", halves()), tmp_path / "cog.tif", nursery, told)
    with ImageSheets([tmp_path / "cog.tif"]) as sheets:
        pixels, shown = sheets.show(Frame(WEST, SOUTH + SIDE, SIDE, SIDE, 100, 100, 4490))
    assert np.abs(pixels[60, 20].astype(int) - (200, 50, 0)).max() <= 8
    assert np.abs(pixels[60, 80].astype(int) - (0, 50, 200)).max() <= 8
    assert not shown[:18].any()
    assert shown[22:].all()


def test_what_is_not_of_bytes_is_stretched_the_same_everywhere(tmp_path, nursery):
    make_pyramid(image_of(tmp_path / "a.tif", halves(np.uint16, 3000)), tmp_path / "cog.tif", nursery, told)
    with rasterio.open(tmp_path / "cog.tif") as made:
        assert set(made.dtypes) == {"uint8"}
    with ImageSheets([tmp_path / "cog.tif"]) as sheets:
        pixels, _shown = sheets.show(Frame(WEST, SOUTH + SIDE, SIDE, SIDE, 100, 100, 4490))
    assert pixels[60, 20, 0] > 245
    assert 50 <= pixels[60, 20, 1] <= 80


def test_an_image_that_is_quick_already_stays_as_it_is(tmp_path, nursery):
    path = image_of(tmp_path / "a.tif", halves(), tiled=True, blockxsize=256, blockysize=256)
    with rasterio.open(path, "r+") as image:
        image.build_overviews([2, 4, 8])
    assert make_pyramid(path, tmp_path / "cog.tif", nursery, told) is False
    assert not (tmp_path / "cog.tif").exists()


def test_a_broken_image_is_told_in_a_sentence_and_leaves_nothing(tmp_path, nursery):
    path = tmp_path / "a.tif"
    path.write_bytes(image_of(tmp_path / "whole.tif", halves()).read_bytes()[:20_000])
    with pytest.raises(PyramidNotMade) as refusal:
        make_pyramid(path, tmp_path / "made/cog.tif", nursery, told)
    assert "QGIS" in refusal.value.hint
    assert list((tmp_path / "made").iterdir()) == []


def test_work_that_is_stopped_leaves_nothing(tmp_path, nursery):
    class StoppedError(Exception):
        pass

    def stop(_done, _total):
        raise StoppedError

    with pytest.raises(StoppedError):
        make_pyramid(image_of(tmp_path / "a.tif", halves()), tmp_path / "made/cog.tif", nursery, stop)
    assert list((tmp_path / "made").iterdir()) == []
