"""The one Chromium of a test run: Playwright starts only once in a process, whoever asks first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium as Debian has it; skips where it or the bundle of the pages is missing."""
    from tuban.web.templatetags.bundle import MANIFEST

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    if not MANIFEST.is_file():
        pytest.skip("the bundle is not built: run script/frontend")
    from playwright.sync_api import sync_playwright

    # Only maps are drawn by a graphics card made of software: pages that were drawn by it took three times as long.
    arguments = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()
