"""One patch from its finding to its acceptance, as the county leader sees it: the finding is taken, the ways are set,
the leader asks what that would change, the township declares, two look on site, the responsible persons sign, and the
ratio is what the leader was told it would be."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.journeys.people import PHONE, People
from tests.journeys.rectifying import accept, declare, send, set_ways, sign

pytestmark = pytest.mark.long

COUNTY = "990101"


@pytest.mark.seed("R1", "R2", "R3")
def test_what_is_put_right_moves_the_ratio_as_it_was_foretold(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "whole")
    chosen = json.loads(office.run("tests.journeys.unlawful", "leave"))["demolish"]
    office.serve()
    people = People(browser, office)
    try:
        leader, section = people.at("zuzhang"), people.at("zhifa")
        page, mu = f"/patches/{chosen['uuid']}/rectification/", f"{chosen['cultivated_mu']:.2f}"
        section.goto(page)
        assert section.get_by_role("link", name="确定整改措施").count() == 0  # a patch is a lead: nothing without a finding
        _take_finding(section, chosen)
        set_ways(section, page)
        foretold = _foretell(leader, chosen)
        told = {
            "demolished_on": "2026-01-20", "demolished_area": mu, "demolished_land_area": mu,
            "recultivated_area": mu, "recultivated_on": "2026-01-22",
        }  # fmt: skip
        declare(people.at(chosen["clerk"]), page, chosen, tmp_path, told)
        assert _ratio(leader) == foretold[0]  # a declaration alone moves nothing
        accept(people.at("zhifa2", PHONE), chosen)
        for name in (chosen["leader"], "guzhang"):
            sign(people.at(name), chosen)
        assert _ratio(leader) == foretold[1]
        assert chosen["number"] in leader.locator("#deducted").inner_text()
        leader.goto("/accountability/whereabouts/")
        leader.locator(".funnel a", has_text="已验收").click()
        leader.get_by_role("link", name=chosen["number"]).wait_for()
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _take_finding(page: Any, chosen: dict[str, Any]) -> None:
    page.goto(f"/patches/{chosen['uuid']}/finding/")
    page.locator("main").get_by_role("link", name="认定", exact=True).last.click()
    send(page)
    page.locator("h2", has_text="违法用地").wait_for()


def _foretell(page: Any, chosen: dict[str, Any]) -> tuple[str, str]:
    """Tick the patch; returns the ratio now and as it would be."""
    page.goto(f"/accountability/plan/?unit={COUNTY}")
    page.get_by_role("checkbox", name=re.compile(chosen["number"])).check()
    page.locator("#plan-sum", has_text="已勾选 1 宗").wait_for()
    now, then = re.findall(r"[\d.]+%", page.locator("#plan-sum").inner_text())
    assert now != then
    return now, then


def _ratio(page: Any) -> str:
    """Return the ratio of the county as its page has it."""
    page.goto(f"/accountability/units/{COUNTY}/")
    return str(page.locator(".ratio-figure .figure").inner_text())
