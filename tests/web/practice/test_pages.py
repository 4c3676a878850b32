"""The page of the practice county: where it stands, who may bring it back, what an empty office says."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tuban.jobs.models import Job
from tuban.workflow.campaigns.models import Campaign

pytestmark = [pytest.mark.django_db, pytest.mark.seed("O6")]


@pytest.fixture
def campaign(county) -> Campaign:
    return Campaign.objects.create(
        code="990101-2024", title="示范县2024年度检查", year=2024, area_code="990101", area_name="示范县", epsg=4547,
        lawbook_edition="a" * 64, is_practice=True, state="running", opened_checksum="0" * 64,
    )  # fmt: skip


@pytest.mark.parametrize("username", ["zuzhi", "xitong"])
def test_organisers_and_the_system_administrator_find_their_way_and_reset(client_of, campaign, username):
    client, address = client_of(username), reverse("web:practice")
    assert f'href="{address}"' in client.get(reverse("web:my_day")).content.decode()
    assert campaign.title in client.get(address).content.decode()
    answer = client.post(
        f"{reverse('web:practice_reset')}?campaign={campaign.pk}", {"stage": "settled", "reason": "下一班"}
    )
    assert (answer.status_code, answer["Location"]) == (302, address)
    job = Job.objects.get()
    assert (job.kind, job.arguments["stage"]) == ("practice.reset", "settled")
    assert "重置示范县2024年度检查" in client.get(address).content.decode()


@pytest.mark.parametrize("username", ["guihua", "xiang01", "shenji"])
def test_others_read_who_may(client_of, campaign, username):
    client, address = client_of(username), reverse("web:practice")
    assert f'href="{address}"' not in client.get(reverse("web:my_day")).content.decode()
    assert "示范县由其卫片办主任或系统管理员重置" in client.get(address).content.decode()
    assert client.post(reverse("web:practice_reset"), {"stage": "empty"}).status_code == 403
    assert not Job.objects.exists()


def test_an_office_without_a_practice_county_says_how_to_get_one(client_of):
    assert "tuban practice found" in client_of("zuzhi").get(reverse("web:practice")).content.decode()
    assert client_of("zuzhi").get(reverse("web:practice_reset")).status_code == 404


def test_an_office_for_practice_that_nobody_founded_says_so_before_anybody_signs_in(client, db, settings):
    settings.PRACTICE = True
    assert "tuban practice found" in client.get(reverse("web:sign_in")).content.decode()
