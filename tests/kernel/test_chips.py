"""Picture pairs: the same ground at the same scale, the outline where the patch is, None where nothing is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from PIL import Image, ImageChops
from pyproj import Transformer
from rasterio.transform import Affine, from_origin

from tuban.kernel.chips import UnsafeChipName, frame_around, outlined, render_chips, render_pair

# Rasterio 1.4 multiplies transforms in a way that the newest affine calls out of date.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

EPSG = 4547
WEST, NORTH = 500_000.0, 4_000_000.0
PATCH = shapely.box(WEST + 400, NORTH - 560, WEST + 500, NORTH - 500)
LINE, NOTHING = (214, 40, 40), (226, 229, 233)


def sheet(
    path: Path, colour: tuple[int, ...], *, size: int = 1000, crs: str | None = f"EPSG:{EPSG}",
    transform: Affine | None = None, dtype: str = "uint8", nodata: float | None = None, square: int | None = None,
) -> Path:  # fmt: skip
    """A plain image of 1 m pixels; ``square`` is the value inside the patch's own box."""
    data = np.empty((len(colour), size, size), dtype)
    data[:] = np.array(colour, dtype)[:, None, None]
    if square is not None:
        data[:, 500:560, 400:500] = square
    place = {"crs": crs} if crs else {}
    with rasterio.open(
        path, "w", driver="GTiff", width=size, height=size, count=len(colour), dtype=dtype, nodata=nodata,
        transform=transform or from_origin(WEST, NORTH, 1, 1), **place,
    ) as out:  # fmt: skip
        out.write(data)
    return path


def pair_of(before: Path | None, after: Path | None, patch: shapely.Polygon = PATCH, size: int = 200):
    return render_pair(before, after, patch, size_px=size, epsg=EPSG)


def at(picture: Image.Image, east: float, north: float, patch: shapely.Polygon = PATCH) -> tuple[int, ...]:
    frame = frame_around(patch, size_px=picture.width, epsg=EPSG)
    scale = picture.width / frame.side
    return picture.getpixel((int((east - frame.west) * scale), int((frame.north - north) * scale)))


def on_line(picture: Image.Image, east: float, north: float, patch: shapely.Polygon = PATCH) -> bool:
    return any(at(picture, east + aside, north + up, patch) == LINE for aside in (-1, 0, 1) for up in (-1, 0, 1))


def test_both_pictures_show_the_same_ground_with_the_outline_on_it(tmp_path: Path) -> None:
    before = sheet(tmp_path / "before.tif", (10, 120, 10), square=90)
    after = sheet(tmp_path / "after.tif", (10, 10, 120), square=200)
    first, second = pair_of(before, after)
    assert first is not None
    assert second is not None
    assert first.size == second.size == (200, 200)
    middle, beside = (WEST + 450, NORTH - 530), (WEST + 450, NORTH - 480)
    assert at(first, *middle) == (90, 90, 90)
    assert at(second, *middle) == (200, 200, 200)
    assert at(first, *beside) == (10, 120, 10)
    for picture in (first, second):
        assert on_line(picture, WEST + 400, NORTH - 530)
        assert on_line(picture, WEST + 450, NORTH - 500)
        assert not on_line(picture, *beside)


def test_the_picture_is_wider_than_the_patch_and_never_narrower_than_sixty_metres() -> None:
    frame = frame_around(PATCH, size_px=300, epsg=EPSG)
    assert 1.5 * 100 <= frame.side <= 2 * 100
    assert frame.bounds == pytest.approx((WEST + 360, NORTH - 620, WEST + 540, NORTH - 440))
    assert frame_around(shapely.box(0, 0, 3, 3), size_px=300, epsg=EPSG).side == 60


def test_holes_and_every_part_are_outlined(tmp_path: Path) -> None:
    hole = shapely.box(WEST + 430, NORTH - 540, WEST + 470, NORTH - 520)
    second = shapely.box(WEST + 510, NORTH - 560, WEST + 540, NORTH - 500)
    patch = shapely.union_all([shapely.difference(PATCH, hole), second])
    picture, _ = render_pair(sheet(tmp_path / "a.tif", (0, 99, 0)), None, patch, size_px=400, epsg=EPSG)
    assert picture is not None
    for place in ((WEST + 430, NORTH - 530), (WEST + 540, NORTH - 530), (WEST + 400, NORTH - 530)):
        assert on_line(picture, *place, patch=patch)


