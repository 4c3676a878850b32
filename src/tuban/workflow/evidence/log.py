"""The log of a device: entries are kept exactly as they were signed, once, whatever order they come in.

Nothing here asks what an entry means; that is the work of the survey, later. What is kept can be proved: every entry
names the hash of the one before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.identities import uuid_of
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.clocks import Clock, likely_times
from tuban.workflow.evidence.devices import ByDevice
from tuban.workflow.evidence.models import Device, LogEntry, LogFile
from tuban.workflow.evidence.outside import HASH_LENGTH, clean, is_hash
from tuban.workflow.evidence.pieces import IS_SAFE
from tuban.workflow.evidence.signatures import fits

MOST_ENTRIES = 200
MOST_BYTES = 2 << 20
VERSION = 1
_LONGEST_KIND = 24
_MOST_SEQ = 2**62
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry as it came: its text and its signature."""

    text: str
    signature: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the office says of an entry. ``is_safe`` means: exactly these bytes are kept."""

    hash: str
    seq: int
    is_safe: bool
    applied: str = LogEntry.Applied.NO
    reason: str = ""
    received_at: datetime | None = None
    files: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """The receipts, in the order of what was sent, and how many entries were new."""

    receipts: tuple[Receipt, ...]
    new: int


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry whose text says what it must say to be kept."""

    sent: Sent
    hash: str
    seq: int
    entry: UUID
    previous: str
    kind: str
    patch: UUID | None
    visit: UUID | None
    clock: Clock
    files: tuple[dict[str, Any], ...]


@policy
def may_hand_in(by: ByDevice, device: Device) -> str:
    """Why not: a device hands in its own log, also when it may take nothing any more."""
    return "" if by.device.pk == device.pk else _("A device hands in its own log.")


@action("evidence.hand_in", policy=may_hand_in, secrets=("sent",))
def hand_in(device: Device, *, by: ByDevice, sent: Sequence[Sent]) -> Handed:
    """Keep what a device sent; what is kept already gets the receipt of the first time. Returns a receipt for each."""
    device.refresh_from_db(fields=["whole_to"], from_queryset=Device.objects.select_for_update(no_key=True))
    read = [_read(device, one) for one in sent]
    numbers = {one.seq for one in read if isinstance(one, _Read)}
    kept = {one.seq: one for one in LogEntry.objects.filter(device=device, seq__in=numbers).defer("text", "outcome")}
    new: dict[int, _Read] = {}
    for one in read:
        if isinstance(one, _Read) and one.seq not in kept:
            new.setdefault(one.seq, one)
    made = _keep(device, [new[seq] for seq in sorted(new)])
    kept.update({row.seq: row for row in made})
    if made:
        _count_whole(device)
        device.save(update_fields=["whole_to"])
        note(entries=len(made), first=made[0].seq, last=made[-1].seq, last_hash=made[-1].hash)
    safe = _files_safe([row.pk for row in kept.values()])
    return Handed(tuple(_receipt(one, kept, safe) for one in read), len(made))


def _receipt(one: _Read | Receipt, kept: Mapping[int, LogEntry], safe: Mapping[int, dict[str, bool]]) -> Receipt:
    if isinstance(one, Receipt):
        return one
    row = kept[one.seq]
    if row.hash != one.hash:
        return Receipt(
            one.hash, one.seq, is_safe=False,
            reason=_("Another entry of the number {seq} is kept already.").format(seq=one.seq),
        )  # fmt: skip
    return receipt_of(row, safe.get(row.pk, {}))


def receipt_of(row: LogEntry, files: Mapping[str, bool]) -> Receipt:
    """Return the receipt of a kept entry."""
    applied = LogEntry.Applied.NO if row.applied == LogEntry.Applied.ASIDE else row.applied
    return Receipt(row.hash, row.seq, True, applied, row.reason, row.received_at, files)


