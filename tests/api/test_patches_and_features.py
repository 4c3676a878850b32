"""Patches for machines: own area only, page by page, and a collection that a GIS client walks through."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from tests.api.conftest import person_acting

from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(county) -> Campaign:
    """A campaign of the practice county with thirty patches in two townships."""
    made = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度", year=2024, area_code="990101", area_name="示范县", epsg=4547,
        lawbook_edition="0" * 64, is_practice=True, state="running",
    )  # fmt: skip
    for number in range(30):
        west = 113.0 + number * 0.01
        outline = Polygon.from_bbox((west, 28.0, west + 0.001, 28.001))
        Patch.objects.create(
            campaign=made, number=f"990101SJBG24{number:06}", area_code="990101",
            township_code="990101001" if number % 2 else "990101002",
            township_name="甲溪镇" if number % 2 else "乙岭镇",
            geometry=MultiPolygon(outline, srid=4490), area_m2=10_000 + number, area_mu=15, proposed_finding="unlawful",
        )  # fmt: skip
    return made


def every_page(client, address: str, next_of) -> list[dict]:
    found: list[dict] = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        found.append(answer.json())
        address = next_of(found[-1])
    return found


@pytest.mark.seed("O1")
def test_a_list_is_walked_page_by_page_and_holds_each_patch_once(machine, campaign):
    base = f"/api/v1/campaigns/{campaign.pk}/patches?limit=7"
    pages = every_page(machine("zuzhi"), base, lambda page: f"{base}&cursor={page['next']}" if page["next"] else "")
    numbers = [row["number"] for page in pages for row in page["items"]]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 30
    assert len(pages) == 5


@pytest.mark.seed("O1")
def test_a_township_s_machine_gets_its_own_patches_only_and_a_guess_is_logged(machine, campaign):
    client = machine("xiang01")
    rows = client.get(f"/api/v1/campaigns/{campaign.pk}/patches?limit=100").json()["items"]
    assert {row["township_code"] for row in rows} == {"990101001"}
    foreign = Patch.objects.filter(township_code="990101002").first()
    answer = client.get(f"/api/v1/patches/{foreign.uuid}")
    assert (answer.status_code, answer.json()["code"]) == (404, "patches.not_found")
    assert client.get(f"/api/v1/patches/{uuid4()}").json() == answer.json()
    assert Line.objects.filter(is_refused=True, person_id=person_acting("xiang01").person_id).count() == 2


def test_an_administrator_s_rights_are_no_patches(campaign, client):
    assert Patch.objects.exists()
    assert client.get(f"/api/v1/campaigns/{campaign.pk}/patches").status_code == 401


def test_a_machine_is_told_what_counts_and_whether_it_was_taken(machine, campaign):
    client = machine("zuzhi")
    taken = Patch.objects.order_by("number").first()
    Patch.objects.filter(pk=taken.pk).update(finding="lawful")
    base = f"/api/v1/campaigns/{campaign.pk}"
    rows = client.get(f"{base}/patches?finding=lawful&decided=taken").json()["items"]
    assert [(row["uuid"], row["category"], row["decided"]) for row in rows] == [(str(taken.uuid), "lawful", "taken")]
    assert rows[0]["proposed_finding"] == "unlawful"
    assert len(client.get(f"{base}/patches?proposed=unlawful").json()["items"]) == 30
    assert len(client.get(f"{base}/patches?finding=unlawful").json()["items"]) == 29
    counts = client.get(f"{base}/counts").json()
    assert counts["by_finding"] == {"lawful": 1, "unlawful": 29}
    assert counts["taken_by_finding"] == {"lawful": 1}
    assert counts["by_decided"] == {"taken": 1, "proposed": 29, "undecided": 0}
    features = client.get(f"/api/v1/features/collections/{campaign.pk}/items").json()["features"]
    told = {one["id"]: one["properties"] for one in features}
    assert (told[str(taken.uuid)]["category"], told[str(taken.uuid)]["decided"]) == ("lawful", "taken")
    assert sum(one["decided"] == "proposed" and one["finding"] is None for one in told.values()) == 29
    assert client.get(f"{base}/patches?decided=guessed").json()["code"] == "api.invalid"


@pytest.mark.parametrize(
    ("asked", "code"), [("limit=0", "api.invalid"), ("limit=x", "api.invalid"), ("cursor=!!", "patches.cursor_unfit")]
)
def test_a_request_that_does_not_fit_is_told_in_one_shape(machine, campaign, asked, code):
    answer = machine("zuzhi").get(f"/api/v1/campaigns/{campaign.pk}/patches?{asked}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_gis_client_finds_its_way_from_the_landing_page_to_every_feature(machine, campaign):
    client = machine("zuzhi")
    landing = client.get("/api/v1/features").json()
    relations = {link["rel"]: link["href"] for link in landing["links"]}
    assert {"self", "conformance", "data", "service-desc"} <= set(relations)
    (collection,) = client.get(relations["data"]).json()["collections"]
    items = next(link["href"] for link in collection["links"] if link["rel"] == "items")

    def next_of(page):
        return next((link["href"] for link in page["links"] if link["rel"] == "next"), "")

    pages = every_page(client, f"{items}?limit=8", next_of)
    features = [feature for page in pages for feature in page["features"]]
    assert len({feature["id"] for feature in features}) == 30
    assert features[0]["geometry"]["type"] == "MultiPolygon"
    one = client.get(f"/api/v1/features/collections/{collection['id']}/items/{features[3]['id']}")
    assert one["Content-Type"].startswith("application/geo+json")
    assert one.json()["properties"]["number"] == features[3]["properties"]["number"]


def test_a_box_keeps_what_lies_in_it(machine, campaign):
    base = f"/api/v1/features/collections/{campaign.pk}/items"
    found = machine("zuzhi").get(f"{base}?bbox=113.0495,27.9,113.0805,28.1").json()["features"]
    assert [feature["properties"]["number"][-2:] for feature in found] == ["05", "06", "07", "08"]
    for box in ("1,2,3", "x,y,z,w", "114,28,113,29", "0,0,0,91"):
        assert machine("zuzhi").get(f"{base}?bbox={box}").json()["code"] == "api.bbox_invalid"


def test_a_collection_of_another_is_none(machine, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(is_practice=False)
    assert machine("zuzhi").get(f"/api/v1/features/collections/{campaign.pk}").status_code == 404
