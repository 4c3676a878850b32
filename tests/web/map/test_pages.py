"""The map's page, list, card, search, measuring and sheet."""

from __future__ import annotations

import json
from itertools import pairwise
from uuid import uuid4

import pytest
from geographiclib.geodesic import Geodesic
from tests.web.map.conftest import SIDE, SOUTH, WEST

from tuban.web.map.places import place_in
from tuban.workflow.audit.models import Line

pytestmark = pytest.mark.django_db

BOX = f"{WEST - 0.001},{SOUTH - 0.001},{WEST + 0.1},{SOUTH + 0.1}"


def test_the_list_tells_the_patches_of_the_window_and_counts_their_kinds(client_of, patches):
    response = client_of("zuzhi").get("/map/list/", {"box": BOX, "state": "issued"})
    assert [row["patch"].number for row in response.context["rows"]] == [
        patch.number for patch in patches if patch.state == "issued"
    ]
    assert response.context["kinds"] == {
        "state": {"issued": 3},
        "finding": {"unlawful": 3},
        "decided": {"proposed": 3},
        "taken": {},
    }


def test_the_list_goes_on_from_the_last_row(client_of, patches, monkeypatch):
    monkeypatch.setattr("tuban.web.map.pages.ROWS", 4)
    client = client_of("zuzhi")
    first = client.get("/map/list/", {"box": BOX})
    second = client.get(first.context["next_url"])
    numbers = [row["patch"].number for response in (first, second) for row in response.context["rows"]]
    assert numbers == [patch.number for patch in patches]
    assert second.context["next_url"] == ""


def test_a_township_lists_its_own_only(client_of, patches):
    assert len(client_of("xiang01").get("/map/list/", {"box": BOX}).context["rows"]) == 4


def test_the_card_of_a_foreign_patch_is_not_there_and_the_attempt_is_written_down(client_of, patches):
    before = Line.objects.filter(is_refused=True).count()
    assert client_of("xiang01").get(f"/map/patches/{patches[5].uuid}/").status_code == 404
    assert Line.objects.filter(is_refused=True).count() == before + 1


def test_the_card_leads_to_the_dossier(client_of, patches):
    response = client_of("zuzhi").get(f"/map/patches/{patches[0].uuid}/")
    assert f"/patches/{patches[0].uuid}/" in response.content.decode()


def test_the_map_opens_where_there_is_nothing_yet(client_of, county):
    content = client_of("zuzhi").get("/map/").context["content"]
    assert content["layers"] == []
    assert content["images"] == []


def test_an_address_with_a_patch_that_is_nobodys_opens_the_map(client_of, patches):
    response = client_of("zuzhi").get("/map/", {"patch": str(uuid4())})
    assert response.status_code == 200
    assert response.context["content"]["chosen"] is None


def hits(client, text: str) -> list[dict]:
    groups = client.get("/search/", {"q": text}).context["groups"]
    return [hit for group in groups for hit in group["hits"]]


def test_search_finds_a_patch_by_the_end_of_its_number(client_of, patches):
    (hit,) = hits(client_of("zuzhi"), "000003")
    assert hit["title"] == patches[3].number
    assert hit["url"] == f"/map/?patch={patches[3].uuid}"


def test_search_finds_townships_and_villages_of_ones_own(client_of, patches):
    key = patches[0].campaign_id
    assert [hit["url"] for hit in hits(client_of("zuzhi"), "乙岭")] == [f"/map/?campaign={key}&township=990101002"]
    assert hits(client_of("xiang01"), "乙岭") == []
    assert {hit["title"] for hit in hits(client_of("zuzhi"), "甲老村")} == {"甲溪镇 甲老村", "乙岭镇 甲老村"}


