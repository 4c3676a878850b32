"""Sitting at the desk: by keyboard alone, with another reader, on a phone, with a lock that ends."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.conftest import PHONE
from tests.web.desk.conftest import HOW_MANY, STEM

from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import DeskKeys, Lock, Reading
from tuban.workflow.review.reading.keys import USUAL

CATEGORIES = (
    "new_construction", "unchanged", "agricultural_adjustment", "facility_agriculture", "temporary_use", "other",
)  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def number(place: int) -> str:
    return f"{STEM}{place:03d}"


def shows(page, place: int) -> None:
    page.locator("[data-desk=number]", has_text=number(place)).wait_for()


def kept(page, place: int) -> None:
    """Wait until the desk says that the reading of a patch was kept."""
    page.locator("[data-desk=done]", has_text=number(place)).wait_for()


@pytest.fixture
def at_desk(page_of, office):
    opened = []

    def open_desk(username="diji", size=None, query=""):
        page = page_of(username, size) if size else page_of(username)
        opened.append(page)
        page.goto(f"/desk/{query}")
        page.wait_for_selector("#desk[data-shown-patch]")
        return page

    yield open_desk
    for page in opened:  # who leaves lets go: nothing may still be under way when the database is emptied
        page.goto("about:blank")
    for _each in range(20 if opened else 0):
        if not Lock.objects.exists():
            break
        opened[-1].wait_for_timeout(50)
    # what the server refuses in words has a status that browsers note
    page_of.faults[:] = [one for one in page_of.faults if "status of 4" not in one]


# By keyboard ----------------------------------------------------------------------------------------------------------


def test_ten_patches_are_judged_and_taken_back_by_keyboard_alone(at_desk):
    page = at_desk()
    for place in range(1, 11):
        shows(page, place)
        page.keyboard.press("a" if place % 2 else "1")
    shows(page, 11)
    kept(page, 10)
    assert Reading.objects.filter(undone_at=None).count() == 10
    states = dict(Patch.objects.filter(number__startswith=STEM).values_list("number", "state"))
    assert states[number(1)] == "visited"
    assert states[number(2)] == "to_visit"
    assert "今日 10 个" in page.locator("[data-desk=pace]").inner_text()
    for place in range(10, 0, -1):
        page.keyboard.press("z")
        shows(page, place)
        page.locator("[data-desk=done]", has_text=f"已撤销：{number(place)}").wait_for()
    page.keyboard.press("z")
    page.locator("[data-desk=done]", has_text="没有可撤销").wait_for()
    assert not Reading.objects.filter(undone_at=None).exists()
    assert set(Patch.objects.filter(number__startswith=STEM).values_list("state", flat=True)) == {"compared"}


VERDICTS = {
    **{str(place): {"category": one} for place, one in enumerate(CATEGORIES, 1)},
    "d": {"is_doubtful": True, "category": ""},
    "f": {"wants_visit": True, "category": ""},
    "a": {"category": "new_construction"},
}


@pytest.mark.parametrize("key", VERDICTS)
def test_each_key_of_a_verdict_says_one_thing(at_desk, key):
    page = at_desk()
    shows(page, 1)
    page.keyboard.press(key)
    shows(page, 2)
    kept(page, 1)
    reading = Reading.objects.get()
    told = VERDICTS[key]
    assert {name: getattr(reading, name) for name in told} == told


def test_keys_for_the_images_change_how_they_are_shown(at_desk):
    page = at_desk()
    desk = page.locator("#desk")
    for key, mode in (("q", "before"), ("e", "after"), ("Space", "flicker")):
        page.keyboard.press(key)
        assert desk.get_attribute("data-mode") == mode
    page.keyboard.press("Escape")
    assert desk.get_attribute("data-mode") == "side"
    page.keyboard.down("s")
    assert desk.get_attribute("data-mode") == "swipe"
    page.keyboard.up("s")
    assert desk.get_attribute("data-mode") == "side"
    for key, name in (("o", "data-outline"), ("c", "data-ring")):
        assert desk.get_attribute(name) is not None
        page.keyboard.press(key)
        assert desk.get_attribute(name) is None


def test_reasons_a_note_the_sheet_and_the_search_need_no_window(at_desk):
    page = at_desk()
    page.keyboard.press("?")
    assert page.locator("#desk-sheet").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#desk-sheet").is_hidden()
    page.keyboard.press("r")
    page.keyboard.press("6")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    page.keyboard.type("推土，未见建筑 d")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    shows(page, 2)
    kept(page, 1)
    reading = Reading.objects.get()
    assert reading.note == "推土，未见建筑 d"
    assert reading.reasons == ["earthwork", "large_works"]
    page.keyboard.press("/")
    page.keyboard.type(number(9))
    page.keyboard.press("Enter")
    shows(page, 9)
    page.keyboard.press("ArrowRight")
    shows(page, 3)
    page.keyboard.press("w")
    shows(page, 9)


def test_chosen_keys_do_what_they_were_chosen_for(at_desk, office):
    from tuban.workflow.organisations.models import Person

    DeskKeys.objects.create(person=Person.objects.get(username="diji"), keys={"doubt": "g", "visit": "Shift+f"})
    page = at_desk()
    page.keyboard.press("d")
    page.keyboard.press("f")
    shows(page, 1)
    page.keyboard.press("Shift+F")
    shows(page, 2)
    page.keyboard.press("g")
    shows(page, 3)
    kept(page, 2)
    assert [one.wants_visit for one in Reading.objects.order_by("at")] == [True, False]


def test_keys_are_changed_on_a_page_that_names_what_collides(at_desk, page_of):
    page = page_of("diji")
    page.goto("/desk/keys/")
    page.locator("input[name=doubt]").fill("f")
    page.get_by_role("button", name="保存").click()
    page.locator("[role=alert]", has_text="存疑").wait_for()
    assert page.locator("input.is-invalid").count() == 2
    page.locator("input[name=visit]").fill("d")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("按键已保存").wait_for()
    page.get_by_role("button", name="恢复默认按键").click()
    page.get_by_text("已恢复默认按键").wait_for()
    values = {one.get_attribute("name"): one.input_value() for one in page.locator(".desk-key-rows input").all()}
    assert values == dict(USUAL)


def test_the_end_of_the_queue_offers_what_was_passed_over(at_desk):
    page = at_desk()
    page.keyboard.press("x")
    shows(page, 2)
    for place in range(2, HOW_MANY + 1):
        shows(page, place)
        page.keyboard.press("f")
    page.get_by_role("heading", name="还有 1 个跳过的").wait_for()
    page.get_by_role("button", name="从头再看").click()
    shows(page, 1)
    page.keyboard.press("1")
    page.get_by_role("heading", name="这个队列已全部判读").wait_for()


# Two readers ----------------------------------------------------------------------------------------------------------


def test_two_readers_on_one_patch_lose_nothing(at_desk):
    first, second = at_desk("diji"), at_desk("zhifa")
    second.locator("[data-desk=held]", has_text="李地籍").wait_for()
    second.keyboard.press("n")
    second.keyboard.type("写了很久")
    second.keyboard.press("Enter")
    first.keyboard.press("1")
    shows(first, 2)
    kept(first, 1)
    second.keyboard.press("2")
    second.locator("[data-desk=failed]", has_text="李地籍").wait_for()
    shows(second, 2)
    second.get_by_role("button", name="回去看").click()
    shows(second, 1)
    assert second.locator("[data-desk=note]").input_value() == "写了很久"
    second.keyboard.press("2")  # looked at, still meant: kept as a second reading
    shows(second, 2)
    kept(second, 1)
    told = {one.by.username: (one.category, one.note, one.is_blind) for one in Reading.objects.select_related("by")}
    assert told == {"diji": ("new_construction", "", False), "zhifa": ("unchanged", "写了很久", True)}


def test_whoever_is_second_goes_on_or_takes_over_and_the_first_is_told(at_desk):
    first, second = at_desk("diji"), at_desk("zhifa")
    second.locator("[data-desk=held]", has_text="李地籍").wait_for()
    second.get_by_role("button", name="接手").click()
    second.locator("[data-desk=lock]", has_text="由我锁定").wait_for()
    assert Lock.objects.get().person.name == "吴执法"
    first.keyboard.press("n")
    first.keyboard.type("还没写完")
    first.evaluate("uuid => fetch(`/desk/patches/${uuid}/hold/`)", "x")
    first.reload()
    first.locator("[data-desk=held]", has_text="吴执法").wait_for()
    assert first.locator("[data-desk=note]").input_value() == "还没写完"


def test_what_was_typed_outlives_a_lock_that_ended(at_desk):
    page = at_desk()
    page.keyboard.press("n")
    page.keyboard.type("锁到期之前写的")
    page.keyboard.press("Enter")
    Lock.objects.update(until=timezone.now() - timedelta(seconds=1))
    page.reload()
    page.wait_for_selector("#desk[data-shown-patch]")
    assert page.locator("[data-desk=note]").input_value() == "锁到期之前写的"
    page.locator("[data-desk=done]", has_text="已恢复").wait_for()
    page.keyboard.press("2")
    shows(page, 2)
    kept(page, 1)
    assert Reading.objects.get().note == "锁到期之前写的"
    assert page.locator("[data-desk=note]").input_value() == ""


# Doubts, many at once -------------------------------------------------------------------------------------------------


def test_a_doubt_waits_for_another_reader_with_what_the_first_said(at_desk):
    page = at_desk()
    page.keyboard.press("d")
    shows(page, 2)
    kept(page, 1)
    other = at_desk("zhifa", query="?doubt=1")
    shows(other, 1)
    assert "李地籍" in other.locator("[data-desk=doubts]").inner_text()
    other.keyboard.press("1")
    other.get_by_role("heading", name="这个队列已全部判读").wait_for()


def test_many_are_read_as_proposed_and_taken_back_with_one_click(at_desk, page_of):
    page = page_of("diji")
    page.goto("/desk/bulk/")
    assert f"将按建议判读 {HOW_MANY} 个图斑" in page.inner_text("main")
    page.get_by_role("button", name="按建议判读").click()
    page.locator(".toast-note", has_text=f"已按建议判读 {HOW_MANY} 个图斑").wait_for()
    assert Reading.objects.filter(undone_at=None).count() == HOW_MANY
    page.locator(".toast-note").get_by_role("button", name="撤销").click()
    page.locator(".toast-note", has_text=f"已撤销 {HOW_MANY} 次判读").wait_for()
    assert set(Patch.objects.filter(number__startswith=STEM).values_list("state", flat=True)) == {"compared"}


# Seen and heard -------------------------------------------------------------------------------------------------------


def test_the_desk_is_heard_and_passes_axe(at_desk):
    from tests.web.axe import faults_of_access

    page = at_desk()
    assert number(1) in page.locator("[data-desk=live]").inner_text()
    for deed in USUAL:
        control = page.locator(f"[data-deed={deed}]" if deed not in ("note", "search") else f"[data-desk={deed}]")
        assert control.count() >= 1, deed
    assert faults_of_access(page) == []
    page.keyboard.press("?")
    assert faults_of_access(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    shows(page, 2)
    assert number(2) in page.locator("[data-desk=live]").inner_text()
    page.locator("[data-desk=done]", has_text="新增建设").wait_for()


def test_on_a_phone_the_thumb_does_the_same(at_desk):
    page = at_desk(size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('#desk button')].filter((one) => one.checkVisibility())"
        ".filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.textContent)"
    )
    assert small == []
    page.get_by_role("button", name="后时相").click()
    assert page.locator("#desk").get_attribute("data-mode") == "after"
    page.get_by_role("button", name="实地未变化").click()
    shows(page, 2)
    page.get_by_role("button", name="撤销").click()
    shows(page, 1)


def test_a_patch_without_pictures_shows_the_map_and_says_so(at_desk, office):
    from tuban.workflow.comparison.models import Picture

    Picture.objects.all().delete()
    page = at_desk()
    page.locator(".desk-after .desk-none", has_text="光盘没有这个图斑的影像").wait_for()
    assert page.locator("figure.desk-after img").get_attribute("src").endswith("/place.svg")


# Doors ----------------------------------------------------------------------------------------------------------------


def test_doors_say_why_not_in_words(client_of, office):
    patch = Patch.objects.get(number=number(1))
    address = f"/desk/patches/{patch.uuid}/read/"
    for username, status in (("juzhang", 403), ("xiang02", 404)):
        answer = client_of(username).post(
            address, json.dumps({"category": "unchanged", "version": 1}), "application/json"
        )
        assert answer.status_code == status
        assert answer.json()["message"]
    answer = client_of("diji").post(address, "not json", "application/json")
    assert answer.status_code == 422
    answer = client_of("diji").post(
        address, json.dumps({"category": "unchanged", "version": patch.version + 1}), "application/json"
    )
    assert answer.status_code == 409


def test_who_reads_no_images_is_told_so(client_of, office):
    assert "不判读" in client_of("juzhang").get("/desk/").content.decode()
