"""Brings an office back from a backup into a new folder, and proves what came.

The new folder is made beside its place and takes it at the end: a restore that was interrupted never looks like an
office.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tuban.values.language import gettext as _
from tuban.workflow.backup.copying import Tell, copy, untold
from tuban.workflow.backup.folder import Folder
from tuban.workflow.backup.locking import Identities, Recipients
from tuban.workflow.backup.manifest import LOCKED, SPATIALITE, Content, Manifest, read_contents, read_manifest
from tuban.workflow.backup.refusals import (
    AnotherEngine,
    BackupIsNewer,
    Damaged,
    DatabaseHoldsData,
    HomeHoldsData,
    KeyNeeded,
)

if TYPE_CHECKING:
    from tuban.workflow.backup.databases import Seen

RESTORE = "backup.restore"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the report: what was looked at, whether it is as it should be, what was seen."""

    title: str
    is_well: bool
    words: str


@dataclass(slots=True)
class Restored:
    """An office that was brought back, and the steps of its report in their order."""

    manifest: Manifest
    steps: list[Step] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every step is as it should be."""
        return all(one.is_well for one in self.steps)

    def add(self, title: str, is_well: bool, words: str) -> None:
        """Add a step."""
        self.steps.append(Step(title, is_well, words))


def check_place(home: Path) -> None:
    """Raise HomeHoldsData where something lies."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise HomeHoldsData(folder=home)


