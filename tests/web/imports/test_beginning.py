"""Before the first byte: names, room, who may, and what a browser is told about an upload that goes on."""

from __future__ import annotations

import json

import pytest

from tuban.workflow.audit.models import Line
from tuban.workflow.patches.models import Arrival

pytestmark = pytest.mark.django_db


def begin(client, *paths: str, size: int = 10, body: object = None):
    said = body if body is not None else {"name": "光盘", "files": [{"path": path, "size": size} for path in paths]}
    return client.post("/imports/begin/", json.dumps(said), "application/json")


@pytest.mark.parametrize(
    "path",
    ["../x.zip", "a/../../x", "/etc/passwd", "C:\\x.zip", "C:x", "a//b", "a/./b", "con", "a/NUL.txt", "lpt1.shp", "x.",
     "x ", "a\x00b", "a\nb", "a?b", "a|b", "\\\\server\\share", "", "x" * 300, "/".join("abcdefghijklmn")],
)  # fmt: skip
def test_a_path_that_leads_out_or_cannot_be_held_is_refused_with_a_sentence(client_of, path):
    answer = begin(client_of("zuzhi"), path)
    assert answer.status_code == 409
    assert "不能使用" in answer.json()["message"]
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("paths", [("a.shp", "A.SHP"), ("a", "a/b"), ("x/y", "x/y")])
def test_two_files_cannot_be_one(client_of, paths):
    assert begin(client_of("zuzhi"), *paths).json()["code"] == "patches.name_twice"


def test_chinese_names_in_folders_are_taken_as_they_are(client_of):
    answer = begin(client_of("zuzhi"), "示范县 2024/图斑（本年）.shp", "示范县 2024/图斑（本年）.dbf")
    assert answer.status_code == 201
    assert answer.json()["files"][0]["path"] == "示范县 2024/图斑（本年）.shp"
    line = Line.objects.get(action="patches.begin_arrival")
    assert (line.details["files"], line.details["size"]) == (2, 20)


@pytest.mark.parametrize(
    ("setting", "value", "size", "code"),
    [("UPLOAD_MOST_BYTES", 100, 101, "patches.disc_too_large"), ("UPLOAD_QUOTA_BYTES", 100, 101, "patches.quota_used"),
     ("UPLOAD_RESERVE_BYTES", 1 << 60, 101, "patches.disk_full")],
)  # fmt: skip
def test_a_disc_without_room_is_refused_before_it_comes(client_of, settings, setting, value, size, code):
    setattr(settings, setting, value)
    answer = begin(client_of("zuzhi"), "a.zip", size=size)
    assert answer.json()["code"] == code
    assert not Arrival.objects.exists()


def test_what_is_under_way_counts_towards_the_quota(client_of, settings):
    settings.UPLOAD_QUOTA_BYTES = 100
    assert begin(client_of("zuzhi"), "a.zip", size=60).status_code == 201
    assert begin(client_of("zuzhi"), "b.zip", size=60).json()["code"] == "patches.quota_used"


@pytest.mark.parametrize(
    ("username", "status"),
    [("zuzhi", 201), ("bu", 201), ("zhifa", 403), ("juzhang", 403), ("xiang01", 403), ("xitong", 403), ("shenji", 403)],
)
def test_organisers_and_clerks_of_a_county_or_above_bring_in_discs(client_of, username, status):
    assert begin(client_of(username), "a.zip").status_code == status


@pytest.mark.parametrize("body", [[], {}, {"name": "x"}, {"name": "x", "files": [3]}, {"name": "x", "files": []}])
def test_what_is_not_understood_ends_in_a_sentence(client_of, body):
    answer = begin(client_of("zuzhi"), body=body)
    assert answer.status_code in (400, 409)
    assert answer.json()["message"]


def test_the_browser_is_told_what_is_here_of_each_file(client_of):
    client = client_of("zuzhi")
    state = begin(client, "d/a.txt", "d/b.txt").json()
    told = client.get(state["state"]).json()["files"]
    assert [(one["path"], one["offset"], one["url"]) for one in told] == [("d/a.txt", 0, ""), ("d/b.txt", 0, "")]


def test_an_upload_that_is_not_whole_is_not_checked(client_of):
    client = client_of("zuzhi")
    state = begin(client, "a.zip").json()
    answer = client.post(state["finish"])
    assert answer.status_code == 409
    assert answer.json()["code"] == "patches.not_whole"


def test_pages_of_who_may_not_upload_say_why(client_of):
    page = client_of("zhifa").get("/imports/").content.decode()
    assert "光盘由卫片组织员和填报员导入" in page
    assert client_of("zhifa").get("/imports/upload/").status_code == 403


def test_unfinished_uploads_are_offered_to_the_unit(client_of):
    begin(client_of("zuzhi"), "半张光盘.zip")
    assert "继续上传" not in client_of("zuzhi").get("/imports/").content.decode()
    assert "光盘" in client_of("zuzhi").get("/imports/upload/").content.decode()
