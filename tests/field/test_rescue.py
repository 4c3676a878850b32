"""The rescue file is read within bounds, whole or not at all, and goes the way of everything else."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from tests.field.device import work_on
from tests.field.test_applying import held, patch_of
from tests.field.test_handing_in import picture
from tests.web.conftest import signed_in_client
from tests.workflow.small_disc import OTHER

from tuban.workflow.evidence.models import LogEntry, Media


def rescue_of(one, files=(), **other) -> bytes:
    told = {"version": 1, "device": one.id, "person": one.person, "made_at": "2026-11-26T09:00:00+08:00",
            "public_key": one.key.public, "entries": one.log, **other}  # fmt: skip
    members = {"tuban-rescue.json": json.dumps(told).encode()}
    members |= {f"media/{hashlib.sha256(content).hexdigest()}": content for content in files}
    return zipped(members)


def zipped(members) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def bring(content: bytes, username: str = "zuzhi"):
    client = signed_in_client(username, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "c" * 32
    file = io.BytesIO(content)
    file.name = "抢救包.zip"
    return client.post("/field/v1/rescue", {"file": file}, headers={"X-CSRFToken": "c" * 32})


def test_a_rescue_file_brings_entries_and_files_with_receipts(campaign, device):
    one, patch, content = device(), patch_of(OTHER), picture()
    one.tells(patch.uuid, use_date=("", "2024-01"))
    name = hashlib.sha256(content).hexdigest()
    one.write(
        "photo.taken", {"media": {"sha256": name, "bytes": len(content), "type": "", "name": "a"}}, patch=patch.uuid
    )
    answer = bring(rescue_of(one, [content]))
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert [receipt["state"] for receipt in told["receipts"]] == ["safe", "safe"]
    assert (told["safe"], told["damaged"]) == ([name], [])
    work_on()
    assert held(patch, "use_date") == "2024-01"
    again = bring(rescue_of(one, [content])).json()
    assert [receipt["applied"] for receipt in again["receipts"]] == ["yes", "yes"]
    assert (LogEntry.objects.count(), Media.objects.count()) == (2, 1)


@pytest.mark.parametrize("made", [
    lambda one: b"no zip", lambda one: zipped({}), lambda one: zipped({"tuban-rescue.json": b"{"}),
    lambda one: zipped({"tuban-rescue.json": b"[]"}), lambda one: rescue_of(one, version=2),
    lambda one: rescue_of(one, device="0" * 32), lambda one: rescue_of(one, public_key={"x": "a", "y": "b"}),
    lambda one: rescue_of(one, entries=[{"text": 1}]), lambda one: rescue_of(one, entries="x"),
    lambda one: zipped({"tuban-rescue.json": b"{}", "../evil": b"x"}),
    lambda one: zipped({"tuban-rescue.json": b"{}", "media/abc": b"x"}),
    lambda one: rescue_of(one, [picture()])[:-30],
])  # fmt: skip
def test_what_is_no_rescue_file_is_refused_with_a_sentence_and_leaves_nothing(device, made):
    one = device()
    one.write("note.written", {"text": "x"})
    answer = bring(made(one))
    assert answer.status_code == 422
    assert answer.json()["code"] == "survey.rescue_unfit"
    assert not LogEntry.objects.exists()
    assert not Media.objects.exists()


def test_a_file_that_holds_more_than_it_says_is_damaged(device):
    one, content = device(), picture()
    whole = bytearray(rescue_of(one, [content]))
    size = len(content).to_bytes(4, "little")
    for at in [at for at in range(len(whole) - 4) if whole[at : at + 4] == size]:
        whole[at : at + 4] = (10).to_bytes(4, "little")
    told = bring(bytes(whole)).json()
    assert told["damaged"] == [hashlib.sha256(content).hexdigest()]
    assert not Media.objects.exists()


def test_the_device_of_another_county_and_administrators_are_refused(device):
    one = device()
    one.write("note.written", {"text": "x"})
    assert bring(rescue_of(one), "shenji").status_code == 403
    assert not LogEntry.objects.exists()
