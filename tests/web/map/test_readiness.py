"""What takes long is never done inside a request: a job makes layers and images ready, and the map says so."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from tests.web.map.conftest import SIDE, SOUTH, WEST, kept
from tests.web.map.test_layer_tiles import layer_address

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.kernel.crs import transform_geometries
from tuban.workflow import store
from tuban.workflow.layers.drawing import is_ready

pytestmark = pytest.mark.django_db
READY = "/map/ready/"


@pytest.fixture
def fresh(county, tmp_path):
    """A survey as an import leaves it. No two tests have the same one: what one made ready is kept."""
    box = np.array([shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)], dtype=object)
    path = tmp_path / "survey.parquet"
    plane = transform_geometries(box, 4490, 4547)
    pq.write_table(
        pa.table({"land_class": ["0101"], "number": [uuid4().hex], "geometry": shapely.to_wkb(plane).tolist()}), path
    )
    return kept(path, "survey_this", rows=1)


def asked(client, *editions) -> dict:
    return client.post(READY, {"of": ",".join(str(one.pk) for one in editions)}).json()


def test_a_tile_of_a_layer_that_is_not_ready_is_put_off(client_of, fresh):
    response = client_of("zuzhi").get(layer_address(fresh))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response["Cache-Control"] == "no-store"
    assert not is_ready(fresh)


def test_the_page_tells_which_layers_are_not_ready(client_of, fresh, survey):
    layers = client_of("zuzhi").get("/map/").context["content"]["layers"]
    assert {one["id"]: one["isReady"] for one in layers} == {str(fresh.pk): False, str(survey.pk): True}


def test_who_looks_at_a_layer_has_it_made_ready_once(client_of, fresh):
    client = client_of("zuzhi")
    assert asked(client, fresh) == {"ready": [], "waiting": {str(fresh.pk): ""}}
    asked(client, fresh)
    job = Job.objects.get(kind="layers.make_ready")
    assert do(job.pk).state == Job.State.DONE
    assert asked(client, fresh) == {"ready": [str(fresh.pk)], "waiting": {}}
    assert client.get(layer_address(fresh)).status_code == 200


def test_what_could_not_be_made_ready_says_why_and_is_not_tried_for_ever(client_of, fresh):
    client = client_of("zuzhi")
    asked(client, fresh)
    store.path_of(fresh.checksum, fresh.suffix).unlink()
    assert do(Job.objects.get().pk).state == Job.State.FAILED
    told = asked(client, fresh)["waiting"][str(fresh.pk)]
    assert told == Job.objects.get().error
    assert Job.objects.count() == 1


def test_a_layer_of_another_county_is_neither_told_nor_made_ready(client_of, fresh):
    fresh.area_code = "880101"
    fresh.save()
    assert asked(client_of("zuzhi"), fresh) == {"ready": [], "waiting": {}}
    assert not Job.objects.exists()


def test_an_import_asks_for_its_layers(campaign_loaded):
    kinds = Job.objects.filter(kind="layers.make_ready").values_list("arguments", flat=True)
    assert len({one["edition_id"] for one in kinds}) == len(kinds) > 1


@pytest.fixture
def campaign_loaded(county, tmp_path):
    from tests.workflow.small_disc import OpenedDisc, small_disc

    OpenedDisc(small_disc(Path(tmp_path) / "盘"), Path(tmp_path) / "opened").load()
