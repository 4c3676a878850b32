"""Layers: editions, what rests on each, and what a newer one would change, answered by people only."""

import pytest
from django.urls import reverse

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
