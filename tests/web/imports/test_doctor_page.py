"""From the last byte to the loaded disc, by requests: check, findings, roles, confirmation, certificate, drop."""

from __future__ import annotations

import base64
import json
import os
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.inspect.small_county import SmallCounty, plot
from tests.web.imports.discs import packed, small_disc

from tuban.inspect.disc.certificate import verify_certificate
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for, stop
from tuban.jobs.work import do
from tuban.rules import rulebook
from tuban.workflow import store
from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.policies import foreign_area
from tuban.workflow.patches.models import Arrival

pytestmark = pytest.mark.django_db
V = {"HTTP_TUS_RESUMABLE": "1.0.0"}


def send(client, name: str, contents: dict[str, bytes]) -> Arrival:
    """Upload files the way the page does, each in one portion, and ask for the check."""
    said = {"name": name, "files": [{"path": path, "size": len(content)} for path, content in contents.items()]}
    state = client.post("/imports/begin/", json.dumps(said), "application/json").json()
    for path, content in contents.items():
        metadata = f"path {base64.b64encode(path.encode()).decode()}"
        made = client.post(state["endpoint"], HTTP_UPLOAD_LENGTH=str(len(content)), HTTP_UPLOAD_METADATA=metadata, **V)
        sent = client.patch(made["Location"], content, "application/offset+octet-stream", HTTP_UPLOAD_OFFSET="0", **V)
        assert sent.status_code == 204, sent.content
    assert client.post(state["finish"]).json() == {"page": f"/imports/{state['id']}/"}
    return Arrival.objects.get(pk=state["id"])


def checked(arrival: Arrival) -> Arrival:
    job = do(Arrival.objects.get(pk=arrival.pk).job_id)
    assert job.state == Job.State.DONE, job.error
    return Arrival.objects.get(pk=arrival.pk)


def page(client, arrival: Arrival) -> str:
    return client.get(f"/imports/{arrival.pk}/").content.decode()


