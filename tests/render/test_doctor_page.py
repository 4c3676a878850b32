"""The import page: one file without a network, every finding with reason, repair and consequence, and its place."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.inspect.disc.conftest import Shelf, boundary_frame, bow_tie, patch_frame

from tuban.inspect.disc import check_disc
from tuban.render.doctor_page import doctor_page, write_doctor_page

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    shelf = Shelf(tmp_path_factory.mktemp("disc"))
    frame = patch_frame(JCMJ=[5.4, 9.9, 5.4, 5.4, 5.4], XMC=["<script>alert(1)</script>"] * 5)
    frame.loc[1, "geometry"] = bow_tie(2)
    shelf.shapefile(frame, "图斑", encoding="GB18030").with_suffix(".cpg").unlink()
    shelf.geopackage(boundary_frame(), "行政区")
    (shelf.root / "外业<script>.csv").write_text("图斑编号,实地情况\n990101SJBG24000001,飞地\n", "utf-8")
    return check_disc(shelf.root, tmp_path_factory.mktemp("work"), yes=True)


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_every_finding_stands_on_the_page_with_reason_and_consequence(broken):
    page = doctor_page(broken)
    for found in broken.findings:
        if found.code == "disc.role_missing":
            continue
        told = found.told_in_chinese
        assert found.code in page
        for text in (told.reason, told.consequence):
            assert text in page, found.code
    assert "修正后可用" in page
    assert "built-in" not in page
    assert "1800.00 m²" in page
    assert len(data_of(page)["findings"]) == sum(found.code != "disc.role_missing" for found in broken.findings)


def test_the_map_has_the_outlines_before_and_after_of_a_repair(broken):
    data = data_of(doctor_page(broken))
    assert len(data["divisions"]) == 2
    assert len(data["patches"]) == 5
    mended = next(one for one in data["findings"] if one["was"])
    assert mended["kind"] == "repair"
    assert len(mended["is"]) == 2  # the bow tie became two triangles
    west, south, east, north = mended["box"]
    assert 0 <= west < east <= data["frame"][0]
    assert 0 <= south < north <= data["frame"][1]


def test_nothing_on_a_disc_can_become_markup_and_no_host_is_asked(broken):
    page = doctor_page(broken)
    assert "<script>.csv" not in page
    assert page.count("<script") == 2
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "default-src 'none'" in page


def test_the_same_disc_gives_the_same_page(broken, tmp_path):
    write_doctor_page(tmp_path / "a.html", broken)
    assert (tmp_path / "a.html").read_text("utf-8") == doctor_page(broken)
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_disc_on_which_nothing_can_be_drawn_still_has_its_page(tmp_path):
    page = doctor_page(check_disc(tmp_path / "nowhere", tmp_path / "work"))
    assert "不可用" in page
    assert data_of(page)["has_map"] is False


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: the page is checked as text only")
def test_in_a_browser_it_runs_without_a_word_and_an_address_opens_a_finding(broken, tmp_path):
    path = tmp_path / "导入体检.html"
    write_doctor_page(path, broken)
    number = next(one["number"] for one in data_of(doctor_page(broken))["findings"] if one["was"])
    document = dumped(f"{path.as_uri()}#finding={number}", tmp_path / "profile")
    chosen = re.search(r'<li class="item chosen" data-number="(\d+)"', document)
    assert chosen
    assert int(chosen[1]) == number
    assert re.search(r"\d+ 米", document)  # the map drew its scale


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: the page is checked as text only")
def test_in_a_browser_an_address_opens_the_findings_of_one_kind(broken, tmp_path):
    path = tmp_path / "导入体检.html"
    write_doctor_page(path, broken)
    document = dumped(f"{path.as_uri()}#kind=repair", tmp_path / "profile")
    groups = dict(re.findall(r'<details class="group (\w+)" data-kind="\w+"([^>]*)>', document))
    assert "hidden" not in groups.pop("repair")
    assert groups
    assert all("hidden" in attributes for attributes in groups.values())
    assert re.search(r'data-kind="repair" aria-pressed="true"', document)


def test_beside_a_result_the_page_leads_back_to_it(broken):
    assert 'href="index.html"' in doctor_page(broken, result="index.html")
    assert 'href="index.html"' not in doctor_page(broken)


def dumped(address: str, profile: Path) -> str:
    done = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
         "--enable-logging=stderr", "--virtual-time-budget=10000", "--window-size=1366,768", "--dump-dom", address],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    return done.stdout
