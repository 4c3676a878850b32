"""Land is put right by the people of a county at their browsers: enforcement sets the ways, a township declares, two
look on site with a telephone, the responsible persons sign, and the leader names a declaration that proved false.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.journeys.people import PASSWORD, PHONE, People

pytestmark = pytest.mark.long

OTHERS = 5
TOLD = {
    "demolished_on": "2026-01-20", "demolished_area": "0.1", "demolished_land_area": "0.1", "recultivated_area": "0.1",
    "recultivated_on": "2026-01-22",
}  # fmt: skip


def test_land_is_put_right_accepted_signed_and_what_was_false_is_named(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "rectifying")
    patches = json.loads(office.run("tests.journeys.unlawful"))
    office.serve()
    people = People(browser, office)
    try:
        chosen = patches["demolish"]
        page = f"/patches/{chosen['uuid']}/rectification/"
        _set_ways(people.at("zhifa"), page, patches["supply"])
        clerk = people.at(chosen["clerk"])
        clerk.goto("/rectification/")
        clerk.get_by_role("heading", name="我单位须整改").wait_for()
        clerk.get_by_role("link", name=chosen["number"]).wait_for()
        _declare(clerk, page, chosen, tmp_path)
        _accept(people.at("zhifa2", PHONE), chosen)
        for name in (chosen["leader"], "guzhang"):
            _sign(people.at(name), chosen)
        leader = people.at("juzhang")
        leader.goto(page)
        assert "验收并签字" in leader.locator("main").inner_text()
        _name_false(leader, page)
        leader.goto("/rectification/units/")
        assert "地基未清除" in leader.locator("main").inner_text()
        clerk.goto(page)
        clerk.get_by_role("link", name="申报完成").wait_for()
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _send(page: Any) -> None:
    """Send the form of the drawer, or of the page."""
    page.locator(".deed button[type=submit]").click()


def _set_ways(page: Any, address: str, other: dict[str, Any]) -> None:
    page.goto(address)
    for number in range(1, OTHERS + 1):
        page.get_by_role("link", name="审查其他途径").click()
        page.locator("#drawer textarea").fill("不符合国土空间规划，无法补办")
        _send(page)
        page.locator(".evidence-asked .is-there").nth(number - 1).wait_for()
    page.get_by_role("link", name="确定整改措施").click()
    page.locator("#drawer .deed").wait_for()
    _send(page)
    page.get_by_role("heading", name="拆除复垦复绿").wait_for()
    page.goto(f"/rectification/?mine=0&q={other['number']}")
    page.get_by_label(f"选择 {other['number']}").check()
    page.get_by_role("button", name="采用建议措施").click()
    page.locator("form.card button.btn-primary").click()
    page.locator("tbody b", has_text="办理供地").first.wait_for()


def _declare(page: Any, address: str, chosen: dict[str, Any], folder: Path) -> None:
    photos = []
    for name, shade in (("拆除前.jpg", 60), ("拆除后.jpg", 190)):
        Image.new("RGB", (640, 480), (shade, 140, 90)).save(folder / name)
        photos.append(str(folder / name))
    page.goto(f"/patches/{chosen['uuid']}/evidence/")
    page.set_input_files("#file", photos)
    page.get_by_role("button", name="添加证据").click()
    page.get_by_text("拆除后.jpg").first.wait_for()
    page.goto(address)
    page.get_by_role("link", name="申报完成").click()
    page.locator("#drawer .deed").wait_for()
    for name, value in TOLD.items():
        page.fill(f"#drawer [name={name}]", value)
    page.select_option("#drawer [name=before]", index=1)
    page.select_option("#drawer [name=after]", index=2)
    _send(page)
    page.locator("#drawer [role=alert]", has_text="确定措施后实测的边界").wait_for()
    page.fill("#drawer [name=boundary]", chosen["corners"])
    page.fill("#drawer [name=text]", "建筑已拆除，土地已复耕")
    _send(page)
    page.locator(".state", has_text="已申报完成").first.wait_for()


def _accept(page: Any, chosen: dict[str, Any]) -> None:
    page.goto("/rectification/on-site/")
    page.get_by_role("link", name=f"现场验收 {chosen['number']}").click()
    page.get_by_label("通过", exact=True).check()
    page.fill("[name=persons]", "秦执法、吴执法")
    page.fill("[name=text]", "现场与申报一致，已复耕")
    _send(page)
    page.locator(".state", has_text="现场验收通过").first.wait_for()


def _sign(page: Any, chosen: dict[str, Any]) -> None:
    page.goto("/rectification/on-site/")
    page.get_by_role("link", name=f"签字 {chosen['number']}").click()
    page.fill("[name=password]", PASSWORD)
    _send(page)
    page.wait_for_url("**/rectification/")


def _name_false(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="认定虚假申报").click()
    page.fill("#drawer textarea", "复查发现地基未清除")
    _send(page)
    page.locator("dialog[open] .btn-danger").click()
    page.get_by_text("认定为虚假").first.wait_for()
