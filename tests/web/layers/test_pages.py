"""Layers: editions, what rests on each, and what a newer one would change, answered by people only."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tuban.jobs.models import Job
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.layers.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def editions(county):
    made = [
        Edition.objects.create(
            area_code="990101", role="plan", title="规划", edition=year, as_of=f"{year}-12-31",
            source_file=f"规划{year}.gdb", source_checksum=str(place) * 64, checksum=str(place + 5) * 64,
            suffix=".parquet", rows=7, epsg=4547, is_practice=True,
        )
        for place, year in enumerate(("2020", "2023"))
    ]  # fmt: skip
    made[0].replaced_by = made[1]
    made[0].save()
    return made


def test_the_list_shows_current_editions_and_each_leads_to_the_replaced_ones(client_of, editions):
    html = client_of("zuzhi").get(reverse("web:layers")).content.decode()
    assert "规划2023.gdb" in html
    assert "规划2020.gdb" not in html
    html = client_of("zuzhi").get(reverse("web:layer", args=[editions[1].pk])).content.decode()
    assert "规划 2020" in html
    assert "已被替代" in html
    assert editions[1].source_checksum in html


def test_a_township_sees_the_layers_of_its_county_and_administrators_none(client_of, editions):
    assert "规划2023.gdb" in client_of("xiang01").get(reverse("web:layers")).content.decode()
    for username in ("xitong", "anquan", "shenji"):
        assert "管理员岗位看不到图层" in client_of(username).get(reverse("web:layers")).content.decode()


def test_only_its_name_can_be_corrected_and_by_those_who_keep_data(client_of, editions):
    edition = editions[1]
    address = reverse("web:layer_describe", args=[edition.pk])
    given = {"title": "国土空间规划", "name": "2023版", "as_of": "2023-12-31", "expected": edition.version}
    assert client_of("xiang01").post(address, given).status_code == 403
    assert client_of("zuzhi").post(address, given).status_code == 302
    edition.refresh_from_db()
    assert (edition.title, edition.checksum) == ("国土空间规划", "6" * 64)


def test_what_would_differ_says_why_nothing_is_there(client_of, editions):
    assert "没有受影响的图斑" in client_of("zuzhi").get(reverse("web:would_differ")).content.decode()


@pytest.fixture
def campaign(county):
    return Campaign.objects.create(
        code="990101-2024", title="2024年度", year=2024, area_code="990101", area_name="示范县", is_practice=True,
        lawbook_edition="0" * 64, epsg=4547,
    )  # fmt: skip


def given_layer(**more):
    return {"file": SimpleUploadedFile("规划.gpkg", b"SQLite format 3"), "title": "2025", "reason": "修编", **more}


def test_a_newer_edition_is_delivered_by_those_who_check_and_read_in_the_background(client_of, editions, campaign):
    address = reverse("web:layer_newer", args=[editions[1].pk])
    assert "规划 2023" in client_of("guihua").get(address).content.decode()
    assert client_of("xiang01").post(address, given_layer()).status_code == 403
    assert not Job.objects.filter(kind="comparison.deliver_layer").exists()
    assert client_of("guihua").post(address, given_layer()).status_code == 302
    job = Job.objects.get(kind="comparison.deliver_layer")
    assert (job.arguments["role"], job.arguments["replaces"]) == ("plan", str(editions[1].pk))
    kept = settings.HOME.uploads / job.arguments["folder"] / job.arguments["name"]
    assert kept.read_bytes() == b"SQLite format 3"


def test_a_replaced_edition_says_why_nothing_takes_its_place(client_of, editions, campaign):
    html = client_of("guihua").get(reverse("web:layer", args=[editions[0].pk])).content.decode()
    assert "该版已被替代" in html


def test_a_layer_of_another_role_is_delivered_from_the_list(client_of, editions, campaign):
    assert reverse("web:layer_deliver") in client_of("guihua").get(reverse("web:layers")).content.decode()
    answer = client_of("guihua").post(reverse("web:layer_deliver"), given_layer(role="redline"))
    assert answer.status_code == 302
    assert Job.objects.get(kind="comparison.deliver_layer").arguments["replaces"] == ""
    answer = client_of("guihua").post(reverse("web:layer_deliver"), given_layer(role="patches"))
    assert answer.status_code == 200
    assert Job.objects.filter(kind="comparison.deliver_layer").count() == 1
