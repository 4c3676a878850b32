"""A campaign on its way up within one office, by the people at their browsers: sealed, signed by four, handed up,
returned with patches that were picked on the list and on the map, corrected by the same hands, accepted, reopened."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.acts import confirm, upload, wait_for
from tests.journeys.houses import House
from tests.workflow.small_disc import small_disc

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("journeys in offices of their own")]


def test_a_campaign_goes_up_comes_back_pinned_and_is_accepted_and_reopened(tmp_path, browser):
    house = House(tmp_path / "office", browser, "zuzhi")
    try:
        _loaded(house, tmp_path)
        number = house.office.run("tests.journeys.reporting", "found")
        house.sealed_and_signed()
        house.look("signed", "zuzhi", "/submission/")
        _sent(house)
        house.look("sent", "zuzhi", "/submission/")

        house.look("units", "shi", "/submission/units/")
        _returned(house, number)
        house.desk.goto("/submission/")
        told = house.desk.locator("main").inner_text()
        for words in ("已退回更正", number, "需补充实地照片", "请补充照片"):
            assert words in told, words
        house.look("returned", "zuzhi", "/submission/")

        house.office.run("tests.journeys.reporting", "mended")
        house.sealed_and_signed(reason="按市级意见补充照片")
        _sent(house)
        address = house.waiting("shi")
        house.look("came-again", "shi", address)
        _decided(house, "accept", text="同意")
        house.desk.goto("/submission/")
        assert "数据已锁定" in house.desk.locator("main").inner_text()
        house.look("locked", "zuzhi", "/submission/")

        _decided(house, "reopen", address, reasons_given=["later_facts"], text="验收后查明新的事实")
        house.desk.goto("/submission/")
        assert "验收后查明新的事实" in house.desk.locator("main").inner_text()
        house.look("reopened", "zuzhi", "/submission/")
        assert house.people.faults == []
    finally:
        house.leave()


def _loaded(house: House, tmp_path: Path) -> None:
    small_disc(tmp_path / "盘", planned=True)
    disc = Path(shutil.make_archive(str(tmp_path / "disc"), "zip", tmp_path / "盘"))
    upload(house.desk, disc)
    confirm(house.desk)
    wait_for(house.desk, lambda: house.has("/patches/", "a[data-row-link]"), "the disc is loaded")


def _sent(house: House) -> None:
    house.desk.goto("/submission/")
    control = house.desk.locator("main [href$='/send/'], main [hx-get$='/send/']").first
    house.deed(str(control.get_attribute("href")))


def _returned(house: House, number: str) -> None:
    """The city pins one patch that it finds by its number, with the keyboard, and one on the map; then it returns."""
    city = house.people.at("shi")
    city.goto(house.waiting("shi"))
    address = str(city.locator("main [href$='/return/']").first.get_attribute("href"))
    city.goto(address)
    city.fill("#number", number)
    city.keyboard.press("Enter")
    city.wait_for_url("**number=**")
    row = city.locator("table[data-rows] tbody tr").first
    row.focus()
    city.keyboard.press(" ")
    city.select_option("#reason", "field_photos")
    city.get_by_role("button", name="列入退回").click()
    city.wait_for_selector("#pinned + ul li")
    city.goto(address)
    other = city.locator("table[data-rows] tbody input[name=patch]").last.get_attribute("value")
    city.goto(f"/map/?chosen={other}")
    link = city.locator(f"#map-pin[href*='{other}']")
    link.wait_for()
    city.goto(str(link.get_attribute("href")))
    assert city.locator("input[name=patch]:checked").count() == 1
    _pinned(city, "overlay_map")
    house.look("return", "shi", address)
    city.goto(address)
    city.locator("form.deed summary").click()
    city.fill("main [name=numbers]", "990101SJBG2400000不存在")
    city.locator("main [name=patch_reasons_given][value=unlawful]").check()
    city.locator("main [name=reasons_given][value=patches]").check()
    city.fill("form.deed [name=text]", "请补充照片")
    city.locator("form.deed button[type=submit]").click()
    city.get_by_text("990101SJBG2400000不存在").first.wait_for()
    city.fill("main [name=numbers]", "")
    city.locator("form.deed button[type=submit]").click()
    city.wait_for_url("**/submission/?campaign=**")
    city.context.close()


def _pinned(page: Any, reason: str) -> None:
    count = page.locator("#pinned + ul li").count()
    page.select_option("#reason", reason)
    page.get_by_role("button", name="列入退回").click()
    page.wait_for_selector(f"#pinned + ul li:nth-child({count + 1})")


def _decided(house: House, ends: str, address: str = "", **given: Any) -> None:
    """Let the city accept what waits, or reopen what it accepted."""
    page = house.people.at("shi")
    page.goto(address or house.waiting("shi"))
    control = page.locator(f"main [href$='/{ends}/']").first
    page.goto(str(control.get_attribute("href")))
    for name, value in given.items():
        for one in value if isinstance(value, list) else ():
            page.locator(f"main [name={name}][value={one}]").check()
        if not isinstance(value, list):
            page.fill(f"main [name={name}]", value)
    page.locator("main form.deed button[type=submit]").click()
    page.wait_for_url("**/submission/?campaign=**")
    page.context.close()
