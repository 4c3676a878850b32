"""Backups that are locked for whoever may restore them, made and restored by the commands that people type."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.made_once import made_once
from tests.site.test_serving import tuban
from tests.workflow.backup.test_backup_and_restore import NAME, PHOTO, keep, office, sql  # noqa: F401

from tuban.cli import commands
from tuban.workflow.backup.folder import Folder
from tuban.workflow.backup.locking import Identities, Recipients, new_key
from tuban.workflow.backup.manifest import read_contents, read_manifest
from tuban.workflow.backup.proving import prove
from tuban.workflow.backup.refusals import KeyNeeded, KeyThere, KeyUnreadable, RecipientUnfit, WrongKey

pytestmark = pytest.mark.slow
SECRET = b"nobody but us may read this"


@pytest.fixture(scope="module")
def locked(office, run_folder) -> Path:  # noqa: F811
    """A folder with two locked backups of an office, the key to them, and what the second was restored to."""

    def prepare(folder: Path) -> None:
        home = shutil.copytree(office / "home", folder / "home")
        keep(home, SECRET)
        made = tuban(home, "backup", "key", str(folder / "key.txt"))
        assert made.returncode == 0, made.stderr
        public = made.stdout.split()[-1]
        first = tuban(home, "backup", str(folder / "kept"), "--with-secrets", "--recipient", public)
        assert first.returncode == 0, first.stderr
        second = tuban(home, "backup", str(folder / "kept"), "--with-secrets", TUBAN_BACKUP_RECIPIENTS=public)
        assert second.returncode == 0, second.stderr
        (folder / "told").write_text(second.stdout)
        again = tuban(home, "restore", str(folder / "kept"), "--into", str(folder / "again"),
                      "--identity", str(folder / "key.txt"))  # fmt: skip
        assert again.returncode == 0, again.stdout + again.stderr
        (folder / "report").write_text(again.stdout)

    return made_once(run_folder / "locked", prepare)


@pytest.fixture
def kept(locked, tmp_path) -> Path:
    """A copy of the folder with both backups."""
    return Path(shutil.copytree(locked / "kept", tmp_path / "kept"))


@pytest.fixture
def key(locked) -> Identities:
    return Identities.read(locked / "key.txt")


def test_nothing_of_the_office_lies_open(locked):
    home = locked / "home"
    names = [one[0] for one in sql(home, "SELECT name FROM organisations_unit")]
    secrets = [SECRET, PHOTO, (home / "secret").read_bytes(), *(one.encode() for one in names)]
    for path in (locked / "kept").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [one for one in secrets if one in content], path


def test_what_was_restored_is_what_was_backed_up(locked):
    home, again = locked / "home", locked / "again"
    people = "SELECT name, username, password FROM organisations_person ORDER BY 1, 2"
    assert sql(again, people) == sql(home, people)
    assert (again / "store" / NAME[:2] / f"{NAME}.jpg").read_bytes() == PHOTO
    assert (again / "secret").read_text() == (home / "secret").read_text()
    assert (again / "staging.yaml").is_file()
    assert "✗" not in (locked / "report").read_text()


def test_content_that_lies_locked_already_is_not_locked_again(locked):
    first, second = map(read_manifest, Folder(locked / "kept").whole())
    assert (first.copied, second.copied) == (3, 0)
    assert "age1" in (locked / "told").read_text()


def test_without_the_key_it_is_proven_as_it_lies_and_with_it_by_what_is_in_it(kept, key):
    assert (prove(kept).holds, prove(kept).is_opened) == (True, False)
    proof = prove(kept, identities=key)
    assert (proof.holds, proof.is_opened) == (True, True)


@pytest.mark.parametrize("what", ["database.sqlite.age", "secrets/secret.age", "content"])
@pytest.mark.parametrize("how", ["changed", "cut", "gone"])
def test_damage_anywhere_is_named_without_the_key(kept, what, how):
    backup = Folder(kept).whole()[-1]
    place = next(kept.glob(f"store-*/*/{NAME}.jpg.age")) if what == "content" else backup / what
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    if how == "gone":
        place.unlink()
    else:
        place.write_bytes(content if how == "changed" else content[:-1])
    assert place.name in prove(kept).faults[0]


def test_content_that_was_exchanged_by_somebody_who_knows_the_list_is_found_with_the_key(kept, key, tmp_path):
    backup = Folder(kept).whole()[-1]
    place = next(kept.glob(f"store-*/*/{NAME}.jpg.age"))
    (tmp_path / "other").write_bytes(b"something else")
    was = hashlib.sha256(place.read_bytes()).hexdigest()
    size = place.stat().st_size
    _digest, made = Recipients(read_manifest(backup).recipients).lock(tmp_path / "other", place)
    told = (backup / "store.jsonl").read_text()
    (backup / "store.jsonl").write_text(told.replace(was, made.digest).replace(f" {size},", f" {made.size},"))
    faults = prove(kept, identities=key).faults
    assert any("store.jsonl" in one for one in faults)  # the manifest names its digest


def test_it_is_refused_without_its_key_or_with_another_before_anything_is_made(kept, tmp_path):
    new_key(tmp_path / "other.txt")
    into = ["--into", str(tmp_path / "again")]
    alone = CliRunner().invoke(commands, ["restore", str(kept), *into])
    assert isinstance(alone.exception, KeyNeeded)
    wrong = CliRunner().invoke(commands, ["restore", str(kept), *into, "--identity", str(tmp_path / "other.txt")])
    assert isinstance(wrong.exception, WrongKey)
    assert "age1" in str(wrong.exception)
    assert not (tmp_path / "again").exists()


def test_content_goes_with_the_last_backup_that_names_it(kept):
    before = {one.name for one in kept.glob("store-*/*/*")}
    newest = Folder(kept).whole()[-1]
    lines = [one for one in (newest / "store.jsonl").read_text().splitlines() if NAME not in one]
    (newest / "store.jsonl").write_text("\n".join(lines) + "\n")
    Folder(kept).prune(1)
    assert before - {one.name for one in kept.glob("store-*/*/*")} == {f"{NAME}.jpg.age"}


def test_other_recipients_have_a_store_of_their_own(kept, key, tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    both = Recipients.of([new_key(tmp_path / "second.txt"), *read_manifest(Folder(kept).whole()[-1]).recipients])
    both.lock(tmp_path / "file", tmp_path / "file.age")
    assert both.store not in {one.name for one in kept.iterdir()}
    for one in (key, Identities.read(tmp_path / "second.txt")):  # either opens it
        assert one.unlock(tmp_path / "file.age", tmp_path / "out") == hashlib.sha256(b"x").hexdigest()


def test_a_key_is_for_its_owner_alone_and_never_written_over(tmp_path):
    new_key(tmp_path / "key.txt")
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
    with pytest.raises(KeyThere):
        new_key(tmp_path / "key.txt")
    with pytest.raises(KeyUnreadable):
        new_key(tmp_path / "nowhere" / "key.txt")


def test_what_is_no_key_is_named(tmp_path):
    with pytest.raises(RecipientUnfit, match="age1wrong"):
        Recipients.of(["age1wrong"])
    for content in (b"", b"\xff", b"AGE-SECRET-KEY-1WRONG"):
        (tmp_path / "key.txt").write_bytes(content)
        with pytest.raises(KeyUnreadable, match=r"key\.txt"):
            Identities.read(tmp_path / "key.txt")


def test_a_list_names_where_content_lies_locked(kept):
    named = {one.place for one in read_contents(Folder(kept).whole()[-1])}
    assert f"{NAME[:2]}{os.sep}{NAME}.jpg.age" in named
