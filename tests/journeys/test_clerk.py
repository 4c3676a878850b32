"""The clerk of a township: all of their own work, and nothing of anybody else's."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import mapbox_vector_tile
import pytest
from tests.journeys.acts import box_around, says, wait_for
from tests.journeys.people import PHONE

OWN, OTHER = "甲溪镇", "乙岭镇"


@pytest.fixture
def clerk(people):
    return people.at("xiang01")


@pytest.fixture
def organiser(people):
    return people.at("zuzhi")


def asked(page, address):
    return page.request.get(address)


def of_the_list(page, query):
    """The numbers and townships of a list, all pages of it, as the file that is taken along says them."""
    text = asked(page, f"/patches/export.csv?{query}").body().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_clerk_sees_their_own_township_everywhere(clerk, organiser, office):
    everything = [line for line in of_the_list(organiser, "") if any("SJBG" in cell for cell in line)]
    own = [line for line in of_the_list(clerk, "") if any("SJBG" in cell for cell in line)]
    assert 0 < len(own) < len(everything)
    assert all(OWN in line for line in own)
    assert len([line for line in everything if OWN in line]) == len(own)

    clerk.goto("/patches/")
    assert f"全部 {len(own)}" in " ".join(clerk.locator(".list-filters").inner_text().split())
    clerk.goto("/map/")
    clerk.wait_for_selector(".map-row")
    wait_for(clerk, lambda: f"{len(own)} 个图斑" in clerk.inner_text("main"), "as many on the map as in the list")
    clerk.goto("/")
    assert OTHER not in clerk.inner_text("main")
    for words in (OTHER, office.seed["neighbour"]["number"]):
        clerk.goto(f"/search/?q={quote(words)}")
        assert "SJBG" not in clerk.inner_text("main").replace(office.seed["neighbour"]["number"], "")
    assert clerk.locator("main a[href*='/patches/']").count() == 0
    clerk.set_viewport_size(PHONE)
    for address in ("/", "/patches/"):
        clerk.goto(address)
        assert OTHER not in clerk.inner_text("main")


def test_work_that_is_given_out_stands_in_the_day_of_the_clerk_until_its_day(organiser, clerk):
    clerk.goto("/")
    says(clerk, "还没有图斑指派给")
    organiser.goto("/patches/?township=990101001&finding=unlawful")
    organiser.locator("tbody input[name=patch]").nth(1).check()
    organiser.locator("[data-choice-bar] .btn-primary").click()
    organiser.get_by_label("单位").select_option(label=OWN)
    organiser.get_by_label("期限").fill("2024-05-06")
    organiser.locator("form .btn-primary").click()
    organiser.locator(".toast-note").first.wait_for()
    clerk.goto("/")
    row = clerk.locator("main tbody tr").first
    assert "逾期" in row.inner_text()
    row.locator("a[data-row-link]").click()
    clerk.locator("#drawer [data-drawer-title]").wait_for()
    assert clerk.locator("#drawer [data-drawer-title]").inner_text() == row.locator("a[data-row-link]").inner_text()
    organiser.locator(".toast-note").get_by_role("button", name="撤销").click()
    organiser.wait_for_load_state()


def test_whoever_guesses_what_is_not_theirs_gets_nothing_and_is_recorded(people, clerk, organiser, office):
    neighbour = office.seed["neighbour"]
    organiser.goto("/patches/?township=990101002")
    address = organiser.locator("a[data-row-link]").first.get_attribute("href")
    other_township = address.strip("/").split("/")[-1]
    guessed = [
        *(f"/patches/{patch}/{page}" for patch in (neighbour["patch"], other_township) for page in (
            "", "images/", "overlaps/", "reasons/", "card/", "evidence/", "history/", "aside/", "assign/", "split/",
            "merge/", "restore/", "place.svg", "place/legend/", "card.docx", f"evidence/{neighbour['exhibit']}/",
            f"pictures/after/{'a' * 64}.jpg",
        )),
        f"/map/patches/{neighbour['patch']}/", f"/map/patches/{other_township}/after.jpg",
        f"/api/v1/patches/{neighbour['patch']}", f"/api/v1/patches/{other_township}",
        f"/api/v1/campaigns/{neighbour['campaign']}/patches",
        f"/api/v1/features/collections/{neighbour['campaign']}/items",
        f"/settings/campaigns/{neighbour['campaign']}/",
        f"/imports/{neighbour['arrival']}/", f"/imports/{neighbour['arrival']}/state/",
        f"/jobs/{neighbour['job']}/",
    ]  # fmt: skip
    answers = {one: asked(clerk, one) for one in guessed}
    assert {one: answer.status for one, answer in answers.items() if answer.status != 404} == {}
    for answer in answers.values():
        assert neighbour["number"] not in answer.text()

    auditor = people.at("shenji")
    auditor.goto("/settings/audit/?refused=on")
    rows = auditor.locator("tbody tr", has_text=f"{OWN}填报员")
    wait_for(auditor, lambda: rows.count() > 0, "recorded")
    text = auditor.inner_text("main")
    assert "查找管辖范围以外的图斑" in text
    assert "查看管辖范围以外的内容" in text
    for part in (neighbour["arrival"], neighbour["job"], neighbour["campaign"]):
        auditor.goto(f"/settings/audit/?refused=on&text={part}")
        assert auditor.locator("tbody tr", has_text=f"{OWN}填报员").count() > 0, part


def test_tiles_hold_nothing_of_other_areas(clerk, organiser, office):
    numbers = set()
    campaign = office.seed["campaign"]
    listed = asked(organiser, f"/api/v1/features/collections/{campaign}/items?limit=1000").json()["features"]
    west, south, _east, _north = box_around(listed[0]["geometry"])
    for page, name in ((organiser, "all"), (clerk, "own")):
        found = {}
        for z, x, y in _tiles(west, south):
            answer = asked(page, f"/map/patches/{z}/{x}/{y}/?campaign={campaign}")
            assert answer.status in (200, 204)
            if answer.status == 200 and answer.body():
                for layer in mapbox_vector_tile.decode(answer.body()).values():
                    for feature in layer["features"]:
                        found[str(feature["properties"])] = feature["properties"]
        numbers.add((name, len(found)))
    told = dict(numbers)
    assert 0 <= told["own"] < told["all"]


def _tiles(longitude, latitude):
    import math

    for z in (9, 11):
        x = int((longitude + 180) / 360 * 2**z)
        y = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z)
        yield z, x, y
