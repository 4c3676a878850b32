"""Campaigns: who may change what, values on top of the lawbook, questions that stay in their unit until shared."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign, Material, Question

pytestmark = pytest.mark.django_db
LINE = "accountability/account_line"


@pytest.fixture
def campaign(county):
    made = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度检查", year=2024, area_code="990101", area_name="示范县", epsg=4547,
        lawbook_edition="a" * 64, is_practice=True, state="running",
    )  # fmt: skip
    Material.objects.create(campaign=made, item="survey", title="变更调查", state="missing", lacks="缺，无法比对")
    return made


def page(client, campaign, name="campaign") -> str:
    answer = client.get(reverse(f"web:{name}", args=[campaign.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_organiser_changes_and_a_clerk_reads_why_not(client_of, campaign):
    assert f'href="{reverse("web:campaign_add_phase", args=[campaign.pk])}"' in page(client_of("zuzhi"), campaign)
    clerk = page(client_of("xiang01"), campaign)
    assert reverse("web:campaign_add_phase", args=[campaign.pk]) not in clerk
    assert 'aria-disabled="true" data-reason="' in clerk


@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji"])
def test_administrators_see_no_campaign(client_of, campaign, username):
    assert client_of(username).get(reverse("web:campaign", args=[campaign.pk])).status_code == 404
    assert "管理员岗位看不到专项" in client_of(username).get(reverse("web:campaigns")).content.decode()


def test_a_missing_material_says_what_that_means(client_of, campaign):
    assert "缺，无法比对" in page(client_of("zuzhi"), campaign)


def test_two_people_who_register_one_material_do_not_overwrite_each_other(client_of, campaign):
    material = campaign.materials.get()
    address = reverse("web:campaign_material", args=[campaign.pk, material.pk])
    first = {"state": "here", "keeper": "李地籍", "expected": material.version}
    assert client_of("zuzhi").post(address, first).status_code == 302
    second = client_of("diji").post(address, {**first, "keeper": "孙规划"})
    assert "campaigns.changed_meanwhile" in second.content.decode()
    material.refresh_from_db()
    assert material.keeper == "李地籍"


def test_every_parameter_says_its_layer_and_its_citation(client_of, campaign):
    html = page(client_of("zuzhi"), campaign, "campaign_parameters")
    assert "问责比例线" in html
    assert "《" in html
    assert html.count("<tr>") > 20


def test_a_value_of_the_campaign_stands_on_top_and_can_be_taken_back(client_of, campaign):
    address = reverse("web:campaign_value", args=[campaign.pk, LINE])
    wrong = client_of("zuzhi").post(address, {"value": "很多", "because": "会议纪要", "expected": campaign.version})
    assert "这不是数字" in wrong.content.decode()
    given = {"value": "0.05", "because": "县政府会议纪要", "expected": campaign.version}
    assert client_of("zuzhi").post(address, given).status_code == 302
    html = page(client_of("zuzhi"), campaign, "campaign_parameters")
    assert "5 %" in html
    assert "本专项" in html
    campaign.refresh_from_db()
    back = {"value": "", "because": "纪要撤销", "expected": campaign.version}
    assert client_of("zuzhi").post(address, back).status_code == 302
    campaign.refresh_from_db()
    assert campaign.parameters == {}


def test_values_of_accepted_data_are_shown_with_the_reason_that_keeps_them(client_of, campaign):
    type(campaign).objects.filter(pk=campaign.pk).update(locked_at=timezone.now(), locked_by="示例市")
    told = client_of("zuzhi").get(reverse("web:campaign_value", args=[campaign.pk, LINE])).content.decode()
    assert "示例市" in told
    assert 'name="value"' not in told
    assert "示例市" in page(client_of("zuzhi"), campaign, "campaign_parameters")


def test_a_phase_stands_on_the_axis_and_outside_of_the_campaign_it_is_refused(client_of, campaign):
    campaign.begins, campaign.ends = date(2024, 6, 1), date(2024, 12, 31)
    campaign.save()
    address = reverse("web:campaign_add_phase", args=[campaign.pk])
    outside = client_of("zuzhi").post(address, {"title": "自查", "begins": "2024-01-01", "ends": "2024-07-01"})
    assert "campaigns.window_unfit" in outside.content.decode()
    inside = client_of("zuzhi").post(address, {"title": "自查", "begins": "2024-06-01", "ends": "2024-07-01"})
    assert inside.status_code == 302
    assert 'class="window"' in page(client_of("zuzhi"), campaign)


@pytest.mark.seed("O5")
def test_a_question_is_read_by_its_own_unit_and_those_above_until_it_is_shared(client_of, campaign):
    client_of("xiang01").post(reverse("web:campaign_ask", args=[campaign.pk]), {"subject": "比对", "text": "道路算吗"})
    question = Question.objects.get()
    assert "道路算吗" in page(client_of("zuzhi"), campaign)
    assert "道路算吗" not in page(client_of("xiang02"), campaign)
    client_of("zuzhi").post(
        reverse("web:campaign_answer", args=[campaign.pk, question.pk]),
        {"text": "算。", "is_shared": "on", "expected": question.version},
    )
    assert "道路算吗" in page(client_of("xiang02"), campaign)


def test_a_closed_campaign_stays_readable_and_takes_no_change(client_of, campaign):
    client_of("juzhang").post(
        reverse("web:campaign_close", args=[campaign.pk]), {"reason": "年度结束", "expected": campaign.version}
    )
    campaign.refresh_from_db()
    assert campaign.state == "closed"
    answer = client_of("zuzhi").post(
        reverse("web:campaign_add_phase", args=[campaign.pk]),
        {"title": "自查", "begins": "2024-06-01", "ends": "2024-07-01"},
    )
    assert answer.status_code == 403
    assert page(client_of("zuzhi"), campaign)
