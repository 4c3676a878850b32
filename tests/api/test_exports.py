"""Patches as files: the own area, Chinese columns, the right system of coordinates, what they hold told inside them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace

import geopandas
import pyarrow.parquet as pq
import pyogrio
import pytest
from tests.api.conftest import EVERYTHING
from tests.web.conftest import signed_in_client
from tests.workflow.small_disc import LEFT, OTHER

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.comparison.exporting.kinds import KINDS
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

pytestmark = pytest.mark.django_db


def fetched(client, address) -> bytes:
    answer = client.send("GET", address)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def active(**more) -> int:
    return Patch.objects.filter(fate=Fate.ACTIVE, **more).count()


def test_a_csv_is_for_excel_or_for_programs(machine, campaign):
    client, address = machine("zuzhi", *EVERYTHING), f"/campaigns/{campaign.pk}/patches.csv"
    for_excel, plain = fetched(client, address), fetched(client, f"{address}?with_mark=false")
    assert for_excel == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(io.StringIO(plain.decode())))
    assert len(rows) == active()
    assert {"图斑号", "乡镇", "规则库版本", "标识", "版本号"} <= set(rows[0])
    assert all(len(row["规则库版本"]) == 12 for row in rows)
    assert fetched(client, f"{address}?language=en&with_mark=false").startswith(b"Patch number,")


def test_a_filter_and_one_s_own_area_narrow_a_file(machine, campaign):
    address = f"/campaigns/{campaign.pk}/patches.csv?with_mark=false"
    own = list(csv.DictReader(io.StringIO(fetched(machine("xiang01", *EVERYTHING), address).decode())))
    assert {row["乡镇代码"] for row in own} == {"990101001"}
    one = list(csv.DictReader(io.StringIO(fetched(machine("zuzhi", *EVERYTHING), f"{address}&text={LEFT}").decode())))
    assert [row["图斑号"] for row in one] == [LEFT]
    line = Line.objects.filter(action="patches.export").order_by("-number").first()
    assert (line.details["patches"], line.subject_kind) == (1, "campaigns.campaign")


@pytest.mark.parametrize(("wanted", "system"), [("", 4547), ("?epsg=4490", 4490)])
def test_a_geopackage_lies_where_it_should_and_says_what_it_is(machine, campaign, tmp_path, wanted, system):
    system = campaign.epsg if system == 4547 else system
    file = tmp_path / "list.gpkg"
    file.write_bytes(fetched(machine("zuzhi", *EVERYTHING), f"/campaigns/{campaign.pk}/patches.gpkg{wanted}"))
    assert {"图斑一览", "文件说明"} <= {name for name, _kind in pyogrio.list_layers(file)}
    read = geopandas.read_file(file, layer="图斑一览")
    assert (read.crs.to_epsg(), len(read)) == (system, active())
    assert list(read.geom_type.unique()) == ["MultiPolygon"]
    in_rows = read.to_crs(4490).set_index("标识")
    for patch in Patch.objects.filter(fate=Fate.ACTIVE):
        assert in_rows.geometry[str(patch.uuid)].distance(_shape(patch)) == 0
        assert in_rows.geometry[str(patch.uuid)].area == pytest.approx(_shape(patch).area, rel=1e-6)
    with sqlite3.connect(file) as database:
        said = dict(database.execute('SELECT "项目", "内容" FROM "文件说明"').fetchall())
    database.close()
    assert said["规则库版本"] == campaign.lawbook_edition
    assert said["坐标系"] == f"EPSG:{system}"


def _shape(patch):
    import shapely

    return shapely.from_wkb(bytes(patch.geometry.wkb))


def test_geoparquet_bears_its_system_and_what_it_holds(machine, campaign, tmp_path):
    file = tmp_path / "list.parquet"
    file.write_bytes(fetched(machine("zuzhi", *EVERYTHING), f"/campaigns/{campaign.pk}/patches.parquet"))
    read = geopandas.read_parquet(file)
    assert (read.crs.to_epsg(), len(read)) == (4490, active())
    metadata = pq.read_metadata(file).metadata
    geo = json.loads(metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["bbox"] == pytest.approx(list(read.total_bounds))
    assert json.loads(metadata[b"tuban"])["规则库版本"] == campaign.lawbook_edition
    assert read["面积（亩）"].dtype == float


def test_a_file_of_nothing_can_be_opened(machine, campaign, tmp_path):
    client, none = machine("zuzhi", *EVERYTHING), "?township=990101099"
    for kind in ("gpkg", "parquet"):
        file = tmp_path / f"none.{kind}"
        file.write_bytes(fetched(client, f"/campaigns/{campaign.pk}/patches.{kind}{none}"))
    assert len(geopandas.read_file(tmp_path / "none.gpkg", layer="图斑一览")) == 0
    assert len(geopandas.read_parquet(tmp_path / "none.parquet")) == 0


@pytest.mark.parametrize("query", ["epsg=4326", "epsg=4513", "epsg=x", "kind=1&state=nothing"])
def test_a_system_or_a_stage_that_there_is_not_is_told(machine, campaign, query):
    answer = machine("zuzhi", *EVERYTHING).send("GET", f"/campaigns/{campaign.pk}/patches.gpkg?{query}")
    assert answer.status_code == 422


@pytest.fixture
def _few(monkeypatch):
    """At once a file holds one patch only."""
    for name, kind in list(KINDS.items()):
        monkeypatch.setitem(KINDS, name, replace(kind, at_once=1))


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "gpkg", "parquet"])
def test_many_patches_are_written_in_the_background_and_fetched_by_whoever_asked(machine, campaign, kind):
    client = machine("zuzhi", *EVERYTHING)
    refused = client.send("GET", f"/campaigns/{campaign.pk}/patches.{kind}")
    assert (refused.status_code, refused.json()["code"]) == (413, "comparison.too_many_for_one_file")
    asked = client.post_json(f"/campaigns/{campaign.pk}/exports", {"kind": kind}, Idempotency_Key="e-1").json()
    assert client.send("GET", f"/exports/{asked['id']}").status_code == 404
    done = do(Job.objects.get(pk=asked["id"]).pk)
    assert done.state == Job.State.DONE, done.error
    told = client.send("GET", f"/jobs/{asked['id']}").json()
    assert (told["outcome"]["patches"], told["done"]) == (active(), told["total"])
    content = fetched(client, f"/exports/{asked['id']}")
    assert len(content) == told["outcome"]["size"]
    assert machine("guzhang", *EVERYTHING).send("GET", f"/exports/{asked['id']}").status_code == 404


@pytest.mark.usefixtures("_few")
def test_the_browser_offers_the_background_and_lists_the_file_among_the_jobs(campaign):
    reader = signed_in_client("zuzhi")
    page = reader.get("/patches/export.gpkg?township=990101001")
    assert page.status_code == 413
    assert "/patches/export.gpkg/ask/?" in page.content.decode()
    jobs = reader.post("/patches/export.gpkg/ask/?township=990101001", follow=True)
    job = Job.objects.get(kind="comparison.export_patches")
    assert "图斑一览（gpkg）" in jobs.content.decode()
    do(job.pk)
    assert f"/patches/exports/{job.pk}/" in reader.get("/jobs/").content.decode()
    answer = reader.get(f"/patches/exports/{job.pk}/")
    assert "gpkg" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"SQLite format 3")
    assert signed_in_client("xiang01").get(f"/patches/exports/{job.pk}/").status_code == 404


@pytest.mark.usefixtures("_few")
def test_a_file_asked_for_holds_what_the_post_sees_when_it_is_written(machine, campaign):
    clerk = machine("xiang01", *EVERYTHING)
    asked = clerk.post_json(f"/campaigns/{campaign.pk}/exports", {"kind": "csv", "with_mark": False}).json()
    do(Job.objects.get(pk=asked["id"]).pk)
    numbers = {row["图斑号"] for row in csv.DictReader(io.StringIO(fetched(clerk, f"/exports/{asked['id']}").decode()))}
    assert LEFT in numbers
    assert OTHER not in numbers
