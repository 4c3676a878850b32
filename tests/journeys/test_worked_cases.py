"""The worked cases K01–K22 and K29, each told on the sheet of a patch of the practice county in a browser.

What must come out was written apart from the product; here it is read from the page, as the person who types sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.journeys.cases import CASES, Case, tell
from tests.journeys.people import People

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def trained(prepared_office, tmp_path_factory, browser) -> Iterator[tuple[People, dict[str, list[str]]]]:
    """People of a practice county that they may break, and its patches by what they are."""
    office = prepared_office("practice").copy(tmp_path_factory.mktemp("trained"))
    kinds = json.loads(office.run("tests.journeys.worked"))
    office.serve()
    people = People(browser, office)
    yield people, kinds
    people.leave()
    office.close()
    assert people.faults == []


@pytest.fixture(scope="module")
def page(trained):
    people, _kinds = trained
    opened = people.at("diji")
    opened.set_default_timeout(15_000)
    return opened


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_must_come_out_stands_on_the_page(case: Case, page, trained) -> None:
    _people, kinds = trained
    uuid = kinds[case.kind][case.place]
    page.goto(f"/patches/{uuid}/telling/")
    side = page.locator("#telling-side")
    tell(page, case)
    if case.facts or case.papers:
        side.locator("h2", has_text="按所填内容").wait_for()
    if case.finding:
        side.locator(".said div", has_text="图斑性质").locator("b", has_text=case.finding).wait_for()
    words = " ".join(side.inner_text().split())
    answers = " ".join(f"{one.locator('dt').inner_text()} {one.locator('dd b').inner_text()}"
                       for one in side.locator(".said > div").all())  # fmt: skip
    for one in case.says:
        assert one in words or one in answers, words
    for one in case.never:
        assert one not in words, words
    listed = side.locator(".card").last.inner_text()
    for one in case.missing:
        assert one in listed, words


def test_what_was_told_of_a_case_is_kept_and_stands_on_the_card(page, trained) -> None:
    """K07 to its end: told, kept, read on the registration card and in the history."""
    _people, kinds = trained
    case = next(one for one in CASES if one.name.startswith("K07"))
    uuid = kinds["plain"][2]
    page.goto(f"/patches/{uuid}/telling/")
    tell(page, case)
    page.fill("#source", "报批台账")
    page.get_by_role("button", name="保存").click()
    page.locator(".toast-note", has_text="已保存").wait_for()
    page.goto(f"/patches/{uuid}/card/")
    card = page.locator(".paper-sheet").inner_text()
    assert "边报边用" in card
    page.goto(f"/patches/{uuid}/history/")
    assert "填报图斑事实" in page.inner_text("main")
