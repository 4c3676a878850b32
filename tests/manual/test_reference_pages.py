"""The reference of the Chinese manual says what the lawbook, the catalogues and the commands say."""

import pytest
from tests.manual.access_pages import access_page
from tests.manual.reference_pages import FOLDER, PAGES

WRITTEN_BY_HAND = ("security-mlps.md",)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_its_data_say(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tests.manual.reference_pages"


def test_the_access_matrix_is_drawn_in_english_too():
    page = FOLDER.parents[1] / "reference/access.md"
    assert page.read_text(encoding="utf-8") == access_page("en"), "run python -m tests.manual.reference_pages"


def test_every_page_of_the_folder_is_drawn():
    assert {path.name for path in FOLDER.glob("*.md")} == {*PAGES, *WRITTEN_BY_HAND}
