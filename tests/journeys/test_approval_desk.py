"""The approval desk: a boundary is drawn on the map, answered, certified, and verified by whoever holds the paper."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long


def test_a_boundary_is_drawn_answered_certified_and_verified(office, people):
    desk = people.at("gengbao")
    desk.goto("/gate/")
    desk.fill("[name=title]", "示范产业园三期")
    desk.wait_for_selector("#gate-map canvas")
    desk.click("[data-gate-draw]")
    box = desk.locator("#gate-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for across, down in ((-90, -70), (90, -70), (90, 70), (-90, 70), (-90, -70)):
        desk.mouse.click(x + across, y + down)
        desk.wait_for_timeout(350)
    desk.wait_for_timeout(600)  # a double click would end the line too: the map waits for it
    assert len(desk.input_value("[name=points]").split("\n")) == 4
    assert desk.input_value("[name=given]") == "drawn"
    desk.click("[data-gate-form] button[type=submit]")
    desk.wait_for_url("**/gate/*-*/")
    assert "地图上画的" in desk.inner_text("main")
    desk.click("form[action$='/certify/'] button")
    desk.click("dialog[open] .btn-danger")
    desk.wait_for_selector("a[href$='certificate.pdf']")
    paper = desk.request.get(desk.get_attribute("a[href$='certificate.pdf']", "href"))
    assert paper.body().startswith(b"%PDF")
    desk.click("a[href*='/gate/verify/']")
    desk.wait_for_selector(".is-genuine")


def test_the_keyboard_alone_asks_too(office, people):
    desk = people.at("gengbao")
    desk.goto(f"/gate/{office.seed['inquiry']}/")
    assert "示范产业园二期" in desk.inner_text("main")
    desk.goto("/gate/")
    desk.focus("[name=title]")
    desk.keyboard.type("键盘核查")
    desk.focus("[name=points]")
    desk.keyboard.type("113.95, 31.72\n113.96, 31.72\n113.96, 31.73\n")
    desk.focus("[data-gate-form] button[type=submit]")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/gate/*-*/")
    assert "坐标" in desk.inner_text("main")
