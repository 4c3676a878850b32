"""The public version of an evidence package: public copies only, and it still proves itself."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from tests.workflow.copies.specimens import jpeg, photo
from tests.workflow.scrutiny.field_day import photo_of, taken
from tests.workflow.scrutiny.test_proof import asked, changed, offline

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.copies.actions import confirm
from tuban.workflow.copies.queries import photos_of
from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.scrutiny.packing import take_package
from tuban.workflow.scrutiny.proof.known import Office, proofs_of_patch
from tuban.workflow.store import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(device, patch, acting, tmp_path):
    """A patch with a covered photo, one with a note by hand, one that nobody looked at, a paper, a note."""
    device.write("note.written", {"text": "户主张三"}, patch=patch.uuid)
    taken(device, patch, jpeg(photo(seed=31)), name="一.jpg")
    taken(device, patch, jpeg(photo(seed=32)), name="二.jpg", note="户主张三，电话 LEAK")
    taken(device, patch, jpeg(photo(seed=33)), name="三.jpg")
    paper = tmp_path / "协议.pdf"
    paper.write_bytes(b"%PDF-1.4 agreement")
    add(patch, by=acting("zuzhi"), path=paper, name="张三的协议.pdf")
    for one, places in zip(photos_of(patch)[:2], ([(10, 10, 40, 50)], []), strict=True):
        confirm(patch, one.attachment, by=acting("zhifa"), places=places, is_clear=not places, size=(320, 240), seen=0)
    return patch


@pytest.fixture
def package(shown, acting, tmp_path) -> Path:
    """Its public version."""
    return take_package(shown, by=acting("zuzhi"), into=tmp_path / "公开版.zip", is_public=True)


def contents(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def listed(package: Path, edit) -> list[str]:
    def change(name, content):
        if name != "evidence.json":
            return content
        told = json.loads(content)
        edit(told)
        return json.dumps(told, ensure_ascii=False).encode()

    return sorted(one.verdict for one in offline(changed(package, change)))


def test_it_holds_confirmed_copies_only_and_says_what_is_left_out_and_why(package, shown):
    held = contents(package)
    told = json.loads(held["evidence.json"])
    copies = {one.copy.checksum for one in photos_of(shown) if one.copy}
    assert {hashlib.sha256(held[one["path"]]).hexdigest() for one in told["files"]} == copies
    originals = {one.exhibit.checksum for one in photos_of(shown)}
    assert not {hashlib.sha256(content).hexdigest() for content in held.values()} & originals
    assert sorted(one["because"] for one in told["left_out"]) == ["no_photo", "not_confirmed"]
    page = held["index.html"].decode()
    assert "还没有人确认它的公开副本" in page
    assert "只有照片可以做公开副本" in page
    assert "有手写备注，留在办公系统中" in page
    assert "copy_of.sha256" in held["怎样核验.txt"].decode()


def test_nothing_that_anybody_wrote_by_hand_is_in_it(package):
    for content in contents(package).values():
        for leak in ("张三", "LEAK", "协议", "外业手机"):
            assert leak.encode() not in content


def test_it_proves_itself_without_an_office_and_tells_copies_as_copies(package, shown):
    first, second = offline(package)
    assert [one.verdict for one in (first, second)] == ["untouched", "untouched"]
    assert "not the photo itself" in first.because
    originals = [one.exhibit.checksum for one in photos_of(shown)[:2]]
    assert [one.copy_of for one in (first, second)] == originals
    facts = dict(first.facts)
    assert (facts["Checksum of the photo"], facts["Covered places"]) == (originals[0], "1")
    assert facts["Taken by"].startswith("王外业")
    assert "±4.2 m" in facts["Place"]
    line = Line.objects.filter(action="copies.confirm").order_by("number").first()
    assert f"line {line.number} of the audit, digest {line.digest[:16]}" in first.doubts[0]
    assert "note written by hand" in second.doubts[1]
    assert "Place" not in dict(second.facts)


def test_the_office_knows_its_copies(package, shown, tmp_path):
    found = asked(package)
    assert [one.verdict for one in found] == ["untouched", "untouched"]
    assert [one.doubts for one in found] == [(), ()]
    copy = photos_of(shown)[0].copy
    [alone] = asked(path_of(copy.checksum, ".jpg"))
    assert (alone.verdict, alone.copy_of, alone.patch) == ("untouched", copy.original, shown.number)


def test_an_earlier_copy_is_told_as_one(package, shown, acting):
    one = photos_of(shown)[0]
    places, by = [(0, 0, 90, 90)], acting("juzhang")
    confirm(shown, one.attachment, by=by, places=places, is_clear=False, size=(320, 240), seen=1)
    first, _second = asked(package)
    assert first.verdict == "untouched"
    assert "A later public copy" in first.doubts[0]


def test_whatever_is_changed_in_it_shows(package):
    def picture(name, content):
        return content[:-1] + b"x" if name.startswith("files/001") else content

    assert sorted(one.verdict for one in offline(changed(package, picture))) == ["altered", "untouched"]

    def gone(name, content):
        return None if name.startswith("files/001") else content

    assert sorted(one.verdict for one in offline(changed(package, gone))) == ["absent", "untouched"]

    def text(told):
        row = told["devices"][0]["entries"][0]
        row["text"] = row["text"].replace("4.2", "1.2")

    assert "altered" in listed(package, text)


def test_a_copy_of_another_photo_is_seen_through_where_the_office_is(package, shown):
    third = photos_of(shown)[2].exhibit.checksum

    def other(name, content):
        if name != "evidence.json":
            return content
        told = json.loads(content)
        told["files"][0]["copy_of"]["sha256"] = third
        return json.dumps(told, ensure_ascii=False).encode()

    assert sorted(one.verdict for one in asked(changed(package, other))) == ["altered", "untouched"]


def test_a_line_of_the_audit_that_was_changed_vouches_for_no_copy(package, shown):
    from tests.workflow.triggers import without_triggers

    line = Line.objects.filter(action="copies.confirm").order_by("number").first()
    without_triggers(f"UPDATE audit_line SET person_name = '别人' WHERE number = {line.number}")
    assert sorted(one.verdict for one in asked(package)) == ["altered", "untouched"]


def test_the_proof_of_a_patch_reads_its_copies_again(shown):
    copy = photos_of(shown)[0].copy
    found = [one for one in proofs_of_patch(shown, Office()) if one.copy_of]
    assert [one.verdict for one in found] == ["untouched", "untouched"]
    lying = path_of(copy.checksum, ".jpg")
    whole = lying.read_bytes()
    try:
        lying.write_bytes(b"else")
        assert "altered" in {one.verdict for one in proofs_of_patch(shown, Office()) if one.copy_of}
    finally:
        lying.write_bytes(whole)


def test_without_a_confirmed_copy_there_is_no_public_version(device, patch, acting, tmp_path):
    taken(device, patch, photo_of(41))
    with pytest.raises(Refused):
        take_package(patch, by=acting("zuzhi"), into=tmp_path / "x.zip", is_public=True)
    assert LogEntry.objects.exists()


def test_taking_the_public_version_along_is_written_down(package, shown):
    line = Line.objects.get(action="scrutiny.take_public_package")
    assert (line.subject_id, line.details["files"]) == (str(shown.uuid), 2)
    assert line.details["package_sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
