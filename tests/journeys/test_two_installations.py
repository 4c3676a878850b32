"""A campaign from the disc to the accepted and locked result over two installations that no network joins.

The county lies in a SpatiaLite file, the city in PostGIS where the tests have one (TUBAN_DATABASE_URL), else in another
SpatiaLite file. Between them go files alone, as a courier carries them.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.journeys import office as offices
from tests.journeys.acts import confirm, wait_for
from tests.journeys.looking import english_left, faults_of_page
from tests.journeys.office import Office
from tests.journeys.people import DESK, PASSWORD, PHONE, People
from tests.workflow.small_disc import small_disc
from tests.workflow.submission.going_up import SIGNERS

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("journeys in offices of their own")]


class House:
    """An installation with its people; ``desk`` is who exchanges packages there."""

    def __init__(self, folder: Path, browser: Any, desk: str, database: str = "") -> None:
        folder.mkdir(parents=True)
        self.office = Office(folder, database=database)
        self.office.home.mkdir()
        self.office.run("tests.journeys.seed", "empty", "-")
        self.office.serve()
        self.people = People(browser, self.office)
        self.folder, self.desk = folder, self.people.at(desk)

    def deed(self, address: str, **given: Any) -> None:
        """Open a deed, fill it in, and do it."""
        page = self.desk
        page.goto(address)
        for name, value in given.items():
            field = page.locator(f"main [name={name}]").first
            if isinstance(value, Path):
                field.set_input_files(value)
            elif isinstance(value, list):
                for one in value:
                    page.locator(f"main [name={name}][value={one}]").check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(index=0)
            else:
                field.fill(value)
        page.locator("main form.deed button[type=submit]").click()
        page.wait_for_url(lambda url: url.partition("?")[0] != self.office.url + address.partition("?")[0])

    def saved(self, selector: str, name: str) -> Path:
        """Save what a link hands over."""
        with self.desk.expect_download() as coming:
            self.desk.locator(selector).first.click()
        target = self.folder / name
        coming.value.save_as(target)
        return target

    def packed(self, address: str, name: str, **given: Any) -> Path:
        """Make a package, wait until it is ready, and save it."""
        self.deed(address, **given)
        self.desk.goto("/exchange/outbox/")
        wait_for(self.desk, lambda: self._told("待交出"), "the package is ready")
        return self.saved("tbody tr:first-child a[href$='/file/']", name)

    def _told(self, words: str) -> bool:
        if words in self.desk.locator("tbody tr").first.inner_text():
            return True
        self.desk.wait_for_timeout(500)
        self.desk.reload()
        return False

    def _was_looked_at(self) -> bool:
        if "正在查验" not in self.desk.locator("tbody tr").first.inner_text():
            return True
        self.desk.wait_for_timeout(500)
        self.desk.reload()
        return False

    def taken(self, package: Path) -> str:
        """Receive a package, read what it would change, and take it in; returns what the page said before."""
        self.received(package)
        told = str(self.desk.locator("main").inner_text())
        self.deed(self.desk.url.removeprefix(self.office.url) + "take/")
        return told

    def received(self, package: Path) -> None:
        """Receive a package, and open it once it was looked at."""
        self.deed("/exchange/receive/", file=package)
        wait_for(self.desk, self._was_looked_at, "it was looked at")
        self.desk.goto(str(self.desk.locator("tbody tr a[data-row-link]").first.get_attribute("href")))

    def look(self, name: str, username: str, address: str) -> None:
        """Look at a page at a desk and on a phone; TUBAN_JOURNEYS_SEEN names a folder for pictures of it."""
        for size, where in ((DESK, "desk"), (PHONE, "phone")):
            page = self.people.at(username, size)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if "TUBAN_JOURNEYS_SEEN" in os.environ:
                folder = Path(os.environ["TUBAN_JOURNEYS_SEEN"])
                page.screenshot(path=folder / f"{name}-{where}.png", full_page=True)
            assert faults_of_page(page) + english_left(page) == []
            page.context.close()

    def leave(self) -> None:
        self.people.leave()
        self.office.close()


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
        campaign = _campaign(city)
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
    wait_for(page, lambda: _visited(page, "/patches/", "a[data-row-link]"), "the disc is loaded")


def _reported(county: House, name: str, **given: str) -> Path:
    """Explain what can be explained, seal, let four people sign, and make the package."""
    page = county.desk
    for kind in ("warning", "contradiction"):
        page.goto(f"/submission/?kind={kind}")
        boxes = page.locator("input[name=key]")
        fresh = [one for one in boxes.all() if "已与台账核对" not in one.locator("xpath=ancestor::tr").inner_text()]
        for one in fresh:
            one.check()
        if fresh:
            page.get_by_role("button", name="说明所选条目").click()
            page.wait_for_load_state()
            page.locator("main [name=text]").fill("已与台账核对，属实。")
            page.locator("main form.deed button[type=submit]").click()
            page.wait_for_url("**/submission/")
    county.deed("/submission/seal/", **given)
    page.goto("/submission/")
    wait_for(page, lambda: _reloaded(page, ".signing-panel"), "the seal is made")
    for username in SIGNERS:
        signer = county.people.at(username)
        signer.goto("/submission/")
        signer.locator(".signing-panel a.btn-primary").first.click()
        if signer.locator("#signing-password").count():
            signer.fill("#signing-password", PASSWORD)
        signer.locator("form.signing-act button[type=submit]").click()
        signer.wait_for_load_state()
        signer.context.close()
    county.look("county-signed", "zuzhi", "/submission/")
    county.look("county-report", "zuzhi", "/exchange/report/")
    return county.packed("/exchange/report/", name)


def _reloaded(page: Any, selector: str) -> bool:
    if page.locator(selector).count():
        return True
    page.wait_for_timeout(500)
    page.reload()
    return False


def _visited(page: Any, address: str, selector: str) -> bool:
    page.goto(address)
    return bool(page.locator(selector).count())


def _campaign(city: House) -> str:
    """Return the address of the submission that waits, as the reviewers of the city find it."""
    city.desk.goto("/submission/units/")
    row = city.desk.locator("tbody tr", has_text="待审核").first
    return str(row.locator("a").first.get_attribute("href"))


def _decide(city: House, what: str, **given: Any) -> None:
    """Accept or return what waits."""
    city.desk.goto(_campaign(city))
    ends = "return" if what == "退回" else "accept"
    control = city.desk.locator(f"main [href$='/{ends}/'], main [hx-get$='/{ends}/']").first
    city.deed(control.evaluate("one => one.getAttribute('href') || one.getAttribute('hx-get')"), **given)
