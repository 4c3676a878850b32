"""What people do with the map, in real Chromium."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE
from tests.web.map.conftest import AFTER, BEFORE, SIDE, SOUTH, WEST, campaign_of, kept, patch_of

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.kernel.crs import transform_geometries

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


@pytest.mark.long
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


@pytest.mark.long
def test_the_whole_view_stands_in_its_address(page_of, patches, survey, images):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=15")
    page.wait_for_selector(".map-row")
    page.keyboard.press("s")
    page.keyboard.press("g")
    page.select_option("select[name=state]", "issued")
    page.locator("#map").focus()
    page.keyboard.press("l")
    page.locator("input[name=by][value=state]").check()
    page.locator("#map-reference input[type=checkbox]").first.check()
    page.locator("#map-reference input[type=range]").first.fill("45")
    page.locator("#map").focus()
    page.keyboard.press("l")
    page.locator(".map-row").first.click()
    page.wait_for_selector(".map-card")
    until(page, lambda: asked(page).get("patch"))
    page.wait_for_timeout(600)
    told = asked(page)
    assert told["campaign"] == str(patches[0].campaign_id)
    assert told["layers"] == f"{survey.pk}:45"
    assert (told["swipe"], told["grid"], told["by"], told["state"]) == ("50", "1", "state", "issued")
    other = page_of("zuzhi")
    other.goto(page.url)
    other.wait_for_selector(".map-card")
    other.wait_for_timeout(600)
    assert asked(other) == told
    assert other.input_value("select[name=state]") == "issued"
    assert other.get_attribute('.map-tools [data-map-do="swipe"]', "aria-pressed") == "true"
    assert other.get_attribute('.map-tools [data-map-do="grid"]', "aria-pressed") == "true"


def opened(page, patch) -> None:
    """Wait for the card of a patch: it is open once the focus stands on its title."""
    page.wait_for_selector(f'.map-card[data-patch="{patch.uuid}"]')
    page.wait_for_function("() => document.activeElement.closest('#drawer')")


@pytest.mark.long
def test_back_and_forth_lead_through_patches_and_tools(page_of, patches, images):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=15")
    page.wait_for_selector(".map-row")
    page.locator(".map-row").first.click()
    opened(page, patches[0])
    page.locator("#map").focus()
    page.keyboard.press("n")
    opened(page, patches[1])
    page.locator("#map").focus()
    page.keyboard.press("s")
    until(page, lambda: asked(page).get("swipe") == "50")
    page.go_back()
    until(page, lambda: "swipe" not in asked(page))
    page.go_back()
    page.wait_for_selector(f'.map-card[data-patch="{patches[0].uuid}"]')
    page.go_back()
    until(page, lambda: page.locator("#drawer").is_hidden())
    page.go_forward()
    page.wait_for_selector(f'.map-card[data-patch="{patches[0].uuid}"]')


def test_a_closed_card_leaves_the_address(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    page.locator(".map-row").first.click()
    page.wait_for_selector(".map-card")
    page.locator("#drawer h2").focus()
    page.keyboard.press("Escape")
    until(page, lambda: "patch" not in asked(page))
    assert page.locator(".map-row[aria-current]").count() == 0


def test_another_campaign_is_chosen_and_back_leads_to_the_first(page_of, patches):
    older = campaign_of("990101-2023", is_practice=True)
    patch_of(older, "990101SJBG23000001", (1, 0))
    page = page_of("zuzhi")
    page.goto(f"/map/?campaign={patches[0].campaign_id}")
    page.wait_for_selector(".map-row")
    page.select_option("select[name=campaign]", str(older.pk))
    until(page, lambda: page.locator(".map-row").count() == 1)
    assert asked(page)["campaign"] == str(older.pk)
    page.go_back()
    until(page, lambda: page.locator(".map-row").count() == 6)


def test_patches_are_gone_through_and_opened_by_keys(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/")
    page.wait_for_selector(".map-row")
    page.locator("#map").focus()
    page.keyboard.press("n")
    opened(page, patches[0])
    page.locator("#map").focus()
    page.keyboard.press("n")
    opened(page, patches[1])
    page.locator("#map").focus()
    page.keyboard.press("p")
    opened(page, patches[0])
    page.goto(f"/map/?c={WEST + SIDE / 2},{SOUTH + SIDE / 2}&z=17")
    page.wait_for_selector(".map-row")
    page.wait_for_timeout(1000)
    page.locator("#map").focus()
    until(page, lambda: page.keyboard.press("Enter") or page.locator(".map-card").count())
    assert page.locator("#drawer h2").inner_text() == patches[0].number


def test_a_card_opens_while_the_list_is_still_awaited(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=15")
    page.wait_for_selector(".map-row")
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/map/list/**", hold)
    page.locator("#map").focus()
    page.keyboard.press("+")
    until(page, lambda: held)
    page.keyboard.press("n")
    page.keyboard.press("-")
    opened(page, patches[0])


def test_an_area_is_measured_by_keys_and_stands_in_the_address(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/?c=113.925,31.745&z=15")
    page.wait_for_selector(".map-row")
    page.locator("#map").focus()
    page.keyboard.press("a")
    until(page, lambda: "c" in asked(page))
    for arrow in ("ArrowRight", "ArrowDown"):
        page.keyboard.press("Enter")
        before = asked(page)["c"]
        page.keyboard.press(arrow)
        until(page, lambda before=before: asked(page)["c"] != before)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    until(page, lambda: "公顷" in page.locator("#map-measure").inner_text())
    told = page.locator("#map-measure").inner_text()
    assert len(asked(page)["measure"].split("~")) == 4  # what is measured, and three points
    other = page_of("zuzhi")
    other.goto(page.url)
    until(other, lambda: other.locator("#map-measure").inner_text() == told)
    page.keyboard.press("Escape")
    until(page, lambda: "measure" not in asked(page))
    assert page.locator("#map-measure").is_hidden()


def test_a_line_of_the_legend_is_a_filter(page_of, patches):
    page = page_of("zuzhi")
    page.goto("/map/?by=state")
    page.wait_for_selector("button.map-legend-line")
    page.locator('button.map-legend-line[data-kind="issued"]').click()
    until(page, lambda: page.locator(".map-row").count() == 3)
    assert asked(page)["state"] == "issued"
    page.locator('button.map-legend-line[data-kind="issued"]').click()
    until(page, lambda: page.locator(".map-row").count() == 6)


def test_a_layer_that_is_not_ready_is_told_and_shown_when_it_is(page_of, patches, tmp_path):
    box = np.array([shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)], dtype=object)
    path = tmp_path / "roads.parquet"
    plane = transform_geometries(box, 4490, 4547)
    pq.write_table(pa.table({"number": [uuid4().hex], "geometry": shapely.to_wkb(plane).tolist()}), path)
    edition = kept(path, "supply", rows=1)
    page = page_of("zuzhi")
    page.goto(f"/map/?layers={edition.pk}:100")
    until(page, lambda: "正在准备" in page.locator("#map-preparing").inner_text())
    until(page, lambda: Job.objects.filter(kind="layers.make_ready").exists())
    do(Job.objects.get(kind="layers.make_ready").pk)
    until(page, lambda: page.locator("#map-preparing").is_hidden())


@pytest.mark.long
@pytest.mark.parametrize("size", [DESK, pytest.param(PHONE, marks=pytest.mark.long)], ids=["desk", "phone"])
def test_the_map_passes_axe_in_every_state(page_of, patches, survey, images, size):
    page = page_of("zuzhi", size)
    for address in ("/map/", "/map/?q=nichts", f"/map/?patch={patches[0].uuid}&grid=1&swipe=40&campaign=x",
                    "/map/?measure=length~113.91,31.74~113.92,31.75"):  # fmt: skip
        page.goto(address)
        page.wait_for_selector(".map-count")
        until(page, lambda: page.get_attribute("#map-rows", "aria-busy") == "false")
        assert faults_of_access(page) == [], address
    page.locator('.map-tools [data-map-do="layers"]').click()
    assert faults_of_access(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert "十字" in page.locator("#keys").inner_text()
    assert faults_of_access(page) == []
