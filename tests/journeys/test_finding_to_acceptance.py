"""One patch from its finding to its acceptance, over everything that follows a finding.

The finding is taken; the gate is shut on its ground; the case runs from the lead to its end, with the penalty performed
and a person disciplined; the ways are set and the county leader asks what they would change; the township declares, two
look on site, the responsible persons sign. Then the ratio is what the leader was told, and the gate is open.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from tests.journeys.handling import perform, propose_discipline, record, set_items, write_and_issue
from tests.journeys.people import PHONE, People
from tests.journeys.rectifying import accept, declare, send, set_ways, sign

pytestmark = pytest.mark.long

COUNTY = "990101"


@pytest.mark.seed("R1", "R2", "R3", "V1", "V2", "V4", "A-1")
def test_what_is_put_right_moves_the_ratio_as_foretold_and_opens_the_gate(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "whole")
    chosen = json.loads(office.run("tests.journeys.unlawful", "leave"))["demolish"]
    office.serve()
    people = People(browser, office)
    try:
        leader, section, desk = people.at("zuzhang"), people.at("zhifa"), people.at("gengbao")
        page, mu = f"/patches/{chosen['uuid']}/rectification/", f"{chosen['cultivated_mu']:.2f}"
        section.goto(page)
        assert section.get_by_role("link", name="确定整改措施").count() == 0  # a patch is a lead
        _take_finding(section, chosen)
        assert "立案查处" in _ask_the_gate(desk, chosen, "unsettled")
        _handle(people, section, chosen)
        set_ways(section, page)
        now, then = _foretell(leader, chosen)
        told = {
            "demolished_on": "2026-10-12", "demolished_area": mu, "demolished_land_area": mu,
            "recultivated_area": mu, "recultivated_on": "2026-10-14",
        }  # fmt: skip
        declare(people.at(chosen["clerk"]), page, chosen, tmp_path, told)
        assert _ratio(leader) == now  # a declaration alone moves nothing
        accept(people.at("zhifa2", PHONE), chosen)
        for name in (chosen["leader"], "guzhang"):
            sign(people.at(name), chosen)
        assert _ratio(leader) == then
        assert chosen["number"] in leader.locator("#deducted").inner_text()
        leader.goto("/accountability/whereabouts/")
        leader.locator(".funnel a", has_text="已验收").click()
        leader.get_by_role("link", name=chosen["number"]).wait_for()
        _ask_the_gate(desk, chosen, "settled")
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _take_finding(page: Any, chosen: dict[str, Any]) -> None:
    page.goto(f"/patches/{chosen['uuid']}/finding/")
    page.locator("main").get_by_role("link", name="认定", exact=True).last.click()
    send(page)
    page.locator("h2", has_text="违法用地").wait_for()


def _ask_the_gate(page: Any, chosen: dict[str, Any], where: str) -> str:
    """Ask about the ground of the patch; returns what the gate says of it, which stands ``where``."""
    page.goto("/gate/")
    page.fill("[name=title]", "示范项目")
    page.fill("[name=points]", chosen["corners"])
    page.locator("[data-gate-form] button[type=submit]").click()
    met = page.locator(f"section[aria-labelledby={where}]", has_text=chosen["number"])
    met.wait_for()
    return str(met.inner_text())


def _handle(people: People, section: Any, chosen: dict[str, Any]) -> None:
    """Run the case of the patch from the lead to its end."""
    leader, legal = people.at("juzhang"), people.at("fagui")
    section.goto(f"/patches/{chosen['uuid']}/cases/")
    section.get_by_role("link", name="登记线索").click()
    section.fill("[name=title]", "违法占地案")
    section.fill("[name=received_on]", "2026-09-01")
    send(section)
    section.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    case = section.url.removeprefix(people.office.url)
    record(section, case, "verified", date(2026, 9, 2), officers=True)
    record(leader, case, "filed", date(2026, 9, 3))
    _answer_what_is_asked(section, case)
    record(section, case, "investigated", date(2026, 9, 4), officers=True)
    record(section, case, "examined", date(2026, 9, 7))
    set_items(section, case)
    write_and_issue(legal, case, "legal_opinion", "审核结论", "同意", date(2026, 9, 8))
    record(legal, case, "legal_review", date(2026, 9, 8))
    record(leader, case, "discussed", date(2026, 9, 8))
    record(section, case, "notified", date(2026, 9, 9), number="示范县告〔2026〕9号")
    record(section, case, "hearing_notified", date(2026, 9, 9), number="示范县听告〔2026〕9号")
    record(leader, case, "decided", date(2026, 9, 18), number="示范县罚〔2026〕9号")
    record(section, case, "served", date(2026, 9, 21))
    record(section, case, "published", date(2026, 9, 22))
    perform(section, case, date(2026, 10, 12))
    propose_discipline(section, case, "张村长", date(2026, 9, 23), date(2026, 10, 15))
    record(leader, case, "closed", date(2026, 10, 16), closing="fulfilled")
    section.goto(f"/patches/{chosen['uuid']}/cases/")
    section.locator("main", has_text="已结束").wait_for()


def _answer_what_is_asked(page: Any, case: str) -> None:
    """A report upward is late unless it is not needed: the next step says so, and the facts propose the answer."""
    page.goto(case)
    following = page.locator(".case-next", has_text="重大违法行为报告")
    assert "建议：否" in following.inner_text()
    following.get_by_role("link", name="回答").click()
    send(page)
    page.locator(".case-next", has_text="调查取证").wait_for()


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
