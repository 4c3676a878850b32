"""A second visit without a line: blind sheets go down as a package, and what the device brings seals them."""

from __future__ import annotations

import hashlib
import io
import json
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image
from tests.field.device import FieldDevice, work_on
from tests.workflow.supervision.test_supervision import drawn, sealed

from tuban.jobs.work import do
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.models import Group, Membership, Unit
from tuban.workflow.organisations.roles import GroupKind
from tuban.workflow.packages.policies import may_take
from tuban.workflow.patches.cutting import to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.supervision import actions, queries
from tuban.workflow.supervision.law import finding_titles
from tuban.workflow.supervision.models import BlindPackage, Drawn
from tuban.workflow.supervision.photos import photos_of
from tuban.workflow.supervision.pocket.content import outline_of
from tuban.workflow.supervision.pocket.looking import looked_at
from tuban.workflow.supervision.words import Purpose
from tuban.workflow.survey.models import Capture, Measurement, Statement, Visit
from tuban.workflow.survey.rings import rings_of

OF_THE_COUNTY = (Capture, Statement, Measurement, Visit)


@pytest.fixture
def visiting(supervised):
    """The city with its sheets and a device."""
    lot = drawn(supervised)
    return lot, queries.drawn_of(lot, Purpose.FIELD), FieldDevice.registered("shi", "市局的手机")


def taken(one: FieldDevice) -> tuple[dict, dict[str, bytes]]:
    """Take the package that is offered: its manifest, and every part by its name."""
    (offer,) = one.client.get("/field/v1/groups").json()
    assert offer["kind"] == "blind"
    asked = one.client.post("/field/v1/packages", json.dumps({"group": offer["group"]}), "application/json").json()
    do(BlindPackage.objects.get(pk=asked["id"]).job_id)
    manifest = one.client.get(f"/field/v1/packages/{asked['id']}").json()
    return manifest, {
        part["name"]: b"".join(one.client.get(f"/field/v1/parts/{part['sha256']}").streaming_content)
        for part in manifest["parts"]
    }  # fmt: skip


def photo(shade: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 80)).save(made, "JPEG")
    return made.getvalue()


def visited(one: FieldDevice, sheet: Drawn, *, outcome: str = "done", content: bytes = b"", **answers: str) -> None:
    """Write a visit of a sheet as the app does: photo, boundary, answers, its end."""
    visit, about = uuid4(), {"patch": sheet.pk}
    middle = outline_of(sheet).representative_point()
    place = {"lon": middle.x, "lat": middle.y, "accuracy_m": 4.0, "at": "2026-11-26T12:00:00+08:00", "source": "gps"}
    one.write("visit.begun", {"position": place}, visit=visit, **about)
    if content:
        sha256 = hashlib.sha256(content).hexdigest()
        media = {"sha256": sha256, "bytes": len(content), "type": "image/jpeg", "name": "a.jpg"}
        view = {"bearing": 12.5, "tilt": None, "view": "near", "reshoot_of": None, "note": ""}
        one.write("photo.taken", {"media": media, "position": place, **view}, visit=visit, **about)
    changes = [{"fact": fact, "old": "", "new": new} for fact, new in answers.items()]
    one.write("facts.told", {"changes": changes, "source": "复查"}, visit=visit, **about)
    one.write("visit.ended", {"position": place, "outcome": outcome, "note": "门口有围挡"}, visit=visit, **about)


@pytest.mark.seed("P1", "P2")
def test_what_a_visitor_takes_along_says_nothing_of_the_first_visit(visiting, tmp_path, supervised):
    _lot, field, one = visiting
    from tests.workflow.rectification.conftest import photo_added

    first = photo_added(field[0].patch, supervised.organiser, tmp_path, "first.jpg", 7)
    Patch.objects.filter(pk=field[0].patch_id).update(area_mu="77.31", cultivated_mu="66.42")
    manifest, parts = taken(one)
    told = json.loads(parts["patches.json"])
    assert {row["id"] for row in told} == {str(sheet.pk) for sheet in field}
    allowed = {
        "id", "number", "part", "township", "township_code", "village", "before_on", "after_on", "centre",
        "centre_plane", "epsg", "rings", "missing", "facts", "chips", "photos", "order",
    }  # fmt: skip
    assert all(set(row) == allowed and row["facts"] == {} and row["photos"] == [] for row in told)
    assert {part["kind"] for part in manifest["parts"]} <= {"patches", "form", "route", "chip", "tiles"}
    everything = b"\n".join([json.dumps(manifest, ensure_ascii=False).encode(), *parts.values()])
    form = json.loads(parts["form.json"])
    titles = {row["label"] for row in form["codelists"]["finding"]}
    assert titles == set(finding_titles().values())  # each may be told; none is told of a patch
    patches = parts["patches.json"].decode()
    assert not any(title in patches for title in titles)
    assert not any(f'"{kind}"' in patches for kind in finding_titles())
    for sheet in field:
        assert str(sheet.patch.uuid).encode() not in everything
        for area in (sheet.first_mu, sheet.first_cultivated_mu, "77.31", "66.42"):
            assert area in {None, 0} or str(area) not in patches
    assert first.checksum.encode() not in everything
    assert one.client.get(f"/field/v1/parts/{first.checksum}").status_code == 404
    other = FieldDevice.registered("sheng")
    assert other.client.get("/field/v1/groups").json() == []
    assert other.client.get(f"/field/v1/packages/{manifest['id']}").status_code == 404
    assert other.client.get(f"/field/v1/parts/{manifest['parts'][0]['sha256']}").status_code == 404


