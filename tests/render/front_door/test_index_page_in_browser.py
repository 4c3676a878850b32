"""The page in a real browser, where one is installed: it runs, and its address opens a list and a patch."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: the page is checked as text only"),
]


def opened(page: Path, profile: Path, **state: str) -> str:
    address = page.as_uri() + (f"#{urlencode(state)}" if state else "")
    done = subprocess.run(
        [
            str(BROWSER),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={profile}",
            "--enable-logging=stderr",
            "--virtual-time-budget=3000",
            "--window-size=1366,768",
            "--dump-dom",
            address,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "CONSOLE" not in done.stderr, done.stderr
    return done.stdout


@pytest.fixture
def opened_page(small_page, tmp_path):
    small_page.patches = [patch for patch in small_page.patches if patch.chips is None]
    small_page.write(tmp_path)
    return lambda **state: opened(tmp_path / "index.html", tmp_path / "profile", **state)


def test_the_first_view_lists_patches_and_keeps_the_drawer_shut(opened_page, small_page):
    document = opened_page()
    assert small_page.patches[0].number in re.findall(r'class="num"[^>]*>([^<]+)<', document)
    assert re.search(r'<aside[^>]*id="drawer"[^>]*hidden', document)
    assert f"当前 {len(small_page.patches)} 宗" in document


def test_an_address_opens_a_filtered_list_and_a_patch_with_its_reasons(opened_page, small_page):
    patch = next(patch for patch in small_page.patches if patch.finding.slug == "unlawful")
    document = opened_page(finding="unlawful", patch=patch.number)
    assert re.search(r'<h2 id="drawer-title"[^>]*>.*?' + patch.number, document)
    assert patch.reasons[2].text.partition("】")[2] in document
    assert patch.reasons[2].details[1] in document
    listed = set(re.findall(r'class="num"[^>]*>([^<]+)<', document))
    assert listed <= {other.number for other in small_page.patches if other.finding.slug == "unlawful"}


def test_a_search_without_a_hit_says_so_and_how_to_go_on(opened_page):
    document = opened_page(q="没有这个图斑")
    assert "没有符合条件的图斑" in document
    assert "“没有这个图斑”" in document


def test_a_wrong_address_shows_everything_instead_of_nothing(opened_page, small_page):
    assert f"当前 {len(small_page.patches)} 宗" in opened_page(sort="<nonsense>", patch="unknown")
