"""Rescue files and packages of evidence, proved by what they hold themselves: no office is asked.

A bundle is a zip or the same as a folder. What is read of it is held to limits; nothing of it is unpacked.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.evidence.outside import is_hash
from tuban.workflow.scrutiny.proof.entries import Entry, breaks_of, gaps_of, place_of
from tuban.workflow.scrutiny.proof.verdicts import Proof, Verdict

RESCUE, PACKAGE = "tuban-rescue.json", "evidence.json"
VERSION = 1
_CHINA = timezone(timedelta(hours=8))
_MOST_LIST, _MOST_BYTES, _MOST_FILES, _PORTION = 256 << 20, 64 << 30, 20_000, 1 << 20


class BundleUnfit(TubanError):
    """«{name}» cannot be read as a rescue file or a package of evidence: {why}."""

    code = "scrutiny.bundle_unfit"
    hint = "Take it from the device or the office again; a file that was cut off on its way cannot be proved."


class Bundle(Protocol):
    """The files of a bundle."""

    name: str

    def names(self) -> list[str]:
        """Return the names of its files."""

    def opened(self, name: str) -> IO[bytes]:
        """Open one of them."""


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name

    def names(self) -> list[str]:
        return sorted(one.relative_to(self.folder).as_posix() for one in self.folder.rglob("*") if one.is_file())

    def opened(self, name: str) -> IO[bytes]:
        return (self.folder / PurePosixPath(name)).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        infos = archive.infolist()
        if len(infos) > _MOST_FILES or sum(one.file_size for one in infos) > _MOST_BYTES:
            raise BundleUnfit(name=name, why=_("it holds too much"))

    def names(self) -> list[str]:
        return sorted(one.filename for one in self.archive.infolist() if not one.is_dir())

    def opened(self, name: str) -> IO[bytes]:
        return self.archive.open(name)


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle | None]:
    """Open a bundle; None where the path is neither a zip nor a folder. Raises BundleUnfit."""
    if path.is_dir():
        yield _Folder(path)
    elif zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield _Zip(archive, path.name)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise BundleUnfit(name=path.name, why=str(error)) from error
    else:
        yield None


def digest_in(bundle: Bundle, name: str) -> str:
    """Return the SHA-256 of a file of a bundle."""
    digest = hashlib.sha256()
    with bundle.opened(name) as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
    return digest.hexdigest()


def listed(bundle: Bundle, name: str) -> dict[str, Any]:
    """Return the list of a bundle. Raises BundleUnfit."""
    with bundle.opened(name) as file:
        content = file.read(_MOST_LIST + 1)
    try:
        found = json.loads(content) if len(content) <= _MOST_LIST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise BundleUnfit(name=bundle.name, why=name)
    return found


def proofs_of_rescue(bundle: Bundle) -> list[Proof]:
    """Prove a rescue file: every file against the entry that names it, every entry against the key in the file."""
    told, held = listed(bundle, RESCUE), _Held(bundle)
    key = _key(told.get("public_key"))
    entries = [_entry(one) for one in _objects(told.get("entries"))]
    faults = {one.seq: fault for one in entries if (fault := one.fault(key))}
    found = [Proof(_("Log entry {seq}").format(seq=seq), Verdict.ALTERED, fault) for seq, fault in faults.items()]
    found += [Proof(_("Log"), Verdict.ALTERED, one) for one in breaks_of(entries)]
    doubts = _doubts(entries, key)
    wanted = {RESCUE}
    for entry in entries:
        for sha256 in entry.files():
            path = f"media/{sha256}"
            wanted.add(path)
            if entry.seq not in faults:
                found.append(held.proof(path, sha256, entry, doubts))
    return found + [Proof(name, Verdict.ABSENT, _("No log entry names this file.")) for name in held.beside(wanted)]


def proofs_of_package(bundle: Bundle) -> list[Proof]:
    """Prove a package of evidence: files against the list and the signed entries, lines of the audit against their
    digests."""
    told, held = listed(bundle, PACKAGE), _Held(bundle)
    found: list[Proof] = []
    for about in _objects(told.get("devices")):
        device, key = str(about.get("id")), _key(about.get("public_key"))
        held.devices[device] = about
        own = [_entry(row) for row in _objects(about.get("entries"))]
        held.entries |= {(device, row.seq): row for row in own}
        name = _("Log of «{device}»").format(device=about.get("name", ""))
        faults = [fault for row in own if (fault := row.fault(key))]
        found += [Proof(name, Verdict.ALTERED, fault) for fault in (*faults, *breaks_of(own))]
    wanted = {PACKAGE, *map(str, told.get("beside", ()))}
    for one in _objects(told.get("files")):
        if is_hash(one.get("sha256")):
            wanted.add(str(one.get("path")))
            found.append(held.listed(one))
    because = _("The list of the package does not name this file.")
    found += [Proof(name, Verdict.ABSENT, because) for name in held.beside(wanted)]
    for line in _objects(told.get("audit")):
        values = line.get("values")
        if digest_of_values(values) != line.get("digest"):
            number = values.get("number", "") if isinstance(values, dict) else ""
            name = _("Audit line {number}").format(number=number)
            found.append(Proof(name, Verdict.ALTERED, _("It is not as it was written.")))
    return found


@dataclass
class _Held:
    """What a bundle holds."""

    bundle: Bundle
    devices: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = set(self.bundle.names())

    def beside(self, wanted: set[str]) -> list[str]:
        """Return the files that nothing names."""
        return sorted(self.names - wanted)

    def listed(self, one: Mapping[str, Any]) -> Proof:
        """Prove a file that the list names, by the first entry that names it too."""
        if isinstance(one.get("copy_of"), dict):
            return self._copied(one, one["copy_of"])
        path, sha256, name = str(one.get("path")), str(one["sha256"]), str(one.get("name") or one.get("path"))
        found = self._vouching(one, sha256)
        if found is None:
            return replace(self.proof(path, sha256, None, (_unvouched(),)), name=name, facts=_added(one))
        if fault := found.entry.fault(found.key):
            return Proof(name, Verdict.ALTERED, fault, sha256)
        proof = self.proof(path, sha256, found.entry, _doubts([found.entry], found.key))
        return replace(proof, name=name, facts=found.facts(proof.facts))

    def _copied(self, one: Mapping[str, Any], original: Mapping[str, Any]) -> Proof:
        """Prove a public copy: its content against the list, and its original against the first entry that names it."""
        path, sha256, name = str(one.get("path")), str(one["sha256"]), str(one.get("name") or one.get("path"))
        photo, about = str(original.get("sha256")), one.get("copy")
        about = about if isinstance(about, dict) else {}
        proof = self.proof(path, sha256, None, ())
        if proof.verdict is not Verdict.UNTOUCHED:
            return replace(proof, name=name, copy_of=photo)
        found = self._vouching(one, photo)
        if found is not None and (fault := found.entry.fault(found.key)):
            return Proof(name, Verdict.ALTERED, fault, sha256, copy_of=photo)
        vouched = (*found.facts(_told(found.entry)),) if found is not None else _added(one)
        return Proof(
            name, Verdict.UNTOUCHED, because_copy(), sha256, (*_copy_facts(photo, about), *vouched),
            (*_copy_doubts(one, about), *(_doubts([found.entry], found.key) if found is not None else ())),
            copy_of=photo,
        )  # fmt: skip

    def _vouching(self, one: Mapping[str, Any], sha256: str) -> _Vouching | None:
        """Return the first entry that names a content, of those that the list refers to."""
        for reference in _objects(one.get("entries")):
            about = self.devices.get(str(reference.get("device")))
            entry = self.entries.get((str(reference.get("device")), reference.get("seq", 0)))
            if about is not None and entry is not None and sha256 in entry.files():
                return _Vouching(about, entry, reference)
        return None

    def proof(self, path: str, sha256: str, entry: Entry | None, doubts: tuple[str, ...]) -> Proof:
        """Prove a file against the checksum that it is named by."""
        if path not in self.names:
            return Proof(path, Verdict.ABSENT, _("It is named, but the file is not here."), sha256)
        if digest_in(self.bundle, path) != sha256:
            because = _("Its content is not the one that was named: the file was changed.")
            return Proof(path, Verdict.ALTERED, because, sha256)
        if entry is None:
            because = _("It is, byte by byte, the file that the list names.")
            return Proof(path, Verdict.UNTOUCHED, because, sha256, (), doubts)
        because = _("It is, byte by byte, the file that the device signed in its log.")
        return Proof(path, Verdict.UNTOUCHED, because, sha256, _told(entry), doubts)


@dataclass(frozen=True, slots=True)
class _Vouching:
    """An entry that names a content, with what the list says of its device and of when it came."""

    about: Mapping[str, Any]
    entry: Entry
    reference: Mapping[str, Any]

    @property
    def key(self) -> dict[str, str]:
        return _key(self.about.get("public_key"))

    def facts(self, own: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return who and when around what the entry itself says."""
        told = (
            (_("Taken by"), f"{self.about.get('person', '')}（{self.about.get('unit', '')}）"),
            (_("Device"), str(self.about.get("name") or "")), *own,
            (_("Received at"), _moment(self.reference.get("received_at"))),
        )  # fmt: skip
        return tuple((title, value) for title, value in told if value)


