"""People tell facts on the sheet of a dossier: what follows is said while they type, and is what is kept."""

from __future__ import annotations

import pytest
from tests.web.conftest import PHONE, faults_of_access
from tests.workflow.small_disc import OTHER

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.survey.models import Statement


@pytest.fixture
def patch(campaign) -> Patch:
    return Patch.objects.get(number=OTHER)


def sheet_of(client, patch):
    page = client.get(f"/patches/{patch.uuid}/telling/")
    assert page.status_code == 200
    return page.context["sheet"]


def posted(patch, **facts):
    return {
        "version": patch.version, "origin": "field", "source": "外业手簿第 3 页",
        **{f"fact-{name}": value for name, value in facts.items()},
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_surveyor_tells_what_was_found_and_sees_at_once_what_follows(page_of, patch):
    page = page_of("waiye")
    page.goto(f"/patches/{patch.uuid}/telling/")
    assert page.locator("[data-fact=use_date]").is_hidden()  # nothing was found out yet
    page.select_option("#fact-ground_state", "new_construction")
    page.locator("#telling-side h2", has_text="按所填内容").wait_for()
    page.locator("[data-fact=use_date]").wait_for()
    page.fill("#fact-use_date", "2024-03")
    page.locator("#telling-side dd", has_text="未报即用").wait_for()
    page.fill("#fact-surveyed_area", "没量")
    page.locator("#telling-side [role=alert]", has_text="没量").wait_for()
    page.fill("#fact-surveyed_area", "2.25")
    page.locator("#telling-side dd", has_text="2.25 亩").first.wait_for()
    assert faults_of_access(page) == []
    assert not Statement.objects.exists()
    page.fill("#source", "外业手簿第 3 页")
    page.get_by_role("button", name="保存").click()
    page.locator(".toast-note", has_text="已保存 3 项").wait_for()
    patch.refresh_from_db()
    assert (patch.proposed_finding, patch.state) == ("unlawful", State.VISITED)
    assert (
        page.locator("[data-fact=surveyed_area] .form-hint")
        .inner_text()
        .startswith("外业核查：外业手簿第 3 页（王外业")
    )
    page.fill("#fact-surveyed_area", "")
    page.locator("#telling-side dd", has_text="缺（待测量）").wait_for()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_sheet_can_be_filled_in_on_a_phone(page_of, patch):
    page = page_of("waiye", PHONE)
    page.goto(f"/patches/{patch.uuid}/telling/")
    page.select_option("#fact-ground_state", "unchanged")
    page.locator("[data-fact=pseudo_change_cause]").wait_for()
    page.select_option("#fact-pseudo_change_cause", "shadow")
    page.fill("#source", "照片")
    page.get_by_role("button", name="保存").click()
    page.locator(".toast-note").wait_for()
    assert faults_of_access(page) == []
    assert Comparison.objects.get(patch=patch, is_current=True).finding == "unchanged"


def test_a_value_that_cannot_be_read_is_refused_and_what_was_typed_stays(client_of, patch):
    client = client_of("waiye")
    answer = client.post(
        f"/patches/{patch.uuid}/telling/", posted(patch, ground_state="new_construction", use_date="去年春天")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "用地时间" in page
    assert 'value="去年春天"' in page
    assert not Statement.objects.exists()


def test_a_telling_without_a_source_is_refused(client_of, patch):
    told = {**posted(patch, ground_state="unchanged"), "source": " "}
    answer = client_of("waiye").post(f"/patches/{patch.uuid}/telling/", told)
    assert answer.status_code == 422
    assert "没有来源的填报无从核对" in answer.content.decode()


def test_who_came_later_is_told_what_changed_and_loses_nothing_typed(client_of, patch):
    first, second = client_of("waiye"), client_of("diji")
    assert first.post(f"/patches/{patch.uuid}/telling/", posted(patch, ground_state="unchanged")).status_code == 302
    answer = second.post(f"/patches/{patch.uuid}/telling/", posted(patch, user="某公司"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "填报了事实" in page
    assert 'value="某公司"' in page
    again = second.post(
        f"/patches/{patch.uuid}/telling/", {**posted(patch, user="某公司"), "version": patch.version + 1}
    )
    assert again.status_code == 302
    assert set(Statement.objects.values_list("fact", flat=True)) == {"ground_state", "user"}


def test_a_paper_is_added_changed_and_taken_away(client_of, patch):
    client = client_of("gengbao")
    address = f"/patches/{patch.uuid}/telling/"
    paper = {
        "papers": "1", "paper-0-kind": "conversion", "paper-0-number": "政土〔2023〕9号",
        "paper-0-date": "2023-05-10", "paper-0-covered": "全部",
    }  # fmt: skip
    assert client.post(address, {**posted(patch), **paper}).status_code == 302
    facts = Comparison.objects.get(patch=patch, is_current=True).facts
    assert facts["approval_state"] == "full"
    patch.refresh_from_db()
    shown = sheet_of(client, patch)
    assert shown["papers"][0]["title"] == "农用地转用 政土〔2023〕9号"
    assert shown["known_papers"] == []
    taken = {**posted(patch), "papers": "1", "paper-0-kind": ""}
    assert client.post(address, taken).status_code == 302
    assert Comparison.objects.get(patch=patch, is_current=True).facts["approval_state"] == "none"
    assert [(one.is_current, one.is_withdrawn) for one in Statement.objects.order_by("-at")] == [
        (True, True), (False, False),
    ]  # fmt: skip


def test_who_may_not_tell_reads_the_sheet_with_the_reason(client_of, patch):
    page = client_of("ducha").get(f"/patches/{patch.uuid}/telling/")
    assert page.status_code == 200
    assert page.context["reason_not"]
    assert "disabled" in page.content.decode()


def test_the_sheet_of_another_township_is_not_there(client_of, patch):
    assert client_of("xiang01").get(f"/patches/{patch.uuid}/telling/").status_code == 404
    assert client_of("xiang01").post(f"/patches/{patch.uuid}/telling/preview/").status_code == 404