@pytest.mark.parametrize("missing", ["no sheet", "elsewhere", "all nodata", "no place", "not an image", "not there"])
def test_what_no_sheet_shows_is_none(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "a.tif"
    if missing == "elsewhere":
        sheet(path, (9, 9, 9), transform=from_origin(WEST + 5000, NORTH, 1, 1))
    elif missing == "all nodata":
        sheet(path, (0, 0, 0), nodata=0)
    elif missing == "no place":
        sheet(path, (9, 9, 9), crs=None)
    elif missing == "not an image":
        path.write_text("<VRTDataset rasterXSize='1' rasterYSize='1'/>")
    assert pair_of(None if missing == "no sheet" else path, None) == (None, None)


def test_a_sheet_that_ends_inside_the_picture_leaves_the_rest_grey(tmp_path: Path) -> None:
    half = sheet(tmp_path / "half.tif", (10, 120, 10), size=450)
    tall = sheet(tmp_path / "tall.tif", (10, 120, 10), size=450, transform=from_origin(WEST, NORTH - 300, 1, 1))
    assert pair_of(half, None) == (None, None)
    _, picture = pair_of(None, tall)
    assert picture is not None
    assert at(picture, WEST + 430, NORTH - 530) == (10, 120, 10)
    assert at(picture, WEST + 480, NORTH - 530) == NOTHING


def test_sheets_of_one_time_complete_each_other(tmp_path: Path) -> None:
    left = sheet(tmp_path / "left.tif", (10, 120, 10), size=450, transform=from_origin(WEST, NORTH - 300, 1, 1))
    whole = sheet(tmp_path / "whole.tif", (10, 10, 120))
    chips = render_chips({"p": PATCH}, [left, whole], [], tmp_path / "out", epsg=EPSG)
    path = chips.pairs["p"].before
    assert path is not None
    picture = Image.open(path)
    assert np.allclose(at(picture, WEST + 420, NORTH - 530), (10, 120, 10), atol=12)
    assert np.allclose(at(picture, WEST + 480, NORTH - 530), (10, 10, 120), atol=12)


def test_a_sheet_in_degrees_shows_the_same_ground(tmp_path: Path) -> None:
    there = Transformer.from_crs(EPSG, 4490, always_xy=True)
    west, north = there.transform(WEST, NORTH)
    east, south = there.transform(WEST + 1000, NORTH - 1000)
    grid = from_origin(west, north, (east - west) / 1000, (north - south) / 1000)
    degrees = sheet(tmp_path / "degrees.tif", (10, 120, 10), crs="EPSG:4490", transform=grid, square=200)
    metres = sheet(tmp_path / "metres.tif", (10, 120, 10), square=200)
    first, second = pair_of(degrees, metres)
    assert first is not None
    assert second is not None
    difference = np.asarray(ImageChops.difference(first, second)).max(axis=2)
    assert (difference > 30).mean() < 0.03
    assert at(first, WEST + 450, NORTH - 530) == (200, 200, 200)


def test_one_band_and_sixteen_bit_images_become_grey_and_visible(tmp_path: Path) -> None:
    grey = sheet(tmp_path / "grey.tif", (77,))
    deep = sheet(tmp_path / "deep.tif", (300, 300, 300), dtype="uint16", square=900)
    first, second = pair_of(grey, deep)
    assert first is not None
    assert second is not None
    assert at(first, WEST + 450, NORTH - 480) == (77, 77, 77)
    assert at(second, WEST + 450, NORTH - 530) == (255, 255, 255)
    assert at(second, WEST + 450, NORTH - 480) == (0, 0, 0)


@pytest.mark.parametrize("kept", [400, 1_200_000])
def test_a_batch_writes_named_files_tells_what_it_could_not_read_and_repeats_itself(tmp_path: Path, kept: int) -> None:
    after = sheet(tmp_path / "after.tif", (10, 10, 120), square=200)
    broken = tmp_path / "broken.tif"
    broken.write_bytes(after.read_bytes()[:kept])
    told: list[str] = []
    outlines = {"990101SJBG24000001": PATCH, "往年-2": shapely.box(0, 0, 50, 50)}
    for folder in ("one", "two"):
        chips = render_chips(outlines, [broken], [after], tmp_path / folder, epsg=EPSG, on_chip=told.append)
    assert chips.unreadable == (broken,)
    assert chips.pairs["990101SJBG24000001"].before is None
    assert chips.pairs["990101SJBG24000001"].after == tmp_path / "two" / "990101SJBG24000001-after.jpg"
    assert (chips.pairs["往年-2"].before, chips.pairs["往年-2"].after) == (None, None)
    assert told == [*outlines, *outlines]
    files = [sorted((tmp_path / folder).iterdir()) for folder in ("one", "two")]
    assert [path.name for path in files[0]] == ["990101SJBG24000001-after.jpg"]
    assert files[0][0].read_bytes() == files[1][0].read_bytes()


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "", ".", "..", "x\n", "c:d"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeChipName):
        render_chips({name: PATCH}, [], [], tmp_path, epsg=EPSG)


def test_a_bare_picture_shows_the_ground_and_the_outline_is_drawn_over_it_later(tmp_path: Path) -> None:
    after = sheet(tmp_path / "after.tif", (10, 10, 120), square=200)
    bare = render_chips({"p": PATCH}, [], [after], tmp_path / "bare", epsg=EPSG, is_bare=True).pairs["p"].after
    assert bare is not None
    edge = WEST + 400, NORTH - 530
    assert not any(on_red(Image.open(bare), *edge))
    drawn = tmp_path / "drawn.jpg"
    drawn.write_bytes(outlined(bare, frame_around(PATCH, size_px=300, epsg=EPSG), PATCH))
    cut = render_chips({"p": PATCH}, [], [after], tmp_path / "cut", epsg=EPSG).pairs["p"].after
    assert cut is not None
    for one in (drawn, cut):
        assert any(on_red(Image.open(one), *edge))
    apart = ImageChops.difference(Image.open(drawn), Image.open(cut))
    assert np.asarray(apart).mean() < 3  # the same picture, but for being saved twice


def on_red(picture: Image.Image, east: float, north: float) -> list[bool]:
    """Tell of the pixels around a place whether they are as red as the outline."""
    near = [at(picture, east + aside, north) for aside in (-1, 0, 1)]
    return [red > 150 and green < 100 and blue < 110 for red, green, blue in near]
