"""A case by the people of a county at their browsers: the section, the leader, the legal officer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.journeys.handling import fill, record, set_items, write_and_issue
from tests.journeys.people import People
from tests.journeys.rectifying import send

pytestmark = pytest.mark.long


@pytest.mark.seed("V1", "V3")
def test_a_case_is_handled_until_it_is_decided_and_the_city_takes_it_over(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "case")
    office.serve()
    people = People(browser, office)
    case = f"/cases/{office.seed['case']}/"
    try:
        section, leader, legal = people.at("zhifa"), people.at("juzhang"), people.at("fagui")
        record(section, case, "verified", date(2026, 11, 3), officers=True)
        record(leader, case, "filed", date(2026, 11, 4))
        section.goto(case)
        assert re.search(r"执立〔示范县〕〔2026〕\d+号", section.locator("main").inner_text())
        record(section, case, "investigated", date(2026, 11, 5), officers=True)
        record(section, case, "examined", date(2026, 11, 6))
        set_items(section, case)
        write_and_issue(legal, case, "legal_opinion", "审核结论", "同意", date(2026, 11, 9))
        record(legal, case, "legal_review", date(2026, 11, 9))
        record(leader, case, "discussed", date(2026, 11, 9))
        record(section, case, "notified", date(2026, 11, 10), number="示范县告〔2026〕1号")
        record(section, case, "hearing_notified", date(2026, 11, 10), number="示范县听告〔2026〕1号")
        leader.goto(f"{case}steps/decided/")
        fill(leader, date(2026, 11, 16), "示范县罚〔2026〕1号")
        assert "期限" in leader.locator(".notice-blocked").inner_text()  # five working days are not over
        record(leader, case, "decided", date(2026, 11, 18), number="示范县罚〔2026〕1号")
        section.goto(case)
        assert section.locator("a.btn", has_text="登记履行").count()
        section.goto(f"{case}report-upward/")
        section.fill("[name=reason]", "市局：当事人拒不履行")
        send(section)
        section.wait_for_url(f"**{case}")
        above = people.at("shi")
        above.goto("/cases/supervision/")
        above.locator("section[aria-labelledby=up]").get_by_role("link", name="执立").click()
        above.get_by_role("link", name="提级办理").click()
        above.fill("[name=reason]", "案情复杂")
        send(above)
        above.locator("dialog[open] .btn-danger").click()
        above.get_by_text("案件已提级办理").first.wait_for()
        section.goto(case)
        assert section.locator(".course a.btn", has_text="记录").count() == 0  # the city goes on with it
    finally:
        people.leave()
        office.close()
    assert people.faults == []
