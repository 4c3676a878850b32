"""Tiles of patches: what is in them, whose they are, and that the index of the database finds them."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
from django.db import connection
from tests.web.map.conftest import SOUTH, WEST, campaign_of, outline, patch_of
from tests.web.map.tiles import tile_around

from tuban.workflow.patches import on_map
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.on_map import Wanted, in_window, seen_on_map, tile_of
from tuban.workflow.spatial_index import in_box

pytestmark = pytest.mark.django_db


def address(z: int, query: str = "") -> str:
    tile = tile_around(WEST + 0.01, SOUTH + 0.001, z)
    return f"/map/patches/{tile.z}/{tile.x}/{tile.y}/{query}"


def read(client, z: int, query: str = "") -> dict:
    response = client.get(address(z, query))
    if response.status_code == 204:
        return {}
    assert response.status_code == 200
    return mapbox_vector_tile.decode(response.content)


def said(tile: dict, layer: str) -> list[dict]:
    return [feature["properties"] for feature in tile.get(layer, {}).get("features", ())]


def test_a_near_tile_has_the_outline_and_the_mark_of_every_patch(client_of, patches):
    tile = read(client_of("zuzhi"), 13)
    for layer in ("patch", "mark"):
        assert sorted(one["uuid"] for one in said(tile, layer)) == sorted(str(patch.uuid) for patch in patches)
    assert {one["proposed_finding"] for one in said(tile, "patch")} == {"unlawful"}
    assert {feature["geometry"]["type"] for feature in tile["patch"]["features"]} == {"Polygon"}


def test_a_far_tile_counts_the_patches_of_a_cell_by_state_and_category(client_of, patches):
    (cell,) = said(read(client_of("zuzhi"), 6), "mark")
    assert cell == {"count": 6, "states": "compared 3,issued 3", "findings": "unlawful 6", "taken": 0}


def test_what_a_person_took_is_what_a_cell_counts_and_its_filter_keeps(client_of, patches):
    Patch.objects.filter(pk__in=[one.pk for one in patches[:2]]).update(finding="lawful")
    organiser = client_of("zuzhi")
    (cell,) = said(read(organiser, 6), "mark")
    assert (cell["findings"], cell["taken"]) == ("unlawful 4,lawful 2", 2)
    (taken,) = said(read(organiser, 6, "?finding=lawful"), "mark")
    assert (taken["count"], taken["taken"]) == (2, 2)
    (proposed,) = said(read(organiser, 6, "?decided=proposed"), "mark")
    assert (proposed["count"], proposed["findings"], proposed["taken"]) == (4, "unlawful 4", 0)
    near = said(read(organiser, 13, "?decided=taken"), "mark")
    assert {(one["finding"], one["proposed_finding"]) for one in near} == {("lawful", "unlawful")}


def test_a_patch_alone_in_its_cell_is_itself_from_afar_too(client_of, campaign):
    patch = patch_of(campaign, "Z1", (0, 0))
    (cell,) = said(read(client_of("zuzhi"), 8), "mark")
    assert cell["uuid"] == str(patch.uuid)


def test_a_township_sees_its_own_patches_in_a_tile_and_no_other(client_of, patches):
    seen = {one["township"] for one in patches_of(client_of("xiang01"), patches)}
    assert seen == {"990101001"}
    assert len(patches_of(client_of("xiang01"), patches)) == 4


def patches_of(client, patches) -> list[dict]:
    own = {str(patch.uuid): {"township": patch.township_code} for patch in patches}
    return [own[one["uuid"]] for one in said(read(client, 13), "patch")]


def test_real_patches_are_not_seen_from_the_practice_county(client_of, county):
    patch_of(campaign_of("990101-real", is_practice=False), "R1", (0, 0))
    assert said(read(client_of("zuzhi"), 13), "patch") == []


def test_a_tile_follows_the_filter(client_of, patches):
    assert len(said(read(client_of("zuzhi"), 13, "?state=issued"), "patch")) == 3
    assert len(said(read(client_of("zuzhi"), 13, "?finding=lawful"), "patch")) == 0
    assert len(said(read(client_of("zuzhi"), 13, "?township=990101002&state=issued"), "patch")) == 1


def test_a_tile_that_is_known_is_not_sent_again_until_a_patch_changes(client_of, patches):
    client = client_of("zuzhi")
    tag = client.get(address(13))["ETag"]
    assert client.get(address(13), headers={"If-None-Match": tag}).status_code == 304
    patches[0].state = "settled"
    patches[0].save()
    again = client.get(address(13), headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "settled" in {one["state"] for one in said(mapbox_vector_tile.decode(again.content), "patch")}


def test_only_an_address_with_the_current_version_may_be_kept(client_of, patches):
    client = client_of("zuzhi")
    version = client.get("/map/").context["content"]["version"]
    assert "immutable" in client.get(address(13, f"?v={version}"))["Cache-Control"]
    assert "no-cache" in client.get(address(13, "?v=older"))["Cache-Control"]


def test_a_tile_outside_of_the_grid_is_not_found(client_of, county):
    assert client_of("zuzhi").get("/map/patches/2/4/0/").status_code == 404
    assert client_of("zuzhi").get("/map/patches/31/0/0/").status_code == 404


def test_nobody_gets_a_tile_without_signing_in(client, county):
    assert client.get(address(13)).status_code == 302


def test_the_database_finds_a_window_by_its_spatial_index(acting, campaign):
    Patch.objects.bulk_create(
        Patch(campaign=campaign, number=str(at), area_code="990101", geometry=outline(at % 60, at // 60), area_m2=1)
        for at in range(1200)
    )
    box = (WEST, SOUTH, WEST + 0.003, SOUTH + 0.003)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE patches_patch")
    plan = in_box(Patch.objects.all(), "geometry", box).explain()
    assert ("patches_patch_geometry" in plan) or ("VIRTUAL TABLE INDEX" in plan and "SCAN patches_patch" not in plan)
    assert [patch.number for patch in in_window(acting("zuzhi"), Wanted(), box)] == ["0"]


def test_what_both_databases_say_is_what_is_seen(acting, patches):
    by = acting("zuzhi")
    tile = tile_around(WEST + 0.01, SOUTH + 0.001, 14)
    west, south, east, north = tile.degrees
    inside = [
        patch for patch in seen_on_map(by)
        if west <= patch.geometry.centroid.x < east and south < patch.geometry.centroid.y <= north
    ]  # fmt: skip
    marks = said(mapbox_vector_tile.decode(tile_of(by, Wanted(), tile)), "mark")
    assert sorted(one["number"] for one in marks) == sorted(patch.number for patch in inside)


def test_a_tile_of_too_many_patches_counts_them_in_cells(acting, patches, monkeypatch):
    by = acting("zuzhi")
    tile = tile_around(WEST + 0.01, SOUTH + 0.001, 14)
    alone = said(mapbox_vector_tile.decode(tile_of(by, Wanted(), tile)), "mark")
    monkeypatch.setattr(on_map, "MOST_OUTLINES", 1)
    told = mapbox_vector_tile.decode(tile_of(by, Wanted(), tile))
    assert "patch" not in told
    assert sum(one.get("count", 1) for one in said(told, "mark")) == len(alone)
