"""What pages and machines are told while the database is away, and where the store has lost a file."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError
from django.urls import reverse
from PIL import Image
from tests.api.conftest import EVERYTHING, machine  # noqa: F401
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.small_disc import LEFT

from tuban.workflow import store
from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.health import checks
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db
AS_PAGE = {"Accept": "text/html"}


def away(*_words, **_named):
    raise OperationalError("server closed the connection unexpectedly") from psycopg.errors.AdminShutdown("shut down")


def busy(*_words, **_named):
    raise OperationalError("database is locked")


@pytest.fixture
def lost(campaign, acting, tmp_path) -> Exhibit:  # noqa: F811
    """A photo of a patch that the store has lost."""
    patch = Patch.objects.get(number=LEFT)
    path = tmp_path / "a.jpg"
    Image.new("RGB", (20, 10), "red").save(path)
    exhibit = add(patch, by=acting("zuzhi"), path=path, name="现场照片.jpg").exhibit
    store.path_of(exhibit.checksum, exhibit.suffix).unlink()
    return exhibit


@pytest.mark.parametrize("how", [away, busy])
def test_a_page_without_its_database_says_so_and_asks_again(client_of, monkeypatch, how):
    monkeypatch.setattr("tuban.web.my_day.views.by", how)
    answer = client_of("zuzhi").get("/", headers=AS_PAGE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    html = answer.content.decode()
    assert "数据库暂时没有响应" in html
    assert 'http-equiv="refresh"' in html
    sent = client_of("zuzhi").post("/", headers=AS_PAGE)
    assert "refresh" not in sent.content.decode()  # what was sent is not sent again by itself


def test_whoever_cannot_even_be_recognised_is_told_the_same(client_of, monkeypatch):
    client = client_of("zuzhi", raise_request_exception=False)
    monkeypatch.setattr("tuban.web.acting.acting_as", away)
    answer = client.get("/", headers=AS_PAGE)
    assert answer.status_code == 503
    assert "数据库暂时没有响应" in answer.content.decode()


def test_a_part_of_a_page_and_a_machine_are_told_as_data(client_of, machine, monkeypatch):  # noqa: F811
    reader = machine("zuzhi")
    monkeypatch.setattr("tuban.web.my_day.views.by", away)
    part = client_of("zuzhi").get("/", headers={**AS_PAGE, "HX-Request": "true"})
    assert (part.status_code, part.json()["code"]) == (503, "jobs.database_away")
    monkeypatch.setattr("tuban.api.patches.by", away)
    told = reader.get(f"/api/v1/patches/{uuid4()}")
    assert (told.status_code, told.headers["Retry-After"]) == (503, "10")
    assert told.json()["code"] == "jobs.database_away"


def test_a_fault_of_ours_is_no_database_that_is_away(client_of, monkeypatch):
    def fault(*_words):
        raise OperationalError("no such column: x")

    monkeypatch.setattr("tuban.web.my_day.views.by", fault)
    assert client_of("zuzhi", raise_request_exception=False).get("/", headers=AS_PAGE).status_code == 500


def test_a_lost_file_is_named_with_its_patch_and_where_it_comes_from(lost, client_of, machine):  # noqa: F811
    patch = Patch.objects.get(number=LEFT)
    address = reverse("web:patch_exhibit", args=[patch.uuid, lost.pk])
    page = client_of("xiang01").get(address, headers=AS_PAGE)
    assert (page.status_code, page.headers["Cache-Control"]) == (500, "no-store")
    html = page.content.decode()
    assert "现场照片.jpg" in html
    assert LEFT in html
    assert f"store/{lost.checksum[:2]}/{lost.checksum}" in html
    assert "store.content_lost" in html
    part = client_of("xiang01").get(address, headers={"HX-Request": "true"})
    assert LEFT in part.json()["message"]
    told = machine("zuzhi", *EVERYTHING).get(f"/api/v1/patches/{patch.uuid}/evidence/{lost.pk}/file")
    assert (told.status_code, told.json()["code"]) == (500, "store.content_lost")
    assert LEFT in told.json()["message"]
    assert lost.checksum in told.json()["hint"]


def test_content_that_lies_elsewhere_too_is_told_of_what_the_reader_sees_only(lost, client_of, acting):
    other = Exhibit.objects.get(pk=lost.pk)
    other.pk, other.name = None, "别处的照片.jpg"
    other.unit, other.added_by = acting("xiang02").post.unit, acting("xiang02").person
    other.save(force_insert=True)
    address = reverse("web:patch_exhibit", args=[Patch.objects.get(number=LEFT).uuid, lost.pk])
    html = client_of("xiang01").get(address, headers=AS_PAGE).content.decode()
    assert "现场照片.jpg" in html
    assert "别处的照片.jpg" not in html


def test_who_keeps_the_machine_is_told_which_files_are_lost(lost, client_of):
    told = next(one for one in checks(for_keeper=True) if one.key == "store").words
    assert lost.checksum in told
    assert "现场照片.jpg" in told
    assert LEFT in told
    for username, is_told in (("xitong", True), ("zuzhi", False)):
        html = client_of(username).get(reverse("web:health"), headers=AS_PAGE).content.decode()
        assert (lost.checksum in html) is is_told
