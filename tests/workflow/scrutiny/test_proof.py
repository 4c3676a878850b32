"""Untouched, altered and absent are told apart: in the office, of bundles, and without an office."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from tests.field.device import FieldDevice
from tests.workflow.scrutiny.field_day import again, look_on, photo_of, taken

from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.patches.models import Patch
from tuban.workflow.scrutiny.packing import take_package
from tuban.workflow.scrutiny.proof.asking import NoOffice, WithOffice, proofs_of
from tuban.workflow.scrutiny.proof.bundles import BundleUnfit
from tuban.workflow.scrutiny.proof.known import Office, proofs_of_patch
from tuban.workflow.store import path_of

pytestmark = pytest.mark.django_db


def asked(path: Path, by=None):
    return proofs_of(path, path.name, WithOffice(Office(by)))


def written(folder: Path, content: bytes, name: str = "照片.jpg") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_photo_of_the_field_is_untouched_with_who_when_where_and_which_device(tmp_path, photo, patch):
    [one] = asked(written(tmp_path, photo))
    facts = dict(one.facts)
    assert (one.verdict, one.patch, one.doubts) == ("untouched", patch.number, ())
    assert facts["Device"] == "外业手机"
    assert facts["Taken by"].startswith("王外业")
    assert "±4.2 m" in facts["Place"]
    assert facts["Taken at"] < facts["Received at"] or facts["Taken at"]


@pytest.mark.parametrize("quality", [85, 50])
def test_a_photo_saved_anew_is_altered_and_the_one_it_was_made_of_is_named(tmp_path, photo, patch, quality):
    look_on()
    [one] = asked(written(tmp_path, again(photo, quality=quality)))
    assert (one.verdict, one.patch) == ("altered", patch.number)
    assert "same picture" in one.because
    assert hashlib.sha256(photo).hexdigest() in dict(one.facts).values()


def test_one_bit_makes_it_altered(tmp_path, photo):
    look_on()
    flipped = bytearray(photo)
    flipped[-1000] ^= 1
    [one] = asked(written(tmp_path, bytes(flipped)))
    assert one.verdict == "altered"


def test_another_picture_of_the_same_second_and_camera_or_the_same_name_is_altered(tmp_path, device, patch):
    taken(device, patch, photo_of(3, camera_at="2026:11:26 12:01:00"), name="现场全景照片.jpg")
    look_on()
    [by_time] = asked(written(tmp_path, photo_of(4, camera_at="2026:11:26 12:01:00")))
    assert (by_time.verdict, "same second" in by_time.because) == ("altered", True)
    [by_name] = asked(written(tmp_path, photo_of(5), "现场全景照片.jpg"))
    assert (by_name.verdict, "name" in by_name.because) == ("altered", True)


def test_what_nobody_ever_saw_is_absent(tmp_path, photo):
    look_on()
    [one] = asked(written(tmp_path, photo_of(77)))
    assert (one.verdict, one.facts) == ("absent", ())


def test_a_log_entry_that_was_changed_in_the_database_vouches_for_nothing(tmp_path, photo):
    row = LogEntry.objects.get(kind="photo.taken")
    LogEntry.objects.filter(pk=row.pk).update(text=row.text.replace("4.2", "1.2"))
    [one] = asked(written(tmp_path, photo))
    assert (one.verdict, "signed" in one.because) == ("altered", True)


def test_a_log_of_which_entries_are_missing_or_changed_elsewhere_is_a_doubt(tmp_path, device, patch):
    device.write("note.written", {"text": "一"}, patch=patch.uuid)
    content = taken(device, patch)
    row = LogEntry.objects.get(kind="note.written")
    LogEntry.objects.filter(pk=row.pk).update(text=row.text.replace("一", "二"))
    [one] = asked(written(tmp_path, content))
    assert one.verdict == "untouched"
    assert "breaks at entry 1" in one.doubts[0]


def test_what_was_added_in_the_office_is_untouched_but_no_device_vouches_for_it(tmp_path, acting, patch):
    path = written(tmp_path, photo_of(9))
    add(patch, by=acting("zuzhi"), path=path, name="会议照片.jpg")
    [one] = asked(path)
    assert one.verdict == "untouched"
    assert "No device" in one.doubts[0]


def test_who_may_not_see_the_patch_learns_that_it_is_known_and_no_more(tmp_path, photo, patch, acting):
    other = "xiang02" if patch.township_code.endswith("001") else "xiang01"
    [one] = asked(written(tmp_path, photo), acting(other))
    assert (one.verdict, one.facts, one.patch) == ("untouched", (), "")
    [own] = asked(written(tmp_path, photo), acting("zuzhi"))
    assert own.patch == patch.number


def test_the_evidence_of_a_patch_is_read_again_from_the_store(device, patch):
    photo = taken(device, patch, photo_of(60))  # of its own: the store is shared by all tests
    taken(device, patch, photo_of(2), sends=False)
    assert sorted(one.verdict for one in proofs_of_patch(patch, Office())) == ["absent", "untouched"]
    path_of(hashlib.sha256(photo).hexdigest(), ".jpg").write_bytes(b"else")
    assert sorted(one.verdict for one in proofs_of_patch(patch, Office())) == ["absent", "altered"]


@pytest.fixture
def package(tmp_path, photo, device, patch, acting) -> Path:
    """The evidence package of the patch, with a second photo of the office."""
    add(patch, by=acting("zuzhi"), path=written(tmp_path, photo_of(9), "a.jpg"), name="会议照片.jpg")
    return take_package(patch, by=acting("zuzhi"), into=tmp_path / "证据包.zip")


def changed(package: Path, edit) -> Path:
    """Return the package with its files passed through ``edit(name, content)``; None leaves one out."""
    target = package.with_name("改过.zip")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as sink:
        for name in source.namelist():
            content = edit(name, source.read(name))
            if content is not None:
                sink.writestr(name, content)
    return target


def offline(path: Path):
    return proofs_of(path, path.name, NoOffice())


def test_a_package_proves_itself_without_an_office(package, tmp_path):
    found = offline(package)
    assert [one.verdict for one in found] == ["untouched", "untouched"]
    assert any("±4.2 m" in dict(one.facts).get("Place", "") for one in found)
    folder = tmp_path / "解开"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    assert [one.verdict for one in offline(folder)] == ["untouched", "untouched"]
    assert "王外业" in (folder / "index.html").read_text("utf-8")
    assert [one.verdict for one in asked(package)] == ["untouched", "untouched"]


def test_whatever_is_changed_in_a_package_shows(package):
    def photo(name, content):
        return content[:-1] + b"x" if name.startswith("files/001") else content

    assert sorted(one.verdict for one in offline(changed(package, photo))) == ["altered", "untouched"]
    assert "absent" in {
        one.verdict for one in offline(changed(package, lambda n, c: None if n.startswith("files/001") else c))
    }

    def listed(edit):
        def change(name, content):
            if name != "evidence.json":
                return content
            told = json.loads(content)
            edit(told)
            return json.dumps(told, ensure_ascii=False).encode()

        return [one.verdict for one in offline(changed(package, change))]

    def text(told):
        row = told["devices"][0]["entries"][-1]
        row["text"] = row["text"].replace("4.2", "1.2")

    def text_and_hash(told):
        text(told)
        row = told["devices"][0]["entries"][-1]
        row["hash"] = hashlib.sha256(row["text"].encode()).hexdigest()

    def line(told):
        told["audit"][0]["values"]["person_name"] = "别人"

    for edit in (text, text_and_hash, line):
        assert "altered" in listed(edit)


def test_a_package_with_a_key_of_ones_own_is_seen_through_where_the_office_is(package, device):
    other = FieldDevice.registered(name="另一部")
    forged = other.key.public

    def edit(name, content):
        if name != "evidence.json":
            return content
        told = json.loads(content)
        told["devices"][0]["public_key"] = forged
        for row in told["devices"][0]["entries"]:
            row["signature"] = other.key.signature(row["text"])
        return json.dumps(told, ensure_ascii=False).encode()

    path = changed(package, edit)
    assert {one.verdict for one in offline(path)} == {"untouched"}
    assert any("ask the office" in doubt for one in offline(path) for doubt in one.doubts)
    assert "altered" in {one.verdict for one in asked(path)}


def rescue_of(device: FieldDevice, path: Path, media: dict[str, bytes], *, entries=None) -> Path:
    told = {
        "version": 1, "device": device.id, "person": device.person, "made_at": "2026-11-26T10:00:00+08:00",
        "public_key": device.key.public, "entries": device.log if entries is None else entries,
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tuban-rescue.json", json.dumps(told, ensure_ascii=False))
        for name, content in media.items():
            archive.writestr(f"media/{name}", content)
    return path


def test_a_rescue_file_proves_itself_and_shows_what_was_done_to_it(tmp_path, device, patch):
    content = taken(device, patch)
    device.write("note.written", {"text": "完"}, patch=patch.uuid)
    name = hashlib.sha256(content).hexdigest()
    whole = rescue_of(device, tmp_path / "a.zip", {name: content})
    assert [one.verdict for one in offline(whole)] == ["untouched"]
    assert [one.verdict for one in asked(whole)] == ["untouched"]
    assert [one.verdict for one in offline(rescue_of(device, tmp_path / "b.zip", {}))] == ["absent"]
    assert [one.verdict for one in offline(rescue_of(device, tmp_path / "c.zip", {name: content + b"!"}))] == [
        "altered"
    ]
    edited = [{**device.log[0], "text": device.log[0]["text"].replace("4.2", "1.2")}, device.log[1]]
    found = offline(rescue_of(device, tmp_path / "d.zip", {name: content}, entries=edited))
    assert {one.verdict for one in found} == {"altered"}
    beside = offline(rescue_of(device, tmp_path / "e.zip", {name: content, "f" * 64: b"?"}))
    assert sorted(one.verdict for one in beside) == ["absent", "untouched"]


def test_a_folder_and_any_other_zip_are_asked_about_file_by_file(tmp_path, photo):
    folder = tmp_path / "照片"
    folder.mkdir()
    written(folder, photo, "一.jpg")
    written(folder, photo_of(50), "二.jpg")
    assert sorted(one.verdict for one in asked(folder)) == ["absent", "untouched"]
    with zipfile.ZipFile(tmp_path / "照片.zip", "w") as archive:
        archive.write(folder / "一.jpg", "甲/一.jpg")
    assert [one.verdict for one in asked(tmp_path / "照片.zip")] == ["untouched"]


def test_what_is_broken_gets_a_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("evidence.json", "[]")
    with pytest.raises(BundleUnfit):
        offline(tmp_path / "a.zip")
    for told in ({"version": 1}, {"version": 1, "files": [{"sha256": 1}], "devices": [{"entries": [{"text": "{"}]}]}):
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
            archive.writestr("evidence.json", json.dumps(told))
        offline(tmp_path / "b.zip")


def test_taking_a_package_along_is_written_down(package, patch):
    from tuban.workflow.audit.models import Line

    line = Line.objects.get(action="scrutiny.take_package")
    assert line.subject_id == str(patch.uuid)
    assert line.details["files"] == 2
    assert line.details["package_sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()


def test_administrators_take_nothing_along(tmp_path, patch, acting):
    from tuban.workflow.audit.policies import Refused

    with pytest.raises(Refused):
        take_package(patch, by=acting("xitong"), into=tmp_path / "x.zip")
    assert Device.objects.count() == 0
    assert Patch.objects.filter(pk=patch.pk).exists()
