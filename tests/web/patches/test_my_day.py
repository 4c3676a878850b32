"""The day: what waits for whom, how far the unit is, the provisional ratio and the patches behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.workflow.small_disc import LEFT, OTHER, OpenedDisc, small_disc

from tuban.web.my_day import views
from tuban.workflow.campaigns.models import Campaign, Phase
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.ratios import ratio_of

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "bu", "ducha", "sheng", "shi", "zuzhi", "juzhang", "guihua", "diji", "gengbao", "zhifa", "guzhang", "waiye",
    "xiang01", "xiang02",
)  # fmt: skip


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_day_opens_for_every_role(client_of, campaign, username):
    answer = client_of(username).get("/")
    assert answer.status_code == 200
    assert answer.context["heaps"]
    for heap in answer.context["heaps"]:
        assert client_of(username).get(heap["url"]).context["total"] == heap["count"]


@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji"])
def test_administrators_see_their_duty_and_nothing_of_the_inspection(client_of, campaign, username):
    page = client_of(username).get("/").content.decode()
    assert LEFT not in page
    assert "不办理卫片业务" in page


def test_without_a_campaign_the_day_says_why_it_is_empty(client_of):
    assert "还没有专项" in client_of("zuzhi").get("/").content.decode()


def test_a_clerk_has_what_is_assigned_to_the_unit_by_the_day_it_is_due(client_of, campaign, county):
    clerk = client_of("xiang01")
    assert clerk.get("/").context["tasks"] == []
    assert "还没有图斑指派给" in clerk.get("/").content.decode()
    unit = county.below.get(name="甲溪镇")
    today = timezone.localdate()
    own = list(Patch.objects.filter(fate=Fate.ACTIVE, township_code="990101001").order_by("number"))
    for place, patch in enumerate(own):
        due = today + timedelta(days=1 - place)
        Patch.objects.filter(pk=patch.pk).update(assigned_unit=unit, due_on=due)
    answer = clerk.get("/")
    days = [task["patch"].due_on for task in answer.context["tasks"]]
    assert days == sorted(days)
    assert len(days) == len(own)
    assert OTHER not in answer.content.decode()
    assert "逾期" in answer.content.decode()


def test_the_funnel_counts_what_has_come_so_far(client_of, campaign):
    Patch.objects.filter(number=LEFT).update(state="visited")
    funnel = client_of("zuzhi").get("/").context["funnel"]
    total = Patch.objects.filter(fate=Fate.ACTIVE).count()
    assert [step["count"] for step in funnel][:3] == [total, total, 1]
    assert funnel[1]["waiting"] == total - 1


def test_the_open_phase_says_how_many_working_days_are_left(client_of, campaign):
    today = timezone.localdate()
    Phase.objects.create(campaign=campaign, title="县级自查", begins=today, ends=today + timedelta(days=1))
    page = client_of("zuzhi").get("/").content.decode()
    assert "县级自查" in page
    assert "个工作日" in page


def test_a_phase_that_ends_in_a_year_without_a_calendar_counts_days(client_of, campaign):
    today = timezone.localdate()
    Phase.objects.create(
        campaign=campaign, title="长期整改", begins=today, ends=today.replace(year=today.year + 20, day=1)
    )
    page = client_of("zuzhi").get("/").content.decode()
    assert "长期整改" in page
    assert "个工作日" not in page


@pytest.mark.parametrize(
    ("username", "kinds"),
    [("guihua", ["split_first", "lawful"]), ("gengbao", ["facility_agriculture", "temporary_use"]),
     ("zhifa", ["unlawful"])],
)  # fmt: skip
def test_each_section_has_a_queue_of_its_own(client_of, campaign, username, kinds):
    urls = " ".join(heap["url"] for heap in client_of(username).get("/").context["heaps"])
    assert all(f"finding={kind}" in urls for kind in kinds)


def test_the_ratio_opens_to_the_patches_behind_both_sums(client_of, campaign):
    ratio = ratio_of(campaign, campaign.area_code).ratio
    answer = client_of("zuzhi").get("/ratio/")
    sums = {one["id"]: one for one in answer.context["sums"]}
    assert sums["numerator"]["total"] == ratio.numerator.mu
    for one in sums.values():
        assert sum(row["amount"] for row in one["rows"]) == one["total"]


def test_a_page_does_not_wait_for_the_ratio_of_many_patches(client_of, campaign, monkeypatch):
    monkeypatch.setattr(views, "MOST_ADDED_UP", 0)
    cache.clear()
    client = client_of("zuzhi")
    page = client.get("/").content.decode()
    assert 'hx-get="/ratio/?card=1"' in page
    card = client.get("/ratio/?card=1").content.decode()
    assert 'class="ratio-figure"' in card
    assert "<html" not in card
    assert 'hx-get="/ratio/?card=1"' not in client.get("/").content.decode()  # kept since


def test_the_ratio_is_worked_out_anew_when_patches_change(client_of, county, tmp_path):
    OpenedDisc(small_disc(tmp_path / "盘", measured=True), tmp_path / "opened").load()
    campaign = Campaign.objects.get()
    before = ratio_of(campaign, campaign.area_code).ratio
    assert [number for number, _part in before.unlawful.keys] == [OTHER]
    Patch.objects.filter(number=OTHER).update(fate=Fate.DUPLICATE)
    after = ratio_of(campaign, campaign.area_code).ratio
    assert not after.unlawful.keys
    assert after.numerator.mu < before.numerator.mu