@pytest.fixture(scope="module")
def small_zip(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("small")
    return packed(small_disc(folder / "disc"), folder / "示范县.zip").read_bytes()


@pytest.fixture
def client(client_of):
    return client_of("zuzhi")


@pytest.fixture
def arrival(client, small_zip) -> Arrival:
    return checked(send(client, "示范县.zip", {"示范县.zip": small_zip}))


def test_the_check_runs_in_the_worker_and_says_what_it_found(client, arrival):
    assert (arrival.state, arrival.verdict, arrival.summary["patches"]) == ("checked", "repairable", 7)
    text = page(client, arrival)
    assert "修正后可用" in text
    assert "自相交" in text
    assert "将载入 7 个图斑至990101 2024 年度检查" in text
    assert "<del>" in text
    assert "不处理的后果" in text


def test_findings_are_told_in_english_to_who_reads_english(client, arrival):
    client.post("/language/", {"language": "en"})
    text = page(client, arrival)
    assert "Fit after repairs" in text
    assert "自相交" not in text
    assert "不处理的后果" not in text
    assert "光盘没有清单文件" not in text


def test_a_folder_gives_what_its_zip_gives(client, arrival, tmp_path):
    folder = small_disc(tmp_path / "示范县2024")
    contents = {f"示范县2024/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
    other = checked(send(client, "示范县2024", contents))
    assert files.disc_of(other).name == "示范县2024"
    assert [found["code"] for found in other.findings] == [found["code"] for found in arrival.findings]


def test_the_map_draws_divisions_patches_and_every_finding_with_a_place(client, arrival):
    answer = client.get(f"/imports/{arrival.pk}/chart/")
    text = answer.content.decode()
    placed = sum(found["box"] is not None for found in arrival.findings)
    assert text.count("data-finding=") == placed > 0
    assert ">甲镇</text>" in text
    assert 'class="was"' in text
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_certificate_can_be_proved_against_the_disc(client, arrival, small_zip, tmp_path):
    (tmp_path / "示范县.zip").write_bytes(small_zip)
    answer = client.get(f"/imports/{arrival.pk}/certificate.json")
    (tmp_path / "导入证明.json").write_bytes(b"".join(answer.streaming_content))
    proof = verify_certificate(
        tmp_path / "示范县.zip", tmp_path / "导入证明.json", lawbook_edition=rulebook.load().edition
    )
    assert proof.is_proved, [found.message for found in proof.findings]
    printed = client.get(f"/imports/{arrival.pk}/certificate.pdf")
    assert b"".join(printed.streaming_content).startswith(b"%PDF")
    assert client.get(f"/imports/{arrival.pk}/certificate.exe").status_code == 404


def test_roles_are_put_right_file_by_file_and_the_disc_is_checked_anew(client, arrival):
    row = r'<th scope="row" class="file-name">([^<]+)</th>.*?name="role-(\d+)"'
    numbers = dict(re.findall(row, page(client, arrival), re.S))
    assert "说明.csv" in numbers
    chosen = {f"role-{numbers['地类图斑2023.gpkg']}": "survey_this", f"list-{numbers['图斑.gpkg']}": "PJ_OR_NONE"}
    refused = client.post(f"/imports/{arrival.pk}/roles/", {"version": arrival.version, **chosen})
    assert refused.status_code == 302
    assert Arrival.objects.get(pk=arrival.pk).state == "checked"
    del chosen[f"list-{numbers['图斑.gpkg']}"]
    client.post(f"/imports/{arrival.pk}/roles/", {"version": arrival.version, **chosen})
    again = checked(arrival)
    assert {one["file"]: one["role"] for one in again.proposals}["地类图斑2023.gpkg"] == "survey_this"
    assert "survey_last" in again.summary["missing"]
    assert again.summary["stated_by"] == ""
    text = client.get(f"/imports/{arrival.pk}/disc.yaml").content.decode()
    assert "role: survey_this" in text
    assert "role: ignore" in text
    assert "说明.csv" in page(client, again)


def test_who_comes_second_is_told_and_loses_nothing(client, client_of, arrival):
    stale = arrival.version
    client.post(f"/imports/{arrival.pk}/roles/", {"version": stale})
    checked(arrival)
    answer = client_of("zuzhi").post(f"/imports/{arrival.pk}/confirm/", {"version": stale}, follow=True)
    assert "已有变化" in answer.content.decode()
    assert Arrival.objects.get(pk=arrival.pk).state == "checked"


def test_a_disc_of_another_county_is_refused_with_the_reason(client, tmp_path):
    county = SmallCounty(tmp_path / "disc", boundaries=[])
    county.patch(plot(3), mu=3, number="990202SJBG24000001", XZQDM="990202", XMC="别县")
    foreign = packed(county.write(), tmp_path / "别县.zip").read_bytes()
    arrival = checked(send(client, "别县.zip", {"别县.zip": foreign}))
    assert arrival.state == "unfit"
    text = page(client, arrival)
    assert "不在示范县自然资源局辖区之内" in text
    client.post(f"/imports/{arrival.pk}/confirm/", {"version": arrival.version})
    assert Arrival.objects.get(pk=arrival.pk).state == "unfit"
    assert Line.objects.filter(action="patches.confirm_arrival", is_refused=True, subject_id=str(arrival.pk)).exists()


def test_practice_and_real_discs_are_kept_apart(county):
    assert "练习" in foreign_area(county, "110101", "某区") or "practice" in foreign_area(county, "110101", "某区")
    real = Unit.objects.create(code="99", name="某厅", level=Level.PROVINCE)
    assert foreign_area(real, "990101", "示范县")


@pytest.mark.parametrize("name", ["x.zip", "x.gpkg"])
def test_what_is_no_disc_is_unfit_with_a_sentence(client, name):
    arrival = checked(send(client, name, {name: b"PK" + b"\x00" * 500}))
    assert (arrival.state, arrival.verdict) == ("unfit", "unfit")
    assert "不可用" in page(client, arrival)


def test_a_zip_bomb_is_unfit_before_it_swells(client, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("图斑.shp", bytes(100 << 20))
    arrival = checked(send(client, "bomb.zip", {"bomb.zip": (tmp_path / "bomb.zip").read_bytes()}))
    assert [found["code"] for found in arrival.findings] == ["archive.bomb"]
    assert not list(files.folder_of(arrival).glob("check-*"))


def test_confirming_queues_the_load_and_says_who_confirmed_what(client, arrival):
    client.post(f"/imports/{arrival.pk}/confirm/", {"version": arrival.version})
    now = Arrival.objects.get(pk=arrival.pk)
    job = Job.objects.get(pk=now.job_id)
    assert (now.state, job.kind, job.arguments) == ("loading", "comparison.load_disc", {"arrival_id": str(arrival.pk)})
    line = Line.objects.get(action="patches.confirm_arrival")
    assert (line.details["checksum"], line.details["certificate"]) == (arrival.checksum, arrival.certificate)
    assert 'data-state="queued"' in page(client, now)
    assert 'data-state="queued"' in client.get(f"/imports/{arrival.pk}/job/").content.decode()


def test_a_confirmed_disc_is_loaded_and_its_certificate_stays(client, arrival):
    client.post(f"/imports/{arrival.pk}/confirm/", {"version": arrival.version})
    job = do(Arrival.objects.get(pk=arrival.pk).job_id)
    assert job.state == Job.State.DONE, job.error
    now = Arrival.objects.get(pk=arrival.pk)
    assert now.state == "loaded"
    assert now.campaign.area_code == "990101"
    assert now.patches.values("number").distinct().count() == 7
    text = page(client, now)
    assert "已载入 7 个图斑" in text
    assert "certificate.pdf" in text
    assert client.post(f"/imports/{arrival.pk}/drop/", {"version": now.version}, follow=True).status_code == 200
    assert Arrival.objects.get(pk=arrival.pk).state == "loaded"


def test_the_same_disc_is_not_loaded_twice(client, arrival, small_zip):
    Arrival.objects.filter(pk=arrival.pk).update(state="loaded")
    again = checked(send(client, "再来.zip", {"再来.zip": small_zip}))
    assert "同一张光盘已经载入过" in page(client, again)


def test_a_dropped_disc_comes_back_for_seven_days(client, arrival):
    client.post(f"/imports/{arrival.pk}/drop/", {"version": arrival.version})
    assert Arrival.objects.get(pk=arrival.pk).state == "dropped"
    do(ask_for("patches.purge_arrivals", "清理", {}).pk)
    client.post(f"/imports/{arrival.pk}/take-back/")
    assert Arrival.objects.get(pk=arrival.pk).state == "checked"
    now = Arrival.objects.get(pk=arrival.pk)
    client.post(f"/imports/{arrival.pk}/drop/", {"version": now.version})
    now.refresh_from_db()
    now.summary["dropped_at"] = (timezone.now() - timedelta(days=8)).isoformat()
    now.save()
    do(ask_for("patches.purge_arrivals", "清理", {}).pk)
    assert not files.is_kept(now)
    client.post(f"/imports/{arrival.pk}/take-back/")
    assert Arrival.objects.get(pk=arrival.pk).state == "dropped"
    assert "文件已清除" in page(client, now)
    assert store.found(now.certificate, ".json").is_file()


def test_a_check_that_was_stopped_begins_again(client, small_zip):
    arrival = send(client, "示范县.zip", {"示范县.zip": small_zip})
    stop(Job.objects.get(pk=arrival.job_id))
    assert do(arrival.job_id).state == Job.State.CANCELLED
    assert "重新体检" in page(client, arrival)
    client.post(f"/imports/{arrival.pk}/check/")
    assert checked(arrival).state == "checked"


def test_a_check_stops_at_its_next_step_and_leaves_nothing(client, small_zip, monkeypatch):
    monkeypatch.setattr("tuban.jobs.work._TELL_SECONDS", 0.0)
    arrival = send(client, "示范县.zip", {"示范县.zip": small_zip})
    Job.objects.filter(pk=arrival.job_id).update(is_cancel_asked=True)
    assert do(arrival.job_id).state == Job.State.CANCELLED
    arrival.refresh_from_db()
    assert (arrival.state, arrival.findings) == ("checking", [])
    assert not list(files.folder_of(arrival).glob("check-*"))


def test_my_jobs_are_listed_to_me_alone(client, client_of, arrival):
    assert "光盘体检：示范县.zip" in client.get("/jobs/").content.decode()
    assert "还没有后台任务" in client_of("bu").get("/jobs/").content.decode()
    assert client_of("bu").get(f"/jobs/{arrival.job_id}/").status_code == 404
    assert client_of("bu").post(f"/jobs/{arrival.job_id}/stop/").status_code == 404


def test_a_township_that_guesses_an_address_gets_nothing_and_is_logged(client_of, arrival):
    refused = Line.objects.filter(action="patches.see_arrival", is_refused=True)
    for path in ("", "chart/", "certificate.pdf", "state/", "job/", "disc.yaml", "upload/"):
        before = refused.count()
        assert client_of("xiang01").get(f"/imports/{arrival.pk}/{path}").status_code == 404
        assert refused.count() == before + 1


def test_an_upload_that_nobody_goes_on_with_expires(client):
    said = {"name": "x", "files": [{"path": "x.zip", "size": 10}]}
    state = client.post("/imports/begin/", json.dumps(said), "application/json").json()
    arrival = Arrival.objects.get(pk=state["id"])
    upload = files.uploads_of(arrival)[0]
    upload.begin()
    Arrival.objects.filter(pk=arrival.pk).update(begun_at=timezone.now() - timedelta(days=9))
    do(ask_for("patches.purge_arrivals", "清理", {}).pk)
    assert files.is_kept(arrival)
    long_ago = (timezone.now() - timedelta(days=8)).timestamp()
    os.utime(upload.part, (long_ago, long_ago))
    do(ask_for("patches.purge_arrivals", "清理", {}).pk)
    arrival.refresh_from_db()
    assert (arrival.state, files.is_kept(arrival)) == ("dropped", False)
