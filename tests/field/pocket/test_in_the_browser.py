"""Days in the field with the pocket app: offline, killed, over a bad line; nothing is lost, and the office has it all."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from typing import Any

import pytest
from tests.field.pocket.surveyor import office_works
from tests.web.conftest import signed_in_client

from tuban.workflow.evidence.models import LogEntry, Media
from tuban.workflow.survey.models import Conflict

METRE = 1 / 111_000


def patches_of(plan: Any) -> list[Any]:
    return [one.patch for one in plan.teams.get().visits.order_by("order").select_related("patch")]


def around(patch: Any, metres: float = 20) -> list[tuple[float, float]]:
    centre = patch.geometry.centroid
    far = metres * METRE
    return [(centre.x + a * far, centre.y + b * far) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


@pytest.mark.slow
@pytest.mark.seed("F1")
@pytest.mark.seed("D6")
def test_ten_patches_without_a_line_a_killed_app_and_a_bad_line_end_safe(surveyor, plan, picture):
    phone = surveyor()
    phone.begin()
    phone.line(False)
    phone.killed()  # from here on the whole app comes from the telephone
    patches = patches_of(plan)
    for number, patch in enumerate(patches):
        phone.arrives(str(patch.uuid))
        phone.photographs(str(patch.uuid), picture(number))
        phone.types(str(patch.uuid), user=f"某某砖厂{number}")
        if number == 1:
            phone.killed()  # in the middle of the sheet: what was typed is still there
            assert phone.page.locator('[data-fact="user"] input').input_value() == "某某砖厂1"
        phone.records()
        if number == 2:
            phone.opens(f"patch/{patch.uuid}/boundary")
            phone.corners(around(patch)[:2])
            phone.killed()  # in the middle of the walk: its corners are still there
            phone.page.wait_for_selector("text=2 个界址点")
            phone.page.click("#corner")
            phone.killed()
            corners = around(patch)
            for at, place in enumerate(corners[2:], start=3):
                phone.page.click("#corner")
                for fix in range(5):
                    phone.stands_at(place[0] + fix * 1e-8, place[1])
                    phone.page.wait_for_timeout(120)
                phone.page.wait_for_selector(f"text={at} 个界址点")
            assert 1300 < float(phone.page.locator("#area-m2").inner_text()) < 1900
            phone.page.wait_for_selector(".legality")
            phone.page.click("#keep-boundary")
            phone.page.wait_for_selector(".patch-head")
        phone.leaves("later" if number == 3 else "done")
    for number in range(10 - len(patches)):  # found on the way
        phone.opens("found")
        phone.page.click("#by-tapped")
        box = phone.page.locator(".map").bounding_box()
        for x, y in ((90, 60), (170, 70 + number), (160, 130), (95, 120)):
            phone.page.mouse.click(box["x"] + x, box["y"] + y)
            phone.page.wait_for_timeout(350)  # two quick presses would be one double press
        phone.page.click("#keep-boundary")
        phone.page.wait_for_selector(".patch-head")
    total = int(phone.strip().split("/")[1].split()[0])
    assert phone.strip() == f"0 / {total} 已安全"
    assert LogEntry.objects.count() == 0

    broken = {"count": 0}

    def bad_line(route: Any) -> None:
        broken["count"] += 1
        route.abort() if broken["count"] % 3 else route.continue_()

    phone.context.route("**/field/v1/media/**", bad_line)
    phone.line(True)
    phone.opens("ledger")
    for _ in range(12):
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(1_700)
    phone.context.unroute("**/field/v1/media/**")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.waits_until_safe()
    assert phone.strip() == f"{total} / {total} 已安全"
    assert broken["count"] > 1
    assert Media.objects.filter(state=Media.State.SAFE).count() == len(patches)
    assert LogEntry.objects.count() == total - len(patches)
    for number in range(len(patches)):
        assert Media.objects.filter(pk=hashlib.sha256(picture(number).read_bytes()).hexdigest()).exists()
    office_works()
    assert LogEntry.objects.filter(kind="facts.told", applied="yes").count() == len(patches)


@pytest.mark.slow
def test_two_telephones_on_one_patch_make_a_conflict_that_a_person_decides(surveyor, plan):
    one, other = surveyor(), surveyor()
    patch = str(patches_of(plan)[0].uuid)
    one.begin()
    other.begin()
    for phone, user in ((one, "甲砖厂"), (other, "乙砖厂")):
        phone.line(False)
        phone.arrives(patch)
        phone.types(patch, user=user)
        phone.records()
    for phone in (one, other):
        phone.line(True)
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.waits_until_safe()
        office_works()
    conflict = Conflict.objects.get()
    assert (conflict.fact, str(conflict.patch.uuid)) == ("user", patch)
    other.killed()
    other.opens("ledger")
    other.page.wait_for_selector("text=我填 乙砖厂，内业是 甲砖厂")


def test_nothing_is_given_up_while_something_is_unsafe_and_the_rescue_file_brings_it_home(surveyor, plan, picture):
    phone = surveyor()
    patch = str(patches_of(plan)[0].uuid)
    phone.begin()
    phone.line(False)
    phone.arrives(patch)
    phone.photographs(patch, picture(77))
    phone.opens("device")
    assert phone.page.locator("#give-up").is_disabled()
    assert "还有 3 项没有回执" in phone.page.locator("#why-not").inner_text()
    phone.opens("packages")
    phone.page.wait_for_selector("text=还有 3 项没有回执，不能清理")
    phone.opens("ledger")
    phone.page.wait_for_selector("#unsafe li")
    assert phone.page.locator("#unsafe li").count() == 3
    with phone.page.expect_download() as taken:
        phone.page.click("#rescue")
    path = taken.value.path()
    with zipfile.ZipFile(path) as rescue:
        said = json.loads(rescue.read("tuban-rescue.json"))
        assert [json.loads(one["text"])["kind"] for one in said["entries"]] == ["visit.begun", "photo.taken"]
    client = signed_in_client("zuzhi")
    with path.open("rb") as file:
        answer = client.post("/field/v1/rescue", {"file": file})
    assert answer.status_code == 200, answer.content
    assert Media.objects.get().state == Media.State.SAFE
    phone.line(True)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.waits_until_safe()
    phone.opens("device")
    phone.page.wait_for_function("() => !document.querySelector('#give-up').disabled")


def test_the_app_is_installable_and_reaches_no_other_page(client, live_server, browser):
    told = client.get("/pocket/manifest.webmanifest").json()
    assert (told["scope"], told["display"]) == ("/pocket/", "standalone")
    assert {one.get("purpose", "any") for one in told["icons"]} == {"any", "maskable"}
    worker = client.get("/pocket/worker.js")
    assert worker["Service-Worker-Allowed"] == "/pocket/"
    kept = json.loads(re.match(r"self\.TUBAN_POCKET=(\{.*?\});\n", worker.content.decode())[1])
    assert kept["shell"] == "/pocket/"
    for file in kept["files"]:
        context = browser.new_context()
        assert context.request.get(live_server.url + file).status == 200, file
        context.close()


def test_the_page_of_the_app_says_nothing_of_a_person(client_of_waiye, client):
    assert client_of_waiye.get("/pocket/").content == client.get("/pocket/").content
    assert client_of_waiye.get("/pocket/session").json()["person"] == "王外业"
    assert client.get("/pocket/session").json()["person"] == ""