@pytest.mark.parametrize(
    "text",
    [
        "113.9, 31.7", "31.7 113.9", "31.7，113.9", "113.9E 31.7N", "E113.9/N31.7", "(113.9; 31.7)",
        "113°54′00″ 31°42′00″", "113°54'00\"E, 31°42'00\"N", "31°42'0''N 113°54'0''E", "113º54′ 31º42′",
        "113°54.0′ 31°42.0′", "113 54 00 31 42 00", "113:54:00, 31:42:00", "113-54-00 31-42-00", "113 54.0 31 42.0",
        "东经113度54分 北纬31度42分", "北纬31°42′，东经113°54′", "经度：113.9 纬度：31.7", "１１３.９ ３１.７",
        "490520.05 3508591.52", "38490520.05, 3508591.52", "3508591.52 490520.05", "X=3508591.52 Y=490520.05",
        "x：3508591.52；y：38490520.05", "纵坐标3508591.52 横坐标490520.05", "19774971.56, 3512245.75",
    ],
)  # fmt: skip
def test_coordinates_are_read_in_degrees_and_in_metres(text):
    place = place_in(text, epsg=4547)
    assert place is not None
    assert place.longitude == pytest.approx(113.9, abs=5e-5)
    assert place.latitude == pytest.approx(31.7, abs=5e-5)


@pytest.mark.parametrize("text", ["152", "1 2", "990101SJBG24000152", "甲溪镇", "12 34 56", "2024-08-05"])
def test_what_is_no_place_is_none(text):
    assert place_in(text, epsg=4547) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("113.9", "两个"), ("113°54′", "两个"), ("113°74′ 31°42′", "60"), ("200.5 31.7", "73°"),
        ("61°42′ 113°54′", "73°"),
        ("西经113.9 北纬31.7", "国内"), ("-113.9 31.7", "国内"), ("99490520 3507842", "99"), ("5 3507842", "位"),
    ],
)  # fmt: skip
def test_coordinates_that_fit_nowhere_get_a_sentence(client_of, patches, text, told):
    response = client_of("zuzhi").get("/search/", {"q": text})
    assert response.context["groups"] == []
    assert told in response.context["problem"]
    assert response.context["problem"] in response.content.decode()


def measured(client, points, *, is_area: bool):
    body = json.dumps({"points": points, "is_area": is_area})
    return client.post("/map/measure/", body, content_type="application/json")


def test_areas_and_lengths_are_those_of_the_ellipsoid(client_of, county):
    ring = [(WEST, SOUTH), (WEST + SIDE, SOUTH), (WEST + SIDE, SOUTH + SIDE), (WEST, SOUTH + SIDE)]
    answer = measured(client_of("zuzhi"), ring, is_area=True).json()
    polygon = Geodesic.WGS84.Polygon()
    for longitude, latitude in ring:
        polygon.AddPoint(latitude, longitude)
    _count, perimeter, area = polygon.Compute()
    assert answer["area"] == pytest.approx(area, rel=1e-6)
    assert answer["mu"] == pytest.approx(area * 3 / 2000, abs=0.01)
    assert answer["length"] == pytest.approx(perimeter, rel=1e-6)
    for way in (ring[:2], ring[:3]):
        length = measured(client_of("zuzhi"), way, is_area=False).json()["length"]
        legs = pairwise(way)
        true = sum(Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"] for a, b in legs)
        assert length == pytest.approx(true, rel=1e-6)


@pytest.mark.parametrize("points", [[], [[1, 2]], "x", [["a", "b"], ["c", "d"]], [[113.9, 31.7], [None, 31.7]]])
def test_what_cannot_be_measured_is_refused_in_a_sentence(client_of, county, points):
    response = measured(client_of("zuzhi"), points, is_area=False)
    assert response.status_code == 422
    assert response.json()["message"]


def test_crossing_lines_are_no_area(client_of, county):
    bow = [(WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE), (WEST + SIDE, SOUTH), (WEST, SOUTH + SIDE)]
    assert "problem" in measured(client_of("zuzhi"), bow, is_area=True).json()


def test_the_view_is_printed_as_a_sheet(client_of, patches, survey, images):
    query = {"box": f"{WEST},{SOUTH},{WEST + 0.02},{SOUTH + 0.015}", "base": images[1].pk, "layers": survey.pk}
    response = client_of("zuzhi").get("/map/sheet.pdf", query)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_sheet_of_no_window_leads_back_to_the_map(client_of, patches):
    assert client_of("zuzhi").get("/map/sheet.pdf", {"box": "here"}).status_code == 302
