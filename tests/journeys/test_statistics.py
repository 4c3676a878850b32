"""The organiser goes from a form to its patches, an earlier day, paper, and the report that is edited in Word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.journeys.acts import wait_for
from tests.journeys.people import PHONE, People
from tests.workflow.written_reports.edited import overwritten, with_body

pytestmark = pytest.mark.long

FORM = "/statistics/?form=unlawful_summary"


def test_from_a_cell_to_its_patch_an_earlier_day_paper_and_the_edited_report(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "counting")
    office.run("tests.journeys.earlier", "3")
    office.serve()
    people = People(browser, office)
    try:
        page = people.at("zuzhi")
        _from_a_cell_to_a_patch(page)
        _beside_yesterday(page)
        _taken_along(page, tmp_path)
        draft = _drafted(page)
        _handed_in(page, draft, tmp_path)
        _read_on_a_phone(people.at("zuzhi", PHONE), draft)
        township = people.at("xiang01")
        township.goto("/statistics/reports/")
        assert township.locator("[aria-disabled=true]", has_text="拟稿").first.get_attribute("data-reason")
        people.leave()
    finally:
        office.close()


def _shown(page: Any, address: str) -> None:
    """Open a form; where its sums are being added up first, wait for them."""
    page.goto(address)
    wait_for(page, lambda: page.locator("table.official-table").count() > 0, "the form")


def _from_a_cell_to_a_patch(page: Any) -> None:
    _shown(page, FORM)
    cell = page.locator("table.official-table tbody td.n a").first
    count = cell.inner_text()
    cell.click()
    drawer = page.locator("#drawer")
    drawer.get_by_text("合计", exact=True).first.wait_for()
    assert count.rstrip("*") in drawer.inner_text()
    drawer.locator("a[href*='/patches/']").first.click()
    page.wait_for_url("**/patches/**")
    assert page.locator("h1").inner_text()


def _beside_yesterday(page: Any) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page.goto(f"{FORM}&day={yesterday}")
    page.get_by_role("link", name="重填这一天").click()
    page.locator("#drawer button[type=submit]").click()
    wait_for(page, lambda: page.locator("table.official-table").count() > 0, "the form of yesterday")
    assert "日终" in page.locator("main").inner_text()
    _shown(page, f"{FORM}&other_day={yesterday}")
    assert page.locator("td .beside").count() > 10
    assert page.locator("td .moved").count() == 0, "nothing was found since"


def _taken_along(page: Any, folder: Path) -> None:
    _shown(page, FORM)
    for name, head in (("Excel", b"PK"), ("Word", b"PK"), ("PDF", b"%PDF"), ("CSV", "\ufeff".encode())):
        with page.expect_download() as taken:
            page.locator("main .side-by-side").get_by_role("link", name=name, exact=True).click()
        path = folder / taken.value.suggested_filename
        taken.value.save_as(path)
        assert path.read_bytes().startswith(head), name


def _drafted(page: Any) -> str:
    _shown(page, FORM)
    page.locator("main .side-by-side").get_by_role("link", name="分析报告").click()
    card = page.locator("section.card", has_text="违法行为调查处理情况报告").first
    card.get_by_role("link", name="拟稿").click()
    page.locator("#drawer button[type=submit]").click()
    page.get_by_text("正在拟稿").first.wait_for()
    page.locator("table a", has_text="违法行为调查处理情况报告").first.click()
    wait_for(page, lambda: page.get_by_text("下载 Word 拟稿").count() > 0, "the draft")
    assert "与累计数一致" in page.locator("main").inner_text()
    return str(page.url)


def _handed_in(page: Any, draft: str, folder: Path) -> None:
    with page.expect_download() as taken:
        page.get_by_text("下载 Word 拟稿").click()
    path = folder / "draft.docx"
    taken.value.save_as(path)
    edited = with_body(path, folder / "修改稿.docx", overwritten("f1", "77"))
    page.get_by_role("link", name="上传修改后的报告").click()
    page.set_input_files("#drawer input[type=file]", str(edited))
    page.fill("#drawer input[name=words]", "补写发生原因")
    page.locator("#drawer button[type=submit]").click()
    page.get_by_role("link", name="第 1 稿").click()
    wait_for(page, lambda: "现在的数比对了" in page.locator("main").inner_text(), "the comparison")
    assert page.locator("section.card", has_text="人工改动的数").locator("td", has_text="77").count() == 1
    assert page.locator("section.card", has_text="与现在不符的数").locator("td", has_text="77").count() == 1
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    page.goto(draft)
    page.locator("input.place").first.fill("2")
    page.locator("input.place").nth(1).fill("1")
    page.get_by_role("button", name="按所选案例重新拟稿").click()
    wait_for(page, lambda: page.get_by_text("下载 Word 拟稿").count() > 0, "the draft with other cases")
    assert page.url != draft


def _read_on_a_phone(page: Any, draft: str) -> None:
    page.goto(draft)
    page.locator("summary", has_text="格子点开是图斑").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("section[aria-labelledby=figures] a[href*='statistics/cell']").first.click()
    page.locator("main").get_by_text("合计").first.wait_for()
