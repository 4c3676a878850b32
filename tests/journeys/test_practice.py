"""The practice county: marked on every page, for everybody in training to break, and to be had back as it was."""

from __future__ import annotations

import pytest
from tests.journeys.acts import draw_across, says, wait_for
from tests.journeys.pages import opened_pages
from tests.workflow.small_disc import LEFT

RIBBON = "这里的数据都是虚构的"


def test_every_page_says_that_it_is_practice(people, office):
    unmarked = []
    page = people.at("zuzhi")
    for username, address in opened_pages({**office.seed, "arrival": "00000000-0000-0000-0000-000000000000"}):
        if username == "zuzhi" and "00000000" not in address:
            answer = page.request.get(address, headers={"Accept": "text/html"})
            if RIBBON not in answer.text():
                unmarked.append(address)
    assert unmarked == []


@pytest.mark.long
def test_whoever_trains_breaks_it_and_has_it_back(office_of, people_of):
    people = people_of(office_of("small"))
    page = people.at("zuzhi")
    page.goto("/patches/")
    before = sorted(page.locator("a[data-row-link]").all_inner_texts())
    page.goto(f"/patches/?q={LEFT}")
    page.goto(page.locator("a[data-row-link]").first.get_attribute("href") + "split/")
    draw_across(page)
    page.get_by_label("理由").fill("练习")
    page.get_by_role("button", name="分宗").click()
    page.locator(".toast-note").wait_for()
    page.goto("/patches/")
    assert len(page.locator("a[data-row-link]").all_inner_texts()) == len(before) + 1

    page.locator(".ribbon").get_by_role("link", name="重置…").click()
    page.locator("main").get_by_role("link", name="重置…").click()
    page.locator("#drawer").get_by_role("button", name="重置示范县").click()
    assert "不能撤销" in page.locator("#consequence").inner_text()
    page.locator("[data-consequence-yes]").click()
    says(page, "示范县正在重置")

    def is_as_before() -> bool:
        page.goto("/patches/")
        return sorted(page.locator("a[data-row-link]").all_inner_texts()) == before

    wait_for(page, is_as_before, "as it came with the disc")
