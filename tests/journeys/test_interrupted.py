"""The power fails: while a disc is being loaded, while a worker works, while an upload is under way."""

from __future__ import annotations

import contextlib
import hashlib
import re
import zipfile

import psutil
import pytest
from tests.journeys.acts import confirm, says, upload, wait_for
from tests.journeys.discs import organisers_disc
from tests.workflow.small_disc import LEFT, OTHER

pytestmark = [
    pytest.mark.xdist_group("journeys in offices of their own"),
    pytest.mark.long,
]
_LINE_LOST = re.compile("ERR_|Failed to load resource|htmx:|502")


@pytest.fixture
def office(office_of):
    return office_of("small")


@pytest.fixture
def people(office, people_of):
    group = people_of(office)
    yield group
    # While the server is gone, pages say that they do not reach it: that is no fault of theirs.
    group.faults[:] = [one for one in group.faults if not _LINE_LOST.search(one)]


@pytest.fixture
def newer(tmp_path):
    """A newer edition of the disc: the survey has construction land, and there is one patch more."""
    return organisers_disc(tmp_path, built_in_survey=True)


def numbers(page) -> list[str]:
    page.goto("/patches/")
    return sorted(page.locator("a[data-row-link]").all_inner_texts())


def give(page, number, unit):
    page.goto(f"/patches/?q={number}")
    page.goto(page.locator("a[data-row-link]").first.get_attribute("href") + "assign/")
    page.get_by_label("单位").select_option(label=unit)
    page.get_by_role("button", name="指派").click()
    page.locator(".toast-note").wait_for()


def begins_to_load(page, newer) -> str:
    address = upload(page, newer)
    confirm(page)
    wait_for(page, lambda: page.locator("[data-state=running]").count() == 1, "the load is under way")
    return address


def test_a_power_cut_during_the_load_leaves_the_earlier_state_whole_and_the_load_goes_on(people, office, newer):
    page = people.at("zuzhi")
    give(page, LEFT, "甲溪镇")
    earlier = numbers(page)
    address = begins_to_load(page, newer)
    office.kill()
    office.serve()
    page.goto("/patches/")
    if page.locator("a[data-row-link]").count() == len(earlier):  # not loaded in the meantime
        assert sorted(page.locator("a[data-row-link]").all_inner_texts()) == earlier
    page.goto(address)
    page.wait_for_selector(".loaded")
    later = numbers(page)
    assert set(earlier) < set(later)
    page.goto(f"/patches/?q={LEFT}")
    assert page.locator("td.col-holder").first.inner_text() == "甲溪镇"


def test_a_worker_that_is_killed_is_replaced_and_the_load_goes_on_while_one_watches(people, office, newer):
    page = people.at("zuzhi")
    begins_to_load(page, newer)
    for worker in office.workers():
        with contextlib.suppress(psutil.NoSuchProcess):
            worker.kill()
    page.wait_for_selector(".loaded")
    assert OTHER in " ".join(numbers(page))


def test_an_upload_that_the_server_did_not_survive_goes_on_in_the_same_window(people, office, tmp_path):
    large = tmp_path / "大光盘.zip"
    with zipfile.ZipFile(large, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("影像.bin", hashlib.shake_256(b"disc").digest(48 << 20))
    page = people.at("zuzhi")
    page.goto("/imports/upload/")
    cut = []

    def fail_once(route):
        if int(route.request.headers["upload-offset"]) > 0 and not cut:
            cut.append(True)
            office.kill()
        route.continue_()

    page.route("**/files/*/", lambda route: fail_once(route) if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("input[data-choose=file]", large)
    says(page, "线路中断")
    assert cut
    office.serve()
    page.wait_for_url("**/imports/*-*/")
    page.wait_for_selector(".doctor-verdict, [data-job]")
    page.goto("/imports/")
    assert "大光盘" in page.inner_text("main")
