"""The Chinese font of the machine: found by file, named when missing, never replaced by empty boxes."""

import pytest

from tuban.render import fonts


@pytest.fixture(autouse=True)
def _forgetful():
    fonts.sans_face.cache_clear()
    fonts.serif_face.cache_clear()
    yield
    fonts.sans_face.cache_clear()
    fonts.serif_face.cache_clear()


def test_a_machine_without_a_chinese_font_says_which_package_brings_one(monkeypatch, tmp_path):
    monkeypatch.delenv("TUBAN_FONT", raising=False)
    monkeypatch.setattr(fonts, "_folders", lambda: [tmp_path])
    with pytest.raises(fonts.NoChineseFont) as caught:
        fonts.sans_face("卫片图")
    assert "卫片图" in caught.value.message
    assert "fonts-noto-cjk" in caught.value.advice


def test_a_font_file_may_be_named(monkeypatch):
    monkeypatch.delenv("TUBAN_FONT", raising=False)
    face = fonts.sans_face()
    fonts.sans_face.cache_clear()
    monkeypatch.setenv("TUBAN_FONT", str(face.path))
    assert fonts.sans_face().path == face.path
    assert fonts.serif_face().path == face.path


def test_a_named_file_that_is_no_font_is_told(monkeypatch, tmp_path):
    path = tmp_path / "notes.ttf"
    path.write_text("no font")
    monkeypatch.setenv("TUBAN_FONT", str(path))
    with pytest.raises(fonts.FontUnreadable):
        fonts.sans_face()


def test_the_face_of_a_collection_is_the_simplified_chinese_one(monkeypatch):
    from PIL import ImageFont

    monkeypatch.delenv("TUBAN_FONT", raising=False)
    face = fonts.sans_face()
    drawn = ImageFont.truetype(str(face.path), 40, index=face.number)
    assert drawn.getname()[0] == face.family
    assert drawn.getmask("图").getbbox() != drawn.getmask("\U0010fffd").getbbox() or bytes(
        drawn.getmask("图")
    ) != bytes(drawn.getmask("\U0010fffd"))
