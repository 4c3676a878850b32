"""Evidence by API: a file is added once, taken along with the scope for it, taken off with a reason."""

from __future__ import annotations

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
