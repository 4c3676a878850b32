"""Three administrators, whom no one person can be together, and none of whom does the work of the inspection."""

from __future__ import annotations

import pytest
from tests.journeys.acts import reason_of, says, wait_for


def test_system_security_and_audit_are_three_people(people, office):
    keeper, security = people.at("xitong"), people.at("anquan")
    keeper.goto(f"/settings/units/{office.seed['county']}/")
    posts = keeper.locator("section", has=keeper.get_by_role("heading", name="岗位"))
    posts.get_by_role("link", name="新增").click()
    keeper.locator("#drawer").get_by_label("名称").fill("系统管理员（副）")
    keeper.locator("#drawer").get_by_label("职责").select_option("system_administrator")
    keeper.locator("#drawer").get_by_role("button", name="新增").click()
    says(keeper, "岗位已新增")
    assert keeper.get_by_role("button", name="任命").first.get_attribute("data-reason")  # posts are given by another

    security.goto("/settings/people/")
    security.get_by_role("link", name="审计管理员").first.click()
    security.wait_for_url("**/settings/people/*-*/")
    security.get_by_role("link", name="任命").click()
    chosen = security.locator("#drawer").get_by_label("岗位").locator("option", has_text="系统管理员（副）")
    security.locator("#drawer").get_by_label("岗位").select_option(chosen.get_attribute("value"))
    security.locator("#drawer").get_by_role("button", name="任命").click()
    says(security, "organisations.cannot_hold_both")
    assert "审计管理员" in security.locator("#drawer").inner_text()

    security.goto("/settings/people/")
    security.get_by_role("link", name="安全管理员").first.click()
    security.wait_for_url("**/settings/people/*-*/")
    assert "不能任命自己" in reason_of(security, "任命") or security.get_by_role("link", name="任命").count() == 1
    assert reason_of(keeper, "登记人员") or keeper.goto("/settings/people/")
    assert reason_of(keeper, "登记人员")


@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji"])
def test_administrators_do_no_work_of_the_inspection(people, office, username):
    page = people.at(username)
    page.goto("/")
    assert "不办理卫片业务" in page.inner_text("main")
    page.goto("/patches/")
    assert page.locator("a[data-row-link]").count() == 0
    assert page.request.get(f"/patches/{office.seed['patch']}/").status == 404
    assert page.request.get(f"/api/v1/patches/{office.seed['patch']}").status in (403, 404)


def test_the_audit_administrator_searches_and_proves_the_chain(people, office):
    page = people.at("shenji")
    page.goto("/settings/audit/")
    page.get_by_label("操作", exact=True).select_option(label="登录")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**action=*")
    assert page.locator("tbody tr").count() > 0
    page.locator("table [data-row-link]").first.click()
    page.locator("#drawer", has_text="摘要").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="验证审计链").click()
    says(page, "链完整")
    wait_for(page, lambda: page.locator("tbody tr", has_text="验证").count() > 0, "the proof is a line too")
    others = people.at("zuzhi")
    others.goto("/settings/audit/")
    assert "审计管理员" in reason_of(others, "验证审计链")
