"""The reference of the Chinese manual says what the lawbook, the catalogues and the commands say."""

import pytest
from tests.manual.reference_pages import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_its_data_say(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run python -m tests.manual.reference_pages"


def test_every_page_of_the_folder_is_drawn():
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)
