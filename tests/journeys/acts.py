"""What people do on many journeys, as they do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely
from tests.journeys.people import PATIENCE

PLANE = 4547


def wait_for(page: Any, holds: Callable[[], bool], what: str = "") -> None:
    """Wait as a person does until something is so."""
    for _each in range(PATIENCE // 200):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{page.url}: {what or 'it did not come'}\n{page.inner_text('main')[:1500]}")


def says(page: Any, text: str) -> None:
    """Wait until the page says something."""
    page.get_by_text(text).first.wait_for()


def search(page: Any, text: str) -> None:
    """Look for something with the keyboard alone, and open the first that is found."""
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.wait_for_selector("#search-sheet a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def upload(page: Any, disc: Path) -> str:
    """Upload a disc and wait for the import doctor; returns the address of the import."""
    page.goto("/imports/")
    page.get_by_role("link", name="上传光盘").first.click()
    page.set_input_files("input[data-choose=file]", disc)
    page.wait_for_selector(".doctor-verdict")
    return str(page.url)


def confirm(page: Any) -> str:
    """Confirm a disc; returns what the dialog says will follow."""
    page.get_by_role("button", name="确认并载入").click()
    told = page.locator("#consequence").inner_text()
    page.locator("[data-consequence-yes]").click()
    page.wait_for_selector("[data-job]")
    return str(told)


def draw_across(page: Any) -> None:
    """Draw a cut through the middle of the patch, from beyond one side to beyond the other."""
    paper = page.locator("svg[data-paper]")
    outline = page.locator("svg[data-paper] path.own")
    whole, own = paper.bounding_box(), outline.bounding_box()
    middle = own["x"] - whole["x"] + own["width"] / 2
    top, bottom = own["y"] - whole["y"], own["y"] - whole["y"] + own["height"]
    for y in (max(2, top - 8), min(whole["height"] - 2, bottom + 8)):
        paper.click(position={"x": middle, "y": y})
    page.locator("[data-piece-path]").nth(1).wait_for()


def number_of(page: Any) -> str:
    """Return the number above a dossier."""
    return str(page.locator("h1").inner_text())


def reason_of(page: Any, button: str) -> str:
    """Return why a button is greyed out, as it tells whoever reaches for it; empty where it is not."""
    found = page.get_by_role("button", name=button, exact=True)
    if found.count() == 0 or found.first.get_attribute("aria-disabled") != "true":
        return ""
    return str(found.first.get_attribute("data-reason"))


def box_around(geojson: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return the box of a GeoJSON geometry."""
    return shapely.geometry.shape(geojson).bounds  # type: ignore[no-any-return]
