"""Makes a backup while the office works: first the database, then what its rows name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban import __version__
from tuban.values.language import gettext as _
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.backup.copying import Tell, contents_of, copy, file_of, is_sound, untold
from tuban.workflow.backup.databases import check_tools, engine, take
from tuban.workflow.backup.folder import Folder
from tuban.workflow.backup.locking import NOBODY, Recipients
from tuban.workflow.backup.manifest import LOCKED, MANIFEST, STORE_LIST, Content, File, Layer, Manifest, line_of
from tuban.workflow.backup.named import missing
from tuban.workflow.backup.refusals import FolderInsideHome
from tuban.workflow.layers.models import Edition

MAKE = "backup.make"
OWN_FILES = ("staging.yaml", "public_copies.yaml", "lawbook")
SECRETS = ("secret", "exchange")
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, what it says of itself, which old ones were dropped for it."""

    folder: Path
    manifest: Manifest
    dropped: tuple[str, ...]


def make(
    folder: Path, *, keep: int = 0, with_layers: bool = False, with_secrets: bool = False,
    recipients: Recipients = NOBODY, is_all_read: bool = True, tell: Tell = untold,
) -> Made:  # fmt: skip
    """Make a backup in a folder; ``keep`` is how many are kept, none is dropped for 0.

    Content that the folder holds already is read again and proven; without ``is_all_read`` a seventh of it on each
    day. For ``recipients`` all of it is locked but its manifest and its list of the store, which tell names, sizes and
    digests. Raises FolderInsideHome, UnderWay, CannotBeWritten, ToolMissing, ToolFailed.
    """
    folder = folder.expanduser().resolve()
    home: Path = settings.HOME.folder.resolve()
    if folder == home or home in folder.parents:
        raise FolderInsideHome(folder=folder)
    check_tools()
    place, now = Folder(folder), timezone.now()
    with place.locked():
        name = place.name_for(timezone.localtime(now).strftime("%Y%m%dT%H%M%S"))
        with place.draft(name) as draft, _room(draft, recipients) as room:
            tell(_("Copying the database"), 0, 0)
            database, seen = take(room)
            files = [_laid(database, draft / database.name, recipients, draft)]
            files += _own_files(home, draft, OWN_FILES, "own", recipients)
            if with_secrets:
                files += _own_files(home, draft, SECRETS, "secrets", recipients)
            layers = {} if with_layers else _layers()
            store = _Store(place, recipients, layers, None if is_all_read else now.toordinal() % _DAYS, tell)
            with (draft / STORE_LIST).open("x", encoding="utf-8") as sink:
                for content in store.copied():
                    sink.write(line_of(content))
            files.append(file_of(draft / STORE_LIST, draft))
            manifest = Manifest(
                made_at=now.isoformat(), edition=__version__, engine=engine(), migrations=seen.migrations,
                counts=seen.counts, head=seen.head, files=tuple(files), contents=store.count, contents_size=store.size,
                layers=tuple(store.left_out), lost=tuple(store.lost), has_secrets=with_secrets, copied=store.fresh,
                recipients=recipients.keys,
            )  # fmt: skip
            _write(draft / MANIFEST, manifest.as_bytes())
        dropped = tuple(place.prune(keep)) if keep else ()
    _tell_audit(folder / name, manifest)
    return Made(folder / name, manifest, dropped)


class _Store:
    """Brings content of the office's store into that of the backups."""

    def __init__(
        self, place: Folder, recipients: Recipients, layers: dict[str, Layer], day: int | None, tell: Tell
    ) -> None:
        self._target, self._recipients = place.store_of(recipients), recipients
        self._locked = place.held_for(recipients) if recipients.keys else {}
        self._layers, self._day, self._tell = layers, day, tell
        self.count = self.size = self.fresh = 0
        self.lost: list[str] = []
        self.left_out: list[Layer] = []

    def copied(self) -> Iterator[Content]:
        """Yield all content, each once it lies in the backup or is named as left out or lost."""
        source: Path = settings.HOME.store
        everything = list(contents_of(source))
        for number, content in enumerate(everything, start=1):
            self._tell(_("Copying files"), number, len(everything))
            if content.checksum in self._layers:
                self.left_out.append(replace(self._layers[content.checksum], name=content.name))
                held: Content | None = replace(content, is_held=False)
            else:
                known = self._locked.get(content.name, content)
                held = known if self._is_held(known) else self._copy(source, content, known)
            if held is None:
                self.lost.append(content.name)
            else:
                self.count, self.size = self.count + 1, self.size + held.size
                yield held
        here = {one.checksum for one in everything}
        self.lost += [name for one in missing(here)[1] for name in one.names]

    def _is_held(self, content: Content) -> bool:
        if self._recipients.keys and not content.locked:
            return False
        is_read = self._day is None or int(content.checksum[:8], 16) % _DAYS == self._day
        return is_sound(self._target / content.place, content, is_read=is_read)

    def _copy(self, source: Path, content: Content, known: Content) -> Content | None:
        """Copy content; what is damaged in the office may lie sound in an older backup. None where it does not."""
        if self._recipients.keys:
            target = self._target / f"{content.name}{LOCKED}"
            digest, arrived = self._recipients.lock(source / content.name, target, wanted=content.checksum)
            if digest == content.checksum:
                self.fresh += 1
                return replace(content, locked_size=arrived.size, locked=arrived.digest)
            return known if known.locked and is_sound(target, known) else None
        target = self._target / content.name
        if copy(source / content.name, target, wanted=content.checksum) == content.checksum:
            self.fresh += 1
            return content
        older = replace(content, size=target.stat().st_size if target.is_file() else -1)
        return older if is_sound(target, older) else None


def _layers() -> dict[str, Layer]:
    return {
        one.checksum: Layer("", str(one), one.source_file, one.source_checksum)
        for one in Edition.objects.order_by("pk").iterator()
    }


@contextmanager
def _room(draft: Path, recipients: Recipients) -> Iterator[Path]:
    """Yield where a copy of the database is written: what will be locked never lies open outside of the office."""
    if not recipients.keys:
        yield draft
        return
    with TemporaryDirectory(prefix="backup-", dir=settings.HOME.work) as room:
        yield Path(room)


def _laid(source: Path, target: Path, recipients: Recipients, draft: Path) -> File:
    """Bring a file into the backup, locked where it has recipients; returns it as the manifest names it."""
    if recipients.keys:
        target = target.with_name(target.name + LOCKED)
        recipients.lock(source, target)
    elif source != target:
        copy(source, target)
    return file_of(target, draft)


def _own_files(home: Path, draft: Path, names: tuple[str, ...], into: str, recipients: Recipients) -> list[File]:
    found = []
    for name in names:
        place = home / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                found.append(_laid(path, draft / into / path.relative_to(home), recipients, draft))
    return found


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _tell_audit(place: Path, manifest: Manifest) -> None:
    details = {
        "folder": str(place), "made_at": datetime.fromisoformat(manifest.made_at), "digest": manifest.digest,
        "rows": manifest.rows, "contents": manifest.contents, "lost": len(manifest.lost), "line": manifest.head.number,
    }  # fmt: skip
    with transaction.atomic():
        record(MAKE, by=PRODUCT, details=details)
