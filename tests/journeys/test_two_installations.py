"""A campaign from the disc to the accepted and locked result over two installations that no network joins.

The county lies in a SpatiaLite file, the city in PostGIS where the tests have one (TUBAN_DATABASE_URL), else in another
SpatiaLite file. Between them go files alone, as a courier carries them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.journeys import office as offices
from tests.journeys.acts import confirm, wait_for
from tests.journeys.houses import House
from tests.workflow.small_disc import small_disc

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("journeys in offices of their own")]


def test_a_campaign_goes_up_and_down_between_a_county_and_a_city_by_files_alone(tmp_path, browser, record_property):
    database = offices._database("") if offices._address() else ""
    record_property("the city lies in", "PostGIS" if database else "SpatiaLite, for there is no PostGIS here")
    city = House(tmp_path / "city", browser, "shi", database)
    county = House(tmp_path / "county", browser, "zuzhi")
    try:
        _know_each_other(county, city)
        _issued(county, city, tmp_path)
        number = county.office.run("tests.journeys.reporting", "found")
        package = _reported(county, "上报一.tbx")
        county.look("county-sent", "zuzhi", "/submission/")

        told = city.taken(package)
        assert "新增" in told
        city.look("city-package", "shi", city.desk.url)
        receipt = city.saved("a:has-text('存出回执')", "回执一.tbx")
        city.look("city-units", "shi", "/submission/units/")
        campaign = city.waiting()
        city.look("city-came", "shi", campaign)
        city.desk.goto(campaign)
        words = city.desk.locator("main").inner_text()
        for part in ("核验无误", "已与台账核对，属实。", number, "赵组织"):
            assert part in words, part
        county.received(receipt)

        _decide(city, "退回", reasons_given=["patches"], text="请补充照片", numbers=number,
                patch_reasons_given=["field_photos"])  # fmt: skip
        city.look("city-verdict", "shi", "/exchange/verdict/")
        down = city.packed("/exchange/verdict/", "审核一.tbx")
        told = county.taken(down)
        assert number in told
        county.look("county-decision", "zuzhi", county.desk.url)
        county.look("county-returned", "zuzhi", "/submission/")
        county.desk.goto("/submission/")
        assert "已退回更正" in county.desk.locator("main").inner_text()

        county.office.run("tests.journeys.reporting", "mended")
        package = _reported(county, "上报二.tbx", reason="按市级意见补充照片")
        told = city.taken(package)
        assert "变化" in told
        city.look("city-came-again", "shi", campaign)
        _decide(city, "通过", text="同意")
        down = city.packed("/exchange/verdict/", "审核二.tbx")
        county.taken(down)
        county.look("county-locked", "zuzhi", "/submission/")
        county.desk.goto("/submission/")
        assert "数据已锁定" in county.desk.locator("main").inner_text()
        again = city.folder / "审核二.tbx"
        county.received(again)
        assert "以前收过" in county.desk.locator("main").inner_text()
        assert county.people.faults + city.people.faults == []
    finally:
        county.leave()
        city.leave()


def _know_each_other(county: House, city: House) -> None:
    """Each makes keys, hands out its card, and trusts the other's once the fingerprint was read out."""
    cards, fingerprints = {}, {}
    for house in (county, city):
        house.deed("/exchange/keys/")
        house.desk.goto("/exchange/peers/")
        fingerprints[house] = re.search(r"(\d{5} ){7}\d{5}", house.desk.locator("main").inner_text()).group()
        cards[house] = house.saved("a[href$='card.json']", "名片.json")
    for house, other in ((county, city), (city, county)):
        house.deed("/exchange/peers/add/", card=cards[other])
        house.desk.goto("/exchange/peers/")
        house.deed(house.desk.locator("main [href*='/trust/'], main [hx-get*='/trust/']").first.evaluate(
            "one => one.getAttribute('href') || one.getAttribute('hx-get')"), typed=fingerprints[other])  # fmt: skip


def _issued(county: House, city: House, tmp_path: Path) -> None:
    """The city issues the disc; the county takes the package in, and loads the disc."""
    small_disc(tmp_path / "盘", planned=True)
    disc = shutil.make_archive(str(tmp_path / "disc"), "zip", tmp_path / "盘")
    outbox = tmp_path / "issued"
    city.office.run(
        "tuban", "exchange", "pack", "issue", "--as", "shi", "--to", "990101", "--disc", disc, "-o", str(outbox)
    )
    county.taken(next(outbox.glob("*.tbx")))
    page = county.desk
    page.get_by_role("link", name="到导入里继续").click()
    page.wait_for_selector(".doctor-verdict")
    confirm(page)
    wait_for(page, lambda: county.has("/patches/", "a[data-row-link]"), "the disc is loaded")


def _reported(county: House, name: str, **given: str) -> Path:
    """Explain what can be explained, seal, let four people sign, and make the package."""
    county.sealed_and_signed(**given)
    county.look("county-signed", "zuzhi", "/submission/")
    county.look("county-report", "zuzhi", "/exchange/report/")
    return county.packed("/exchange/report/", name)


def _decide(city: House, what: str, **given: Any) -> None:
    """Accept or return what waits."""
    city.desk.goto(city.waiting())
    ends = "return" if what == "退回" else "accept"
    control = city.desk.locator(f"main [href$='/{ends}/'], main [hx-get$='/{ends}/']").first
    city.deed(control.evaluate("one => one.getAttribute('href') || one.getAttribute('hx-get')"), **given)
