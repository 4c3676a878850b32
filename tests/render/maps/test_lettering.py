"""Words are measured as they are drawn, whatever signs a disc puts into a number."""

import pytest

from tuban.render.fonts import sans_face
from tuban.render.maps.lettering import width_of


def test_a_chinese_character_is_as_wide_as_its_size():
    assert width_of("图斑", sans_face()) == pytest.approx(2.0)


@pytest.mark.parametrize("odd", ["图\u202e斑", "图\x0b斑", "图斑\n", "\t图斑", "图\u200e斑"])
def test_signs_that_are_not_drawn_have_no_width(odd):
    assert width_of(odd, sans_face()) == width_of("图斑", sans_face())


@pytest.mark.parametrize("text", ["", "\n", "A\nB", "<&>", "x" * 300])
def test_any_text_has_a_width(text):
    assert width_of(text, sans_face()) >= 0
