"""The rescue file (抢救包): what a device could not send over the line, brought to the office as one ZIP.

It is read whole before anything of it is taken, within bounds, and then goes the way of everything else.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.values.identities import uuid_of
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.devices import ByDevice, Device, device_named
from tuban.workflow.evidence.log import MOST_ENTRIES, Receipt, Sent
from tuban.workflow.evidence.outside import is_hash
from tuban.workflow.evidence.pieces import LARGEST_FILE, FileDamaged, media_for, take_whole
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.policies import outside
from tuban.workflow.patches.policies import works_on_patches
from tuban.workflow.survey.receiving import apply_soon, receive

LOG = "tuban-rescue.json"
FOLDER = "media/"
VERSION = 1
LARGEST = 16 << 30
_LARGEST_LOG = 256 << 20
_MOST_MEMBERS = 20_000
_MOST_TOLD = 200_000
_PORTION = 1 << 20
_LONGEST_TEXT = 2 << 20


class RescueUnfit(TubanError):
    """This is no rescue file that can be taken: {why}. Nothing of it was taken."""

    code = "survey.rescue_unfit"
    hint = "Write the rescue file once more on the device; do not unpack it or change it on the way."


@dataclass(frozen=True, slots=True)
class Rescued:
    """What came of a rescue file: the receipts, files that are safe now, files that were damaged or are missing."""

    device: Device
    receipts: tuple[Receipt, ...]
    safe: tuple[str, ...]
    damaged: tuple[str, ...]


def may_take_rescue_at_all(by: Acting) -> str:
    """Return why somebody takes no rescue file of whatever device; empty where they do."""
    if works_on_patches(by):
        return ""
    return _("Rescue files are taken by those who work on patches, not by a {role}.").format(role=by.role.label)


@policy
def may_take_rescue(by: Acting, device: Device) -> str:
    """Why not: a rescue file is taken by those who work on patches, of devices of the areas of their unit."""
    own = device.person_id == by.person_id
    return may_take_rescue_at_all(by) or ("" if own else outside(by, device.post.unit))


def take_rescue(file: Any, *, by: Acting) -> Rescued:
    """Take a rescue file, given as an open file of bytes. Raises RescueUnfit, Refused."""
    with _opened(file) as archive:
        names = _members(archive)
        told = _log_of(archive)
        device = _device_of(told)
        sent = _sent_of(told)
        _begin(device, by=by, entries=len(sent), files=len(names))
        safe, damaged = _take_files(archive, names, device)
    receipts: list[Receipt] = []
    as_device = ByDevice(device, by.address)
    for at in range(0, len(sent), MOST_ENTRIES):
        receipts += receive(device, sent[at : at + MOST_ENTRIES], by=as_device)
    if safe:
        apply_soon()
    return Rescued(device, tuple(receipts), tuple(safe), tuple(damaged))


@action("survey.take_rescue", policy=may_take_rescue)
def _begin(device: Device, *, by: Acting, entries: int, files: int) -> Device:
    """Write down who took the rescue file of whose device."""
    note(device=str(device.pk), of=device.person.name)
    return device


def _opened(file: Any) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RescueUnfit(why=_("it is no whole ZIP")) from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files that it holds, all of them named and sized as they must be."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise RescueUnfit(why=_("it holds too many files"))
    files, names = [], set()
    for one in members:
        if one.filename in names:
            raise RescueUnfit(why=_("«{name}» is in it twice").format(name=one.filename[:80]))
        names.add(one.filename)
        if one.flag_bits & 1:
            raise RescueUnfit(why=_("it is encrypted"))
        if one.filename in (LOG, FOLDER):
            continue
        if not (one.filename.startswith(FOLDER) and is_hash(one.filename.removeprefix(FOLDER))):
            raise RescueUnfit(why=_("«{name}» does not belong in it").format(name=one.filename[:80]))
        if one.file_size > LARGEST_FILE:
            raise RescueUnfit(why=_("«{name}» is too large").format(name=one.filename[:80]))
        files.append(one)
    if LOG not in names:
        raise RescueUnfit(why=_("«{name}» is missing").format(name=LOG))
    if sum(one.file_size for one in members) > LARGEST:
        raise RescueUnfit(why=_("unpacked it is too large"))
    return files


def _log_of(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    try:
        with archive.open(LOG) as member:
            content = member.read(_LARGEST_LOG + 1)
        if len(content) > _LARGEST_LOG:
            raise RescueUnfit(why=_("«{name}» is too large").format(name=LOG))
        told = json.loads(content)
    except (ValueError, RecursionError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
        raise RescueUnfit(why=_("«{name}» cannot be read").format(name=LOG)) from None
    if not isinstance(told, Mapping) or told.get("version") != VERSION:
        raise RescueUnfit(why=_("it is of another version"))
    return told


def _device_of(told: Mapping[str, Any]) -> Device:
    key = uuid_of(told.get("device"))
    found = Device.objects.filter(pk=key).first() if key is not None else None
    if found is None:
        raise RescueUnfit(why=_("its device is not registered here"))
    given = told.get("public_key")
    own = found.public_key
    if not isinstance(given, Mapping) or any(given.get(name) != own[name] for name in ("x", "y")):
        raise RescueUnfit(why=_("its key is not the one of the device «{name}»").format(name=found.name))
    return device_named(found.pk)


def _sent_of(told: Mapping[str, Any]) -> Sequence[Sent]:
    entries = told.get("entries")
    if not isinstance(entries, list) or len(entries) > _MOST_TOLD:
        raise RescueUnfit(why=_("its entries cannot be read"))
    sent = []
    for one in entries:
        text, signature = (one.get("text"), one.get("signature")) if isinstance(one, Mapping) else (None, None)
        if not isinstance(text, str) or not isinstance(signature, str) or len(text) > _LONGEST_TEXT:
            raise RescueUnfit(why=_("its entries cannot be read"))
        sent.append(Sent(text, signature))
    return sent


def _take_files(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], device: Device
) -> tuple[list[str], list[str]]:
    folder: Path = settings.HOME.uploads / "field"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    safe, damaged = [], []
    for one in members:
        name = one.filename.removeprefix(FOLDER)
        known = media_for(device, name)
        if known is not None and known.state == known.State.SAFE:
            safe.append(name)
            continue
        with tempfile.NamedTemporaryFile(dir=folder, prefix="rescue-") as draft:
            try:
                _unpack(archive, one, draft)
                take_whole(device, name, Path(draft.name))
            except (FileDamaged, zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
                damaged.append(name)
            else:
                safe.append(name)
    return safe, damaged


def _unpack(archive: zipfile.ZipFile, one: zipfile.ZipInfo, draft: Any) -> None:
    """Unpack a member, never more than it says it holds."""
    left = one.file_size
    with archive.open(one) as member:
        while portion := member.read(_PORTION):
            left -= len(portion)
            if left < 0:
                raise FileDamaged
            draft.write(portion)
    draft.flush()
