"""Two people at one patch, each at a browser of their own: the work of neither is lost."""

from __future__ import annotations

import pytest
from tests.journeys.acts import says


@pytest.fixture
def both(people):
    yield people.at("zuzhi"), people.at("guzhang")
    # A page that answers «somebody was here meanwhile» does so with the status of a conflict, which browsers note.
    people.faults[:] = [one for one in people.faults if "status of 409" not in one]


def open_a_patch(page, position):
    page.goto("/patches/?township=990101003")
    return page.locator("a[data-row-link]").nth(position).get_attribute("href")


def test_the_second_sees_what_the_first_did_beside_their_own_and_goes_on(both):
    first, second = both
    address = open_a_patch(first, 0)
    for page in both:
        page.goto(f"{address}assign/")
    units = first.get_by_label("单位").locator("option").all_inner_texts()
    first.get_by_label("单位").select_option(label=units[2])
    first.get_by_label("备注").fill("先由甲镇核查")
    first.get_by_role("button", name="指派").click()
    first.locator(".toast-note").wait_for()

    second.get_by_label("单位").select_option(label=units[3])
    second.get_by_label("期限").fill("2031-02-03")
    second.get_by_label("备注").fill("写了很久的一段说明")
    second.get_by_role("button", name="指派").click()
    says(second, "您填写的内容仍保留在下方")
    versions = second.locator("table.versions")
    assert "赵组织" in second.locator(".notice").inner_text()
    changed = versions.locator("tr.is-other", has_text="承办单位")
    assert units[2] in changed.inner_text()
    assert second.get_by_label("备注").input_value() == "写了很久的一段说明"
    assert second.get_by_label("期限").input_value() == "2031-02-03"
    second.get_by_role("button", name="指派").click()  # the way out: looked at, still right, sent again
    second.locator(".toast-note").wait_for()
    second.goto(f"{address}history/")
    text = second.inner_text("main")
    assert "先由甲镇核查" in text
    assert "写了很久的一段说明" in text


def test_a_split_that_somebody_else_was_quicker_with_keeps_its_points(both):
    first, second = both
    address = open_a_patch(first, 1)
    for page in both:
        page.goto(f"{address}split/")
    box = first.locator("svg[data-paper] path.own").bounding_box()
    assert box
    points = cut_points(first)
    for page, reason in ((first, "第一个人的理由"), (second, "第二个人的理由")):
        page.get_by_label("点", exact=True).fill(points)
        page.get_by_label("理由").fill(reason)
    first.get_by_role("button", name="分宗").click()
    first.locator(".toast-note").wait_for()
    second.get_by_role("button", name="分宗").click()
    second.locator(".notice", has_text="赵组织").wait_for()
    assert second.get_by_label("点", exact=True).input_value().split() == points.split()
    assert second.get_by_label("理由").input_value() == "第二个人的理由"
    assert second.locator("table.versions tr.is-other", has_text="已分宗").count() == 1
    second.locator(".dossier-head .notice a").first.click()  # the way out: what stands in its place
    second.wait_for_url("**/patches/*-*/")
    assert second.get_by_role("link", name="分宗", exact=True).count() == 1


def cut_points(page) -> str:
    """A cut through the middle of the patch, drawn on the page and taken from its field."""
    from tests.journeys.acts import draw_across

    draw_across(page)
    return str(page.get_by_label("点", exact=True).input_value())


def test_a_form_in_the_drawer_keeps_what_was_typed(both, office):
    first, second = both
    second.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    first.goto(f"/settings/campaigns/{office.seed['campaign']}/")
    materials = [
        page.locator("section", has=page.get_by_role("heading", name="准备清单")).get_by_role("link", name="登记").first
        for page in both
    ]
    for link in materials:
        link.click()
    for page, keeper in ((first, "李地籍"), (second, "周耕保")):
        page.locator("#drawer").get_by_label("保管人").fill(keeper)
    first.locator("#drawer").get_by_role("button", name="登记").click()
    first.locator(".toast-note").wait_for()
    second.locator("#drawer").get_by_role("button", name="登记").click()
    second.locator("#drawer .invalid-feedback, #drawer .notice").first.wait_for()
    assert second.locator("#drawer").get_by_label("保管人").input_value() == "周耕保"
    row = second.locator("#drawer tr.is-other", has_text="保管人")
    assert "李地籍" in row.inner_text()
    assert "周耕保" in row.inner_text()
    second.locator("#drawer").get_by_role("button", name="登记").click()  # both were seen: this one is meant
    second.locator("section", has_text="准备清单").get_by_text("周耕保").first.wait_for()
