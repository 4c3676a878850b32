"""What a device handed in is applied in its order: facts by field, visits, photos, measurements, found patches."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.field.device import work_on
from tests.field.test_handing_in import picture
from tests.workflow.small_disc import LEFT, OTHER

from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.evidence.devices import revoke_device
from tuban.workflow.evidence.models import Exhibit, LogEntry, Media
from tuban.workflow.evidence.pieces import content_of
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Source
from tuban.workflow.survey.entering import typed
from tuban.workflow.survey.models import Capture, Conflict, Measurement, Statement, TrackPart, Visit


def patch_of(number: str) -> Patch:
    return Patch.objects.select_related("campaign").get(number=number, fate="active")


def held(patch, fact: str) -> str:
    return typed(reading_of(patch).facts[fact])


def applied(one) -> list[str]:
    return [receipt["applied"] for receipt in one.send()]


def test_facts_of_one_batch_are_told_in_one_telling_and_judged_at_once(campaign, device):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, ground_state=("", "new_construction"))
    one.tells(patch.uuid, use_date=("", "2024-03"), field_agrees=("", "yes"))
    one.tells(patch.uuid, use_date=("2024-03", "2024-03-05"))
    assert applied(one) == ["waiting"] * 3
    work_on()
    assert applied(one) == ["yes"] * 3
    patch = patch_of(OTHER)
    assert held(patch, "use_date") == "2024-03-05"
    assert patch.proposed_finding == "unlawful"
    assert patch.version == 2
    assert Statement.objects.filter(patch=patch).count() == 3
    assert {row.origin for row in Statement.objects.all()} == {"field"}


def test_an_entry_that_comes_later_is_applied_in_its_place(campaign, device):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"))
    one.tells(patch.uuid, use_date=("2024-01", "2024-02"))
    one.send(one.log[1])
    work_on()
    assert one.send(one.log[1])[0]["applied"] == "waiting"
    one.send(one.log[0])
    work_on()
    assert held(patch, "use_date") == "2024-02"
    assert applied(one) == ["yes", "yes"]


def test_two_devices_that_say_different_things_leave_it_to_a_person(campaign, device):
    one, other, patch = device("waiye"), device("zhifa"), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"), ground_state=("", "new_construction"))
    other.tells(patch.uuid, use_date=("", "2024-06"), ground_state=("", "new_construction"))
    one.send()
    work_on()
    other.send()
    work_on()
    conflict = Conflict.objects.get()
    assert (conflict.fact, conflict.base, conflict.mine, conflict.theirs) == ("use_date", "", "2024-06", "2024-01")
    assert held(patch, "use_date") == "2024-01"
    assert applied(other) == ["conflict"]
    assert other.kept()["conflicts"] == [
        {
            "patch": str(patch.uuid), "fact": "use_date", "base": "", "mine": "2024-06", "theirs": "2024-01",
            "state": "open", "decided": "",
        }
    ]  # fmt: skip


def test_values_are_compared_as_the_lawbook_reads_them(campaign, device):
    one, other, patch = device("waiye"), device("zhifa"), patch_of(OTHER)
    one.tells(patch.uuid, surveyed_area=("", "6.420 亩"))
    other.tells(patch.uuid, surveyed_area=("", "6.42"))
    for each in (one, other):
        each.send()
        work_on()
    assert applied(other) == ["yes"]
    assert not Conflict.objects.exists()


def test_a_conflict_ends_by_itself_where_both_come_to_say_the_same(campaign, device):
    one, other, patch = device("waiye"), device("zhifa"), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"))
    other.tells(patch.uuid, use_date=("", "2024-06"))
    for each in (one, other):
        each.send()
        work_on()
    other.tells(patch.uuid, use_date=("2024-06", "2024-01"))
    other.send()
    work_on()
    assert Conflict.objects.get().state == Conflict.State.AGREED
    assert applied(other) == ["yes", "yes"]


def test_what_cannot_be_used_is_kept_with_the_reason_and_stops_nothing(campaign, device):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "gestern"), ground_state=("", "new_construction"))
    one.tells(uuid4(), use_date=("", "2024-01"))
    one.write("dance.danced", {}, patch=patch.uuid)
    one.write("facts.told", [], patch=patch.uuid)
    one.tells(patch.uuid, field_agrees=("", "yes"))
    one.send()
    work_on()
    receipts = one.send()
    assert [receipt["applied"] for receipt in receipts] == ["no", "no", "no", "no", "yes"]
    assert all(receipt["reason"] for receipt in receipts[:4])
    assert {receipt["state"] for receipt in receipts} == {"safe"}
    assert held(patch, "ground_state") == "new_construction"
    assert held(patch, "field_agrees") == "yes"


def test_what_was_told_is_taken_back(campaign, device):
    one, patch = device(), patch_of(OTHER)
    told = one.tells(patch.uuid, use_date=("", "2024-01"))
    one.send()
    work_on()
    one.write("entry.withdrawn", {"entry": _id(told), "reason": "写错"})
    one.send()
    work_on()
    assert held(patch, "use_date") == ""
    assert applied(one) == ["yes", "yes"]


def test_a_visit_with_photo_note_and_track_is_brought_to_the_patch(campaign, device):
    one, patch, visit, content = device(), patch_of(OTHER), uuid4(), picture()
    name = hashlib.sha256(content).hexdigest()
    place = {"lon": 120.1, "lat": 30.2, "accuracy_m": 3.5, "altitude_m": None, "at": None, "source": "gps"}
    media = {"sha256": name, "bytes": len(content), "type": "image/jpeg", "name": "近景.jpg"}
    one.write("duty.begun", {})
    one.write("visit.begun", {"position": place}, patch=patch.uuid, visit=visit)
    one.write(
        "photo.taken", {"media": media, "position": place, "bearing": 47.5, "tilt": 1, "view": "near", "note": "门口"},
        patch=patch.uuid, visit=visit,
    )  # fmt: skip
    one.write("note.written", {"text": "围墙已建"}, patch=patch.uuid, visit=visit)
    one.write("track.recorded", {"points": [[120.1, 30.2, 5, "2026-11-26T12:05:00+08:00"], [999, 1, 1, "x"]]})
    one.write("visit.ended", {"position": None, "outcome": "done", "note": ""}, patch=patch.uuid, visit=visit)
    one.send()
    work_on()
    assert applied(one) == ["yes"] * 6
    assert Visit.objects.get().outcome == "done"
    assert len(TrackPart.objects.get().points) == 1
    assert not attachments_of(patch).exists()
    one.upload(content, piece=500)
    work_on()
    assert [row.exhibit.name for row in attachments_of(patch)] == ["近景.jpg"]
    photo = Capture.objects.get(kind="photo")
    assert (photo.bearing, photo.view, photo.exhibit.checksum) == (47.5, "near", name)
    one.write("entry.withdrawn", {"entry": _id(one.log[2]), "reason": ""})
    one.send()
    work_on()
    assert not attachments_of(patch).exists()
    assert Capture.objects.get(kind="photo").is_withdrawn


def test_the_office_measures_a_boundary_again_and_keeps_both_areas(campaign, device):
    one, patch = device(), patch_of(OTHER)
    zone, y = _false_easting(campaign.epsg), 3_340_000
    ring = [[zone, y], [zone + 40, y], [zone + 40, y + 25], [zone, y + 25]]
    body = {"id": str(uuid4()), "method": "walked", "of": "land", "epsg": campaign.epsg, "rings": [ring],
            "points": [], "receiver_file": None, "accuracy_m": 0.8}  # fmt: skip
    one.write("boundary.measured", {**body, "area_m2": "1000.00"}, patch=patch.uuid)
    one.write("boundary.measured", {**body, "id": str(uuid4()), "area_m2": "1003"}, patch=patch.uuid)
    crossed = [[zone, y], [zone + 40, y + 25], [zone + 40, y], [zone, y + 25]]
    one.write("boundary.measured", {**body, "id": str(uuid4()), "rings": [crossed], "area_m2": "1"}, patch=patch.uuid)
    one.send()
    work_on()
    assert applied(one) == ["yes", "yes", "no"]
    rows = list(Measurement.objects.order_by("device_m2"))
    assert all(abs(row.office_m2 - 1000) < Decimal("0.5") for row in rows)
    assert rows[1].differs
    assert held(patch, "surveyed_area") == ""


def test_a_patch_found_on_the_way_bears_what_is_told_of_it(campaign, device):
    one, minted, near = device(), uuid4(), patch_of(LEFT)
    zone = _plane_of(near, campaign.epsg)
    ring = [[zone[0] + 3000, zone[1]], [zone[0] + 3040, zone[1]], [zone[0] + 3040, zone[1] + 30]]
    one.write(
        "patch.found",
        {"id": str(minted), "epsg": campaign.epsg, "rings": [ring], "found_by": "field", "note": "新建棚"},
    )
    one.tells(minted, ground_state=("", "new_construction"))
    one.send()
    work_on()
    assert applied(one) == ["yes", "yes"]
    found = Patch.objects.get(source=Source.FIELD)
    assert held(found, "ground_state") == "new_construction"


def test_what_a_revoked_device_hands_in_waits_for_a_person(campaign, device, acting):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"))
    revoke_device(one.row, by=acting("anquan"), reason="丢失")
    one.send()
    work_on()
    (receipt,) = one.send()
    assert (receipt["state"], receipt["applied"]) == ("safe", "no")
    assert "丢失" in receipt["reason"]
    assert held(patch, "use_date") == ""


def test_nothing_is_applied_twice(campaign, device):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"))
    for _time in range(3):
        one.send()
        work_on()
    assert Statement.objects.count() == 1
    assert LogEntry.objects.count() == 1
    assert patch_of(OTHER).version == 2


def _id(entry) -> str:
    import json

    return json.loads(entry["text"])["id"]


def _false_easting(epsg: int) -> float:
    from tuban.kernel.crs import zone_of_epsg

    return zone_of_epsg(epsg).false_easting


def _plane_of(patch, epsg: int) -> tuple[float, float]:
    import shapely

    from tuban.workflow.patches.cutting import to_plane

    point = to_plane(shapely.from_wkb(bytes(patch.geometry.wkb)), epsg).centroid
    return point.x, point.y


pytestmark = pytest.mark.seed("F2")


def test_who_knows_the_name_of_a_file_of_others_must_hand_it_in_too(campaign, device):
    one, other, content = device(), device("xiang02"), picture()
    name, patch = hashlib.sha256(content).hexdigest(), patch_of(OTHER)
    address = f"/field/v1/media/{name}"
    one.upload(content)
    assert one.client.head(address)["Tuban-State"] == "safe"
    media = {"sha256": name, "bytes": len(content), "type": "image/jpeg", "name": "a.jpg"}
    other.write("photo.taken", {"media": media}, patch=patch.uuid)
    assert other.send()[0]["media"] == [{"sha256": name, "state": "missing"}]
    work_on()
    assert not Exhibit.objects.exists()
    assert other.client.head(address).status_code == 404
    begun = other.piece(name, content[:100], 0, len(content))
    assert (begun.get("Tuban-State"), begun["Upload-Offset"]) == (None, "100")
    assert other.piece(name, content[100:], 100, len(content))["Tuban-State"] == "safe"
    assert other.send()[0]["media"] == [{"sha256": name, "state": "safe"}]
    work_on()
    assert Exhibit.objects.get().checksum == name
    assert len({content_of(media) for media in Media.objects.all()}) == 1
