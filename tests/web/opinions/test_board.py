"""Departments, chair and organiser through the browser and through plain requests."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.conftest import PHONE, faults_of_access
from tests.workflow.review.speaking import all_agree, ask, fresh, say

from tuban.workflow.campaigns.actions import lay_values
from tuban.workflow.comparison.actions import compare_again
from tuban.workflow.patches.states import State
from tuban.workflow.review.findings.actions import take_chosen
from tuban.workflow.review.models import Consultation, Finding, Opinion, Return
from tuban.workflow.review.opinions.actions import confer

pytestmark = pytest.mark.django_db
live = pytest.mark.django_db(transaction=True)


def test_the_organiser_asks_many_is_told_which_cannot_be_and_takes_it_back(office, client_of):
    client = client_of("zuzhi")
    board = reverse("web:opinions")
    page = client.get(f"{board}?queue=unasked")
    assert page.context["total"] == 3
    answer = client.post(
        reverse("web:opinions_many"),
        {"deed": "ask", "query": "?queue=unasked", "patch": [str(office.unlawful.uuid), str(office.unclear.uuid)]},
    )
    assert (answer.context["count"], answer.context["refused_count"]) == (1, 1)
    assert not Consultation.objects.exists()
    done = client.post(reverse("web:opinions_many"), {"token": answer.context["token"]}, follow=True)
    assert Consultation.objects.filter(withdrawn_at=None).count() == 4
    undo = next(str(one.extra_tags) for one in done.context["messages"] if one.extra_tags)
    client.post(undo)
    assert not Consultation.objects.filter(withdrawn_at=None).exists()


def test_a_department_agrees_with_many_and_enforcement_takes_them(office, client_of):
    for name in ("guihua", "diji", "gengbao", "zhifa"):
        if not Consultation.objects.exists():
            ask(office.unlawful, office.organiser)
        client = client_of(name)
        tried = client.post(reverse("web:opinions_many"), {"deed": "agree", "query": "?queue=mine", "all": "1"})
        assert tried.context["count"] == 1
        client.post(reverse("web:opinions_many"), {"token": tried.context["token"]})
    tried = client.post(reverse("web:opinions_many"), {"deed": "take", "query": "?queue=ready", "all": "1"})
    client.post(reverse("web:opinions_many"), {"token": tried.context["token"]})
    assert fresh(office.unlawful).finding == "unlawful"


def test_an_opinion_that_cannot_be_kept_says_why_and_loses_nothing(office, client_of):
    ask(office.lawful, office.organiser)
    client = client_of("guihua")
    address = reverse("web:opinion", args=[office.lawful.uuid])
    page = client.get(address)
    typed = {
        "seen": page.context["seen"], "replaces": "", "proposed": "lawful", "proposed_is_final": "1",
        "verdict": "agrees", "text": "规划科意见", "document": "示规函1号", "point-plan": "unknown",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "规划科意见" in answer.content.decode()
    assert not Opinion.objects.exists()
    answer = client.post(address, {**typed, "point-plan": "yes", "word-plan": "规划图第12幅"})
    assert answer.status_code == 302
    assert Opinion.objects.get().document == "示规函1号"


def test_what_somebody_else_said_meanwhile_is_told(office, client_of):
    ask(office.unlawful, office.organiser)
    client = client_of("zhifa")
    address = reverse("web:opinion", args=[office.unlawful.uuid])
    seen = client.get(address).context["seen"]
    say(office.unlawful, office.departments["enforcement"], "agrees")
    typed = {"seen": seen, "replaces": "", "proposed": "unlawful", "proposed_is_final": "1", "verdict": "agrees",
             "violation_type": "used_without_applying"}  # fmt: skip
    assert client.post(address, typed).status_code == 409
    assert Opinion.objects.count() == 1


def test_the_chair_decides_the_finding_differs_with_a_reason_and_is_reopened(office, client_of):
    ask(office.unlawful, office.organiser)
    departments = dict(office.departments)
    say(office.unlawful, departments.pop("planning"), "objects", "unchanged", text="原为晒场")
    all_agree(office.unlawful, departments)
    chair = client_of("juzhang")
    address = reverse("web:opinions_chair", args=[office.unlawful.uuid])
    page = chair.get(address)
    assert "原为晒场" in page.content.decode()
    version = fresh(office.unlawful).version
    decided = {"version": version, "finding": "unchanged", "reasons": ["fact_unclear"], "text": "采纳规划意见",
               "present": "四股室"}  # fmt: skip
    assert chair.post(address, decided).status_code == 302
    take = reverse("web:finding_take", args=[office.unlawful.uuid])
    told = {"version": fresh(office.unlawful).version, "finding": "unchanged", "violation_type": ""}
    refused = chair.post(take, told)
    assert refused.status_code == 200
    assert not Finding.objects.exists()
    chair.post(take, {**told, "reasons": ["decided_in_conference"], "text": "按会审决定"})
    assert Finding.objects.get().differs
    page = chair.get(reverse("web:patch_finding", args=[office.unlawful.uuid])).content.decode()
    for words in ("采纳规划意见", "按会审决定", Finding.objects.get().digest):
        assert words in page
    again = {"version": fresh(office.unlawful).version, "because": "new_evidence", "reason": "新照片"}
    chair.post(reverse("web:finding_reopen", args=[office.unlawful.uuid]), again)
    assert fresh(office.unlawful).state == State.REVIEWED
    page = chair.get(reverse("web:patch_finding", args=[office.unlawful.uuid])).content.decode()
    assert "新照片" in page


def test_what_comes_back_stands_in_the_day_of_the_one_who_did_it_and_is_answered(office, client_of):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    organiser = client_of("zuzhi")
    person = office.departments["cadastre"].person
    answer = organiser.post(
        reverse("web:patch_return", args=[office.unlawful.uuid]),
        {"version": fresh(office.unlawful).version, "hand": f"opinion|{person.pk}", "reasons": ["measured_area"],
         "text": "界址点缺两个", "pin_x": "0.5", "pin_y": "0.5"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = Return.objects.get()
    assert row.pin.distance(office.unlawful.geometry) < 0.001
    assert "#b3261e" in organiser.get(reverse("web:patch_place", args=[office.unlawful.uuid])).content.decode()
    cadastre = client_of("diji")
    assert "界址点缺两个" in cadastre.get(reverse("web:my_day")).content.decode()
    assert (
        client_of("guihua").post(reverse("web:return_answer", args=[row.pk]), {"answer": "不是我"}).status_code == 403
    )
    cadastre.post(reverse("web:return_answer", args=[row.pk]), {"answer": "已补测"})
    row.refresh_from_db()
    assert row.answer == "已补测"


@live
def test_a_department_speaks_by_keys_and_goes_on(office, page_of):
    ask(office.unlawful, office.organiser)
    page = page_of("guihua")
    page.goto("/opinions/")
    assert faults_of_access(page) == []
    page.get_by_role("link", name=str(office.unlawful)).click()
    page.wait_for_url("**/opinions/*-*/**")
    assert faults_of_access(page) == []
    before = page.locator("input[name=point-plan]:checked").get_attribute("value")
    page.keyboard.press("1")
    assert page.locator("input[name=point-plan]:checked").get_attribute("value") != before
    page.keyboard.press("o")
    page.get_by_label("与本部门台账不符").wait_for()
    assert faults_of_access(page) == []
    page.get_by_label("与本部门台账不符").check()
    page.locator("select[name=finding]").select_option("unchanged")
    page.locator("input[name=document]").fill("示规函〔2024〕1号")
    page.locator("button[value=objects]").click()
    page.wait_for_url("**/opinions/?**")
    said = Opinion.objects.get()
    assert (said.verdict, said.finding, said.reasons) == ("objects", "unchanged", ["ledger_differs"])


@live
def test_one_key_agrees(office, page_of):
    ask(office.unlawful, office.organiser)
    page = page_of("zhifa")
    page.goto(f"/opinions/{office.unlawful.uuid}/?queue=mine")
    page.keyboard.press("a")
    page.wait_for_url("**/opinions/?**")
    assert Opinion.objects.get().verdict == "agrees"


@live
@pytest.mark.long
def test_the_pages_of_the_review_can_be_read_by_all_on_a_desk_and_a_phone(office, page_of):
    ask(office.unlawful, office.organiser)
    departments = dict(office.departments)
    say(office.unlawful, departments.pop("planning"), "objects", "unchanged", text="原为晒场")
    all_agree(office.unlawful, departments)
    patch = fresh(office.unlawful)
    confer(patch, by=office.chair, expected_version=patch.version, finding="unlawful", reasons=["no_papers"],
           violation_type="used_without_applying", text="证据充分", present="四股室")  # fmt: skip
    for size in ({"width": 1366, "height": 768}, PHONE):
        page = page_of("juzhang", size)
        for address in (
            "/opinions/?queue=ready", f"/opinions/{patch.uuid}/chair/", f"/patches/{patch.uuid}/opinions/",
            f"/patches/{patch.uuid}/finding/", f"/patches/{patch.uuid}/return/", f"/patches/{patch.uuid}/finding/take/",
        ):  # fmt: skip
            page.goto(address)
            assert faults_of_access(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_finding_upon_an_earlier_comparison_is_marked_on_its_dossier(office, client_of):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    patch = fresh(office.unlawful)
    take_chosen(patch, by=office.enforcement)
    client = client_of("zhifa")
    address = reverse("web:patch_finding", args=[patch.uuid])
    assert "依据较早的比对" not in client.get(address).content.decode()
    campaign = office.campaign
    lay_values(
        campaign, by=office.organiser, expected_version=campaign.version, reason="本县通知",
        parameters={"coverage/full_share": {"value": 0.99, "because": "本县通知〔2024〕1号"}},
    )  # fmt: skip
    patch = fresh(patch)
    compare_again(patch, by=office.enforcement, expected_version=patch.version, reason="本县通知")
    page = client.get(address).content.decode()
    assert "依据较早的比对" in page
    assert "新比对的事实和建议都与当时相同" in page
    assert "依据较早的比对" in client.get(reverse("web:patch", args=[patch.uuid])).content.decode()
