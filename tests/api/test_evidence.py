"""Evidence by API: a file is added once, taken along with the scope for it, taken off with a reason."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.api.conftest import EVERYTHING
from tests.workflow.small_disc import LEFT, OTHER

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


def photo(colour: str = "green") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(content, "JPEG")
    return SimpleUploadedFile("现场.jpg", content.getvalue(), "image/jpeg")


def address(number: str) -> str:
    return f"/api/v1/patches/{Patch.objects.get(number=number).uuid}/evidence"


def test_a_photo_is_added_taken_along_and_taken_off(machine, campaign):
    client, place = machine("xiang01", *EVERYTHING), address(LEFT)
    made = client.post(place, {"file": photo(), "remark": "由南向北"})
    assert made.status_code == 201, made.content
    one = made.json()
    assert (one["name"], one["kind"], one["note"]) == ("现场.jpg", "photo", "由南向北")
    assert [row["id"] for row in client.get(place).json()] == [one["id"]]
    taken = client.get(f"{place}/{one['id']}/file")
    assert b"".join(taken.streaming_content) == photo().read()
    assert Line.objects.filter(action="evidence.read_out").count() == 1
    off = client.send("POST", f"{place.removeprefix('/api/v1')}/{one['id']}/take-off", {"reason": "拍错了"})
    assert (off.status_code, off.json()) == (200, [])


def test_the_same_content_is_kept_once_and_the_same_key_does_nothing_twice(machine, campaign):
    client, place = machine("xiang01", Scope.READ, Scope.WRITE), address(LEFT)
    for _time in range(2):
        made = client.post(place, {"file": photo()}, headers={"Idempotency-Key": "e-1"})
        assert made.status_code == 201, made.content
    assert made["Idempotent-Replayed"] == "true"
    other = client.post(place, {"file": photo("red")}, headers={"Idempotency-Key": "e-1"})
    assert other.status_code in (409, 422)
    again = client.post(place, {"file": photo()})
    assert again.status_code in (409, 422)
    assert again.json()["code"] == "evidence.file_is_there"


def test_what_is_no_evidence_is_refused_with_a_sentence(machine, campaign):
    client, place = machine("xiang01", Scope.READ, Scope.WRITE), address(LEFT)
    for name, content in (("x.exe", b"MZ" + b"\0" * 64), ("leer.jpg", b"")):
        answer = client.post(place, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422, answer.content
        assert answer.json()["message"]


def test_the_evidence_of_another_township_is_not_there(machine, campaign):
    assert machine("xiang01", *EVERYTHING).get(address(OTHER)).status_code == 404
    assert Line.objects.filter(action="patches.look_up", is_refused=True).exists()


def test_writing_wants_its_scope_and_taking_along_wants_another(machine, campaign):
    place = address(LEFT)
    assert machine("xiang01", Scope.READ).post(place, {"file": photo()}).status_code == 403
    made = machine("xiang01", Scope.READ, Scope.WRITE).post(place, {"file": photo()}).json()
    assert machine("xiang01", Scope.READ).get(f"{place}/{made['id']}/file").status_code == 403


def test_a_public_copy_is_confirmed_taken_along_and_stands_beside_its_photo(machine, campaign):
    place = address(LEFT)
    one = machine("xiang01", *EVERYTHING).post(place, {"file": photo("blue")}).json()
    assert one["public_copy"] == 0
    client, copies = machine("zhifa", *EVERYTHING), f"{place}/{one['id']}/public-copies".removeprefix("/api/v1")
    given = {"places": [[2, 3, 10, 12]], "width": 32, "height": 24}
    made = client.send("POST", copies, given)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["number"], told["original"], told["places"]) == (1, one["checksum"], [[2, 3, 10, 12]])
    quicker = client.send("POST", copies, {**given, "places": [], "is_clear": True})
    assert (quicker.status_code, quicker.json()["code"]) == (409, "copies.changed_meanwhile")
    assert [row["number"] for row in client.get(f"/api/v1{copies}").json()] == [1]
    assert client.get(place).json()[0]["public_copy"] == 1
    taken = client.get(f"/api/v1{copies}/1/file")
    assert hashlib.sha256(b"".join(taken.streaming_content)).hexdigest() == told["checksum"]
    assert Line.objects.filter(action="copies.take").count() == 1
    assert client.get(f"/api/v1{copies}/2/file").status_code == 404


def test_who_may_not_confirm_public_copies_is_told_so(machine, campaign):
    client, place = machine("xiang01", *EVERYTHING), address(LEFT)
    one = client.post(place, {"file": photo("grey")}).json()
    copies = f"{place}/{one['id']}/public-copies".removeprefix("/api/v1")
    refused = client.send("POST", copies, {"is_clear": True, "width": 32, "height": 24})
    assert (refused.status_code, refused.json()["code"]) == (403, "policy.refused")
    nothing = machine("zhifa", *EVERYTHING).send("POST", copies, {"width": 32, "height": 24})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "copies.nothing_said")
