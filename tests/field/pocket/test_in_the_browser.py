"""Days in the field with the pocket app: offline, killed, over a bad line; nothing is lost."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.urls import reverse
from tests.field.pocket.receiver_files import Receiver
from tests.field.pocket.surveyor import Surveyor, office_works
from tests.web.axe import faults_of_access
from tests.web.conftest import signed_in_client

from tuban.field.pocket import views
from tuban.kernel.measure import ellipsoidal_areas
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.evidence.log import chain_of
from tuban.workflow.evidence.models import Device, LogEntry, Media
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.survey.brought import captures_of
from tuban.workflow.survey.models import Conflict, Measurement

METRE = 1 / 111_000
_PLAYS = """one => new Promise((told) => {
  one.muted = true;
  one.addEventListener("timeupdate", () => one.currentTime > 0 && told(true));
  one.addEventListener("error", () => told(false));
  one.play().catch(() => told(false));
})"""


def patches_of(plan: Any) -> list[Any]:
    return [one.patch for one in plan.teams.get().visits.order_by("order").select_related("patch")]


def around(patch: Any, metres: float = 20) -> list[tuple[float, float]]:
    centre = patch.geometry.centroid
    far = metres * METRE
    return [(centre.x + a * far, centre.y + b * far) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def walks_round(phone: Surveyor, patch: Any, folder: Path) -> None:
    """Walk round a patch: over a place without a sky, with a pause, and a corner too many."""
    corners = around(patch)
    phone.measures(str(patch.uuid), "walked")
    phone.stands_at(*corners[0], accuracy=60)
    phone.page.wait_for_selector("#fix:has-text('差于 15 米的不用')")
    phone.stands_at(*corners[0], accuracy=3)
    phone.page.wait_for_selector("#fix:has-text('定位精度 3 米')")
    phone.page.click("#walk")
    phone.has_corners(1)
    phone.walks(corners[1:3], begin=1)
    phone.stands_at(corners[2][0], corners[2][1] + 90 * METRE, accuracy=60)
    phone.page.wait_for_selector("#fix:has-text('差于 15 米的不用')")
    phone.walks([(corners[2][0] - 20 * METRE, corners[2][1] + 20 * METRE)], begin=3)
    phone.page.click("#undo-corner")  # that was the pump house
    phone.has_corners(3)
    phone.stands_at(corners[2][0], corners[2][1] + 50 * METRE, 3)  # having a rest
    phone.page.wait_for_timeout(300)
    phone.has_corners(3)
    phone.stands_at(*corners[3], accuracy=3)
    phone.page.wait_for_timeout(300)
    phone.page.click("#walk")
    phone.stands_at(corners[3][0], corners[3][1] + 0.2 * METRE, accuracy=3)
    phone.has_corners(4)
    assert 1300 < phone.area() < 1900


def is_killed_on_the_walk(phone: Surveyor, patch: Any, folder: Path) -> None:
    """Stand at corners, with the app killed between them and at one."""
    phone.measures(str(patch.uuid), "walked")
    corners = around(patch)
    phone.corners(corners[:2])
    phone.killed()
    phone.has_corners(2)
    phone.page.click("#corner")
    phone.killed()
    phone.corners(corners[2:], begin=2)
    assert 1300 < phone.area() < 1900
    phone.page.wait_for_selector(".legality")


def taps(phone: Surveyor, *_: Any) -> None:
    """Tap four corners on the map."""
    phone.page.click("#by-tapped")
    box = phone.page.locator(".map").bounding_box()
    for x, y in ((90, 60), (170, 70), (160, 130), (95, 120)):
        phone.page.mouse.click(box["x"] + x, box["y"] + y)
        phone.page.wait_for_timeout(350)  # two quick presses would be one double press
    phone.has_corners(4)


def taps_in(phone: Surveyor, patch: Any, folder: Path) -> None:
    """Tap the boundary of a patch."""
    phone.measures(str(patch.uuid), "tapped")
    taps(phone)


def reads_files(phone: Surveyor, patch: Any, folder: Path) -> None:
    """Choose what is no boundary, then a boundary of each kind; the last is taken."""
    epsg = patch.campaign.epsg
    shape = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), epsg)
    area = float(ellipsoidal_areas(np.array([shape], dtype=object), epsg=epsg)[0])
    receiver = Receiver(shapely.get_parts(shape)[0].exterior.coords[:-1], epsg, folder)
    phone.measures(str(patch.uuid), "receiver")
    for path, words in receiver.wrong().values():
        phone.chooses(path)
        phone.page.wait_for_selector(f"#boundary-fault:has-text('「{path.name}」没有读入：'):has-text('{words}')")
        assert not phone.page.locator("#keep-boundary").is_visible()
    phone.chooses(receiver.two())
    phone.page.wait_for_selector("#file-read:has-text('有 2 个图形')")
    assert abs(phone.area() - area) < 0.05
    phone.page.click(".how-file [aria-pressed=false]")
    phone.page.wait_for_function("() => Number(document.querySelector('#area-m2').textContent) < 100")
    for path in receiver.kinds().values():
        phone.chooses(path)
        phone.page.wait_for_selector(f"#file-read:has-text('{path.name}')")
        assert abs(phone.area() - area) < 0.05, path
    phone.page.click(".legality summary")  # the layers that went along say what the office's own say
    said = Comparison.objects.get(patch=patch, is_current=True).overlaps
    for title, what in (("批准范围内", "approved"), ("耕地", "cultivated")):
        office = next(float(one["m2"]) for one in said if one["what"] == what)
        row = phone.page.locator(".legality dl > div", has=phone.page.locator(f"dt:text-is('{title}')"))
        assert abs(float(row.locator("small").inner_text().split()[0]) - office) < 0.5, (title, office)


@pytest.mark.slow
@pytest.mark.seed("F1")
@pytest.mark.seed("D6")
def test_ten_patches_without_a_line_a_killed_app_and_a_bad_line_end_safe(surveyor, plan, picture, tmp_path):
    phone = surveyor()
    phone.begin()
    phone.line(False)
    phone.killed()  # from here on the whole app comes from the telephone
    patches = patches_of(plan)
    ways = (walks_round, is_killed_on_the_walk, taps_in, reads_files)
    for number, patch in enumerate(patches):
        phone.arrives(str(patch.uuid))
        phone.photographs(str(patch.uuid), picture(number))
        phone.types(str(patch.uuid), user=f"某某砖厂{number}")
        if number == 1:
            phone.killed()  # in the middle of the sheet: what was typed is still there
            assert phone.page.locator('[data-fact="user"] input').input_value() == "某某砖厂1"
        phone.records()
        if number < len(ways):
            ways[number](phone, patch, tmp_path)
            phone.keeps_boundary()
        phone.leaves("later" if number == 3 else "done")
    for _number in range(10 - len(patches)):  # found on the way
        phone.opens("found")
        taps(phone)
        phone.keeps_boundary()
    files = len(patches) + 1  # the photos and what the receiver wrote
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
    phone.keeps_trying(12)
    phone.context.unroute("**/field/v1/media/**")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.waits_until_safe()
    assert phone.strip() == f"{total} / {total} 已安全"
    assert broken["count"] > 1
    assert Media.objects.filter(state=Media.State.SAFE).count() == files
    assert LogEntry.objects.count() == total - files
    for number in range(len(patches)):
        assert Media.objects.filter(sha256=hashlib.sha256(picture(number).read_bytes()).hexdigest()).exists()
    office_works()
    assert LogEntry.objects.filter(kind="facts.told", applied="yes").count() == len(patches)
    measured = list(Measurement.objects.order_by("entry__seq"))
    assert [one.method for one in measured] == ["walked", "walked", "tapped", "receiver"]
    assert not [one for one in measured if one.differs]  # both sides measure the same to a hundredth
    assert captures_of(measured[-1].patch).get(sha256=measured[-1].receiver_file).exhibit.name == "手持.txt"


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
    phone.page.wait_for_selector("#why-not >> text=还有 3 项没有回执")
    assert phone.page.locator("#give-up").is_disabled()
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


@pytest.mark.slow
def test_a_database_that_the_browser_threw_away_costs_nothing(surveyor, plan, picture):
    phone = surveyor()
    patch = str(patches_of(plan)[0].uuid)
    phone.begin()
    phone.line(False)
    phone.arrives(patch)
    for number in (1, 2):
        phone.photographs(patch, picture(number))
    phone.counts(5)
    phone.page.wait_for_timeout(300)
    phone.loses_its_database()
    phone.page.wait_for_selector("#lost")
    assert "没有回执的没有丢" in phone.page.locator("#lost").inner_text()
    assert "3 条记录、2 个文件" in phone.page.locator("#found").inner_text()
    assert phone.page.locator("#bring").count() == 0
    phone.line(True)
    phone.killed()
    phone.page.click("#bring")
    phone.page.wait_for_selector(".toast:has-text('5 项已送到内业')")
    phone.page.wait_for_selector("#found", state="hidden")
    assert Media.objects.filter(state=Media.State.SAFE).count() == 2
    assert sorted(LogEntry.objects.values_list("kind", flat=True)) == ["photo.taken", "photo.taken", "visit.begun"]
    phone.page.click("#register")
    phone.takes_the_package()
    phone.photographs(patch, picture(3))
    phone.waits_until_safe()
    assert Media.objects.filter(state=Media.State.SAFE).count() == 3
    assert all(chain_of(one).is_whole for one in Device.objects.all())


@pytest.mark.slow
def test_what_waits_goes_up_when_the_line_is_back_although_the_app_is_closed(surveyor, plan, picture, live_server):
    phone = surveyor()
    patch = str(patches_of(plan)[0].uuid)
    phone.begin()
    phone.line(False)
    phone.arrives(patch)
    phone.photographs(patch, picture(9))
    phone.page.goto("about:blank")
    session = phone.context.new_cdp_session(phone.page)
    workers: list[Any] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    phone.line(True)
    phone.page.wait_for_timeout(500)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": live_server.url, "registrationId": workers[0]["registrationId"], "tag": "tuban-sending",
         "lastChance": False},
    )  # fmt: skip
    for _ in range(60):
        if Media.objects.filter(state=Media.State.SAFE).exists():
            break
        phone.page.wait_for_timeout(500)
    assert LogEntry.objects.count() == 2
    phone.page.goto("/pocket/")
    phone.waits_until_safe()


@pytest.mark.slow
@pytest.mark.long
def test_recordings_outlive_a_closed_browser_a_new_version_and_a_stopped_worker(
    surveyor, plan, picture, page_of, tmp_path, monkeypatch
):
    folder, patch = tmp_path / "telephone", str(patches_of(plan)[0].uuid)
    phone = surveyor(kept_in=folder)
    phone.begin()
    film = phone.films(tmp_path / "现场.webm")
    phone.line(False)
    phone.arrives(patch)
    phone.opens(f"patch/{patch}/capture")
    phone.turns(47)
    phone.page.wait_for_selector(".where:has-text('朝向 47°')")
    phone.photographs(patch, picture(1))
    phone.page.set_input_files("#video", film)
    phone.counts(5)
    phone.page.click("#voice")
    phone.page.wait_for_timeout(1_300)
    phone.page.click("#voice")
    phone.counts(7)
    phone.page.click("#voice")
    phone.page.wait_for_timeout(1_500)
    phone.switched_off()  # while somebody speaks

    phone = surveyor(kept_in=folder)
    phone.line(False)
    phone.page.goto("/pocket/")
    phone.opens(f"patch/{patch}/capture")
    phone.counts(9)  # what was said until then is there

    phone.context.route("**/field/v1/**", lambda route: route.abort())
    phone.line(True)
    page = views._page()
    monkeypatch.setattr(views, "_page", lambda: page.replace("</body>", "<!-- newer --></body>"))
    phone.opens("device")
    phone.page.click("#look-for-update")
    phone.page.wait_for_selector(".toast:has-text('换版不会动它们')")
    with phone.page.expect_navigation():
        phone.page.click(".toast button")
    phone.counts(9)
    assert "<!-- newer -->" in phone.page.content()
    phone.context.unroute("**/field/v1/**")

    workers, pieces = phone.workers(), []

    def bad_line(route: Any) -> None:
        """Break three times, with the workers of the browser stopped at each piece."""
        workers.send("ServiceWorker.stopAllWorkers")
        pieces.append(route.request.url)
        route.abort() if len(pieces) < 4 else route.continue_()

    phone.context.route(f"**/media/{hashlib.sha256(film.read_bytes()).hexdigest()}", bad_line)
    phone.keeps_trying(8)
    phone.waits_until_safe()
    assert len(pieces) > 4  # of a film that went up in small ones
    office_works()

    desk = page_of("zuzhi")
    desk.goto(reverse("web:patch_field", args=[patch]))
    assert desk.locator("video").count() == 1
    assert desk.locator("audio").count() == 2
    for kind in ("video", "audio"):
        assert desk.locator(kind).first.evaluate(_PLAYS), kind
    assert "朝向 47°" in desk.locator(".field-photos li:has(video)").inner_text()
    assert "±4 m" in desk.locator(".field-photos li:has(audio)").first.inner_text()
    desk.goto(reverse("web:returned_entry", args=[LogEntry.objects.get(kind="video.taken").pk]))
    assert desk.locator("video").evaluate(_PLAYS)

    phone.opens("packages")
    phone.page.click("[data-group]")
    phone.page.wait_for_function("() => document.querySelector('.progress-words')?.textContent")
    office_works()
    phone.page.wait_for_url("**#/today")
    phone.line(False)
    centre = patches_of(plan)[0].geometry.centroid
    phone.opens(f"patch/{patch}/capture")
    phone.page.click(".earlier")
    phone.page.wait_for_function("() => document.querySelector('.ghost')?.naturalWidth")
    phone.page.wait_for_selector(".guide:has-text('位置对上了、当时朝向 47°')")
    phone.turns(100)
    phone.page.wait_for_selector(".guide:has-text('左转 53°')")
    phone.stands_at(centre.x, centre.y - 60 * METRE)
    phone.page.wait_for_selector(".guide:has-text('m，方位')")
    phone.stands_at(centre.x, centre.y)
    phone.turns(45)
    phone.page.wait_for_selector(".guide.is-there")
    phone.page.fill("#ghost-strength", "80")
    assert phone.page.locator(".ghost").evaluate("one => one.style.opacity") == "0.8"
    phone.page.click("#shutter:enabled")
    phone.page.wait_for_selector(".last-taken img")
    phone.line(True)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.waits_until_safe()
    office_works()
    desk.goto(reverse("web:patch_field", args=[patch]))
    assert desk.locator(".reshoot img").count() == 2
    assert "2°" in desk.locator(".reshoot").inner_text()


@pytest.mark.slow
@pytest.mark.long
def test_every_screen_can_be_used_with_aids_and_fits_a_small_telephone(surveyor, plan, picture):
    phone = surveyor()
    patch = str(patches_of(plan)[0].uuid)
    phone.begin()
    phone.arrives(patch)
    phone.photographs(patch, picture(5))
    phone.page.set_viewport_size({"width": 360, "height": 640})
    own = [f"patch/{patch}{page}" for page in ("", "/form", "/capture", "/camera", "/boundary")]
    for screen in ("today", "map", f"map/{patch}", *own, "ledger", "device", "packages", "found"):
        phone.opens(screen)
        phone.page.wait_for_timeout(400)
        assert not faults_of_access(phone.page), screen
        wide = phone.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, screen
        small = phone.page.evaluate(
            """() => [...document.querySelectorAll(
                 'button, a.button, label.button, .taker, .deed, nav a, select, input[type=text], summary')]
                 .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
                 .filter(([, box]) => box.height > 0 && box.height < 43.5).map(([words]) => words)"""
        )
        assert not small, (screen, small)


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
