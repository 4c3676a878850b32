"""A disc comes in by API alone: announced, uploaded by tus in portions, looked through, confirmed, loaded."""

from __future__ import annotations

import base64

import pytest
from django.test import Client
from tests.api.conftest import EVERYTHING
from tests.web.imports.discs import packed
from tests.workflow.small_disc import small_disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Arrival, Patch

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> bytes:
    """A disc of the small county as a ZIP."""
    folder = tmp_path_factory.mktemp("api-disc")
    return packed(small_disc(folder / "盘"), folder / "disc.zip").read_bytes()


def tus(client, method: str, address: str, content: bytes = b"", **headers: str):
    told = {"Tus-Resumable": "1.0.0"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method, address, content, "application/offset+octet-stream", headers=told)


def uploaded(client, archive: bytes) -> dict:
    begun = client.post_json(
        "/imports", {"name": "示范县", "files": [{"path": "disc.zip", "size": len(archive)}]}, Idempotency_Key="i-1"
    )
    assert begun.status_code == 201, begun.content
    arrival = begun.json()
    path = base64.b64encode(b"disc.zip").decode()
    made = tus(client, "POST", arrival["tus"], Upload_Length=str(len(archive)), Upload_Metadata=f"path {path}")
    assert made.status_code == 201, made.content
    address, half = made["Location"].removeprefix("http://testserver"), len(archive) // 2
    assert address.startswith("/api/v1/imports/")
    assert tus(client, "PATCH", address, archive[:half], Upload_Offset="0").status_code == 204
    assert tus(client, "HEAD", address)["Upload-Offset"] == str(half)
    assert tus(client, "PATCH", address, archive[half:], Upload_Offset=str(half)).status_code == 204
    return arrival


@pytest.mark.seed("D1")
def test_a_disc_comes_in_by_api_alone(machine, county, archive):
    client = machine("zuzhi", *EVERYTHING)
    arrival = uploaded(client, archive)
    address = f"/imports/{arrival['id']}"
    checking = client.post_json(f"{address}/check")
    assert (checking.status_code, checking.json()["state"]) == (202, "checking")
    do(Job.objects.get(pk=checking.json()["job"]["id"]).pk)
    checked = client.send("GET", address).json()
    assert (checked["state"], checked["files"][0]["is_whole"]) == ("checked", True), checked
    findings = client.send("GET", f"{address}/findings").json()["items"]
    assert sum(checked["totals"].values()) <= len(findings)
    assert all(one["message"] for one in findings)
    assert any(one["role"] == "patches" for one in client.send("GET", f"{address}/roles").json())
    certificate = client.send("GET", f"{address}/certificate.json")
    assert b"tuban-import-certificate" in b"".join(certificate.streaming_content)
    stale = client.post_json(f"{address}/confirm", {"version": checked["version"] - 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "patches.arrival_changed")
    loading = client.post_json(f"{address}/confirm", {"version": checked["version"]})
    job = do(Job.objects.get(pk=loading.json()["job"]["id"]).pk)
    assert job.state == Job.State.DONE, job.error
    assert client.send("GET", address).json()["state"] == "loaded"
    assert Patch.objects.filter(campaign=Arrival.objects.get().campaign).count() == checked["patches"] + 1


def test_a_disc_is_dropped_and_taken_back(machine, county):
    client = machine("zuzhi", *EVERYTHING)
    begun = client.post_json("/imports", {"name": "盘", "files": [{"path": "a/b.shp", "size": 9}]}).json()
    dropped = client.post_json(f"/imports/{begun['id']}/drop", {"version": begun["version"]})
    assert dropped.json()["state"] == "dropped"
    assert client.post_json(f"/imports/{begun['id']}/take-back").json()["state"] == "uploading"
    assert [one["id"] for one in client.send("GET", "/imports").json()["items"]] == [begun["id"]]


def test_an_upload_wants_a_token_that_may_write_and_a_disc_of_its_own(machine, county):
    said = {"name": "盘", "files": [{"path": "a", "size": 9}]}
    begun = machine("zuzhi", *EVERYTHING).post_json("/imports", said).json()
    assert tus(Client(), "POST", begun["tus"]).status_code == 401
    assert tus(machine("zuzhi", Scope.READ), "POST", begun["tus"]).status_code == 403
    assert tus(machine("xiang01", *EVERYTHING), "POST", begun["tus"]).status_code == 404
    assert machine("xiang01", *EVERYTHING).send("GET", f"/imports/{begun['id']}").status_code == 404
    assert machine("xiang01", *EVERYTHING).post_json("/imports", said).status_code == 403
