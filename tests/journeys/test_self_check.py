"""Before the acceptance: a township confirms its unlawful land anew, and acceptance groups get their townships."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.journeys.people import PHONE, People
from tests.journeys.rectifying import send

pytestmark = pytest.mark.long


@pytest.mark.seed("R4", "R6")
def test_a_township_checks_itself_and_a_group_gets_its_townships(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "checking")
    patches = json.loads(office.run("tests.journeys.unlawful"))
    office.serve()
    people = People(browser, office)
    try:
        chosen = patches["demolish"]
        clerk, county = people.at(chosen["clerk"], PHONE), people.at("zuzhi")
        _check(clerk)
        leader = people.at(chosen["leader"])
        leader.goto("/rectification/self-checks/")
        leader.get_by_role("link", name="负责人确认").click()
        send(leader)
        leader.locator(".page-title .chip", has_text="已确认").wait_for()
        county.goto("/rectification/self-checks/")
        row = county.locator("tr", has_text="甲溪镇")
        assert "380.50" in row.inner_text()
        _found_a_group(county, office.seed["county"])
        county.goto("/rectification/phases/")
        county.get_by_role("link", name="采用建议的阶段").click()
        send(county)
        last = county.locator("section.card", has=county.get_by_role("heading", name="验收", exact=False)).last
        last.get_by_role("link", name="分派乡镇").click()
        county.get_by_label("甲溪镇").check()
        send(county)
        county.locator("section.card", has_text="验收一组").get_by_text("甲溪镇").wait_for()
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _check(page: Any) -> None:
    """Confirm every patch of one's unit, with the floor area of what stands there, and add a place found by oneself."""
    page.goto("/rectification/self-checks/")
    sheet = page.url
    addresses = [one.get_attribute("href") for one in page.locator("td a.btn", has_text="确认").all()]
    assert addresses
    for address in addresses:
        page.goto(address)
        page.fill("[name=floor_area_m2]", "160.25")
        send(page)
        page.wait_for_url(sheet)
    page.get_by_role("link", name="补报自查发现").click()
    for name, value in {"place": "甲北村三组", "area_mu": "0.8", "cultivated_mu": "0.5", "floor_area_m2": "60"}.items():
        page.fill(f"[name={name}]", value)
    send(page)
    page.get_by_text("甲北村三组").first.wait_for()


def _found_a_group(page: Any, county: str) -> None:
    page.goto(f"/settings/units/{county}/found-group/")
    page.select_option("[name=kind]", "acceptance")
    page.fill("[name=name]", "验收一组")
    page.fill("[name=members]", "钱局长 组长 县自然资源局\n秦执法 成员 执法监察股")
    send(page)
    page.get_by_text("验收一组").first.wait_for()
