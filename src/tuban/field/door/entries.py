"""The log of a device goes up; receipts come back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.errors import PROBLEMS
from tuban.field.door.authentication import device_of
from tuban.workflow.evidence.devices import ByDevice
from tuban.workflow.evidence.log import MOST_BYTES, MOST_ENTRIES, Receipt, Sent, hashes_after, last_seq, missing_media
from tuban.workflow.survey.conflicts.queries import conflicts_of_device
from tuban.workflow.survey.receiving import receive

router = Router()


class EntryIn(Schema):
    """An entry as it was signed: its text, and the signature in base64."""

    text: str = Field(max_length=MOST_BYTES)
    signature: str = Field(max_length=100)


class EntriesIn(Schema):
    """Entries of one device, in any order."""

    entries: list[EntryIn] = Field(max_length=MOST_ENTRIES)


class FileState(Schema):
    """Whether a file that an entry names is here."""

    sha256: str
    state: Literal["safe", "missing"]


class ReceiptOut(Schema):
    """What the office says of an entry."""

    hash: str
    seq: int
    state: Literal["safe", "refused"]
    applied: Literal["yes", "waiting", "conflict", "no"]
    reason: str
    received_at: datetime | None
    media: list[FileState]


class ReceiptsOut(Schema):
    """A receipt for each entry, in the order they were sent."""

    receipts: list[ReceiptOut]
    server_time: datetime


class ConflictOut(Schema):
    """A fact of which the device and the office say different things."""

    patch: UUID
    fact: str
    base: str
    mine: str
    theirs: str
    state: Literal["open", "decided"]
    decided: str


class KeptOut(Schema):
    """What the office holds of a device."""

    last_seq: int
    hashes: list[str]
    missing_media: list[str]
    conflicts: list[ConflictOut]


@router.post("/entries", response={200: ReceiptsOut, **PROBLEMS})
def hand_in(request: HttpRequest, given: EntriesIn) -> ReceiptsOut:
    """Keep entries; the same entry again gets the receipt of the first time."""
    device = device_of(request)
    by = ByDevice(device, str(request.META.get("REMOTE_ADDR", "")))
    receipts = receive(device, [Sent(one.text, one.signature) for one in given.entries], by=by)
    return ReceiptsOut(receipts=[receipt_out(one) for one in receipts], server_time=timezone.now())


def receipt_out(one: Receipt) -> ReceiptOut:
    """Return a receipt as it is told."""
    told: dict[str, Any] = {"state": "safe" if one.is_safe else "refused", "applied": one.applied}
    return ReceiptOut(
        hash=one.hash, seq=one.seq, reason=one.reason, received_at=one.received_at,
        media=[FileState(sha256=name, state="safe" if is_safe else "missing") for name, is_safe in one.files.items()],
        **told,
    )  # fmt: skip


@router.get("/entries", response={200: KeptOut, **PROBLEMS})
def kept(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**62)] = 0) -> KeptOut:
    """Return what is kept of this device, so that a device that lost its receipts gets them again."""
    device = device_of(request)
    return KeptOut(
        last_seq=last_seq(device), hashes=[digest for _seq, digest in hashes_after(device, after)],
        missing_media=missing_media(device), conflicts=[ConflictOut(**one) for one in conflicts_of_device(device)],
    )  # fmt: skip
