"""Photos on pages: small, one by one, and with rectangles over what nobody outside may see."""

from __future__ import annotations

import io
import json
import re
import zipfile

import numpy as np
import pytest
from PIL import Image
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE

from tuban.workflow.audit.models import Line
from tuban.workflow.copies.models import PublicCopy
from tuban.workflow.copies.queries import photos_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.store import path_of

pytestmark = pytest.mark.django_db


def exhibit_of(patch, place: int = 0):
    return photos_of(patch)[place].exhibit


def copy_url(patch, place: int = 0) -> str:
    return f"/patches/{patch.uuid}/photos/{exhibit_of(patch, place).pk}/copy/"


def sent(client, url: str, places, *, answer: str = "covered", seen: int = 0):
    given = {"places": json.dumps(places), "size": "640x480", "seen": seen, "answer": answer}
    return client.post(url, given)


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_small_picture_is_small_and_is_not_sent_twice(client_of, patch):
    client = client_of("zuzhi")
    url = f"/patches/{patch.uuid}/photos/{exhibit_of(patch).pk}/small.jpg"
    answer = client.get(url)
    with Image.open(io.BytesIO(content_of(answer))) as image:
        assert image.size == (360, 270)
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(url.replace("small", "huge")).status_code == 404


def test_the_file_as_it_came_is_still_handed_over_byte_for_byte(client_of, patch):
    exhibit = exhibit_of(patch)
    answer = client_of("zuzhi").get(f"/patches/{patch.uuid}/evidence/{exhibit.pk}/")
    assert content_of(answer) == path_of(exhibit.checksum, exhibit.suffix).read_bytes()


def test_pages_show_small_pictures_that_lead_to_the_photo(client_of, patch):
    client, exhibit = client_of("zuzhi"), exhibit_of(patch)
    small, page = f"/patches/{patch.uuid}/photos/{exhibit.pk}/small.jpg", f"/patches/{patch.uuid}/photos/{exhibit.pk}/"
    for address in (f"/patches/{patch.uuid}/field/", f"/patches/{patch.uuid}/evidence/", "/field/returned/entries/"):
        text = client.get(address).content.decode()
        assert f'src="{small}"' in text, address
        assert f'href="{page}"' in text, address
        assert f'src="/patches/{patch.uuid}/evidence/' not in text


def test_photos_are_gone_through_with_all_that_is_known_of_each(client_of, patch):
    client = client_of("ducha")
    assert client.get(f"/patches/{patch.uuid}/photos/").url == f"/patches/{patch.uuid}/photos/{exhibit_of(patch).pk}/"
    text = client.get(f"/patches/{patch.uuid}/photos/", follow=True).content.decode()
    for told in ("第 1 张，共 2 张", "王外业", "±4.2 m", "47°", exhibit_of(patch).checksum, "这张照片没有看到迹象"):
        assert told in text, told
    last = Patch.objects.order_by("number").last()
    assert "模拟定位" in client.get(f"/patches/{last.uuid}/photos/", follow=True).content.decode()
    assert "模拟定位" not in client_of("waiye").get(f"/patches/{last.uuid}/photos/", follow=True).content.decode()


def test_confirming_goes_on_to_the_next_photo_that_waits_and_at_the_end_back(client_of, patch):
    client, last = client_of("zhifa"), Patch.objects.order_by("number").last()
    answer = sent(client, copy_url(patch), [[10, 10, 50, 60]])
    assert answer.url == copy_url(patch, 1)
    assert sent(client, copy_url(patch, 1), [], answer="clear").url == copy_url(last)
    text = client.get("/copies/").content.decode()
    assert "3 张照片中 2 张已有公开副本" in text
    assert sent(client, copy_url(last), [], answer="clear").url == "/copies/"
    assert [one.places for one in PublicCopy.objects.order_by("pk")] == [[[10, 10, 50, 60]], [], []]


def test_within_one_patch_the_line_ends_at_its_evidence(client_of, patch):
    client = client_of("zhifa")
    assert sent(client, copy_url(patch) + "?of=patch", [], answer="clear").url == copy_url(patch, 1) + "?of=patch"
    assert sent(client, copy_url(patch, 1) + "?of=patch", [], answer="clear").url == f"/patches/{patch.uuid}/evidence/"