class _NotKept(Exception):
    """An entry that cannot be kept as one of this device, and why."""

    def __init__(self, reason: str, seq: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.seq = reason, seq


def _read(device: Device, sent: Sent) -> _Read | Receipt:
    """Return an entry as it can be kept, or why it cannot."""
    content = sent.text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(content).hexdigest()
    try:
        told = _object(sent.text)
        return _fit(device, sent, told, content, digest)
    except _NotKept as reason:
        return Receipt(digest, reason.seq, is_safe=False, reason=reason.reason)


def _object(text: str) -> dict[str, Any]:
    try:
        text.encode("utf-8")
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise _NotKept(_("The text is no JSON.")) from None
    if not isinstance(told, dict) or told.get("v") != VERSION:
        raise _NotKept(_("The text is no entry of version {version}.").format(version=VERSION))
    return told


def _fit(device: Device, sent: Sent, told: Mapping[str, Any], content: bytes, digest: str) -> _Read:
    seq = told.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < _MOST_SEQ:
        raise _NotKept(_("The entry has no number."))
    if uuid_of(told.get("device")) != device.pk:
        raise _NotKept(_("The entry is of another device."), seq)
    entry, kind, previous = uuid_of(told.get("id")), told.get("kind"), told.get("previous")
    if entry is None or not isinstance(kind, str) or not isinstance(previous, str) or len(previous) > HASH_LENGTH:
        raise _NotKept(_("The entry does not say what it is."), seq)
    if "\x00" in sent.text + kind + previous:
        raise _NotKept(_("The text holds a character that no text can hold (NUL)."), seq)
    if not fits(device.public_key, sent.signature, content):
        raise _NotKept(_("The signature does not fit the device."), seq)
    return _Read(
        sent, digest, seq, entry, previous, kind[:_LONGEST_KIND], uuid_of(told.get("patch")),
        uuid_of(told.get("visit")), Clock.of(told), tuple(_files_named(told.get("body"))),
    )  # fmt: skip


def _files_named(body: Any) -> list[dict[str, Any]]:
    if not isinstance(body, dict):
        return []
    named = [body["media"]] if isinstance(body.get("media"), dict) else []
    if isinstance(body.get("receiver_file"), str):
        named.append({"sha256": body["receiver_file"]})
    return [
        {
            "sha256": one["sha256"], "size": one["bytes"] if isinstance(one.get("bytes"), int) else 0,
            "media_type": clean(one.get("type"), 100), "name": clean(one.get("name"), 200),
        }
        for one in named
        if is_hash(one.get("sha256"))
    ]  # fmt: skip


def _keep(device: Device, new: Sequence[_Read]) -> list[LogEntry]:
    if not new:
        return []
    now = timezone.now()
    before = LogEntry.objects.filter(device=device, seq__lt=new[0].seq).order_by("-seq").first()
    anchor = (Clock.of(json.loads(before.text)), before.likely_at) if before is not None else None
    likely = likely_times([one.clock for one in new], received=now, before=anchor)
    rows = LogEntry.objects.bulk_create(
        LogEntry(
            device=device, seq=one.seq, entry=one.entry, hash=one.hash, previous=one.previous, text=one.sent.text,
            signature=one.sent.signature, kind=one.kind, patch=one.patch, visit=one.visit,
            at=one.clock.at, likely_at=at, received_at=now,
        )
        for one, at in zip(new, likely, strict=True)
    )  # fmt: skip
    LogFile.objects.bulk_create(
        LogFile(log_entry=row, **named) for row, one in zip(rows, new, strict=True) for named in one.files
    )
    return rows


def _count_whole(device: Device) -> None:
    """Move on the last entry before which none is missing."""
    later = LogEntry.objects.filter(device=device, seq__gt=device.whole_to).order_by("seq")
    for seq in later.values_list("seq", flat=True).iterator(_AT_ONCE):
        if seq != device.whole_to + 1:
            return
        device.whole_to = seq


def _files_safe(entries: Sequence[int]) -> dict[int, dict[str, bool]]:
    named = LogFile.objects.filter(log_entry__in=entries).annotate(is_safe=IS_SAFE)
    found: dict[int, dict[str, bool]] = {}
    for key, sha256, is_safe in named.values_list("log_entry_id", "sha256", "is_safe"):
        found.setdefault(key, {})[sha256] = is_safe
    return found


@dataclass(frozen=True, slots=True)
class Chain:
    """How the log of a device stands: how many entries, the last of them, where its chain breaks (the number of the
    entry that does not follow, and why), which numbers are missing."""

    entries: int
    last_seq: int
    last_hash: str
    breaks: tuple[tuple[int, str], ...]
    gaps: tuple[tuple[int, int], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing and nothing was altered."""
        return not self.breaks and not self.gaps


def chain_of(device: Device) -> Chain:
    """Read the whole log of a device again: every text against its hash and signature, every hash against the next."""
    count, seq, digest = 0, 0, ""
    breaks: list[tuple[int, str]] = []
    gaps: list[tuple[int, int]] = []
    rows = LogEntry.objects.filter(device=device).order_by("seq")
    for row in rows.only("seq", "hash", "previous", "text", "signature").iterator(_AT_ONCE):
        content = row.text.encode("utf-8")
        if hashlib.sha256(content).hexdigest() != row.hash:
            breaks.append((row.seq, _("its text is not the one that was signed")))
        if not fits(device.public_key, row.signature, content):
            breaks.append((row.seq, _("its signature does not fit the device")))
        if row.seq != seq + 1:
            gaps.append((seq + 1, row.seq - 1))
        elif row.previous != digest:
            breaks.append((row.seq, _("it does not follow the entry before")))
        count, seq, digest = count + 1, row.seq, row.hash
    return Chain(count, seq, digest, tuple(breaks), tuple(gaps))


def hashes_after(device: Device, seq: int) -> list[tuple[int, str]]:
    """Return number and hash of the entries that are kept of a device after a number."""
    return list(
        LogEntry.objects.filter(device=device, seq__gt=seq).order_by("seq").values_list("seq", "hash")[:_AT_ONCE]
    )


def missing_media(device: Device) -> list[str]:
    """Return the files that the log of a device names and that it did not hand in whole."""
    named = LogFile.objects.filter(~IS_SAFE, log_entry__device=device).order_by()
    return sorted(set(named.values_list("sha256", flat=True)))


def entries_of(device: Device) -> QuerySet[LogEntry]:
    """Return the log of a device, in its order."""
    return LogEntry.objects.filter(device=device).order_by("seq")


def last_seq(device: Device) -> int:
    """Return the highest number that is kept of a device."""
    return LogEntry.objects.filter(device=device).order_by("-seq").values_list("seq", flat=True).first() or 0
