"""The folder with backups: one folder for each, and the content of the store once for all of them.

``FOLDER/20261127T021500/`` is a backup, ``FOLDER/store/ab/abcd….jpg`` content, and where backups are locked
``FOLDER/store-1a2b3c4d/ab/abcd….jpg.age`` content that is locked for just these recipients. What begins with a dot is
not whole.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tuban.values.errors import TubanError
from tuban.workflow.backup.locking import NOBODY, Recipients
from tuban.workflow.backup.manifest import MANIFEST, Content, read_contents, read_manifest
from tuban.workflow.backup.refusals import CannotBeWritten, NoBackupHere, UnderWay

_NAME = re.compile(r"\d{8}T\d{6}(-\d+)?")
_MAKING, _DROPPING = ".making-", ".dropping-"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with backups."""

    path: Path

    @property
    def store(self) -> Path:
        """Content of the store, as the store of an office has it."""
        return self.store_of(NOBODY)

    def store_of(self, recipients: Recipients) -> Path:
        """Content that is locked for some, each under its name in the store with ``.age``."""
        return self.path / recipients.store

    def held_for(self, recipients: Recipients) -> dict[str, Content]:
        """Return what lies locked for just them, by its name in the store, as the backups name it."""
        found = {}
        for backup in self.whole():
            with suppress(TubanError):  # one that cannot be read names nothing
                if read_manifest(backup).recipients == recipients.keys:
                    found.update({one.name: one for one in read_contents(backup) if one.is_held})
        return found

    def whole(self) -> list[Path]:
        """Return the whole backups, the oldest first."""
        if not self.path.is_dir():
            return []
        found = (one for one in self.path.iterdir() if _NAME.fullmatch(one.name) and (one / MANIFEST).is_file())
        return sorted(found, key=_turn)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from making a backup here, and sweep what interrupted ones left. Raises UnderWay,
        CannotBeWritten."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.store.mkdir(mode=0o700, exist_ok=True)
            file = (self.path / ".lock").open("w")
        except OSError as error:
            raise CannotBeWritten(folder=self.path, why=error.strerror or str(error)) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UnderWay(folder=self.path) from error
            for left in (*self.path.glob(f"{_MAKING}*"), *self.path.glob(f"{_DROPPING}*")):
                shutil.rmtree(left, ignore_errors=True)
            for left in self.path.glob("store*/??/.*.part"):
                left.unlink(missing_ok=True)
            yield

    @contextmanager
    def draft(self, name: str) -> Iterator[Path]:
        """Yield the folder of a backup that is being made; it takes its place when the block ends well, else it goes
        away. Raises CannotBeWritten."""
        draft = self.path / f"{_MAKING}{name}"
        try:
            draft.mkdir(mode=0o700)
            yield draft
            _settle(draft)
            draft.rename(self.path / name)
            _settle(self.path)
        except OSError as error:
            raise CannotBeWritten(folder=self.path, why=error.strerror or str(error)) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def name_for(self, stamp: str) -> str:
        """Return a name that nothing here has yet and that comes after those of all backups, also where the clock was
        set back or two are made in a second: the newest is the last to be dropped and the first to be restored."""
        newest, number = max([(stamp, 0), *map(_turn, self.whole())])
        while True:
            number += 1
            name = newest if number == 1 else f"{newest}-{number}"
            if not (self.path / name).exists():
                return name

    def prune(self, most: int) -> list[str]:
        """Drop all but the newest ``most`` backups, and content that no backup names any more; returns their names.

        Where the list of one that stays cannot be read, no content is dropped.
        """
        whole = self.whole()
        old = whole[: max(0, len(whole) - max(1, most))]
        for one in old:
            aside = self.path / f"{_DROPPING}{one.name}"
            one.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        if old:
            self._drop_content()
        return [one.name for one in old]

    def _drop_content(self) -> None:
        try:
            named = {
                f"{Recipients(read_manifest(one).recipients).store}/{content.place}"
                for one in self.whole() for content in read_contents(one)
            }  # fmt: skip
        except TubanError:
            return
        for path in self.path.glob("store*/??/*"):
            if path.relative_to(self.path).as_posix() not in named:
                path.unlink(missing_ok=True)


def backup_of(path: Path) -> Path:
    """Return the backup that a path names: itself, or the newest one in it. Raises NoBackupHere."""
    if (path / MANIFEST).is_file() and not path.name.startswith("."):
        return path
    whole = Folder(path).whole()
    if not whole:
        raise NoBackupHere(folder=path)
    return whole[-1]


def _turn(backup: Path) -> tuple[str, int]:
    stamp, _dash, number = backup.name.partition("-")
    return stamp, int(number or 1)


def _settle(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