def test_what_cannot_be_confirmed_is_told_and_nothing_drawn_is_lost(client_of, patch):
    client = client_of("zhifa")
    for places, answer, words in (
        ([], "covered", "既没有画遮挡框"), ([[0, 0, 10, 10]], "clear", "却又说没有需要遮挡的"),
        ([[700, 0, 10, 10]], "covered", "不在照片范围内"),
    ):  # fmt: skip
        told = sent(client, copy_url(patch), places, answer=answer)
        assert told.status_code == 422
        text = told.content.decode()
        assert words in text
        kept = re.search(r'<script id="cover-places"[^>]*>(.*?)</script>', text)
        assert json.loads(kept[1]) == places
    for broken in ("{", "[[1,2]]", '[["a","b","c","d"]]', "[1e400]", ""):
        assert client.post(copy_url(patch), {"places": broken, "size": "640x480"}).status_code == 422
    assert not PublicCopy.objects.exists()


def test_those_who_may_not_confirm_see_why_and_are_refused(client_of, patch):
    for username in ("zuzhi", "waiye"):
        client = client_of(username)
        assert "公开副本由执法股室或领导确认" in client.get(copy_url(patch)).content.decode()
        assert sent(client, copy_url(patch), [], answer="clear").status_code == 422
    assert not PublicCopy.objects.exists()
    other = "xiang02" if patch.township_code.endswith("001") else "xiang01"
    assert client_of(other).get(copy_url(patch)).status_code == 404


def test_versions_stay_in_view_and_taking_one_along_is_written_down(client_of, patch):
    client = client_of("zhifa")
    sent(client, copy_url(patch), [[10, 10, 50, 60]])
    sent(client, copy_url(patch), [[10, 10, 90, 60]], seen=1)
    text = client.get(copy_url(patch)).content.decode()
    assert text.index("公开副本第 2 版") < text.index("公开副本第 1 版")
    assert json.loads(re.search(r'<script id="cover-places"[^>]*>(.*?)</script>', text)[1]) == [[10, 10, 90, 60]]
    file = f"/patches/{patch.uuid}/photos/{exhibit_of(patch).pk}/copies/1.jpg"
    shown = content_of(client.get(file))
    assert not Line.objects.filter(action="copies.take").exists()
    assert content_of(client.get(file + "?along=1")) == shown
    assert Line.objects.get(action="copies.take").details["number"] == 1
    assert client.get(file.replace("1.jpg", "9.jpg")).status_code == 404


def test_the_dossier_offers_the_public_version_once_there_is_a_copy(client_of, patch):
    client = client_of("zhifa")
    page = f"/patches/{patch.uuid}/evidence/"
    assert "本图斑还没有一张照片有公开副本" in client.get(page).content.decode()
    sent(client, copy_url(patch), [[10, 10, 50, 60]])
    assert "/evidence/package/?public=1" in client.get(page).content.decode()
    answer = client.get(f"/patches/{patch.uuid}/evidence/package/?public=1")
    with zipfile.ZipFile(io.BytesIO(content_of(answer))) as archive:
        assert json.loads(archive.read("evidence.json"))["public"] is True


def test_what_cannot_be_drawn_is_told_in_its_place(client_of, patch):
    from tuban.workflow.evidence.models import Exhibit

    exhibit = exhibit_of(patch)
    Exhibit.objects.filter(pk=exhibit.pk).update(media_type="image/heic")
    client = client_of("zhifa")
    for address in (f"/patches/{patch.uuid}/photos/{exhibit.pk}/", copy_url(patch)):
        assert "这张照片无法在这里显示" in client.get(address).content.decode()
    assert sent(client, copy_url(patch), [], answer="clear").status_code == 422


def filled(copy) -> np.ndarray:
    with Image.open(path_of(copy.checksum, ".jpg")) as image:
        return np.abs(np.asarray(image.convert("RGB")).astype(int) - (0x3D, 0x48, 0x52)).max(axis=2) < 12


