"""Backups of a small office, made and restored by the commands that people type, in processes of their own."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import transaction
from tests.made_once import made_once
from tests.site.test_serving import FOUND, migrated_home, tuban

from tuban.cli import commands
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.backup.copying import contents_of, copy
from tuban.workflow.backup.folder import Folder
from tuban.workflow.backup.making import make
from tuban.workflow.backup.manifest import MANIFEST, Content, read_contents, read_manifest
from tuban.workflow.backup.proving import prove
from tuban.workflow.backup.queries import tell_of_proof, told_of_last
from tuban.workflow.backup.refusals import (
    AnotherDigest,
    BackupIsNewer,
    Damaged,
    FolderInsideHome,
    HomeHoldsData,
    NoBackupHere,
    UnderWay,
)
from tuban.workflow.backup.restoring import _refuse_newer, place_for

pytestmark = pytest.mark.slow
PHOTO = "照片".encode() * 4000
NAME = hashlib.sha256(PHOTO).hexdigest()


def keep(home: Path, content: bytes) -> Path:
    checksum = hashlib.sha256(content).hexdigest()
    place = home / "store" / checksum[:2] / f"{checksum}.jpg"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def sql(home: Path, words: str) -> list:
    with closing(sqlite3.connect(home / "tuban.sqlite")) as database:
        rows = database.execute(words).fetchall()
        database.commit()
        return rows


@pytest.fixture(scope="module")
def office(run_folder) -> Path:
    """A folder with the home of a founded office, its backup of the first day in ``kept``, of the second too, and what
    the second was restored to in ``again``."""

    def found(folder: Path) -> None:
        migrated_home(folder)
        assert tuban(folder / "home", *FOUND).returncode == 0

    def prepare(folder: Path) -> None:
        home = shutil.copytree(made_once(run_folder / "founded", found) / "home", folder / "home")
        keep(home, PHOTO)
        (home / "staging.yaml").write_text("signs: []\n")
        keep(home, b"damaged").write_bytes(b"otherwise")
        first = tuban(home, "backup", str(folder / "kept"))
        (folder / "first").write_text(first.stdout + first.stderr)
        assert first.returncode == 1  # it says what the office itself has lost
        keep(home, b"damaged").unlink()
        keep(home, b"second day")
        second = tuban(home, "backup", str(folder / "kept"), "--with-secrets")
        assert second.returncode == 0, second.stderr
        (folder / "second").write_text(second.stdout)
        again = tuban(home, "restore", str(folder / "kept"), "--into", str(folder / "again"))
        (folder / "report").write_text(again.stdout + again.stderr)
        assert again.returncode == 0, again.stdout + again.stderr

    return made_once(run_folder / "backed-up", prepare)


@pytest.fixture
def kept(office, tmp_path) -> Path:
    """A copy of the folder with both backups."""
    return Path(shutil.copytree(office / "kept", tmp_path / "kept"))


def test_a_backup_says_what_the_office_itself_has_lost(office):
    told = (office / "first").read_text()
    assert hashlib.sha256(b"damaged").hexdigest() in told
    assert len(read_manifest(Folder(office / "kept").whole()[0]).lost) == 1


def test_a_backup_is_read_through_beside_a_broken_office(kept, tmp_path):
    home = tmp_path / "broken"
    home.mkdir()
    (home / "secret").write_text("a-secret-of-one-own-for-this-folder-alone-0123456789abcdefghijkl\n", encoding="utf-8")
    (home / "tuban.sqlite").write_bytes(bytes(range(256)) * 64)
    answer = tuban(home, "backup", "verify", str(kept))
    assert (answer.returncode, "Traceback" in answer.stderr) == (0, False), answer.stderr


def test_content_that_is_there_is_not_copied_again(office):
    first, second = map(read_manifest, Folder(office / "kept").whole())
    assert (first.copied, second.copied, second.contents) == (1, 1, 2)


def test_what_was_restored_is_what_was_backed_up(office):
    manifest = read_manifest(Folder(office / "kept").whole()[-1])
    home, again = office / "home", office / "again"
    assert sql(again, "SELECT name, username FROM organisations_person ORDER BY 1") == sql(
        home, "SELECT name, username FROM organisations_person ORDER BY 1"
    )
    assert (again / "store" / NAME[:2] / f"{NAME}.jpg").read_bytes() == PHOTO
    assert {one.name for one in contents_of(again / "store")} == {one.name for one in contents_of(home / "store")}
    assert (again / "staging.yaml").is_file()
    assert (again / "secret").read_text() == (home / "secret").read_text()
    last = f"SELECT digest FROM audit_line WHERE number = {manifest.head.number}"
    assert sql(again, last) == [(manifest.head.digest,)]
    assert sql(again, "SELECT action FROM audit_line ORDER BY number DESC LIMIT 1") == [("backup.restore",)]
    told = (office / "report").read_text()
    assert "✗" not in told
    assert manifest.digest in told
    assert str(manifest.head.number) in told
    assert (again / "restored.txt").is_file()


def test_the_state_of_the_system_tells_of_the_last_backup(kept, db, monkeypatch):
    from tuban.workflow.backup import queries

    assert told_of_last(with_folder=True)[:2] == (False, "There is none.")
    backup = Folder(kept).whole()[-1]
    digest = read_manifest(backup).digest
    with transaction.atomic():
        record("backup.make", by=PRODUCT, details={"folder": str(backup), "digest": digest, "lost": 0})
    is_well, words, _advice = told_of_last(with_folder=True)
    assert is_well
    assert str(backup) in words
    tell_of_proof(digest, backup)
    assert "is whole" in told_of_last(with_folder=True)[1]
    monkeypatch.setattr(queries, "OLDEST", timedelta(0))
    assert not told_of_last(with_folder=True)[0]
    monkeypatch.undo()
    shutil.rmtree(backup)
    assert "not there any more" in told_of_last(with_folder=True)[1]


def test_a_whole_backup_is_proven_by_reading_it(kept):
    proof = prove(kept)
    assert proof.holds
    assert proof.files >= 5
    assert prove(kept, digest=proof.manifest.digest[:8]).holds
    with pytest.raises(AnotherDigest):
        prove(kept, digest="0000")


@pytest.mark.parametrize("what", ["database.sqlite", "store.jsonl", "own/staging.yaml", "content", "secrets/secret"])
@pytest.mark.parametrize("how", ["changed", "cut", "gone"])
def test_damage_anywhere_is_named(kept, what, how):
    backup = Folder(kept).whole()[-1]
    place = kept / "store" / NAME[:2] / f"{NAME}.jpg" if what == "content" else backup / what
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    if how == "gone":
        place.unlink()
    else:
        place.write_bytes(content if how == "changed" else content[:-1])
    faults = prove(kept).faults
    assert faults
    assert place.name in faults[0]


def test_a_damaged_backup_is_not_restored_and_the_one_before_still_can_be_read(kept, tmp_path):
    newest = Folder(kept).whole()[-1]
    (newest / "database.sqlite").write_bytes(b"nothing")
    answer = CliRunner().invoke(commands, ["restore", str(kept), "--into", str(tmp_path / "again")])
    assert isinstance(answer.exception, Damaged)
    assert "database.sqlite" in str(answer.exception)
    assert not (tmp_path / "again").exists()
    assert prove(Folder(kept).whole()[0]).holds


def test_what_was_interrupted_never_looks_whole(kept, tmp_path):
    (kept / ".making-20990101T000000").mkdir()
    shutil.copyfile(Folder(kept).whole()[0] / MANIFEST, kept / ".making-20990101T000000" / MANIFEST)
    (kept / "20990101T000000").mkdir()
    assert len(Folder(kept).whole()) == 2
    with pytest.raises(NoBackupHere):
        prove(tmp_path)
    with Folder(kept).locked():
        assert not list(kept.glob(".making-*"))
        with pytest.raises(UnderWay), Folder(kept).locked():
            pass
    with pytest.raises(ZeroDivisionError), Folder(kept).draft("20990102T000000") as draft:
        (draft / MANIFEST).write_text("{}")
        raise ZeroDivisionError
    assert len(Folder(kept).whole()) == 2


def test_old_backups_go_and_take_with_them_only_what_no_other_names(kept):
    first, second = Folder(kept).whole()
    extra = keep(kept, b"of the first day only")
    with (first / "store.jsonl").open("a") as file:
        file.write(json.dumps([f"{extra.parent.name}/{extra.name}", 21, True]) + "\n")
    assert Folder(kept).prune(2) == []
    assert Folder(kept).prune(1) == [first.name]
    assert Folder(kept).whole() == [second]
    assert not extra.exists()
    assert prove(kept).holds


@pytest.mark.parametrize("stamps", [["20261128T021500"] * 12, ["20261129T021500", *["20261128T021500"] * 3]])
def test_the_one_just_made_stays_whatever_the_clock_says(tmp_path, stamps):
    """Twelve in one second; and three after the clock was set back by a day."""
    for stamp in stamps:
        name = Folder(tmp_path).name_for(stamp)
        (tmp_path / name).mkdir()
        (tmp_path / name / MANIFEST).write_text("{}")
        assert name not in Folder(tmp_path).prune(1)
        assert [one.name for one in Folder(tmp_path).whole()] == [name]
    number = len(stamps)
    assert name == f"{max(stamps)}-{number}"


def test_backups_stand_in_the_order_they_were_made(tmp_path):
    made = []
    for _each in range(12):
        made.append(tmp_path / Folder(tmp_path).name_for("20261128T021500"))
        made[-1].mkdir()
        (made[-1] / MANIFEST).write_text("{}")
    assert Folder(tmp_path).whole() == made


def test_content_whose_digest_differs_does_not_arrive(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    assert copy(tmp_path / "a", tmp_path / "b", wanted="0" * 64) != "0" * 64
    assert os.listdir(tmp_path) == ["a"]


def test_nothing_is_restored_over_an_office(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/tuban.sqlite").write_bytes(b"")
    with pytest.raises(HomeHoldsData), place_for(tmp_path / "home"):
        pass
    with pytest.raises(ZeroDivisionError), place_for(tmp_path / "new") as draft:
        (draft / "tuban.sqlite").write_bytes(b"")
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == ["home"]


def test_a_backup_of_a_later_edition_is_refused(kept):
    told = json.loads((Folder(kept).whole()[-1] / MANIFEST).read_bytes())
    told["migrations"].append("patches.9999_from_the_future")
    (Folder(kept).whole()[-1] / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(BackupIsNewer, match="9999_from_the_future"):
        _refuse_newer(read_manifest(Folder(kept).whole()[-1]))


def test_a_list_names_content_by_its_checksum(kept):
    names = {one.checksum for one in read_contents(Folder(kept).whole()[-1])}
    assert NAME in names
    assert Content("ab/abc.jpg", 1).checksum == "abc"


def test_a_folder_inside_the_office_is_refused(db):
    with pytest.raises(FolderInsideHome):
        make(settings.HOME.folder / "kept")