@contextmanager
def place_for(home: Path) -> Iterator[Path]:
    """Yield the folder in which an office is laid out; it takes the place of ``home`` when the block ends well, else it
    goes away. Raises HomeHoldsData."""
    check_place(home)
    draft = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)  # left by one that was interrupted
    try:
        draft.mkdir(mode=0o700, parents=True)
        yield draft
        if home.exists():
            home.rmdir()
        draft.rename(home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def lay_out_files(backup: Path, draft: Path, *, identities: Identities | None = None) -> None:
    """Bring the office's own files, before it is opened: its secret is read when it opens. ``identities`` are for a
    backup that is locked."""
    for into in ("own", "secrets"):
        for path in sorted((backup / into).rglob("*")):
            if path.is_file():
                name = path.relative_to(backup / into)
                if identities is not None:
                    name = name.with_name(name.name.removesuffix(LOCKED))
                _let_out(path, draft / name, identities)


def key_for(backup: Path, identities: Identities | None) -> Identities | None:
    """Return the key that a backup is opened with, None where it lies open. Raises Unreadable, KeyNeeded, WrongKey."""
    recipients = Recipients(read_manifest(backup).recipients)
    if not recipients.keys:
        return None
    if identities is None:
        raise KeyNeeded(name=backup.name, keys=", ".join(recipients.keys))
    identities.demand(recipients, backup.name)
    return identities


def _let_out(source: Path, target: Path, identities: Identities | None, *, wanted: str = "") -> str:
    """Copy a file out of a backup, opened where there is a key to it; returns the SHA-256 of what came."""
    if identities is None:
        return copy(source, target, wanted=wanted)
    return identities.unlock(source, target, wanted=wanted)


def restore(
    backup: Path, *, layers: Path | None = None, identities: Identities | None = None, is_verified: bool = True,
    tell: Tell = untold,
) -> Restored:  # fmt: skip
    """Bring database and store into the office that is open, which is new. ``layers`` is a store or a folder in which
    layers lie that the backup only names; ``identities`` open what is locked.

    Raises AnotherEngine, BackupIsNewer, Damaged, DatabaseHoldsData, ToolMissing, ToolFailed.
    """
    from django.conf import settings
    from django.core.management import call_command

    from tuban.workflow.backup import databases

    manifest = read_manifest(backup)
    here = databases.engine()
    if here != manifest.engine:
        raise AnotherEngine(backup=manifest.engine, here=here)
    _refuse_newer(manifest)
    if here != SPATIALITE and len(databases.tables()) > 1:
        raise DatabaseHoldsData
    answer = Restored(manifest)
    tell(_("Copying the database"), 0, 0)
    source = backup / (databases.FILES[manifest.engine] + (LOCKED if manifest.recipients else ""))
    if manifest.engine == SPATIALITE:
        is_whole = bool(_let_out(source, settings.HOME.database, identities))
    else:
        with TemporaryDirectory(prefix="restore-", dir=settings.HOME.work) as room:
            plain = Path(room) / databases.FILES[manifest.engine] if identities else source
            is_whole = identities is None or bool(identities.unlock(source, plain))
            if is_whole:
                databases.read_in(plain)
    if not is_whole:
        raise Damaged(name=backup.name, what=source.name)
    _count(answer, databases.seen_here())
    call_command("migrate", verbosity=0, interactive=False)
    _tell_migrations(answer, databases.seen_here())
    held = _bring_contents(answer, backup, settings.HOME.store, layers=layers, identities=identities, tell=tell)
    if is_verified:
        _prove(answer, held, tell)
    _tell_audit(manifest)
    return answer


def _refuse_newer(manifest: Manifest) -> None:
    from django.db.migrations.loader import MigrationLoader

    from tuban import __version__

    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    known |= {f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        more = " …" if len(unknown) > _NAMED else ""
        raise BackupIsNewer(edition=manifest.edition, here=__version__, what=", ".join(unknown[:_NAMED]) + more)


def _count(answer: Restored, seen: Seen) -> None:
    wanted = answer.manifest.counts
    other = sorted(name for name, count in wanted.items() if seen.counts.get(name) != count)
    words = _("{rows} rows in {count} tables, as the manifest counts them.").format(
        rows=answer.manifest.rows, count=len(wanted)
    )
    if other:
        words = _("Counted otherwise than in the manifest: {names}.").format(names=", ".join(other[:_NAMED]))
    answer.add(_("Rows"), not other, words)


def _tell_migrations(answer: Restored, seen: Seen) -> None:
    more = len(set(seen.migrations) - set(answer.manifest.migrations))
    words = _("They are those of this edition.")
    if more:
        words = _("The backup was of edition {edition}; {count} changes of this edition were made to it.").format(
            edition=answer.manifest.edition, count=more
        )
    answer.add(_("Tables"), True, words)


def _bring_contents(
    answer: Restored, backup: Path, store: Path, *, layers: Path | None, identities: Identities | None, tell: Tell
) -> set[str]:
    """Copy the store; every file is hashed on its way. Returns the checksums that are here."""
    source = Folder(backup.parent).store_of(Recipients(answer.manifest.recipients))
    here: set[str] = set()
    wrong: list[str] = []
    absent: list[str] = []
    count = size = 0
    for number, content in enumerate(read_contents(backup), start=1):
        tell(_("Copying files"), number, answer.manifest.contents)
        origin = source / content.place if content.is_held else _layer_in(layers, content)
        key = identities if content.is_held else None
        if origin is None or not origin.is_file():
            (wrong if content.is_held else absent).append(content.name)
        elif _let_out(origin, store / content.name, key, wanted=content.checksum) != content.checksum:
            wrong.append(content.name)
        else:
            here.add(content.checksum)
            count, size = count + 1, size + content.size
    words = _("{count} files ({size} MB) were copied, and each has the SHA-256 of its name.").format(
        count=count, size=round(size / 10**6)
    )
    if wrong:
        words += _(" {count} are missing or damaged: {names}.").format(
            count=len(wrong), names=", ".join(wrong[:_NAMED])
        )
    answer.add(_("Evidence and other files"), not wrong, words)
    _tell_layers(answer, absent)
    return here


def _layer_in(layers: Path | None, content: Content) -> Path | None:
    """Return where a layer lies that was only named: in a store, or loose in a folder under its name there."""
    if layers is None:
        return None
    places = (layers / content.name, layers / "store" / content.name, layers / Path(content.name).name)
    return next((one for one in places if one.is_file()), None)


def _tell_layers(answer: Restored, absent: list[str]) -> None:
    named = {one.name: one for one in answer.manifest.layers}
    if not named:
        return
    words = _("All {count} layers are here.").format(count=len(named))
    if absent:
        told = "; ".join(
            f"{named[name].title} ({named[name].source_file}, SHA-256 {named[name].source_checksum[:12]}…)"
            for name in absent[:_NAMED] if name in named
        )  # fmt: skip
        words = _(
            "{count} of {total} layers are only named in the backup and are not here: {names}. Copy their files into "
            "store/ of the new folder, or restore again with --layers FOLDER."
        ).format(count=len(absent), total=len(named), names=told + (" …" if len(absent) > _NAMED else ""))
    answer.add(_("Layers"), not absent, words)


def _prove(answer: Restored, here: set[str], tell: Tell) -> None:
    for title, words, look in (
        (_("Audit"), _("Reading the audit"), _audit), (_("Files named by rows"), _("Looking for files"), _named),
        (_("Sealed results"), _("Filling sealed forms again"), _seals),
    ):  # fmt: skip
        tell(words, 0, 0)
        is_well, told = look(answer.manifest, here)
        answer.add(title, is_well, told)


Looked = Callable[[Manifest, set[str]], tuple[bool, str]]


def _audit(manifest: Manifest, _here: set[str]) -> tuple[bool, str]:
    from tuban.workflow.audit.recording import verify

    proof = verify(most_breaks=1)
    if not proof.holds:
        return False, _("The chain breaks at line {number}: {what}.").format(
            number=proof.breaks[0].number, what=proof.breaks[0].what
        )
    if (proof.lines, proof.digest) != (manifest.head.number, manifest.head.digest):
        return False, _("The chain holds, but it ends otherwise than the manifest says.")
    return True, _("All {count} lines follow one another to the last one that the manifest names, {digest}…").format(
        count=proof.lines, digest=proof.digest[:16]
    )


def _named(manifest: Manifest, here: set[str]) -> tuple[bool, str]:
    from tuban.workflow.backup.named import missing

    known = {*manifest.lost, *(Content(one.name, 0).checksum for one in manifest.layers)}
    looked, lost = missing(here | known)
    if lost:
        told = ", ".join(f"{one.kind} {len(one.names)} ({one.names[0][:12]}…)" for one in lost)
        return False, _("Not in the store: {what}.").format(what=told)
    if manifest.lost:
        return False, _("{count} files were lost in the office already when the backup was made: {names}.").format(
            count=len(manifest.lost), names=", ".join(manifest.lost[:_NAMED])
        )
    words = _("All {count} files that rows name are in the store.").format(count=looked)
    if any(Content(one.name, 0).checksum not in here for one in manifest.layers):
        words = _("All {count} files that rows name are in the store, but for layers that are told above.").format(
            count=looked
        )
    return True, words


def _seals(_manifest: Manifest, _here: set[str]) -> tuple[bool, str]:
    from tuban.workflow.submission.refilling import refill_all

    told = refill_all()
    if told.faults:
        return False, _("{count} sealed results do not fill their forms again: {what}").format(
            count=len(told.faults), what=" ".join(told.faults[:_NAMED])
        )
    words = _("{count} sealed results fill their forms again, byte for byte.").format(count=told.same)
    if told.of_another_lawbook:
        words += _(" {count} are of another edition of the law and were not filled again.").format(
            count=told.of_another_lawbook
        )
    return True, words


def _tell_audit(manifest: Manifest) -> None:
    from django.db import transaction

    from tuban.workflow.audit.recording import PRODUCT, record

    with transaction.atomic():
        record(RESTORE, by=PRODUCT, details={"made_at": manifest.made_at, "digest": manifest.digest})