@pytest.mark.django_db(transaction=True)
def test_a_person_goes_through_the_line_with_mouse_and_keys(page_of, patch):
    page = page_of("zhifa")
    page.goto("/copies/")
    page.get_by_role("link", name="逐张查看").click()
    box = page.locator("[data-cover-stage]").bounding_box()
    confirm = page.get_by_role("button", name=re.compile("确认遮挡"))
    assert confirm.get_attribute("aria-disabled") == "true"
    x, y, side = box["x"], box["y"], box["width"]
    page.mouse.move(x + side / 4, y + side / 4)
    page.mouse.down()
    page.mouse.move(x + side / 2, y + side / 2, steps=4)
    page.mouse.up()
    assert page.locator(".cover").count() == 1
    page.keyboard.press("n")
    page.keyboard.press("Delete")
    page.keyboard.press("z")
    assert page.locator(".cover").count() == 2
    page.keyboard.press("z")
    assert page.locator(".cover").count() == 1
    page.locator(".cover").focus()
    before = page.locator(".cover").get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator(".cover").get_attribute("aria-label") != before
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("y")
    page.wait_for_url(f"**{copy_url(patch, 1)}")
    page.get_by_text("遮挡 1 处").first.wait_for()
    [copy] = PublicCopy.objects.all()
    [[left, top, width, height]] = copy.places
    inside = filled(copy)[top + 16 : top + height - 16, left + 16 : left + width - 16]  # but what JPEG does at an edge
    assert inside.size > 9000
    assert inside.all()
    assert (abs(left - 160) < 12, abs(top - 160) < 12, abs(width - 160) < 12) == (True, True, True)
    page.keyboard.press("w")
    last = Patch.objects.order_by("number").last()
    page.wait_for_url(f"**{copy_url(last)}")
    page.keyboard.press("q")
    page.wait_for_url(f"**{copy_url(patch, 1)}")


@pytest.mark.django_db(transaction=True)
def test_a_finger_draws_and_a_rectangle_is_moved_and_made_larger(page_of, patch):
    page = page_of("zhifa", PHONE)
    page.goto(copy_url(patch))
    stage = page.locator("[data-cover-stage]")
    box = stage.bounding_box()

    def finger(*points: tuple[float, float], on: str = "[data-cover-stage]") -> None:
        kinds = ["pointerdown", *["pointermove"] * (len(points) - 1)]
        for kind, (x, y) in zip(kinds, points, strict=True):
            page.evaluate(
                """([on, kind, x, y]) => {
                  const target = kind === "pointerdown" ? document.elementFromPoint(x, y) : document.querySelector(on);
                  document.querySelector("[data-cover-stage]").setPointerCapture = () => {};
                  target.dispatchEvent(new PointerEvent(kind, {bubbles: true, cancelable: true, pointerId: 7,
                    pointerType: "touch", isPrimary: true, button: 0, clientX: x, clientY: y}));
                }""",
                [on, kind, x, y],
            )
        x, y = points[-1]
        page.evaluate(
            """([on, x, y]) => document.querySelector(on).dispatchEvent(new PointerEvent("pointerup", {bubbles: true,
               pointerId: 7, pointerType: "touch", isPrimary: true, clientX: x, clientY: y}))""",
            [on, x, y],
        )

    def place() -> list[int]:
        return json.loads(page.locator("input[name=places]").input_value())[0]

    x, y, side = box["x"], box["y"], box["width"]
    finger((x + 0.2 * side, y + 0.2 * side), (x + 0.4 * side, y + 0.4 * side))
    drawn = place()
    finger((x + 0.3 * side, y + 0.3 * side), (x + 0.5 * side, y + 0.3 * side))
    moved = place()
    assert moved[2:] == drawn[2:]
    assert moved[0] - drawn[0] == pytest.approx(0.2 * 640, abs=4)
    corner = page.locator(".cover.is-chosen .cover-corner[data-corner=se]").bounding_box()
    cx, cy = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    finger((cx, cy), (cx + 0.1 * side, cy + 0.1 * side))
    larger = place()
    assert larger[:2] == moved[:2]
    assert larger[2] - moved[2] == pytest.approx(0.1 * 640, abs=8)
    finger((x + 0.9 * side, y + 0.1 * side), (x + 0.9 * side + 1, y + 0.1 * side))  # a touch only
    assert page.locator(".cover").count() == 1
    page.get_by_role("button", name="撤销").click()
    assert place() == moved


@pytest.mark.long
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_open_to_everybody(page_of, patch, size):
    page = page_of("juzhang", size)
    photo = f"/patches/{patch.uuid}/photos/{exhibit_of(patch).pk}/"
    for address in ("/copies/", copy_url(patch), photo, f"/patches/{patch.uuid}/field/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert faults_of_access(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.goto(photo)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{exhibit_of(patch, 1).pk}/")
    page.keyboard.press("q")
    page.wait_for_url(f"**{exhibit_of(patch).pk}/")
