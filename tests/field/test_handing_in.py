"""The log of a device is kept as it was signed, once, in whatever order it comes, and can be proved."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.test import Client
from PIL import Image
from tests.field.device import FieldDevice

from tuban.workflow.evidence.devices import revoke_device
from tuban.workflow.evidence.log import chain_of
from tuban.workflow.evidence.models import LogEntry, Media
from tuban.workflow.evidence.pieces import content_of, part_of


def three(device) -> FieldDevice:
    one = device()
    for number in range(3):
        one.write("note.written", {"text": f"第 {number} 条"})
    return one


def picture(shade: int = 80) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 120, 60)).save(held, "JPEG")
    return held.getvalue()


def test_a_device_is_registered_once_and_knows_its_person(device):
    told = device("waiye", "王外业的手机").client.get("/field/v1/me").json()
    assert (told["name"], told["may_take"], told["reason"]) == ("王外业的手机", True, "")
    assert told["person"]["name"]
    assert Client().get("/field/v1/me").status_code == 401


def test_every_entry_gets_its_receipt_and_the_second_sending_changes_nothing(device):
    one = three(device)
    first = one.send()
    assert [receipt["state"] for receipt in first] == ["safe"] * 3
    assert [receipt["hash"] for receipt in first] == [
        hashlib.sha256(entry["text"].encode()).hexdigest() for entry in one.log
    ]
    again = one.send()
    assert [receipt["received_at"] for receipt in again] == [receipt["received_at"] for receipt in first]
    assert LogEntry.objects.count() == 3


def test_entries_in_any_order_make_one_whole_chain(device):
    one = three(device)
    one.send(one.log[2])
    assert chain_of(one.row).gaps == ((1, 2),)
    assert one.row.whole_to == 0
    one.send(one.log[1], one.log[0])
    assert chain_of(one.row).is_whole
    assert one.row.whole_to == 3
    assert one.kept(after=1)["hashes"] == [hashlib.sha256(entry["text"].encode()).hexdigest() for entry in one.log[1:]]


def test_an_altered_entry_is_told_from_an_absent_one(device):
    one = three(device)
    one.send()
    LogEntry.objects.filter(seq=2).update(text=one.log[1]["text"].replace("第 1 条", "第 9 条"))
    assert {seq for seq, _why in chain_of(one.row).breaks} == {2}
    LogEntry.objects.filter(seq=2).delete()
    chain = chain_of(one.row)
    assert (chain.gaps, chain.entries, chain.last_seq) == (((2, 2),), 2, 3)


@pytest.mark.parametrize(
    "unfit", ["no json", "[]", '{"v": 2}', '{"v": 1, "seq": 0}', '{"v": 1, "seq": true}', "[" * 5000, "\\ud800"]
)
def test_what_is_no_entry_is_refused_with_a_reason(device, unfit):
    (receipt,) = device().send({"text": unfit, "signature": "x"})
    assert receipt["state"] == "refused"
    assert receipt["reason"]


def test_the_entry_of_another_device_and_a_second_content_of_a_number_are_refused(device):
    one, other = three(device), three(device)
    assert one.send(other.log[0])[0]["state"] == "refused"
    one.send()
    twin = FieldDevice({"device": one.id, "token": one.token, "person": {"id": one.person}}, one.key)
    twin.write("note.written", {"text": "另一条"})
    assert twin.send()[0]["state"] == "refused"
    assert LogEntry.objects.count() == 3


def test_a_signature_of_another_key_is_refused(device):
    one, other = three(device), three(device)
    forged = {**one.log[0], "signature": other.key.signature(one.log[0]["text"])}
    assert one.send(forged)[0]["state"] == "refused"
    assert one.send()[0]["state"] == "safe"
    assert chain_of(one.row).is_whole


def test_a_revoked_device_hands_in_and_takes_nothing(device, acting):
    one = three(device)
    revoke_device(one.row, by=acting("zuzhi"), reason="丢失")
    assert [receipt["state"] for receipt in one.send()] == ["safe"] * 3
    told = one.client.get("/field/v1/me").json()
    assert not told["may_take"]
    assert "丢失" in told["reason"]


def test_a_file_comes_in_pieces_and_goes_on_where_it_was_left(device):
    one, content = device(), picture() + b"\0" * 3000
    name = hashlib.sha256(content).hexdigest()
    assert one.client.head(f"/field/v1/media/{name}").status_code == 404
    assert one.piece(name, content[:1000], 0, len(content))["Upload-Offset"] == "1000"
    with part_of(Media.objects.get()).open("ab") as file:
        file.write(b"written by a server that was killed before it counted")
    wrong = one.piece(name, content[2000:], 2000, len(content))
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "1000")
    done = one.piece(name, content[1000:], 1000, len(content))
    assert (done.status_code, done["Tuban-State"]) == (204, "safe")
    assert one.client.head(f"/field/v1/media/{name}")["Tuban-State"] == "safe"
    assert content_of(Media.objects.get()).read_bytes() == content


def test_two_devices_send_the_same_file_at_once(device):
    one, other, content = device(), device("xiang02"), picture()
    name = hashlib.sha256(content).hexdigest()
    one.piece(name, content[:300], 0, len(content))
    other.piece(name, b"x" * 200, 0, len(content))
    assert one.piece(name, content[300:], 300, len(content))["Tuban-State"] == "safe"
    assert other.piece(name, content[200:], 200, len(content)).status_code == 422
    assert other.upload(content)["Tuban-State"] == "safe"


def test_a_damaged_file_is_forgotten_and_may_come_again(device):
    one, content = device(), picture()
    name = hashlib.sha256(content).hexdigest()
    assert one.piece(name, b"x" * len(content), 0, len(content)).status_code == 422
    assert one.client.head(f"/field/v1/media/{name}")["Upload-Offset"] == "0"
    assert one.piece(name, content, 0, len(content))["Tuban-State"] == "safe"


def test_receipts_say_which_files_are_missing(device):
    one, content = device(), picture()
    name = hashlib.sha256(content).hexdigest()
    one.write("photo.taken", {"media": {"sha256": name, "bytes": len(content), "type": "image/jpeg", "name": "a.jpg"}})
    assert one.send()[0]["media"] == [{"sha256": name, "state": "missing"}]
    assert one.kept()["missing_media"] == [name]
    one.upload(content, piece=100)
    assert one.send()[0]["media"] == [{"sha256": name, "state": "safe"}]
    assert one.kept()["missing_media"] == []


def test_too_many_entries_at_once_are_answered_in_the_one_shape_of_errors(device):
    one = device()
    answer = one.client.post(
        "/field/v1/entries", json.dumps({"entries": [{"text": "", "signature": ""}] * 201}), "application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "api.invalid"
