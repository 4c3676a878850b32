"""What came from the field in the browser: from the day down to the row, decided, applied again, set aside, revoked."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.urls import reverse
from tests.field.device import FieldDevice, work_on
from tests.field.test_applying import held, patch_of
from tests.field.test_rescue import rescue_of
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.small_disc import OTHER

from tuban.web.map.tiles import version_for
from tuban.workflow.audit.models import Line
from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.survey.models import Conflict

pytestmark = pytest.mark.seed("F2")


@pytest.fixture
def brought(campaign, client_of):  # noqa: F811
    """Two devices that differ about two facts, one of which also says what cannot be used."""
    one, other, patch = FieldDevice.registered("waiye"), FieldDevice.registered("zhifa"), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"), user=("", "甲公司"))
    other.tells(patch.uuid, use_date=("", "2024-06"), user=("", "乙公司"))
    other.tells(patch.uuid, use_date=("", "去年"))
    for each in (one, other):
        each.send()
        work_on()
    return other


def test_a_conflict_is_seen_from_the_day_down_to_the_field(brought, client_of):
    client, patch = client_of("zuzhi"), patch_of(OTHER)
    day = client.get("/").content.decode()
    assert f"{reverse('web:returned_entries')}?applied=no" in day
    listed = f"{reverse('web:patches')}?conflicts=1"
    assert listed in day
    rows = client.get(listed).context["rows"]
    assert [(row["patch"].number, row["conflicts"]) for row in rows] == [(patch.number, 2)]
    dossier = reverse("web:patch_field", args=[patch.uuid])
    assert f"{dossier}#conflicts" in client.get(listed).content.decode()
    at_the_conflict = client.get(dossier).content.decode()
    sheet = client.get(reverse("web:patch_telling", args=[patch.uuid])).content.decode()
    for one in Conflict.objects.filter(state="open"):
        assert f'id="conflict-{one.pk}"' in at_the_conflict
        assert f"{dossier}#conflict-{one.pk}" in sheet
    for words in ("2024年6月", "2024年1月", "甲公司", "乙公司"):
        assert words in at_the_conflict
        assert words in client.get(reverse("web:conflicts")).content.decode()


def test_the_map_and_its_tiles_are_narrowed_to_conflicts_until_they_are_decided(brought, client_of, acting):
    client, patch = client_of("zuzhi"), patch_of(OTHER)
    narrowed = {"conflicts": "1", "box": "70,10,140,60"}
    told = client.get(reverse("web:map_list"), narrowed).content.decode()
    assert patch.number in told
    assert "<b>1</b>" in told
    before = version_for(acting("zuzhi"))
    for one in Conflict.objects.filter(state="open"):
        decided = {"decision": "theirs", "reason": "营业执照"}
        assert client.post(f"{reverse('web:conflict', args=[one.pk])}?on_patch=1", decided).status_code == 302
    assert version_for(acting("zuzhi")) != before
    assert patch.number not in client.get(reverse("web:map_list"), narrowed).content.decode()
    assert f"{reverse('web:patches')}?conflicts=1" not in client.get("/").content.decode()


def test_each_is_decided_with_a_reason_of_its_own(brought, client_of):
    client, patch = client_of("zuzhi"), patch_of(OTHER)
    one = Conflict.objects.get(fact="use_date")
    address = reverse("web:conflict", args=[one.pk])
    assert client.post(address, {"decision": "mine", "reason": ""}).status_code == 200
    assert client.post(address, {"decision": "mine", "reason": "照片为证"}).status_code == 302
    assert held(patch, "use_date") == "2024-06"
    assert held(patch, "user") == "甲公司"
    assert [other.fact for other in Conflict.objects.filter(state="open")] == ["user"]


def test_what_could_not_be_used_is_applied_again_or_set_aside(brought, client_of):
    client = client_of("zuzhi")
    entry = LogEntry.objects.get(applied="no")
    assert "去年" in client.get(reverse("web:returned_entry", args=[entry.pk])).content.decode()
    client.post(reverse("web:returned_again", args=[entry.pk]))
    client.post(reverse("web:returned_again_all"))
    assert LogEntry.objects.get(pk=entry.pk).applied == "no"
    client.post(reverse("web:returned_aside", args=[entry.pk]), {"reason": "另填"})
    assert LogEntry.objects.get(pk=entry.pk).applied == "aside"


def test_a_device_is_revoked_by_the_organiser_and_not_by_a_stranger(brought, client_of):
    address = reverse("web:device_revoke", args=[brought.id])
    assert client_of("guihua").post(address, {"reason": "x"}).status_code in (403, 404)
    assert client_of("zuzhi").post(address, {"reason": "丢失"}).status_code == 302
    assert Device.objects.get(pk=brought.id).revoked_because == "丢失"
    assert "丢失" in client_of("zuzhi").get(reverse("web:devices")).content.decode()


def test_a_rescue_file_is_taken_on_its_page_and_shows_the_receipts(brought, client_of):
    client = client_of("zuzhi")
    brought.write("note.written", {"text": "抢救"})
    page = client.post(reverse("web:rescue"), {"file": io.BytesIO(rescue_of(brought))})
    assert page.status_code == 200
    assert len(page.context["receipts"]) == 3
    assert page.context["safe_entries"] == 3
    bad = client.post(reverse("web:rescue"), {"file": io.BytesIO(b"nothing")})
    assert bad.status_code == 422


def test_a_recording_is_played_in_pieces_and_taking_it_along_leaves_a_line(brought, client_of):
    content, patch = b"\x1a\x45\xdf\xa3" + bytes(range(200)), patch_of(OTHER)
    digest = hashlib.sha256(content).hexdigest()
    media = {"sha256": digest, "bytes": len(content), "type": "audio/webm", "name": "问话.webm"}
    place = {"lon": 113.81, "lat": 31.75, "accuracy_m": 4, "source": "gps"}
    body = {"media": media, "position": place, "seconds": 83, "note": ""}
    brought.write("voice.recorded", body, patch=patch.uuid)
    brought.send()
    brought.upload(content, media_type="audio/webm")
    work_on()
    client = client_of("zuzhi")
    address = reverse("web:patch_exhibit", args=[patch.uuid, attachments_of(patch).get().exhibit_id])
    page = client.get(reverse("web:patch_field", args=[patch.uuid]))
    assert "media-src 'self'" in page["Content-Security-Policy"]
    for words in (f'<audio src="{address}"', "录音</b> 1:23", "113.810000, 31.750000 ±4 m"):
        assert words in page.content.decode()
    piece = client.get(address, headers={"Range": "bytes=4-7"})
    assert (piece.status_code, piece["Content-Type"]) == (206, "audio/webm")
    assert b"".join(piece.streaming_content) == bytes(range(4))
    assert not Line.objects.filter(action="evidence.read_out").exists()
    taken = client.get(f"{address}?take=1")
    assert (taken["Content-Disposition"].split(";")[0], b"".join(taken.streaming_content)) == ("attachment", content)
    assert Line.objects.get(action="evidence.read_out").details["checksum"] == digest
    entry = LogEntry.objects.get(kind="voice.recorded")
    assert f'<audio src="{address}"' in client.get(reverse("web:returned_entry", args=[entry.pk])).content.decode()


def test_surveyors_see_their_own_devices_only(brought, client_of):
    rows = client_of("waiye").get(reverse("web:devices")).context["rows"]
    assert {one["row"].person.username for one in rows} == {"waiye"}
