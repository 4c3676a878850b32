"""The worked cases from what the field tells to the finding that is taken, by the people of a county at their browsers.

Whoever measures tells the facts; the office asks the departments; the four speak, most of it about many at once; where
they disagree the chair decides; enforcement takes the findings. What the lawbook cannot decide is taken by nobody.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from tests.journeys.cases import CASES, Case, tell
from tests.journeys.people import People

pytestmark = pytest.mark.long

DEPARTMENTS = ("guihua", "diji", "gengbao", "zhifa")
UNDECIDED = "待核实"


def test_worked_cases_reach_their_findings_through_the_joint_review(prepared_office, tmp_path, browser):
    office = prepared_office("practice").copy(tmp_path / "reviewing")
    patches = _patch_of_each_case(json.loads(office.run("tests.journeys.worked")))
    office.serve()
    people = People(browser, office)
    try:
        _tell_all(people.at("diji"), patches)
        organiser = people.at("zuzhi")
        assert _many(organiser, "unasked", "征求各科室意见") > len(CASES)
        disputed = patches["K06 never applied"]
        _object(people.at("guihua"), disputed)
        for name in DEPARTMENTS:
            assert _many(people.at(name), "mine", "同意预填意见") > len(CASES) / 2
        _agree_in_words(people.at("gengbao"), patches["K10 early use allowed"])
        leader = people.at("juzhang")
        _decide(leader, disputed)
        assert _many(people.at("guzhang"), "ready", "认定") > len(CASES) / 2
        for case in CASES:
            _read_finding(leader, case, patches[case.name])
        leader.goto(f"/patches/{disputed}/finding/")
        words = leader.locator("main").inner_text()
        assert "少数意见" in words
        assert "踏勘时为晒场" in words
    finally:
        people.leave()
        office.close()
    assert people.faults == []


def _patch_of_each_case(kinds: dict[str, list[str]]) -> dict[str, str]:
    """Give each case a patch of its own; those without any approval are of the list that says so as well."""
    used: Counter[str] = Counter()
    found = {}
    for case in CASES:
        without = case.kind == "plain" and case.finding == "违法用地" and not case.papers
        kind = "unapproved" if without else case.kind
        found[case.name] = kinds[kind][used[kind]]
        used[kind] += 1
    assert len(set(found.values())) == len(CASES)
    return found


def _tell_all(page: Any, patches: dict[str, str]) -> None:
    for case in CASES:
        if not case.facts and not case.papers:
            continue
        page.goto(f"/patches/{patches[case.name]}/telling/")
        tell(page, case)
        page.fill("#source", "外业核查记录")
        page.get_by_role("button", name="保存").click()
        page.locator(".toast-note", has_text="已保存").wait_for()


def _many(page: Any, queue: str, deed: str) -> int:
    """Do with all of a queue what can be done with them, until nothing more can; returns with how many."""
    done = 0
    while True:
        page.goto(f"/opinions/?queue={queue}")
        if not page.locator("[data-choose-page]").count():
            return done
        page.locator("[data-choose-page]").check()
        every = page.locator("[data-choose-all]")
        if every.is_visible():
            every.click()
        page.get_by_role("button", name=re.compile(f"^{deed}")).click()
        go = page.locator("main form button.btn-primary")
        if not go.count():
            return done
        done += int(re.findall(r"\d+", go.inner_text())[0])
        go.click()
        page.wait_for_url("**/opinions/?**")


def _object(page: Any, patch: str) -> None:
    page.goto(f"/opinions/{patch}/?queue=mine")
    page.keyboard.press("o")
    page.get_by_label("与本部门台账不符").check()
    page.locator("select[name=finding]").select_option("unchanged")
    page.locator("#text").fill("踏勘时为晒场")
    page.locator("button[value=objects]").click()
    page.wait_for_url(lambda url: patch not in url)


def _agree_in_words(page: Any, patch: str) -> None:
    """Supply came after the use: a point speaks against it, so that agreeing with many left it to be said in words."""
    page.goto(f"/opinions/{patch}/?queue=mine")
    page.locator("#text").fill("自然资源部已同意先行用地，供地在其后")
    page.locator("button[value=agrees]").click()
    page.wait_for_url(lambda url: patch not in url)


def _decide(page: Any, patch: str) -> None:
    page.goto("/opinions/?queue=disagreeing")
    page.locator(f"a[href*='{patch}']").first.click()
    page.goto(f"/opinions/{patch}/chair/")
    page.locator("select[name=finding]").select_option("unlawful")
    page.locator("select[name=violation_type]").select_option(label="未报即用")
    page.locator("input[name=reasons]").first.check()
    page.locator("[name=text]").fill("实地已建厂房，未见报件")
    page.locator("[name=present]").fill("钱局长、孙规划、吴执法")
    page.get_by_role("button", name="决定").click()
    page.wait_for_url("**/opinions/**")


def _read_finding(page: Any, case: Case, patch: str) -> None:
    page.goto(f"/patches/{patch}/finding/")
    heading = page.locator("main h2").first.inner_text() if page.locator("main h2").count() else ""
    if not case.finding:
        return
    if case.finding == UNDECIDED:
        assert heading == "尚未认定", case.name
        return
    assert case.finding in heading, (case.name, heading)
    for kind in (one.removeprefix("违法类型 ") for one in case.says if one.startswith("违法类型 ")):
        assert kind in heading, (case.name, heading)
    facts = page.locator("dl.facts").first.inner_text()
    for area in (one for one in case.says if one.endswith(" 亩")):
        assert area.removesuffix(" 亩") in facts, (case.name, facts)
