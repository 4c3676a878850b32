"""Who answers for a county sees how its units stand, plans what brings them below a line, and sets the lists down; the
city sees its counties in one table."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.long

COUNTY, CITY = "990101", "9901"


def percent_of(text: str, *, place: int) -> float:
    """Return a share of a text by its place."""
    return float(re.findall(r"([\d.]+)%", text)[place])


def test_the_county_leader_plans_and_sets_the_lists_down(people, office):
    page = people.at("zuzhang")
    page.goto(f"/?campaign={office.seed['campaign']}")
    page.get_by_role("link", name="问责", exact=True).click()
    page.locator("a[data-row-link]", has_text="示范县").click()
    page.locator("a[href='#numerator']").first.click()
    page.locator("main").get_by_role("link", name="整改推演").first.click()
    page.wait_for_url("**/accountability/plan/**")
    before = percent_of(page.locator("#plan-outcome").inner_text(), place=0)
    ticks = page.locator(".plan-tick input")
    ticks.first.check()
    page.wait_for_url("**pick=**")
    page.locator("#plan-sum", has_text="已勾选 1 宗").wait_for()
    told = page.locator("#plan-sum").inner_text()
    assert percent_of(told, place=1) <= before
    colleague = people.at("juzhang")
    colleague.goto(page.url)
    assert colleague.locator("#plan-sum").inner_text() == told
    page.goto("/accountability/lists/")
    page.get_by_role("link", name="固定名单").click()
    page.locator("#drawer").get_by_role("button", name="固定名单").click()
    page.get_by_text("名单已固定").first.wait_for()
    page.locator("a[data-row-link]").first.click()
    page.locator(".tag-good", has_text="相符").wait_for()


def test_the_city_sees_its_counties_in_one_table(people, office):
    page = people.at("shi")
    page.goto(f"/?campaign={office.seed['campaign']}")
    page.goto("/accountability/")
    rows = page.locator("tr.is-sum").all_inner_texts()
    assert any(CITY in row for row in rows)
    assert any(COUNTY in row for row in rows)
    assert len(rows) >= 3
    page.goto("/accountability/whereabouts/")
    page.locator(".funnel a").nth(1).click()
    page.locator("a[data-row-link]").first.wait_for()


def test_a_township_sees_its_own_and_is_told_why_it_sets_no_list_down(people):
    page = people.at("xiang01")
    page.goto("/accountability/")
    assert page.locator("tr.is-sum").count() == 0
    page.goto("/accountability/lists/")
    assert page.locator("[aria-disabled=true]", has_text="固定名单").get_attribute("data-reason")
