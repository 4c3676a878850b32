"""The rules of the whole county on the page of the campaign: how they stand, asked again, the work to be watched."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE
from tests.workflow.conftest import disc  # noqa: F401
from tests.workflow.small_disc import OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.soon import ASK_CAMPAIGN_RULES
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch

BUTTON = "重新核对全县规则"


@pytest.fixture
def campaign(county, disc) -> Campaign:  # noqa: F811
    disc.load()
    current = Comparison.objects.get(patch__number=OTHER, is_current=True)
    current.facts = {**current.facts, "counted_area": {"area": "300"}}
    current.save(update_fields=["facts"])
    return Campaign.objects.get()


def works() -> list[Job]:
    return list(Job.objects.filter(kind=ASK_CAMPAIGN_RULES).order_by("asked_at"))


def page(client, campaign) -> str:
    return client.get(reverse("web:campaign", args=[campaign.pk])).content.decode()


@pytest.mark.django_db
def test_they_are_asked_again_and_the_dossier_bears_the_day(client_of, campaign):
    client = client_of("zuzhi")
    assert "还没有单独核对过" in page(client, campaign)
    address = reverse("web:campaign_ask_rules", args=[campaign.pk])
    assert client.post(address).headers["Location"].endswith("#rules")
    client.post(address)  # twice: one piece of work
    assert "排队中" in page(client, campaign)
    (job,) = works()
    do(job.pk)

    html = page(client, campaign)
    assert "涉及 1 个图斑" in html
    assert "R35" in html
    assert "涉及全县的事项由县局掌握" in page(client_of("xiang01"), campaign)
    dossier = client.get(reverse("web:patch", args=[Patch.objects.get(number=OTHER).uuid])).content.decode()
    assert "R13" in dossier
    assert "全部图斑一并检查时的结果，截至" in dossier
    card = client.get(reverse("web:map_patch", args=[Patch.objects.get(number=OTHER).uuid])).content.decode()
    assert "明显小于监测面积" in card


@pytest.mark.django_db
def test_whoever_may_not_reads_why_and_changes_nothing(client_of, campaign):
    html = page(client_of("xiang01"), campaign)
    assert "全县规则由专项组织员、股长和局领导核对。" in html
    client_of("xiang01").post(reverse("web:campaign_ask_rules", args=[campaign.pk]))
    assert works() == []


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_button_shows_the_work_and_then_what_came_of_it(page_of, campaign, size):
    screen = page_of("zuzhi", size)
    screen.goto(reverse("web:campaign", args=[campaign.pk]))
    screen.get_by_role("button", name=BUTTON).click()
    screen.wait_for_selector("#rules .job-queued")
    assert faults_of_access(screen) == []
    for job in works():  # that of the load, and that of the button
        do(job.pk)
    screen.get_by_text("涉及 1 个图斑").wait_for()
    assert screen.locator("#rules .job").count() == 0
    assert faults_of_access(screen) == []
