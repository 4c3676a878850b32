"""An organiser plans field days: a group sets out from where it says, patches are chosen, routes found, one is dragged
elsewhere and taken back, the rest is planned anew at noon, and the groups get their routes."""

from __future__ import annotations

import pytest
from tests.journeys.acts import says, wait_for

pytestmark = pytest.mark.long


def test_from_two_groups_to_routes_in_their_hands(office_of, people_of):
    people = people_of(office_of("small"))
    page = people.at("zuzhi")
    page.get_by_role("link", name="外业", exact=True).click()
    says(page, "还没有外业计划")
    set_out(page)
    plan(page)
    number = drag(page)
    take_back(page, number)
    plan_the_rest_anew(page, number)
    give_out(page)
    surveyor = people.at("waiye")
    surveyor.goto("/routes/")
    surveyor.get_by_role("link", name="第一轮", exact=True).first.click()
    surveyor.locator(".route-stop").first.wait_for()


def set_out(page):
    page.get_by_role("link", name="出发地 外业一组").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("出发地").fill("国土所")
    canvas = drawer.locator(".route-picking canvas").first
    canvas.wait_for()
    place = drawer.locator(".route-picking").bounding_box()
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    wait_for(page, lambda: "," in drawer.get_by_label("经度、纬度").input_value(), "the place was picked")
    drawer.get_by_role("button", name="保存").click()
    says(page, "国土所")


def plan(page):
    page.get_by_role("link", name="安排外业").click()
    page.get_by_label("不存疑的也去").check()
    page.locator("#routes-count", has_text="4 处").wait_for()
    page.get_by_label("计划名称").fill("第一轮")
    page.get_by_label("天数").fill("2")
    page.get_by_role("button", name="自动排线").click()
    page.locator(".route-column .route-stop").first.wait_for()
    assert page.locator(".route-stop").count() == 4


def _stop_of(page, key: str):
    return page.locator(f'.route-column[data-key="{key}"] .route-stop').first


def drag(page) -> str:
    stop = _stop_of(page, "1:1")
    number = str(stop.get_attribute("data-number"))
    box, there = stop.bounding_box(), page.locator('.route-column[data-key="2:1"]').bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(there["x"] + 80, there["y"] + 130, steps=8)
    page.locator("#route-badge .is-total").wait_for()
    page.mouse.up()
    page.locator(f'.route-column[data-key="2:1"] [data-number="{number}"]').wait_for()
    return number


def take_back(page, number: str):
    page.keyboard.press("Control+z")
    page.locator(f'.route-column[data-key="1:1"] [data-number="{number}"]').wait_for()


def plan_the_rest_anew(page, number: str):
    page.get_by_role("link", name="重新排线").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("已走访的").fill(number[-4:])
    drawer.get_by_label("外业一组现在时间").fill("11:00")
    drawer.get_by_role("button", name="重新排线").click()
    done = page.locator(f'.route-column[data-key="1:1"] [data-number="{number}"].is-done')
    wait_for(page, lambda: page.reload() is not None and done.count() == 1, "the rest was planned anew")


def give_out(page):
    wait_for(
        page,
        lambda: page.reload() is not None and page.get_by_role("link", name="交给外业组").count() == 1,
        "the planning has ended",
    )
    page.get_by_role("link", name="交给外业组").click()
    page.locator("#drawer").get_by_role("button", name="交给外业组").click()
    says(page, "外业组正按此工作")
