"""Proves a backup by reading all of it: every file by its digest, the copy of the database as such, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.backup.copying import Tell, file_of, is_sound, untold
from tuban.workflow.backup.databases import FILES, faults_of, seen_in
from tuban.workflow.backup.folder import Folder, backup_of
from tuban.workflow.backup.locking import Identities, Recipients
from tuban.workflow.backup.manifest import (
    LOCKED,
    SPATIALITE,
    STORE_LIST,
    Content,
    Manifest,
    read_contents,
    read_manifest,
)
from tuban.workflow.backup.refusals import AnotherDigest

_MOST = 20


@dataclass(frozen=True, slots=True)
class Proven:
    """What reading a backup came to: how many files and bytes were read, what is wrong, in words, and whether what is
    locked was opened."""

    folder: Path
    manifest: Manifest
    files: int
    size: int
    faults: tuple[str, ...]
    is_opened: bool = True

    @property
    def holds(self) -> bool:
        """Whether all of it is as it was written."""
        return not self.faults


def prove(path: Path, *, digest: str = "", identities: Identities | None = None, tell: Tell = untold) -> Proven:
    """Read a backup, or the newest of a folder. ``digest`` is the one that was printed when it was made, or its
    beginning. One that is locked is opened too where ``identities`` are given; without, what lies there is held against
    the digests of when it was locked. Raises NoBackupHere, Unreadable, AnotherDigest, ToolMissing, WrongKey."""
    folder = backup_of(path)
    manifest = read_manifest(folder)
    if digest and not manifest.digest.startswith(digest.strip().lower()):
        raise AnotherDigest(name=folder.name, found=manifest.digest)
    recipients = Recipients(manifest.recipients)
    if not recipients.keys:
        identities = None
    elif identities is not None:
        identities.demand(recipients, folder.name)
    proof = _Proof(folder, manifest, identities)
    proof.read(tell)
    is_opened = not recipients.keys or identities is not None
    return Proven(folder, manifest, proof.files, proof.size, tuple(proof.faults[:_MOST]), is_opened)


class _Proof:
    def __init__(self, folder: Path, manifest: Manifest, identities: Identities | None) -> None:
        self._folder, self._manifest, self._identities = folder, manifest, identities
        self._recipients = Recipients(manifest.recipients)
        self.files = self.size = 0
        self.faults: list[str] = []

    def read(self, tell: Tell) -> None:
        """Read everything."""
        for one in self._manifest.files:
            self._looked_at(one.size)
            place = self._folder / one.path
            if not place.is_file():
                self.faults.append(_("{name} is missing").format(name=one.path))
            elif file_of(place, self._folder) != one:
                self.faults.append(_("{name} is not as it was written").format(name=one.path))
        if not any(STORE_LIST in fault for fault in self.faults):
            self._read_contents(tell)
        database = FILES[self._manifest.engine]
        if any(database in fault for fault in self.faults):
            return
        if not self._recipients.keys:
            self._read_database(self._folder / database)
        elif self._identities is not None:
            self._open_files(self._identities, database)

    def _open_files(self, identities: Identities, database: str) -> None:
        """Open everything that is locked, and read the database in it."""
        with TemporaryDirectory(prefix="tuban-backup-") as room:
            for one in self._manifest.files:
                if not one.path.endswith(LOCKED):
                    continue
                plain = Path(room) / one.path.removesuffix(LOCKED)
                identities.unlock(self._folder / one.path, plain)
                if not plain.is_file():
                    self.faults.append(_("{name} cannot be opened").format(name=one.path))
            if (Path(room) / database).is_file():
                self._read_database(Path(room) / database)

    def _read_contents(self, tell: Tell) -> None:
        store, count = Folder(self._folder.parent).store_of(self._recipients), 0
        for content in read_contents(self._folder):
            count += 1
            tell(_("Reading files"), count, self._manifest.contents)
            if content.is_held:
                self._looked_at(content.size)
                place = store / content.place
                if not self._is_sound(place, content):
                    words = _("{name} is not as it was written") if place.is_file() else _("{name} is missing")
                    self.faults.append(words.format(name=f"{store.name}/{content.place}"))
        if count != self._manifest.contents:
            told = _("its list names {count} files of the store instead of {wanted}")
            self.faults.append(told.format(count=count, wanted=self._manifest.contents))

    def _is_sound(self, place: Path, content: Content) -> bool:
        if not is_sound(place, content):
            return False
        return self._identities is None or self._identities.digest_of(place) == content.checksum

    def _read_database(self, place: Path) -> None:
        try:
            self.faults += faults_of(place, self._manifest.engine)
            if self._manifest.engine != SPATIALITE or self.faults:
                return
            seen = seen_in(place, sorted(self._manifest.counts))
        except TubanError as error:
            self.faults.append(error.message)
            return
        for name, count in seen.counts.items():
            if count != self._manifest.counts[name]:
                told = _("table {name} has {count} rows instead of {wanted}")
                self.faults.append(told.format(name=name, count=count, wanted=self._manifest.counts[name]))
        if seen.head != self._manifest.head:
            self.faults.append(_("its audit ends otherwise than its manifest says"))

    def _looked_at(self, size: int) -> None:
        self.files, self.size = self.files + 1, self.size + size
