"""A township's plan goes up, comes back and is accepted; a patch leaves the office as a package that proves itself."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest
from docx import Document
from tests.journeys.acts import says

pytestmark = pytest.mark.long


def plan_file(folder, text: str):
    made, path = Document(), folder / f"{text}.docx"
    made.add_paragraph(text)
    made.save(str(path))
    return path


def hand_in(page, path) -> None:
    page.goto("/plans/rectification/hand-in/")
    page.locator("main input[type=file]").set_input_files(path)
    page.locator("main").get_by_role("button", name="上交方案").click()
    says(page, "已上交")


def decide(page, unit: str, button: str, text: str) -> None:
    page.goto("/plans/")
    page.get_by_role("row", name=unit).get_by_role("link", name="待上级审核").click()
    page.locator("main").get_by_role("link", name=button).first.click()
    page.locator("form textarea").last.fill(text)
    page.get_by_role("button", name=button).last.click()
    page.wait_for_load_state("networkidle")


@pytest.mark.seed("U4")
def test_a_plan_goes_up_comes_back_and_is_accepted(people, tmp_path):
    clerk, county = people.at("xiang02"), people.at("zuzhi")
    hand_in(clerk, plan_file(tmp_path, "整改方案"))
    decide(county, "乙岭镇", "退回方案", "缺责任人和完成时间")
    clerk.reload()
    says(clerk, "缺责任人和完成时间")
    hand_in(clerk, plan_file(tmp_path, "整改方案（责任人王某）"))
    decide(county, "乙岭镇", "通过方案", "同意")
    clerk.reload()
    says(clerk, "同意")
    clerk.screenshot(path=tmp_path / "plan.png", full_page=True)


def test_a_patch_leaves_as_a_package_that_proves_itself(people, office, browser, tmp_path):
    page = people.at("zuzhi")
    page.goto("/exchange/keys/")
    page.locator("main").get_by_role("button").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(f"/patches/{office.seed['patch']}/proof-package/")
    page.get_by_role("button", name="制作举证包").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载").first.click()
    packed = tmp_path / coming.value.suggested_filename
    coming.value.save_as(packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "open")
    checker = tmp_path / "open" / "核验.py"
    sound = subprocess.run([sys.executable, str(checker), str(packed)], capture_output=True, text=True, check=False)
    assert sound.returncode == 0, sound.stdout
    record = tmp_path / "open" / "record.json"
    record.write_text(record.read_text().replace("违法", "合法", 1))
    altered = subprocess.run(
        [sys.executable, str(checker), str(tmp_path / "open")], capture_output=True, text=True, check=False
    )
    assert altered.returncode != 0
    assert "record.json" in altered.stdout
    first = browser.new_page()
    first.goto((tmp_path / "open" / "index.html").as_uri())
    assert office.seed["number"] in first.inner_text("body")
    first.close()
