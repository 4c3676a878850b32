"""The county: its four sections, surveyor, section leader and leader, each with a queue of their own and the reasons
why the rest is not theirs."""

from __future__ import annotations

import pytest
from tests.journeys.acts import reason_of, says

SECTIONS = {
    "guihua": ["先分宗", "核对用地手续"],
    "diji": ["与变更调查核对", "比较前后影像"],
    "gengbao": ["核对设施农用地", "核对临时用地", "核对农业结构调整"],
    "zhifa": ["核对“违法用地”建议", "查明缺项"],
}
ASSIGNING = "任务由卫片办组织人员、领导和股室负责人指派"


@pytest.mark.parametrize("username", SECTIONS)
def test_each_section_has_its_own_questions_first(people, office, username):
    page = people.at(username)
    page.goto("/")
    text = page.inner_text("main")
    for words in SECTIONS[username]:
        assert words in text, words
    page.goto(f"/patches/{office.seed['patch']}/")
    assert ASSIGNING in reason_of(page, "指派")
    assert reason_of(page, "分宗") == ""
    page.goto("/imports/")
    assert "光盘由卫片组织员和填报员导入" in reason_of(page, "上传光盘")
    page.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    assert "专项由卫片办组织人员修改" in reason_of(page, "新增阶段")


def test_the_sections_do_not_share_one_queue(people):
    seen = {}
    for username in SECTIONS:
        page = people.at(username)
        page.goto("/")
        seen[username] = tuple(page.locator("main tbody a[data-row-link]").all_inner_texts())
    assert len(set(seen.values())) == len(SECTIONS)


def test_a_greyed_out_control_says_why_to_whoever_reaches_for_it(people, office):
    page = people.at("zhifa")
    page.goto(f"/patches/{office.seed['patch']}/")
    button = page.get_by_role("button", name="指派", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    says(page, ASSIGNING)
    page.goto(f"/patches/{office.seed['patch']}/assign/")  # and by its address
    assert ASSIGNING in page.inner_text("main")


def test_the_surveyor_has_what_is_to_be_visited(people, office):
    page = people.at("waiye")
    page.goto("/")
    assert "实地核查、拍照举证" in page.inner_text("main")
    page.goto(f"/patches/{office.seed['patch']}/")
    assert ASSIGNING in reason_of(page, "指派")
    assert reason_of(page, "分宗") == ""


def test_the_section_leader_gives_work_out_to_a_person(people, office):
    page = people.at("guzhang")
    page.goto("/")
    assert "指派到乡镇" in page.inner_text("main")
    page.goto("/patches/?finding=manual")
    page.locator("a[data-row-link]").first.evaluate("(link) => { location.href = link.href; }")
    page.wait_for_url("**/patches/*-*/")
    page.get_by_role("link", name="指派", exact=True).click()
    hand = page.get_by_label("人员").locator("option", has_text="王外业").first.get_attribute("value")
    page.get_by_label("人员").select_option(hand)
    page.get_by_role("button", name="指派").click()
    page.locator(".toast-note", has_text="王外业").wait_for()
    number = page.locator("h1").inner_text()
    surveyor = people.at("waiye")
    surveyor.goto("/")
    assert number in surveyor.inner_text("main")
    page.locator(".toast-note").get_by_role("button", name="撤销").click()
    page.wait_for_load_state()


def test_the_leader_sees_the_whole_county_and_cuts_nothing(people, office):
    page = people.at("juzhang")
    page.goto("/")
    assert "督办" in page.inner_text("main")
    assert page.locator(".ratio-figure .figure").inner_text().endswith("%")
    page.goto(f"/patches/{office.seed['patch']}/")
    assert "分宗、并宗、还原由图斑办理人员进行" in reason_of(page, "分宗")
    assert reason_of(page, "指派") == ""
