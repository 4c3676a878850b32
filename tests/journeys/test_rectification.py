"""Land is put right by the people of a county at their browsers: enforcement sets the ways, a township declares, two
look on site with a telephone, the responsible persons sign, and the leader names a declaration that proved false.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.journeys.people import PHONE, People
from tests.journeys.rectifying import accept, declare, send, set_ways, sign, take_proposals

pytestmark = pytest.mark.long

TOLD = {
    "demolished_on": "2026-01-20", "demolished_area": "0.1", "demolished_land_area": "0.1", "recultivated_area": "0.1",
    "recultivated_on": "2026-01-22",
}  # fmt: skip


def test_land_is_put_right_accepted_signed_and_what_was_false_is_named(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "rectifying")
    patches = json.loads(office.run("tests.journeys.unlawful"))
    office.serve()
    people = People(browser, office)
    try:
        chosen = patches["demolish"]
        page = f"/patches/{chosen['uuid']}/rectification/"
        section = people.at("zhifa")
        set_ways(section, page)
        take_proposals(section, patches["supply"])
        clerk = people.at(chosen["clerk"])
        clerk.goto("/rectification/")
        clerk.get_by_role("heading", name="我单位须整改").wait_for()
        clerk.get_by_role("link", name=chosen["number"]).wait_for()
        declare(clerk, page, chosen, tmp_path, TOLD)
        accept(people.at("zhifa2", PHONE), chosen)
        for name in (chosen["leader"], "guzhang"):
            sign(people.at(name), chosen)
        leader = people.at("juzhang")
        leader.goto(page)
        assert "验收并签字" in leader.locator("main").inner_text()
        _name_false(leader, page)
        leader.goto("/rectification/units/")
        assert "地基未清除" in leader.locator("main").inner_text()
        clerk.goto(page)
        clerk.get_by_role("link", name="申报完成").wait_for()
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _name_false(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="认定虚假申报").click()
    page.fill("#drawer textarea", "复查发现地基未清除")
    send(page)
    page.locator("dialog[open] .btn-danger").click()
    page.get_by_text("认定为虚假").first.wait_for()
