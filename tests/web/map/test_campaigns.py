"""Which campaign the map shows, and what a shared link says where it cannot show its own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.web.map.conftest import campaign_of, patch_of

from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(county):
    found = campaign_of("990101-2023", is_practice=True)
    patch_of(found, "990101SJBG23000001", (0, 3), "990101002")
    return found


def shown(client, **query):
    return client.get("/map/", query).context


def test_a_link_opens_the_campaign_that_it_names(client_of, patches, older):
    context = shown(client_of("zuzhi"), campaign=older.pk)
    assert context["content"]["campaign"] == str(older.pk)
    assert [code for code, _name in context["townships"]] == ["990101002"]
    assert context["shown"].notice == ""


@pytest.mark.parametrize("named", ["0f1e2d3c-0000-4000-8000-000000000000", "x", "990101-2023"])
def test_a_link_to_a_campaign_that_is_none_says_so_and_shows_ones_own(client_of, patches, named):
    response = client_of("zuzhi").get("/map/", {"campaign": named})
    assert response.context["content"]["campaign"] == str(patches[0].campaign_id)
    assert "不存在，或不在您的管辖范围内" in response.content.decode()


def test_a_campaign_of_another_county_is_told_as_one_that_does_not_exist(client_of, patches):
    foreign = campaign_of("880101-2024", is_practice=True)
    context = shown(client_of("zuzhi"), campaign=foreign.pk)
    assert context["shown"].notice == shown(client_of("zuzhi"), campaign=uuid4())["shown"].notice
    assert "880101" not in str(context["campaigns"])


def test_a_link_to_a_patch_shows_the_campaign_of_the_patch(client_of, patches, older):
    for patch in (patches[0], Patch.objects.get(campaign=older)):
        context = shown(client_of("zuzhi"), patch=patch.uuid)
        assert context["content"]["campaign"] == str(patch.campaign_id)


def test_all_campaigns_together_can_be_shown(client_of, patches, older):
    client = client_of("zuzhi")
    assert shown(client, campaign="all")["content"]["campaign"] == "all"
    box = "113.9,31.7,114.1,31.9"
    assert len(client.get("/map/list/", {"box": box, "campaign": "all"}).context["rows"]) == 7
    assert len(client.get("/map/list/", {"box": box, "campaign": older.pk}).context["rows"]) == 1


def test_the_map_remembers_the_campaign_worked_in(client_of, patches, older):
    client = client_of("zuzhi")
    shown(client, campaign=older.pk)
    assert shown(client)["content"]["campaign"] == str(older.pk)


def test_the_list_says_why_it_is_empty(client_of, patches):
    empty = campaign_of("990101-2025", is_practice=True)
    client = client_of("zuzhi")
    for query, why in (
        ({"campaign": empty.pk}, "empty"), ({"q": "nichts"}, "filter"), ({"box": "100,20,101,21"}, ""),
    ):  # fmt: skip
        response = client.get("/map/list/", {"box": "113.9,31.7,114.1,31.9", **query})
        assert response.context["rows"] == []
        assert response.context["why"] == why
