"""The review desk by ear: from the beginning of the page to a verdict, a doubt, a lock and the help, as it is heard.

The manual shows the transcript; it is compared line by line, so that it stays what one hears.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from tests.web.desk.conftest import STEM
from tests.web.desk.test_desk import at_desk, kept, shows  # noqa: F401
from tests.web.heard import Listener

from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Reading
from tuban.workflow.review.reading.locks import hold

pytestmark = pytest.mark.django_db(transaction=True)
MANUAL = Path(__file__).parents[3] / "docs/zh/explanation/desk-by-ear.md"
SHOWN = re.compile(r"(?s)(```text\n)(.*?)(\n```)")


ON_THE_CARD = (
    f"标题：{STEM}001（2 级）", "甲溪镇", "监测面积", "标题：套合（3 级）", "耕地", "永久基本农田", "不符规划",
    "已批范围", "标题：建议与依据（3 级）", "未知：", "标题：判为（3 级）", "按钮：存疑（快捷键 D）",
)  # fmt: skip
"""What is heard of a patch, line by line, in this order."""


def assert_in_order(heard: list[str], wanted: tuple[str, ...]) -> None:
    """Check that all of it is heard, one after the other."""
    lines = iter(heard)
    for one in wanted:
        assert any(one in line for line in lines), f"{one!r} is not heard where it should be, in {heard}"


@pytest.fixture
def heard(at_desk):  # noqa: F811
    """Somebody who listens at the desk; the third patch is being read by somebody else."""
    reader = acting_as(Person.objects.get(username="zhifa"), None, on=timezone.localdate())
    hold(Patch.objects.select_related("campaign").get(number=f"{STEM}003"), by=reader)
    page = at_desk()
    page.locator("[data-desk=lock]", has_text="由我锁定").wait_for()
    listener = Listener(page)
    listener.begin()
    return listener


def in_focus(page) -> str:
    return page.evaluate("document.activeElement.dataset.desk ?? document.activeElement.tagName")


def test_the_whole_path_is_heard_as_the_manual_shows_it(heard):
    page, keys = heard.page, heard.page.keyboard
    first = heard.step("打开判读台，从页首开始", lambda: heard.read("link, 跳到正文"))
    assert first == ["链接：跳到正文"]
    heard.step("跳到主区域，再跳到下一个标题", lambda: (heard.jump("moveToNextMain"), heard.jump("moveToNextHeading")))
    patch = heard.step(
        "跳到下一个标题（图斑编号），逐行读到区域末尾",
        lambda: (heard.jump("moveToNextHeading"), heard.read("end of region, 当前图斑")),
    )
    assert_in_order(patch, ON_THE_CARD)

    doubt = heard.step("按 D（存疑）", lambda: keys.press("d"), waits_for=["已记为存疑"])
    assert doubt[0].startswith(f"立即播报：{STEM}001 判为存疑。第 2 个，共 14 个。{STEM}002，")
    assert doubt[-1] == f"随后播报：{STEM}001：存疑。已记为存疑。"
    assert in_focus(page) == "stage"

    whole = heard.step("按 T（读出图斑）", lambda: keys.press("t"), waits_for=["监测面积"])[-1]
    for wanted in (f"{STEM}002", "监测面积", "耕地", "永久基本农田", "不符规划", "已批范围", "建议：", "未知："):
        assert wanted in whole, wanted

    both = (f"{STEM}002：实地未变化", "吴执法")
    verdict = heard.step("按 2（实地未变化），下一个正由别人判读", lambda: keys.press("2"), waits_for=both)
    verdict.sort(key=order)  # the answer of the server and that of the lock come as they come
    assert verdict[0].startswith(f"立即播报：{STEM}002 判为实地未变化。第 3 个，共 14 个。{STEM}003，")
    assert verdict[1] == "立即播报：吴执法 正在判读"
    quiet = heard.step("（两秒之内）", lambda: page.wait_for_timeout(2200))
    assert quiet == []  # the clock of the lock goes on for the eye only
    heard.told.pop()

    back = heard.step("按 Z（撤销）", lambda: keys.press("z"), waits_for=["已撤销"])
    assert back[0].startswith(f"立即播报：已撤销：{STEM}002。第 2 个，共 14 个。{STEM}002，")
    shows(page, 2)
    assert Reading.objects.filter(undone_at=None).count() == 1

    sheet = heard.step("按 ?（键表）", lambda: (keys.press("?"), heard.read("存疑")))
    assert any("按键" in line or "快捷键" in line for line in sheet)
    assert in_focus(page) == "sheet"
    heard.step("按 Esc（关闭键表）", lambda: keys.press("Escape"))
    assert in_focus(page) == "stage"

    transcript = heard.transcript()
    shown = MANUAL.read_text(encoding="utf-8")
    if os.environ.get("TUBAN_MANUAL_WRITTEN"):
        MANUAL.write_text(SHOWN.sub(lambda found: f"{found[1]}{transcript}{found[3]}", shown, count=1), "utf-8")
    else:
        found = SHOWN.search(shown)
        assert found is not None
        assert transcript.splitlines() == found[2].splitlines()


def order(line: str) -> int:
    return 0 if "判为" in line else 1 if "正在判读" in line else 2


def test_nobody_loses_their_place_whether_they_work_by_keys_or_button_by_button(heard):
    page, keys = heard.page, heard.page.keyboard
    button = page.locator("[data-desk=verdicts] [data-deed=doubt]")
    button.focus()
    keys.press("Enter")
    shows(page, 2)
    assert page.evaluate("document.activeElement.dataset.deed") == "doubt"  # the next one from here
    keys.press("n")
    keys.type("看不清")
    keys.press("Enter")
    assert in_focus(page) == "stage"
    keys.press("/")
    keys.type(f"{STEM}005")
    keys.press("Enter")
    shows(page, 5)
    assert in_focus(page) == "stage"
    button.click()  # by mouse: the space bar is for flickering again
    page.locator("[data-desk=number]", has_text=f"{STEM}005").wait_for(state="detached")
    assert in_focus(page) == "stage"
    page.locator("header [data-deed=sheet]").focus()
    keys.press("Enter")
    assert in_focus(page) == "sheet"
    keys.press("Escape")
    assert page.evaluate("document.activeElement.dataset.deed") == "sheet"
