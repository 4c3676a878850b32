"""The server side of tus 1.0.0, held against the words of the protocol."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import time

import pytest
from tests.web.conftest import signed_in_client

from tuban.workflow.audit.models import Line
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.models import Arrival

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 40
OFFSET = "application/offset+octet-stream"
V = {"HTTP_TUS_RESUMABLE": "1.0.0"}


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class Sender:
    """A client that speaks the protocol to one arrival."""

    def __init__(self, client, announced=()):
        self.client = client
        announced = announced or [("光盘.zip", len(CONTENT))]
        files_said = [{"path": path, "size": size, "modified": 1} for path, size in announced]
        answer = client.post("/imports/begin/", json.dumps({"name": "光盘", "files": files_said}), "application/json")
        assert answer.status_code == 201, answer.content.decode()
        self.state = answer.json()

    @property
    def arrival(self) -> Arrival:
        return Arrival.objects.get(pk=self.state["id"])

    def create(self, path="光盘.zip", length: int | str = len(CONTENT), **headers):
        metadata = f"path {coded(path)},filename {coded(path)}"
        return self.client.post(
            self.state["endpoint"], HTTP_UPLOAD_LENGTH=str(length), HTTP_UPLOAD_METADATA=metadata, **{**V, **headers}
        )

    def patch(self, url, offset: int | str, content: bytes, **headers):
        return self.client.patch(url, content, OFFSET, HTTP_UPLOAD_OFFSET=str(offset), **{**V, **headers})

    def head(self, url, **headers):
        return self.client.head(url, **{**V, **headers})


@pytest.fixture
def sender(client_of) -> Sender:
    return Sender(client_of("zuzhi"))


@pytest.fixture
def url(sender) -> str:
    return sender.create()["Location"]


def test_options_tells_version_extensions_and_the_largest_size(sender):
    answer = sender.client.options(sender.state["endpoint"])
    assert answer.status_code == 204
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "checksum", "termination", "expiration"}
    assert int(answer["Tus-Max-Size"]) == 64 << 30
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


@pytest.mark.parametrize("said", [{}, {"HTTP_TUS_RESUMABLE": "0.2.2"}])
def test_another_version_is_refused_with_the_versions_spoken(sender, said):
    answer = sender.client.post(sender.state["endpoint"], HTTP_UPLOAD_LENGTH="3", **said)
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_a_new_upload_has_an_address_and_an_end(sender):
    answer = sender.create()
    assert answer.status_code == 201
    assert answer["Location"].startswith("http://testserver/imports/")
    assert answer["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [("光盘.zip", "", 400), ("光盘.zip", "-5", 400), ("光盘.zip", "abc", 400), ("光盘.zip", 7, 400),
     ("别的.zip", len(CONTENT), 400), ("../光盘.zip", len(CONTENT), 400), ("光盘.zip", 1 << 40, 413)],
)  # fmt: skip
def test_only_what_was_announced_can_be_created(sender, path, length, status):
    assert sender.create(path, length).status_code == status


def test_head_tells_the_offset_and_is_never_cached(sender, url):
    sender.patch(url, 0, CONTENT[:1000])
    answer = sender.head(url)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "1000", str(len(CONTENT)))
    assert answer["Cache-Control"] == "no-store"


def test_an_upload_that_is_not_there_has_no_offset(sender):
    answer = sender.head(f"{sender.state['endpoint']}{'0' * 32}/")
    assert answer.status_code == 404
    assert "Upload-Offset" not in answer


def test_portions_add_up_to_the_file(sender, url):
    for begin in range(0, len(CONTENT), 3000):
        answer = sender.patch(url, begin, CONTENT[begin : begin + 3000])
        assert answer.status_code == 204
        assert int(answer["Upload-Offset"]) == min(len(CONTENT), begin + 3000)
    upload = files.uploads_of(sender.arrival)[0]
    assert upload.target.read_bytes() == CONTENT
    assert sender.arrival.received == len(CONTENT)
    assert sender.head(url)["Upload-Offset"] == str(len(CONTENT))


@pytest.mark.parametrize("offset", [1, 999, 5000])
def test_a_wrong_offset_is_a_conflict_and_changes_nothing(sender, url, offset):
    sender.patch(url, 0, CONTENT[:1000])
    assert sender.patch(url, offset, b"xxx").status_code == 409
    assert sender.head(url)["Upload-Offset"] == "1000"


@pytest.mark.parametrize("offset", ["", "-1", "1e3"])
def test_an_offset_that_is_no_number_is_not_understood(sender, url, offset):
    assert sender.patch(url, offset, b"xxx").status_code == 400


def test_more_bytes_than_announced_are_refused_whole(sender, url):
    assert sender.patch(url, 0, CONTENT + b"x").status_code == 413
    assert sender.head(url)["Upload-Offset"] == "0"


def test_a_portion_has_the_content_type_of_the_protocol(sender, url):
    answer = sender.client.patch(url, b"xxx", "application/octet-stream", HTTP_UPLOAD_OFFSET="0", **V)
    assert answer.status_code == 415


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_portion_with_its_checksum_is_kept(sender, url, algorithm):
    digest = base64.b64encode(hashlib.new(algorithm, CONTENT[:500]).digest()).decode()
    answer = sender.patch(url, 0, CONTENT[:500], HTTP_UPLOAD_CHECKSUM=f"{algorithm} {digest}")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "500")


def test_a_damaged_portion_is_thrown_away(sender, url):
    digest = base64.b64encode(hashlib.sha1(b"other").digest()).decode()  # noqa: S324
    assert sender.patch(url, 0, CONTENT[:500], HTTP_UPLOAD_CHECKSUM=f"sha1 {digest}").status_code == 460
    assert sender.head(url)["Upload-Offset"] == "0"


def test_an_unknown_checksum_is_not_understood(sender, url):
    assert sender.patch(url, 0, CONTENT[:500], HTTP_UPLOAD_CHECKSUM="md5 xxxx").status_code == 400


def test_a_terminated_upload_is_gone(sender, url):
    sender.patch(url, 0, CONTENT[:500])
    assert sender.client.delete(url, **V).status_code == 204
    assert sender.head(url).status_code == 404
    assert sender.client.delete(url, **V).status_code == 404


def test_a_method_can_be_said_in_a_header(sender, url):
    said = {"HTTP_X_HTTP_METHOD_OVERRIDE": "PATCH", "HTTP_UPLOAD_OFFSET": "0", **V}
    answer = sender.client.post(url, CONTENT[:10], OFFSET, **said)
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "10")


def test_another_method_is_refused_with_those_that_are_answered(sender, url):
    answer = sender.client.put(url, b"", **V)
    assert answer.status_code == 405
    assert "PATCH" in answer["Allow"]


@pytest.mark.parametrize("is_begun_again", [True, False])
def test_a_file_whose_last_byte_came_as_the_power_went_is_whole(sender, url, is_begun_again):
    sender.patch(url, 0, CONTENT)
    upload = files.uploads_of(sender.arrival)[0]
    upload.target.replace(upload.part)  # as it lies where the power goes before it takes its name
    assert sender.head(url)["Upload-Offset"] == str(len(CONTENT))
    if is_begun_again:
        assert sender.create().status_code == 201
    else:
        assert sender.client.post(sender.state["finish"]).status_code < 400
    assert upload.target.read_bytes() == CONTENT
    assert not upload.part.exists()


def test_one_writes_at_a_time(sender, url):
    upload = files.uploads_of(sender.arrival)[0]
    pen = upload.part.with_suffix(".pen").open("ab")
    fcntl.flock(pen, fcntl.LOCK_EX)
    assert sender.patch(url, 0, CONTENT[:500]).status_code == 423
    assert sender.head(url)["Upload-Offset"] == "0"
    pen.close()
    assert sender.patch(url, 0, CONTENT[:500]).status_code == 204


def test_a_writer_that_fell_silent_loses_the_pen_and_writes_no_more(sender, url):
    upload = files.uploads_of(sender.arrival)[0]

    class Line:
        """Sends ten bytes, falls silent while another takes over, then wakes up."""

        reads = 0

        def read(self, _size):
            self.reads += 1
            if self.reads == 1:
                return CONTENT[:10]
            if self.reads == 2:
                long_ago = time.time() - 60
                os.utime(upload.part, (long_ago, long_ago))
                assert sender.patch(url, 10, CONTENT[10:400]).status_code == 204
                return CONTENT[10:20]
            return b""

    with pytest.raises(files.PenIsTaken):
        upload.write(Line(), offset=0, length=20)
    assert upload.part.read_bytes() == CONTENT[:400]


def test_what_came_before_the_line_broke_is_kept(sender, url):
    class Line:
        reads = 0

        def read(self, size):
            self.reads += 1
            if self.reads > 1:
                raise OSError("connection reset")
            return CONTENT[:700]

    upload = files.uploads_of(sender.arrival)[0]
    assert upload.write(Line(), offset=0, length=5000) == 700
    assert sender.head(url)["Upload-Offset"] == "700"


def test_two_windows_with_the_same_file_end_with_one_sound_file(client_of):
    first = Sender(client_of("zuzhi"))
    second = signed_in_client("zuzhi")
    url = first.create()["Location"]
    first.patch(url, 0, CONTENT[:4000])
    late = second.patch(url, CONTENT[2000:6000], OFFSET, HTTP_UPLOAD_OFFSET="2000", **V)
    assert late.status_code == 409
    assert second.patch(url, CONTENT[4000:], OFFSET, HTTP_UPLOAD_OFFSET="4000", **V).status_code == 204
    assert first.patch(url, 4000, CONTENT[4000:]).status_code == 409
    assert files.uploads_of(first.arrival)[0].target.read_bytes() == CONTENT


def test_an_empty_file_is_whole_when_it_is_created(client_of):
    sender = Sender(client_of("zuzhi"), [("a/空.txt", 0), ("a/b.txt", 3)])
    url = sender.create("a/空.txt", 0)["Location"]
    assert sender.head(url)["Upload-Offset"] == "0"
    assert files.uploads_of(sender.arrival)[0].is_whole


def test_without_the_token_of_the_page_nothing_is_taken(county):
    client = signed_in_client("zuzhi", enforce_csrf_checks=True)
    said = json.dumps({"name": "x", "files": [{"path": "a.zip", "size": 3}]})
    assert client.post("/imports/begin/", said, "application/json").status_code == 403


def test_who_is_not_signed_in_is_told_so_and_led_nowhere(sender, url, client):
    assert client.head(url, **V).status_code == 401


def test_another_unit_gets_nothing_and_is_logged(sender, url, client_of):
    before = Line.objects.filter(is_refused=True).count()
    assert client_of("xiang01").head(url, **V).status_code == 404
    line = Line.objects.filter(is_refused=True).latest("number")
    assert Line.objects.filter(is_refused=True).count() == before + 1
    assert (line.action, line.subject_id) == ("patches.see_arrival", sender.state["id"])


def test_the_city_sees_an_upload_of_its_county_but_adds_nothing(sender, url, client_of):
    assert client_of("shi").head(url, **V).status_code == 403
