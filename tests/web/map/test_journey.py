"""What people do with the map, in real Chromium."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.conftest import PHONE
from tests.web.map.conftest import AFTER, BEFORE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WAIT_S = 30.0


def until(page, holds) -> None:
    """Wait until something holds. Playwright's own way evaluates text, which the policy of the pages forbids."""
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end, page.url
        page.wait_for_timeout(100)


def asked(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def colour_at(page, share: float) -> tuple[int, ...]:
    """The colour of the images in the middle height of the map, at a share of its width."""
    return tuple(
        page.evaluate(
            """(share) => {
              const found = [0, 0, 0];
              for (const canvas of document.querySelectorAll('.ol-layer-image canvas, canvas.ol-layer-image')) {
                const pen = canvas.getContext('2d');
                const [r, g, b, a] = pen.getImageData(canvas.width * share, canvas.height / 2, 1, 1).data;
                if (a > 200) { found[0] = r; found[1] = g; found[2] = b; }
              }
              return found;
            }""",
            share,
        )
    )


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))


def test_a_patch_is_found_by_its_number_and_its_address_opens_it_again(page_of, patches, images):
    page = page_of("zuzhi")
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    assert page.locator(".map-row").count() == 6
    page.keyboard.press("/")
    page.keyboard.type("000003")
    page.wait_for_selector("#search-sheet a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-card")
    assert page.locator("#drawer h2").inner_text() == patches[3].number
    page.wait_for_selector(f'.map-row[data-patch="{patches[3].uuid}"][aria-current=true]')
    until(page, lambda: "z" in asked(page))
    address = page.url
    other = page_of("zuzhi")
    other.goto(address)
    other.wait_for_selector(".map-card")
    assert asked(other)["patch"] == str(patches[3].uuid)
    until(other, lambda: asked(other).get("z") == asked(page)["z"])
    until(other, lambda: asked(other).get("c") == asked(page)["c"])


def test_back_takes_back_a_filter(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    page.select_option("select[name=state]", "issued")
    until(page, lambda: page.locator(".map-row").count() == 3)
    until(page, lambda: asked(page).get("state") == "issued")
    page.go_back()
    until(page, lambda: page.locator(".map-row").count() == 6)
    assert page.input_value("select[name=state]") == ""


def test_the_swipe_shows_the_image_before_at_its_left_and_after_at_its_right(page_of, patches, images):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=15")
    page.wait_for_selector(".map-row")
    page.keyboard.press("s")
    page.wait_for_selector(".map-swipe-line")
    until(page, lambda: near(colour_at(page, 0.25), BEFORE) and near(colour_at(page, 0.75), AFTER))
    page.focus(".map-swipe-line")
    page.keyboard.press("End")
    until(page, lambda: near(colour_at(page, 0.75), BEFORE))
    until(page, lambda: asked(page).get("swipe") == "100")


def test_the_map_is_worked_by_keys_alone(page_of, patches, survey):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=14")
    page.wait_for_selector(".map-row")
    page.keyboard.press("+")
    until(page, lambda: asked(page).get("z", "").startswith("15"))
    page.keyboard.press("ArrowRight")
    until(page, lambda: float(asked(page)["c"].split(",")[0]) > 113.926)
    page.keyboard.press("l")
    box = page.locator("#map-reference input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Space")
    until(page, lambda: asked(page).get("layers", "").startswith(str(survey.pk)))
    page.locator("#map-layers-title").focus()
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.name") == "q"


def test_a_township_finds_only_its_own_on_the_map(page_of, patches):
    page = page_of("xiang01")
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    assert page.locator(".map-row").count() == 4


def test_the_map_fits_a_phone(page_of, patches):
    page = page_of("zuzhi", PHONE)
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".map-row").first.click()
    page.wait_for_selector(".map-card")