@pytest.mark.seed("P2")
def test_what_the_device_brings_seals_the_sheet_with_its_photos_and_touches_nothing_of_the_county(visiting, supervised):
    _lot, (sheet, *_others), one = visiting
    held = {kind: kind.objects.count() for kind in OF_THE_COUNTY}
    content = photo(200)
    visited(
        one, sheet, content=content, finding="unlawful", surveyed_area="2.25 亩", surveyed_cultivated_area="0 亩",
        actual_use="厂房", did_not_know="yes",
    )  # fmt: skip
    one.send()
    work_on()
    sheet.refresh_from_db()
    assert sheet.sealed_at is None  # the photo has not come
    one.upload(content)
    work_on()
    sheet.refresh_from_db()
    assert {receipt["applied"] for receipt in one.send()} == {"yes"}
    assert (sheet.finding, str(sheet.mu), str(sheet.cultivated_mu), sheet.use) == ("unlawful", "2.25", "0.00", "厂房")
    assert (sheet.sealed_by, sheet.words) == (supervised.city, "门口有围挡")
    (kept,) = photos_of(sheet)
    assert not attachments_of(sheet.patch).filter(exhibit__checksum=kept.exhibit.checksum).exists()
    looked = looked_at(sheet)[kept.exhibit.checksum]
    assert (looked.metres, looked.bearing, looked.device, looked.is_whole) == (0, 12.5, "市局的手机", True)
    assert held == {kind: kind.objects.count() for kind in OF_THE_COUNTY}
    visited(one, sheet, finding="unchanged", did_not_know="yes")
    one.send()
    work_on()
    sheet.refresh_from_db()
    assert sheet.finding == "unlawful"
    assert {receipt["applied"] for receipt in one.send()[-3:]} == {"no"}


def test_a_measured_boundary_is_the_area_and_what_was_taken_back_is_not_used(visiting):
    _lot, (sheet, *_others), one = visiting
    epsg = sheet.lot.supervision.campaign.epsg
    rings = rings_of(to_plane(outline_of(sheet), epsg))
    measured = {
        "id": str(uuid4()), "method": "walked", "of": "land", "epsg": epsg, "rings": rings, "points": [],
        "area_m2": "1", "receiver_file": None, "accuracy_m": 2.0,
    }  # fmt: skip
    one.write("boundary.measured", measured, patch=sheet.pk)
    wrong = one.tells(sheet.pk, finding=("", "unchanged"), did_not_know=("", "yes"))
    one.write("entry.withdrawn", {"entry": json.loads(wrong["text"])["id"], "reason": ""}, patch=sheet.pk)
    visited(one, sheet, outcome="not_reached", finding="unlawful")
    visited(one, sheet, surveyed_cultivated_area="600 ㎡", did_not_know="yes")
    one.send()
    work_on()
    sheet.refresh_from_db()
    assert (sheet.finding, str(sheet.cultivated_mu)) == ("unlawful", "0.90")
    assert sheet.mu == round(sheet.patch.area_m2 * 3 / 2000, 2)
    assert sheet.boundary["type"] == "MultiPolygon"


def test_a_sheet_is_sealed_by_its_visitor_alone_and_not_without_what_it_asks(visiting, supervised):
    _lot, (sheet, second, *_others), one = visiting
    visited(one, sheet, finding="unlawful", did_not_know="yes")  # no area
    visited(one, second, finding="unchanged")  # nobody said that the first result was not known
    other = FieldDevice.registered("sheng")
    visited(other, sheet, finding="unchanged", did_not_know="yes")
    for device in (one, other):
        device.send()
    work_on()
    assert not Drawn.objects.filter(sealed_at__isnull=False).exists()
    ends = LogEntry.objects.filter(kind="visit.ended", device=one.row).order_by("seq")
    assert ["面积" in row.reason or "初查" in row.reason or "原认定" in row.reason for row in ends] == [True, True]
    assert set(LogEntry.objects.filter(device=other.row).values_list("applied", flat=True)) == {"no"}
    actions.hand_over(sheet, by=supervised.bureau, visitor=other.row.person, reason="出差")
    visited(other, sheet, finding="unchanged", did_not_know="yes")
    other.send()
    work_on()
    sheet.refresh_from_db()
    assert sheet.sealed_by == other.row.person


def test_a_member_of_a_field_group_takes_no_package_of_it_while_visiting_blind(visiting, supervised):
    lot, _field, _device = visiting
    unit = Unit.objects.get(code="9901", level="city", is_practice=True)
    group = Group.objects.create(unit=unit, kind=GroupKind.FIELD, name="市外业组", since=timezone.localdate())
    Membership.objects.create(group=group, person=supervised.city, name=supervised.city.name, duty="组员", place=0)
    assert may_take.explain(supervised.acting("shi"), group)
    for one in queries.drawn_of(lot, Purpose.FIELD):
        sealed(one, supervised.acting("shi"))
    assert not may_take.explain(supervised.acting("shi"), group)


def test_whoever_only_reads_patches_brings_nothing_of_them(visiting, supervised):
    _lot, field, one = visiting
    reader = FieldDevice.registered("sheng")
    for device in (one, reader):
        device.write("note.written", {"text": "看过"}, patch=field[0].patch.uuid)
        device.send()
    work_on()
    assert not Capture.objects.filter(note="看过").exists()
    assert set(LogEntry.objects.values_list("applied", flat=True)) == {"no"}
