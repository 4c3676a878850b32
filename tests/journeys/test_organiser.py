"""The organiser of a county: from the disc on the table to patches in the hands of townships."""

from __future__ import annotations

import pytest
from tests.journeys.acts import confirm, draw_across, number_of, says, search, upload, wait_for
from tests.journeys.discs import CROSSING, NAMELESS, organisers_disc
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, SPLIT

pytestmark = [
    pytest.mark.xdist_group("journeys in offices of their own"),
    pytest.mark.long,
]


@pytest.fixture
def page(office_of, people_of):
    return people_of(office_of("empty")).at("zuzhi")


def test_from_an_empty_office_to_patches_in_the_hands_of_townships(page, tmp_path):
    says(page, "还没有专项")
    open_a_campaign(page)
    arrival = bring_in(page, organisers_disc(tmp_path))
    put_a_role_right(page)
    load(page, arrival)
    read_a_dossier(page)
    split(page)
    restore(page)
    merge_and_restore(page)
    give_out_and_take_back(page)


def open_a_campaign(page):
    page.goto("/settings/campaigns/")
    page.get_by_role("link", name="开设专项").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("代码").fill("990101-2024")
    drawer.get_by_label("名称").fill("示范县2024年度卫片执法检查")
    drawer.get_by_label("年份").fill("2024")
    drawer.get_by_label("坐标系（EPSG）").fill("4547")
    drawer.get_by_role("button", name="开设").click()
    says(page, "示范县2024年度卫片执法检查")
    assert page.locator("main .tag").inner_text() == "准备中"


def bring_in(page, disc) -> str:
    arrival = upload(page, disc)
    assert "修正后可用" in page.locator(".doctor-verdict").inner_text()
    crossing = page.locator("details.finding-group.is-repair .finding-line", has_text="自相交").first
    page.locator("details.finding-group.is-repair").first.evaluate("(group) => { group.open = true; }")
    before, after = crossing.locator("del").inner_text(), crossing.locator("ins").inner_text()
    assert before
    assert after
    assert before != after
    page.wait_for_selector("svg.doctor-chart")
    crossing.locator("[data-find]").click()
    wait_for(page, lambda: page.locator("svg.doctor-chart .finding.is-chosen").count() == 1, "found on the map")
    return arrival


def put_a_role_right(page):
    row = page.locator("tr", has=page.locator("th.file-name", has_text=NAMELESS))
    assert row.locator("select[name^=role-]").input_value() == ""
    row.locator("select[name^=role-]").select_option("basic_farmland")
    page.get_by_role("button", name="按此用途重新体检").click()
    page.wait_for_selector("[data-state=queued], [data-state=running]")
    page.wait_for_selector(".doctor-verdict")
    again = page.locator("tr", has=page.locator("th.file-name", has_text=NAMELESS))
    assert again.locator("select[name^=role-]").input_value() == "basic_farmland"
    says(page, "disc.yaml")


def load(page, arrival):
    told = confirm(page)
    assert "将载入 5 个图斑" in told
    page.wait_for_selector(".loaded")
    assert page.url == arrival
    assert "已载入 5 个图斑" in page.locator(".loaded").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="导入证明（PDF）").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"
    page.goto("/settings/campaigns/")
    assert page.locator("main tbody tr").count() == 1  # it went into the campaign that was open
    assert page.locator("main .tag").inner_text() == "进行中"


def read_a_dossier(page):
    page.goto("/")
    search(page, LEFT[-3:])
    page.goto(page.url)
    page.goto("/patches/")
    page.fill("#q", LEFT)
    page.press("#q", "Enter")
    page.wait_for_url("**q=*")
    page.locator("a[data-row-link]").first.click()
    page.locator("#drawer [data-drawer-title]").wait_for()
    page.locator("#drawer").get_by_role("link", name="打开图斑档案").click()
    page.wait_for_url("**/patches/*-*/")
    assert number_of(page) == LEFT
    for tab, words in (
        ("影像", "前"),
        ("套合", "永久基本农田"),
        ("依据", "判定表"),
        ("登记卡", LEFT),
        ("痕迹", "比对"),
    ):
        page.locator(".tabs").get_by_role("link", name=tab).click()
        page.wait_for_load_state()
        assert words in page.inner_text("main"), tab


def open_dossier(page, number):
    page.goto(f"/patches/?q={number}")
    address = page.locator("a[data-row-link]").first.get_attribute("href")
    page.goto(address)
    return address


def split(page):
    open_dossier(page, LEFT)
    page.get_by_role("link", name="分宗", exact=True).click()
    page.wait_for_load_state()
    draw_across(page)
    page.get_by_label("理由").fill("权属不同，东西两块")
    page.get_by_role("button", name="分宗").click()
    says(page, "已分为 2 宗")
    page.goto(f"/patches/?q={LEFT}")
    assert page.locator("a[data-row-link]").count() == 2


def restore(page):
    open_dossier(page, LEFT)
    page.get_by_role("link", name="还原", exact=True).click()
    page.get_by_label("理由").fill("核对后不需要分宗")
    page.get_by_role("button", name="还原").click()
    page.locator(".toast-note").wait_for()
    page.goto(f"/patches/?q={LEFT}")
    assert page.locator("a[data-row-link]").all_inner_texts() == [LEFT]


def merge_and_restore(page):
    open_dossier(page, LEFT)
    page.get_by_role("link", name="并宗", exact=True).click()
    page.get_by_label(RIGHT).check()
    page.get_by_label("理由").fill("同一宗地")
    page.get_by_role("button", name="并宗").click()
    page.locator(".toast-note").wait_for()
    assert number_of(page) == RIGHT  # the larger one gives the number
    page.goto(f"/patches/?q={LEFT}")
    says(page, "没有符合条件的图斑")
    open_dossier(page, RIGHT)
    page.get_by_role("link", name="还原", exact=True).click()
    page.get_by_label("理由").fill("不是同一宗地")
    page.get_by_role("button", name="还原").click()
    page.locator(".toast-note").wait_for()
    page.goto("/patches/")
    numbers = {text.split("-")[0] for text in page.locator("a[data-row-link]").all_inner_texts()}
    assert numbers == {SPLIT, LEFT, RIGHT, OTHER, CROSSING}


def give_out_and_take_back(page):
    page.goto("/patches/?township=990101001")
    page.locator("[data-choose-page]").check()
    page.locator("[data-choice-bar] .btn-primary").click()
    page.get_by_label("单位").select_option(label="甲溪镇")
    page.get_by_label("期限").fill("2030-01-05")
    page.locator("form .btn-primary").click()
    page.locator(".toast-note").first.wait_for()
    rows = page.locator("tbody tr")
    assert rows.count() == page.locator("td.col-holder", has_text="甲溪镇").count() > 3
    page.locator(".toast-note").get_by_role("button", name="撤销").click()
    page.wait_for_load_state()
    wait_for(page, lambda: page.locator("td.col-holder", has_text="甲溪镇").count() == 0, "taken back")