def _told(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what an entry says of the place and the time of a file."""
    told = (
        (_("Taken at"), _moment(entry.told.get("at"))), (_("Place"), place_of(entry)),
        (_("Log entry"), f"{entry.seq} · {entry.digest[:16]}…"),
    )  # fmt: skip
    return tuple((title, value) for title, value in told if value)


def _unvouched() -> str:
    return _("No device of the field vouches for it: before it was added, anything may have happened to it.")


def _added(one: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return (
        (_("Added by"), f"{one.get('added_by', '')}（{one.get('unit', '')}）"),
        (_("Added at"), _moment(one.get("added_at"))),
    )


def because_copy() -> str:
    """Return what is said of a public copy that is as it was confirmed."""
    return _(
        "It is, byte by byte, a public copy as a person confirmed it: not the photo itself, but made of it, with faces "
        "and number plates covered. The photo lies in the office."
    )


def _copy_facts(photo: str, about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    places = about.get("places")
    return (
        (_("Checksum of the photo"), photo),
        (_("Covered places"), str(len(places)) if isinstance(places, list) else "—"),
        (_("Confirmed by"), f"{about.get('confirmed_by', '')}（{about.get('unit', '')}）"),
        (_("Confirmed at"), _moment(about.get("at"))),
    )


def _copy_doubts(one: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[str, ...]:
    line = about.get("audit")
    line = line if isinstance(line, dict) else {}
    found = [
        _(
            "That it was made of this photo and that nothing else was changed is the word of the office: ask there for "
            "line {number} of the audit, digest {digest}, and for the photo."
        ).format(number=line.get("number", "—"), digest=str(line.get("digest", "—"))[:16])
    ]
    kept_back = _objects(one.get("kept_back"))
    if kept_back:
        found.append(
            _("The signed entry {seq} of the photo has a note written by hand and stays in the office.").format(
                seq=kept_back[0].get("seq", "—")
            )
        )
    elif not _objects(one.get("entries")):
        found.append(_unvouched())
    return tuple(found)


def _objects(told: Any) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _moment(told: Any) -> str:
    """Return a time as it is read in China, wherever it is read."""
    try:
        at = datetime.fromisoformat(str(told))
        return f"{at.astimezone(_CHINA) if at.tzinfo else at:%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return ""


def fingerprint(key: Mapping[str, str]) -> str:
    """Return by what people compare a key: the beginning of the digest of its two numbers."""
    return hashlib.sha256(f"{key.get('x', '')}.{key.get('y', '')}".encode()).hexdigest()[:16]


def keys_in(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Return the keys that a bundle proves itself by, by the identity of their devices."""
    names = bundle.names()
    if RESCUE in names:
        told = listed(bundle, RESCUE)
        return {str(told.get("device")): _key(told.get("public_key"))}
    told = listed(bundle, PACKAGE) if PACKAGE in names else {}
    return {str(one.get("id")): _key(one.get("public_key")) for one in _objects(told.get("devices"))}


def _doubts(entries: list[Entry], key: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for first, last in gaps_of(entries)[:1]:
        found.append(_("The entries {first} to {last} of the log are not in it.").format(first=first, last=last))
    found.append(
        _("It is proved by the key in the file, {key}: ask the office whether that is the key of the device.").format(
            key=fingerprint(key)
        )
    )
    return tuple(found)


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(str(told.get("text", "")), str(told.get("signature", "")), str(told.get("hash", "")))


def _key(told: Any) -> dict[str, str]:
    key = told if isinstance(told, dict) else {}
    return {"x": str(key.get("x", "")), "y": str(key.get("y", ""))}


def digest_of_values(values: Any) -> str:
    """Return the digest that a line of the audit of such values must bear."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
