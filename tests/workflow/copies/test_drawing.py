"""What is covered is gone, all else stays, and a copy says no more than it may."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.ExifTags import IFD, Base
from tests.workflow.copies.specimens import exif_of, jpeg, photo

from tuban.kernel.formats.nursery import Refusal
from tuban.workflow.copies.drawing import LARGEST_SIDE, STAYS, cover, reduce, upright

COLOUR, FILLED = "#3d4852", (0x3D, 0x48, 0x52)


def covered(folder, content: bytes, places, *, size, stays=(), quality: int = 95) -> Image.Image:
    source, target = folder / "a.jpg", folder / "b.jpg"
    source.write_bytes(content)
    cover(path=str(source), target=str(target), places=places, size=size, colour=COLOUR, quality=quality, stays=stays)
    with Image.open(target) as made:
        made.load()
        return made


@st.composite
def rectangles(draw, width: int = 320, height: int = 240):
    left, top = draw(st.integers(0, width - 4)), draw(st.integers(0, height - 4))
    return [left, top, draw(st.integers(4, width - left)), draw(st.integers(4, height - top))]


@settings(max_examples=40)
@given(places=st.lists(rectangles(), min_size=1, max_size=6), other=st.integers(2, 99))
def test_a_copy_is_the_same_whatever_lay_below_its_rectangles(tmp_path_factory, places, other):
    """The one proof that nothing can be worked out again: two photos that differ only below give the same file."""
    folder = tmp_path_factory.mktemp("copies")
    made = []
    for seed in (1, other):
        picture, below = photo(), photo(seed=seed)
        for left, top, width, height in places:
            box = (left, top, left + width, top + height)
            picture.paste(below.crop(box), box)
        source, target = folder / f"{seed}.png", folder / f"{seed}.jpg"
        picture.save(source)
        cover(path=str(source), target=str(target), places=places, size=(320, 240), colour=COLOUR, quality=90, stays=())
        made.append(target.read_bytes())
    assert made[0] == made[1]


def test_inside_all_is_one_colour_and_outside_all_is_as_it_was_up_to_the_compression(tmp_path):
    picture, places = photo(), [[40, 40, 64, 48], [200, 100, 120, 140]]
    inside = np.zeros((240, 320), dtype=bool)
    for left, top, width, height in places:
        inside[top : top + height, left : left + width] = True
    content = io.BytesIO()
    picture.save(content, "PNG")
    made = np.asarray(covered(tmp_path, content.getvalue(), places, size=(320, 240)).convert("RGB")).astype(int)
    assert np.abs(made[inside] - FILLED).max() < 24  # what JPEG does at an edge
    away = ~inside
    for left, top, width, height in places:  # blocks of the compression that an edge runs through
        away[max(0, top - 16) : top + height + 16, max(0, left - 16) : left + width + 16] = False
    assert np.abs(made[away] - np.asarray(picture).astype(int)[away]).mean() < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_rectangles_are_told_on_the_upright_picture(tmp_path, orientation):
    content = jpeg(photo(), orientation=orientation)
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    made = covered(tmp_path, content, [[16, 32, 48, 64]], size=shown.size)
    assert made.size == shown.size
    assert np.abs(np.asarray(made.convert("RGB").crop((24, 40, 56, 88))).astype(int) - FILLED).max() < 4
    corner = np.asarray(made.crop((100, 120, 160, 180))).astype(int) - np.asarray(shown.crop((100, 120, 160, 180)))
    assert np.abs(corner).mean() < 6


def test_nothing_of_the_file_but_its_pixels_is_in_a_copy(tmp_path):
    made = covered(tmp_path, jpeg(photo()), [], size=(320, 240))
    content = (tmp_path / "b.jpg").read_bytes()
    assert b"LEAK" in (tmp_path / "a.jpg").read_bytes()
    assert b"LEAK" not in content
    assert content.endswith(b"\xff\xd9")
    assert not set(made.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not dict(made.getexif())


@pytest.mark.parametrize("stays", [("taken_at",), ("device",), ("place",), ("direction",), STAYS])
def test_what_the_deployment_keeps_stays_and_no_more(tmp_path, stays):
    made = covered(tmp_path, jpeg(photo()), [], size=(320, 240), stays=stays).getexif()
    own, place = dict(made.get_ifd(IFD.Exif)), dict(made.get_ifd(IFD.GPSInfo))
    assert (Base.DateTimeOriginal in own) == ("taken_at" in stays)
    assert (Base.Model in made) == ("device" in stays)
    assert (len(place) == 0) == (not {"place", "direction"} & set(stays))
    assert Base.BodySerialNumber not in own
    assert not set(made) & {Base.ImageDescription, Base.Orientation}


def test_a_small_picture_is_upright_and_tells_the_size_of_the_whole(tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg(photo(), orientation=6))
    assert reduce(paths={"a": str(tmp_path / "a.jpg")}, folder=str(tmp_path / "."), side=80) == {"a": [240, 320]}
    with Image.open(tmp_path / "a.jpg") as small:
        assert small.size == (60, 80)


def test_a_copy_shows_no_more_than_the_picture_on_which_a_person_looks(tmp_path):
    Image.new("RGB", (5120, 3000), "grey").save(tmp_path / "a.png")
    told = reduce(paths={"b": str(tmp_path / "a.png")}, folder=str(tmp_path), side=LARGEST_SIDE)
    with Image.open(tmp_path / "b.jpg") as looked_at:
        assert told == {"b": list(looked_at.size)} == {"b": [LARGEST_SIDE, 1500]}
    made = covered(tmp_path, (tmp_path / "a.png").read_bytes(), [], size=told["b"])
    assert made.size == tuple(told["b"])


MODES = {"PNG": ("RGB", "RGBA", "L", "P"), "TIFF": ("RGB", "RGBA", "L", "P"), "WEBP": ("RGB", "RGBA")}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_other_formats_and_modes_are_drawn_too(tmp_path, kind, mode):
    turned = kind != "TIFF" or mode == "RGB"  # Pillow 13 reads the other turned ones wrongly
    photo().convert(mode).save(tmp_path / "a.img", kind, exif=exif_of(orientation=8 if turned else 1))
    made = reduce(paths={"b": str(tmp_path / "a.img")}, folder=str(tmp_path), side=80)
    assert made == {"b": [240, 320] if turned else [320, 240]}


def test_what_cannot_be_read_is_left_out_and_refused(tmp_path):
    whole = jpeg(photo())
    for name, content in (("text", b"nothing"), ("cut", whole[: len(whole) // 2]), ("empty", b"")):
        (tmp_path / name).write_bytes(content)
        assert reduce(paths={name: str(tmp_path / name)}, folder=str(tmp_path), side=80) == {}
        with pytest.raises(Refusal):
            covered(tmp_path, content, [], size=(320, 240))


def test_rectangles_of_a_picture_of_another_size_are_refused(tmp_path):
    with pytest.raises(Refusal):
        covered(tmp_path, jpeg(photo()), [[0, 0, 10, 10]], size=(640, 480))


def test_colours_of_another_profile_are_turned_to_the_usual_ones():
    picture = Image.new("RGB", (8, 8), (200, 100, 50))
    picture.info["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert upright(picture, 8).getpixel((4, 4)) == pytest.approx((200, 100, 50), abs=2)
    assert upright(picture, 8).info == {}
