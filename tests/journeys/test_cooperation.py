"""The enforcement section asks finance; finance answers late; the list of what is late, and what the leader is told."""

from __future__ import annotations

import pytest
from tests.journeys.acts import says
from tests.journeys.people import PHONE, People

pytestmark = pytest.mark.long


@pytest.mark.seed("O4")
def test_what_finance_answers_late_goes_up_to_the_leader(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "cooperating")
    office.serve()
    people = People(browser, office)
    try:
        section = people.at("zhifa")
        section.goto(f"/patches/{office.seed['patch']}/cooperation/")
        section.get_by_role("link", name="交办", exact=True).click()
        section.locator("#drawer").get_by_role("link", name="征缴土地出让金").click()
        drawer = section.locator("#drawer")
        drawer.get_by_label("应缴出让金").fill("120000")
        drawer.get_by_label("交办内容").fill("请核缴该宗地出让金。")
        drawer.get_by_role("button", name="提交").click()
        says(section, "已交办。")

        finance = people.at("caizheng", PHONE)
        finance.goto("/messages/")
        finance.get_by_role("link", name="新协办事项：征缴土地出让金").click()
        says(finance, "请核缴该宗地出让金。")
        assert int(office.run("tests.journeys.lateness", "10")) >= 3

        leader = people.at("juzhang")
        leader.goto("/messages/")
        says(leader, "已逾期10天，尚未答复")
        leader.get_by_role("link", name="协办事项逾期：征缴土地出让金").click()
        says(leader, "逾期 10 天")
        leader.goto("/cooperation/figures/")
        assert leader.locator("section", has_text="今日逾期清单").get_by_text("征缴土地出让金").count() == 1

        finance.goto("/cooperation/")
        finance.get_by_role("link", name="征缴土地出让金").first.click()
        finance.get_by_role("link", name="答复", exact=True).click()
        drawer = finance.locator("#drawer")
        drawer.get_by_label("已缴出让金").fill("120000")
        drawer.get_by_label("缴款日期").fill("2024-09-02")
        drawer.get_by_label("缴款凭据号").fill("财收〔2024〕8号")
        drawer.get_by_role("button", name="答复").click()
        says(finance, "已答复。")

        section.goto("/messages/")
        section.get_by_role("link", name="协办事项有答复：征缴土地出让金").click()
        says(section, "财收〔2024〕8号")
        section.get_by_role("link", name="确认", exact=True).click()
        section.locator("#drawer").get_by_role("button", name="确认").click()
        says(section, "已确认答复。")
        leader.goto("/cooperation/figures/")
        says(leader, "没有逾期的。")
    finally:
        people.leave()
        office.close()
    assert people.faults == []
