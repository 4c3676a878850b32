"""A supervision from its promise to its end: the list is published, drawn, visited blind on a telephone, judged,
corrected, reported."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from tests.journeys.people import PHONE, People

pytestmark = pytest.mark.long


@pytest.mark.seed("P1", "P4")
def test_a_supervision_from_its_promise_to_its_end(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "supervising")
    office.run("tests.journeys.unlawful")
    office.serve()
    people = People(browser, office)
    try:
        supervise(people)
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def supervise(people: People, shots: Path | None = None) -> None:
    """Go the whole way, through the pages alone; ``shots`` is where pictures of them are kept."""
    bureau, city = people.at("ducha"), people.at("shi", PHONE)  # later the city is led to its sheets at once
    _deed(bureau, "/supervision/open/", {})
    found = (one.get_attribute("href") for one in bureau.locator("main a[href^='/supervision/']").all())
    lot = next(one for one in found if one and re.fullmatch(r"/supervision/[0-9a-f-]{36}/", one))
    bureau.goto(lot)
    bureau.get_by_text("抽查的把握").first.wait_for()
    _deed(bureau, f"{lot}fix/", {})
    _deed(bureau, f"{lot}draw/", {"word": "3105.28", "word_from": "上证指数收盘"}, visitor="市级审核员")
    _shot(bureau, lot, shots, "lot")
    _visit(city, shots)
    bureau.goto(lot)
    bureau.locator("main").get_by_text(re.compile("整批(通过|退回)|这批")).first.wait_for()
    _shot(bureau, lot, shots, "judged")
    compare = bureau.locator("a[href*='/compared/']").first.get_attribute("href") or ""
    bureau.goto(compare)
    bureau.get_by_role("heading", name="初查与复查对照").wait_for()
    _shot(bureau, compare, shots, "compared")
    _deed(bureau, f"{lot}corrections/demand/", {
        "demand": "补正漏登的一宗", "due_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    })  # fmt: skip
    county = people.at("zuzhi")
    county.goto("/")
    county.locator("main").get_by_text("督查整改意见").first.wait_for()
    county.goto(f"{lot}corrections/")
    _press(county, "答复", {"words": "已补登"})
    bureau.goto(f"{lot}corrections/")
    _press(bureau, "已落实", {"words": "核实属实"})
    _deed(bureau, f"{lot}dossier/minutes/exchange/", {
        "held_on": timezone.localdate().isoformat(), "place": "会议室", "present": "钱局长",
        "minutes": "肯定成绩，指出问题",
    })  # fmt: skip
    _deed(bureau, f"{lot}close/", {"opinion": "总体属实，个别面积不实。"})
    bureau.goto(f"{lot}report/")
    bureau.get_by_text("二、外业复查结果").first.wait_for()
    _deed(bureau, f"{lot}report/forward/", {})
    _shot(bureau, f"{lot}report/", shots, "report")
    with bureau.expect_download() as coming:
        bureau.get_by_role("link", name="Word 文件").click()
    if shots is not None:
        coming.value.save_as(shots / "report.docx")


def _visit(page: Any, shots: Path | None) -> None:
    """Fill every sheet of a visitor: the first with photo and corners, all of them sealed."""
    page.goto("/supervision/sheets/")
    _shot(page, "/supervision/sheets/", shots, "sheets-phone")
    addresses = [one.get_attribute("href") for one in page.locator("main a[href*='/supervision/sheets/']").all()]
    sheets = [one for one in dict.fromkeys(addresses) if one and re.search(r"/sheets/[0-9a-f-]{36}/$", one)]
    assert sheets
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 80)).save(made, "JPEG")
    for place, address in enumerate(sheets):
        page.goto(address)
        if place == 0:
            page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
            page.get_by_role("button", name="保存照片").click()
            page.locator(".sheet-photos img").wait_for()
            _shot(page, address, shots, "sheet-phone")
        page.select_option("#id_finding", "unlawful")
        page.fill("#id_mu", "2")
        page.fill("#id_cultivated_mu", "0")
        page.fill("#id_use", "厂房")
        page.check("#id_did_not_know")
        page.get_by_role("button", name="封存").click()
        sure = page.locator("dialog[open] button.btn-danger, dialog[open] button.btn-primary")
        if sure.count():
            sure.first.click()
        page.wait_for_url(re.compile(r"/supervision/sheets/$|/$"))


def _deed(page: Any, address: str, given: dict[str, str], visitor: str = "") -> None:
    page.goto(address)
    _fill(page, given, visitor)


def _press(page: Any, deed: str, given: dict[str, str]) -> None:
    page.goto(page.locator("main").get_by_role("link", name=re.compile(deed)).first.get_attribute("href"))
    _fill(page, given)


def _fill(page: Any, given: dict[str, str], visitor: str = "") -> None:
    for name, value in given.items():
        page.fill(f"#id_{name}", value)
    if visitor:
        page.get_by_label(visitor).check()
    address = page.url
    page.locator("main form button.btn-primary, main form button[type=submit]").first.click()
    sure = page.locator("dialog[open] button.btn-danger, dialog[open] button.btn-primary")
    page.wait_for_timeout(300)
    if page.url == address and sure.count():
        sure.first.click()
    page.wait_for_function("before => location.href !== before", arg=address)


def _shot(page: Any, address: str, shots: Path | None, name: str) -> None:
    if shots is not None:
        page.goto(address)
        page.screenshot(path=shots / f"{name}.png", full_page=True)
