"""Every page of the product, in the role that may see it: at a desk and on a phone; in English on a phone."""

from __future__ import annotations

import pytest
from tests.journeys.looking import chinese_left, english_left, faults_of_page
from tests.journeys.pages import NO_PAGES, NOBODY, PAGES, names_of_addresses, opened_pages
from tests.journeys.people import DESK, PHONE
from tests.web.imports.discs import packed, small_disc


@pytest.fixture(scope="module")
def seed(office, browser, tmp_path_factory):
    """The identities of the office, with a disc that waits for confirmation."""
    from tests.journeys.people import People

    folder = tmp_path_factory.mktemp("disc")
    people = People(browser, office)
    page = people.at("zuzhi")
    page.goto("/imports/upload/")
    page.set_input_files("input[data-choose=file]", packed(small_disc(folder / "盘"), folder / "示范县2024.zip"))
    page.wait_for_selector(".doctor-verdict")
    arrival = page.url.rstrip("/").rpartition("/")[2]
    people.leave()
    return {**office.seed, "arrival": arrival}


def test_every_address_is_a_page_that_is_opened_here_or_says_why_it_is_none():
    known = set(PAGES) | set(NO_PAGES)
    assert names_of_addresses() == known
    assert not set(PAGES) & set(NO_PAGES)


@pytest.mark.parametrize(("language", "sizes"), [("zh", [DESK, PHONE]), ("en", [PHONE])], ids=["zh", "en"])
def test_every_page_is_whole_and_open_to_everybody(people, seed, language, sizes):
    faults: dict[str, list[str]] = {}
    sitting, page = None, None
    for username, address in opened_pages(seed):
        if username != sitting:
            if page is not None:
                page.context.close()
            page, sitting = people.at(username, sizes[0]) if username else people.nobody(sizes[0]), username
            if language == "en" and username != NOBODY:
                speak_english(page)
        people.faults.clear()
        page.set_viewport_size(sizes[0])
        answer = page.goto(address)
        page.wait_for_load_state("networkidle")
        found = [] if answer.status == 200 else [f"answers {answer.status}"]
        found += faults_of_page(page)
        found += english_left(page) if language == "zh" else chinese_left(page)
        for size in sizes[1:]:
            page.set_viewport_size(size)
            page.wait_for_load_state("networkidle")
            found += faults_of_page(page)
        found += people.faults
        if found:
            faults[f"{username} {address}"] = list(dict.fromkeys(found))
    people.faults.clear()
    assert not faults, "\n".join(f"{where}\n    " + "\n    ".join(found) for where, found in faults.items())


def speak_english(page) -> None:
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Switch to English").click()
    page.wait_for_selector("html[lang=en]")
