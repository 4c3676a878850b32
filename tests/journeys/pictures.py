"""Pictures of every page, to be looked at: ``python -m tests.journeys.pictures FOLDER [WORD …]``.

The folder lies outside the repository. Each page is taken at the size of a desk and of a phone, in the role that opens
it; words keep the pages whose name holds one of them.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.journeys.office import prepared
from tests.journeys.pages import PAGES
from tests.journeys.people import DESK, PHONE, People


def take(folder: Path, words: list[str]) -> int:
    """Write the pictures; returns how many."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        office = prepared("practice", Path(scratch) / "prepared", Path(scratch)).copy(Path(scratch) / "office")
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        arguments = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        try:
            office.serve()
            people = People(browser, office)
            for name, ways in PAGES.items():
                if name == "import" or (words and not any(word in name for word in words)):
                    continue
                for number, way in enumerate(ways):
                    for size, where in ((DESK, "desk"), (PHONE, "phone")):
                        page = people.at(way.by, size) if way.by else people.nobody(size)
                        page.goto(way.address(name, office.seed))
                        page.wait_for_load_state("networkidle")
                        label = re.sub(r"\W", "", way.by) or "nobody"
                        page.screenshot(path=folder / f"{name}-{number}-{label}-{where}.png")
                        page.context.close()
                        taken += 1
        finally:
            browser.close()
            office.close()
    return taken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    print(take(Path(sys.argv[1]), sys.argv[2:]))
