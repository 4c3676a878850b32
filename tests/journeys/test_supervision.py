"""A supervision from its promise to its end: the list is published, drawn, visited blind without a line in the pocket
app, accepted; another is visited in the pages and rejected, what is false is named, corrected and reported, signed."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from tests.field.pocket.surveyor import Surveyor
from tests.journeys.people import PASSWORD, PHONE, People

pytestmark = pytest.mark.long
UNLIKE = "unchanged"
"""What the second visits of the lot that is rejected tell."""


@pytest.mark.seed("P1", "P2", "P3", "P4", "P5")
def test_a_supervision_from_its_promise_to_its_end(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "supervising")
    office.run("tests.journeys.unlawful")
    office.serve()
    people = People(browser, office)
    try:
        supervise(people, tmp_path)
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def supervise(people: People, folder: Path, shots: Path | None = None) -> None:
    """Go the whole way, through pages and app alone; ``shots`` is where pictures of them are kept."""
    people.at("shi").context.close()  # has signed in: a visitor is led to the sheets at once
    bureau = people.at("ducha")
    first = _drawn(bureau, people.office.seed["campaign"], "市级审核员", shots)
    _in_the_pocket(people, bureau, first, folder, shots)
    bureau.goto(first)
    bureau.locator("main").get_by_text("整批通过").first.wait_for()
    _shot(bureau, first, shots, "accepted")
    _minute(bureau, first, "exchange", "肯定成绩")
    _deed(bureau, f"{first}close/", {"opinion": "总体属实。"})
    bureau.context.close()
    province = people.at("sheng")
    second = _drawn(province, people.office.seed["campaign"], "市级审核员", None)
    _in_the_pages(people.at("shi", PHONE), shots)
    province.goto(second)
    province.locator("main").get_by_text("整批退回").first.wait_for()
    _shot(province, second, shots, "rejected")
    _records(province, second, shots)
    _name_false(province, second, shots)
    _corrections(people, province, second, shots)
    _deed(province, f"{second}close/", {"opinion": "认定类别不实，责令整改。"})
    _report(province, second, shots)


def _drawn(page: Any, campaign: str, visitor: str, shots: Path | None) -> str:
    """Open a supervision of a campaign, fix its list and draw it for a visitor; returns its address."""
    page.goto(f"/supervision/?campaign={campaign}")  # those above see that of a neighbour too
    _deed(page, "/supervision/open/", {})
    found = (one.get_attribute("href") for one in page.locator("main a[href^='/supervision/']").all())
    lot = next(one for one in found if one and re.fullmatch(r"/supervision/[0-9a-f-]{36}/", one))
    page.goto(lot)
    page.get_by_text("抽查的把握").first.wait_for()
    _shot(page, lot, shots, "promise")
    _deed(page, f"{lot}fix/", {})
    page.goto(f"{lot}office/")
    page.get_by_role("heading", name="内业检查").wait_for()
    _shot(page, f"{lot}office/", shots, "office")
    _deed(page, f"{lot}draw/", {"word": "3105.28", "word_from": "上证指数收盘"}, visitor=visitor)
    page.goto(lot)
    page.get_by_text("结果相同").first.wait_for()  # drawn again just now
    _shot(page, lot, shots, "drawn")
    return lot


def _in_the_pocket(people: People, bureau: Any, lot: str, folder: Path, shots: Path | None) -> None:
    """Take the sheets along, visit all of them without a line, and send what was found, as it was found first."""
    truth = _list_of(bureau, lot)
    page = people.at("shi", PHONE)
    page.context.grant_permissions(["geolocation"])
    faults: list[str] = []
    phone = Surveyor(page.context, faults)
    phone.page.goto("/pocket/")
    phone.page.click("#register")
    phone.page.locator("[data-group]").wait_for()
    _pocket_shot(phone, shots, "pocket-offer")
    phone.page.click("[data-group]")
    phone.page.wait_for_url("**#/today")
    phone.page.wait_for_function("() => navigator.serviceWorker.controller")
    _pocket_shot(phone, shots, "pocket-today")
    sheets = phone.page.evaluate(_PATCHES)
    assert {one["number"] for one in sheets} <= set(truth)
    assert not {"area_m2", "proposal", "told"} & {name for one in sheets for name in one}
    picture = folder / "seen.jpg"
    Image.effect_noise((320, 240), 80).convert("RGB").save(picture)
    phone.line(there=False)
    for place, sheet in enumerate(sheets):
        _visit(phone, sheet, truth[sheet["number"]], picture if place == 0 else None, shots)
    phone.line(there=True)
    phone.keeps_trying(20)
    phone.waits_until_safe()
    _pocket_shot(phone, shots, "pocket-safe")
    assert faults == []
    for _time in range(60):  # the worker of the office applies it
        bureau.goto(lot)
        if not bureau.get_by_text("还有复查表没有封存").count():
            break
        bureau.wait_for_timeout(1000)
    compare = bureau.locator("a[href*='/compared/']").first.get_attribute("href") or ""
    bureau.goto(compare)
    bureau.get_by_role("heading", name="初查与复查对照").wait_for()
    _shot(bureau, compare, shots, "compared")
    _deed(bureau, f"{compare}plan/", {"words": "规划图为建设用地"}, answer="differs")


_PATCHES = """async () => {
  const open = indexedDB.open("tuban-pocket");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [taken] = await all("packages");
  const part = taken.manifest.parts.find((one) => one.kind === "patches");
  const kept = (await all("parts")).find((one) => one.sha256 === part.sha256);
  database.close();
  return JSON.parse(await kept.blob.text());
}"""


def _list_of(page: Any, lot: str) -> dict[str, dict[str, str]]:
    """What the county found, as the unit that supervises reads it, by the number of the patch."""
    told = page.request.get(f"{lot}list.csv").body().decode("utf-8-sig")
    return {row["key"]: row for row in csv.DictReader(io.StringIO(told))}


def _visit(phone: Surveyor, sheet: Any, truth: dict[str, str], picture: Path | None, shots: Path | None) -> None:
    lon, lat = sheet["centre"]
    phone.stands_at(lon, lat)
    phone.arrives(sheet["id"])
    if picture is not None:
        phone.photographs(sheet["id"], picture, "near")
        _pocket_shot(phone, shots, "pocket-photo")
    phone.types(sheet["id"], finding=truth["finding"], did_not_know="yes")
    if truth["mu"]:
        phone.types(
            sheet["id"], surveyed_area=truth["mu"], surveyed_cultivated_area=truth["cultivated_mu"] or "0",
            actual_use="厂房",
        )  # fmt: skip
    if picture is not None:
        _pocket_shot(phone, shots, "pocket-form")
    phone.records()
    if picture is not None:
        _pocket_shot(phone, shots, "pocket-sheet")
    phone.leaves()


def _in_the_pages(page: Any, shots: Path | None) -> None:
    """Fill every sheet of a visitor otherwise than it was found first: the first with a photo."""
    page.goto("/supervision/sheets/")
    _shot(page, "/supervision/sheets/", shots, "sheets-phone")
    addresses = [one.get_attribute("href") for one in page.locator("main a[href*='/supervision/sheets/']").all()]
    sheets = [one for one in dict.fromkeys(addresses) if one and re.search(r"/sheets/[0-9a-f-]{36}/$", one)]
    assert sheets
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 80)).save(made, "JPEG")
    for place, address in enumerate(sheets):
        page.goto(address)
        if page.get_by_role("button", name="封存").count() == 0:
            continue  # of the lot before
        if place == 0:
            page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
            page.get_by_role("button", name="保存照片").click()
            page.locator(".sheet-photos img").wait_for()
            _shot(page, address, shots, "sheet-phone")
        page.select_option("#id_finding", UNLIKE)
        page.fill("#id_use", "水田")
        page.check("#id_did_not_know")
        page.get_by_role("button", name="封存").click()
        sure = page.locator("dialog[open] button.btn-danger, dialog[open] button.btn-primary")
        if sure.count():
            sure.first.click()
        page.wait_for_url(re.compile(r"/supervision/sheets/$|/$"))


def _records(page: Any, lot: str, shots: Path | None) -> None:
    """Answer the checklist, note the materials, keep the minutes."""
    _deed(page, f"{lot}checklist/registered/", {"words": "漏登一宗"}, answer="no")
    _deed(page, f"{lot}checklist/counts/", {}, answer="yes")
    _shot(page, f"{lot}checklist/", shots, "checklist")
    _deed(page, f"{lot}dossier/materials/patrols/", {"words": "缺五月"}, answer="partly")
    _minute(page, lot, "hearing", "听取县局汇报")
    _minute(page, lot, "exchange", "肯定成绩，指出问题")
    _shot(page, f"{lot}dossier/", shots, "dossier")


def _minute(page: Any, lot: str, kind: str, minutes: str) -> None:
    _deed(page, f"{lot}dossier/minutes/{kind}/", {
        "held_on": timezone.localdate().isoformat(), "place": "会议室", "present": "钱局长", "minutes": minutes,
    })  # fmt: skip


def _name_false(page: Any, lot: str, shots: Path | None) -> None:
    """Name the finding of a drawn patch false by what the second visit found."""
    page.goto(lot)
    compare = page.locator("a[href*='/compared/']").first.get_attribute("href") or ""
    page.goto(compare.replace("/compared/", "/false/"))
    page.select_option("#id_record", "finding:finding")
    page.locator("input[name=evidence]").first.check()
    page.screenshot(path=shots / "false.png", full_page=True) if shots is not None else None
    _fill(page, {
        "reason": "现场为水田，没有建设", "due_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    })  # fmt: skip
    page.goto(compare)
    page.get_by_text("现场为水田，没有建设").first.wait_for()
    _shot(page, compare, shots, "named-false")


def _corrections(people: People, page: Any, lot: str, shots: Path | None) -> None:
    """Demand a correction beside the one that followed from what is false, and follow both to their end."""
    _deed(page, f"{lot}corrections/demand/", {
        "demand": "补正漏登的一宗", "due_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    })  # fmt: skip
    county = people.at("zuzhi")
    county.goto(f"/?campaign={people.office.seed['campaign']}")
    county.locator("main").get_by_text("督查整改意见").first.wait_for()
    for words in ("已更正并追责", "已补登"):
        county.goto(f"{lot}corrections/")
        _press(county, "答复", {"words": words})
    for _time in range(2):
        page.goto(f"{lot}corrections/")
        _press(page, "已落实", {"words": "核实属实"})
    page.goto(f"{lot}corrections/")
    assert page.locator("main").get_by_text("核实属实").count() == 2
    _shot(page, f"{lot}corrections/", shots, "corrections")


def _report(page: Any, lot: str, shots: Path | None) -> None:
    """Put the report forward, sign it, and take it along in Word."""
    page.goto(f"{lot}report/")
    page.locator("main").get_by_text("整批退回").first.wait_for()
    page.locator("main").get_by_text("现场为水田，没有建设").first.wait_for()
    _deed(page, f"{lot}report/forward/", {})
    page.goto(f"{lot}report/")
    page.locator(".signing-panel a.btn-primary").first.click()
    page.locator("input[type=password]").first.fill(PASSWORD)
    _shot_here(page, shots, "signing")
    page.locator("main form button.btn-primary").last.click()
    page.goto(f"{lot}report/")
    page.locator(".signing-panel").get_by_text("省级审核员").first.wait_for()
    _shot(page, f"{lot}report/", shots, "report")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Word 文件").click()
    coming.value.save_as((shots or Path(coming.value.path()).parent) / "report.docx")


def _deed(page: Any, address: str, given: dict[str, str], visitor: str = "", answer: str = "") -> None:
    page.goto(address)
    if answer:
        page.locator(f"input[type=radio][value={answer}]").check()
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
        _shot_here(page, shots, name)


def _shot_here(page: Any, shots: Path | None, name: str) -> None:
    if shots is not None:
        page.screenshot(path=shots / f"{name}.png", full_page=True)


def _pocket_shot(phone: Surveyor, shots: Path | None, name: str) -> None:
    _shot_here(phone.page, shots, name)
