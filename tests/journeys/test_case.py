"""A case by the people of a county at their browsers: the section, the leader, the legal officer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.journeys.people import People

pytestmark = pytest.mark.long


@pytest.mark.seed("V1")
def test_a_case_goes_from_hand_to_hand_until_it_is_decided(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "case")
    office.serve()
    people = People(browser, office)
    case = f"/cases/{office.seed['case']}/"
    try:
        section, leader, legal = people.at("zhifa"), people.at("juzhang"), people.at("fagui")
        _record(section, case, "verified", date(2026, 11, 3), officers=True)
        _record(leader, case, "filed", date(2026, 11, 4))
        section.goto(case)
        assert re.search(r"执立〔示范县〕〔2026〕\d+号", section.locator("main").inner_text())
        _record(section, case, "investigated", date(2026, 11, 5), officers=True)
        _record(section, case, "examined", date(2026, 11, 6))
        _set_items(section, case)
        _write_and_issue(legal, case, "legal_opinion", "审核结论", "同意", date(2026, 11, 9))
        _record(legal, case, "legal_review", date(2026, 11, 9))
        _record(leader, case, "discussed", date(2026, 11, 9))
        _record(section, case, "notified", date(2026, 11, 10), number="示范县告〔2026〕1号")
        _record(section, case, "hearing_notified", date(2026, 11, 10), number="示范县听告〔2026〕1号")
        leader.goto(f"{case}steps/decided/")
        _fill(leader, date(2026, 11, 16), "示范县罚〔2026〕1号")
        assert "期限" in leader.locator(".notice-blocked").inner_text()  # five working days are not over
        _record(leader, case, "decided", date(2026, 11, 18), number="示范县罚〔2026〕1号")
        section.goto(case)
        assert section.locator("a.btn", has_text="登记履行").count()
        above = people.at("shi")
        above.goto(case)
        assert "提级办理" in above.locator("main").inner_text()
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _record(page: Any, case: str, step: str, day: date, *, officers: bool = False, number: str = "") -> None:
    page.goto(f"{case}steps/{step}/")
    if officers:
        boxes = page.locator("[name=officers]")
        for name in ("吴执法", "秦执法"):
            page.get_by_label(re.compile(name)).check()
        assert boxes.count() >= 2
    _fill(page, day, number)
    page.wait_for_url(f"**{case}")


def _fill(page: Any, day: date, number: str = "") -> None:
    page.fill("[name=day]", day.isoformat())
    if number:
        page.fill("[name=number]", number)
    page.get_by_role("button", name="记录", exact=True).click()


def _write_and_issue(page: Any, case: str, kind: str, label: str, words: str, day: date) -> None:
    page.goto(f"{case}papers/{kind}/")
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".toast-note", has_text="已保存").wait_for()
    page.goto(f"{case}papers/{kind}/issue/")
    page.fill("[name=day]", day.isoformat())
    page.get_by_role("button", name="签发", exact=True).click()
    page.wait_for_url(f"**{case}papers/{kind}/")
    assert page.locator("a[download]", has_text="法审").count()


def _set_items(page: Any, case: str) -> None:
    """Set every item that is proposed; a fine in the middle of its range."""
    page.goto(case)
    addresses = [one.get_attribute("href") for one in page.locator("a.btn", has_text="确定").all()]
    assert addresses
    for address in addresses:
        page.goto(address)
        if page.locator("[name=rate]").count():
            page.fill("[name=rate]", "200")
            page.fill("[name=because]", "情节一般")
        if page.locator("[name=floor_m2]").count():
            page.fill("[name=floor_m2]", "800")
        if page.locator("[name=days]").count():
            page.fill("[name=days]", "15")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url(f"**{case}")
