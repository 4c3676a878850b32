"""A case is handled as people do it: its steps, its papers, its penalty, what was performed, its persons."""

from __future__ import annotations

import re
from datetime import date
from typing import Any


def record(
    page: Any, case: str, step: str, day: date, *, officers: bool = False, number: str = "", closing: str = ""
) -> None:
    """Record a step, with the two officers where it wants them."""
    page.goto(f"{case}steps/{step}/")
    if officers:
        boxes = page.locator("[name=officers]")
        for name in ("吴执法", "秦执法"):
            page.get_by_label(re.compile(name)).check()
        assert boxes.count() >= 2
    if closing:
        page.select_option("[name=closing]", closing)
    fill(page, day, number)
    page.wait_for_url(f"**{case}")


def fill(page: Any, day: date, number: str = "") -> None:
    """Fill the form of a step, and send it."""
    page.fill("[name=day]", day.isoformat())
    if number:
        page.fill("[name=number]", number)
    page.get_by_role("button", name="记录", exact=True).click()


def write_and_issue(page: Any, case: str, kind: str, label: str, words: str, day: date) -> None:
    """Write what a paper asks for, what is proposed for nothing with the same words, keep it and issue it."""
    page.goto(f"{case}papers/{kind}/")
    page.get_by_label(label).fill(words)
    for asked in page.locator("main form textarea").all():
        if not asked.input_value():
            asked.fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".toast-note", has_text="已保存").wait_for()
    page.goto(f"{case}papers/{kind}/issue/")
    page.fill("[name=day]", day.isoformat())
    page.get_by_role("button", name="签发", exact=True).click()
    page.wait_for_url(f"**{case}papers/{kind}/")
    assert page.locator("main a[download]").count()


def set_items(page: Any, case: str) -> None:
    """Set every item that is proposed; a fine in the middle of its range."""
    page.goto(case)
    addresses = [one.get_attribute("href") for one in page.locator("a.btn", has_text="确定").all()]
    assert addresses
    for address in addresses:
        page.goto(address)
        if page.locator("[name=rate]").count():
            page.fill("[name=rate]", "200")
            page.fill("[name=because]", "情节一般")
        if page.locator("[name=floor_m2]").count():
            page.fill("[name=floor_m2]", "800")
        if page.locator("[name=days]").count():
            page.fill("[name=days]", "15")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_url(f"**{case}")


def perform(page: Any, case: str, day: date) -> None:
    """Record every item of the penalty as performed, with what is still owed."""
    page.goto(case)
    addresses = [one.get_attribute("href") for one in page.locator("a.btn", has_text="登记履行").all()]
    assert addresses
    for address in addresses:
        page.goto(address)
        page.fill("[name=day]", day.isoformat())
        page.fill("[name=receipt]", "收据第8号")
        if page.locator("[name=handed_over_on]").count():
            page.fill("[name=handed_over_on]", day.isoformat())
        page.get_by_role("button", name="记录", exact=True).click()
        page.wait_for_url(f"**{case}")


def propose_discipline(page: Any, case: str, name: str, sent: date, replied: date) -> None:
    """Propose discipline of a person, and record what the organ replied."""
    page.goto(case)
    page.get_by_role("link", name="向纪检监察机关提出处分建议").click()
    page.fill("[name=name]", name)
    page.fill("[name=organ]", "示范县监察委员会")
    page.fill("[name=number]", "示自然资建〔2026〕3号")
    page.fill("[name=sent_on]", sent.isoformat())
    page.locator(".deed button[type=submit]").click()
    page.locator("section[aria-labelledby=persons]", has_text=name).wait_for()
    page.locator("section[aria-labelledby=persons] a.btn", has_text="答复").click()
    page.fill("[name=replied_on]", replied.isoformat())
    page.select_option("[name=outcome]", "administrative_discipline")
    page.fill("[name=reply]", "已给予警告处分")
    page.locator(".deed button[type=submit]").click()
    page.get_by_text("已给予警告处分").first.wait_for()
