"""Tiles of reference layers and of images."""

from __future__ import annotations

import io

import mapbox_vector_tile
import numpy as np
import pytest
from PIL import Image
from tests.web.map.conftest import AFTER, SOUTH, WEST
from tests.web.map.tiles import tile_around

from tuban.values.swept_files import sweep
from tuban.web.map import tile_cache

pytestmark = pytest.mark.django_db


def layer_address(edition, z: int = 13) -> str:
    tile = tile_around(WEST + 0.005, SOUTH + 0.005, z)
    return f"/map/layers/{edition.pk}/{tile.z}/{tile.x}/{tile.y}/"


def image_address(edition, latitude: float, z: int = 17) -> str:
    tile = tile_around(WEST + 0.005, latitude, z)
    return f"/map/images/{edition.pk}/{tile.z}/{tile.x}/{tile.y}/"


def test_a_layer_tile_has_the_parcels_with_their_classes(client_of, survey):
    response = client_of("zuzhi").get(layer_address(survey, 12))
    features = mapbox_vector_tile.decode(response.content)["layer"]["features"]
    assert len(features) == 100
    assert {feature["properties"]["code"] for feature in features} == {"0101", "0701"}


def test_a_township_sees_the_layers_of_its_county(client_of, survey):
    assert client_of("xiang01").get(layer_address(survey)).status_code == 200


def test_an_edition_of_another_county_is_not_there(client_of, survey):
    survey.area_code = "880101"
    survey.save()
    assert client_of("zuzhi").get(layer_address(survey)).status_code == 404
    assert str(survey.pk) not in client_of("zuzhi").get("/map/").content.decode()


def test_an_edition_of_a_real_county_is_not_there_for_practice(client_of, survey):
    survey.is_practice = False
    survey.save()
    assert client_of("zuzhi").get(layer_address(survey)).status_code == 404


def test_an_image_tile_shows_what_the_image_shows(client_of, images):
    response = client_of("zuzhi").get(image_address(images[1], SOUTH + 0.01))
    assert response["Content-Type"] == "image/webp"
    pixels = np.asarray(Image.open(io.BytesIO(response.content)).convert("RGB"), dtype=int)
    assert pixels.shape == (256, 256, 3)
    assert np.abs(pixels - np.array(AFTER)).max() <= 4


def test_black_ground_of_an_image_is_seen_through(client_of, images):
    edge = client_of("zuzhi").get(image_address(images[1], SOUTH + 0.02, 15))
    picture = Image.open(io.BytesIO(edge.content))
    assert picture.mode == "RGBA"
    shown = np.asarray(picture)[:, :, 3] > 0
    assert 0 < shown.mean() < 1
    assert client_of("zuzhi").get(image_address(images[1], SOUTH + 0.035)).status_code == 204


def test_an_image_of_another_county_is_not_there(client_of, images):
    images[0].area_code = "880101"
    images[0].save()
    assert client_of("zuzhi").get(image_address(images[0], SOUTH + 0.01)).status_code == 404


def test_kept_tiles_take_no_more_room_than_they_may(tmp_path, monkeypatch):
    monkeypatch.setattr(tile_cache, "folder", lambda: tmp_path)
    for at in range(10):
        tile_cache.kept(tile_cache.key_of(at), lambda: b"x" * 100)
    sweep(tile_cache.folder().glob("*/*"), 500)
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 500


def test_a_kept_tile_is_not_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(tile_cache, "folder", lambda: tmp_path)
    made = []
    for _time in range(2):
        assert tile_cache.kept("ab12", lambda: made.append(1) or b"tile") == b"tile"
    assert len(made) == 1
