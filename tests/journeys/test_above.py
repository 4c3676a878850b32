"""Those above the county: city, province, supervision bureau and ministry read their areas, and change what is
theirs."""

from __future__ import annotations

import pytest
from tests.journeys.acts import reason_of

pytestmark = pytest.mark.long


@pytest.mark.parametrize("username", ["shi", "sheng", "bu"])
def test_they_see_the_counties_of_their_area_and_choose_between_them(people, office, username):
    page = people.at(username)
    seen = []
    for campaign, number in (
        (office.seed["campaign"], office.seed["number"]),
        (office.seed["neighbour"]["campaign"], office.seed["neighbour"]["number"]),
    ):
        page.goto(f"/?campaign={campaign}")
        page.goto(f"/patches/?q={number}")
        seen.append(page.locator("a[data-row-link]").first.inner_text())
    assert seen[0].startswith(office.seed["number"])
    assert seen[1] == office.seed["neighbour"]["number"]
    page.locator("details.campaign summary").click()
    assert page.locator("details.campaign a").count() == 2


@pytest.mark.parametrize(("username", "role"), [("shi", "审核员"), ("sheng", "审核员"), ("ducha", "督察员")])
def test_reviewers_and_supervisors_read_and_the_county_acts(people, office, username, role):
    page = people.at(username)
    page.goto(f"/patches/{office.seed['patch']}/")
    assert reason_of(page, "指派")
    for button in ("分宗", "并宗", "还原"):
        assert role in reason_of(page, button)
    page.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    assert reason_of(page, "新增阶段")
    page.goto("/imports/")
    assert reason_of(page, "上传光盘")


def test_a_supervisor_adds_no_evidence(people, office):
    page = people.at("ducha")
    page.goto(f"/patches/{office.seed['patch']}/evidence/")
    assert "督察人员查阅证据" in page.inner_text("main")
    assert page.locator("input[type=file]").count() == 0


def test_a_reviewer_answers_a_question_of_a_township(people, office):
    page = people.at("shi")
    page.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    page.locator("article.question").get_by_role("link", name="答复").first.click()
    page.locator("#drawer").get_by_label("答复", exact=True).fill("拓宽部分按新增建设用地核查。")
    page.locator("#drawer").get_by_label("向各单位公开").check()
    page.locator("#drawer").get_by_role("button", name="答复").click()
    page.locator("article.question", has_text="拓宽部分按新增建设用地核查。").wait_for()
    clerk = people.at("xiang02")
    clerk.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    clerk.locator("article.question", has_text="拓宽部分按新增建设用地核查。").wait_for()


def test_the_ministry_opens_no_campaign_where_it_has_no_county(people):
    page = people.at("bu")
    page.goto("/settings/campaigns/")
    assert page.get_by_role("link", name="开设专项").count() == 1
    page.goto("/imports/upload/")
    assert page.locator("[data-uploader]").count() == 1
