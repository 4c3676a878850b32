"""What other tools brought (QField, field sheets, cameras), as the log of a device that the office keeps: it goes the
same way as over the line, with the same receipts, merging and proof.

The key of such a device is made of the secret of the office, the person and the tool: the same tool handed in again by
the same person goes on with the same log. The log proves what the office took in, not what happened in the field.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from django.conf import settings
from django.utils import timezone

from tuban.workflow.evidence.devices import ByDevice, register_device
from tuban.workflow.evidence.log import MOST_ENTRIES, Receipt, Sent, last_seq
from tuban.workflow.evidence.media import media_of
from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.evidence.pieces import take_whole
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.survey.receiving import receive

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points the curve P-256 has (FIPS 186-4, D.1.2.3)."""

_BYTES = 32


class OfficeLog:
    """The log of one tool of one person. ``add`` writes an entry unless one of the same ``identity`` was handed in."""

    def __init__(self, tool: str, name: str, *, by: Acting) -> None:
        """``tool`` names where the content comes from, for ever; ``name`` is what people read. Raises Refused."""
        self._key = _key_of(f"{by.person_id} {tool}")
        public = _public(self._key)
        known = Device.objects.filter(person=by.person_id, public_key=public).first()
        self.device = known or register_device(by=by, name=name, public_key=public).device
        self._by = by
        self._seq = last_seq(self.device)
        last = LogEntry.objects.filter(device=self.device, seq=self._seq).values_list("hash", flat=True).first()
        self._last = last or ""
        self._known = set(LogEntry.objects.filter(device=self.device).values_list("entry", flat=True))
        self._waiting: list[Sent] = []
        self.receipts: list[Receipt] = []

    def identity(self, *told: object) -> UUID:
        """Return an identity that the same content has again."""
        return uuid5(self.device.pk, json.dumps(told, default=str, sort_keys=True))

    def add(
        self, kind: str, body: Mapping[str, Any], identity: UUID, *, patch: UUID | str | None = None,
        at: datetime | None = None,
    ) -> bool:  # fmt: skip
        """Write an entry; returns False where it was handed in already. ``at`` is when it happened, where known."""
        if identity in self._known:
            return False
        self._known.add(identity)
        self._seq += 1
        told = {
            "v": 1, "id": str(identity), "device": str(self.device.pk), "seq": self._seq, "previous": self._last,
            "at": (at or timezone.now()).isoformat(), "person": str(self._by.person_id),
            "patch": None if patch is None else str(patch), "visit": None, "kind": kind, "body": body,
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False)
        self._last = hashlib.sha256(text.encode()).hexdigest()
        self._waiting.append(Sent(text, _signature(self._key, text)))
        if len(self._waiting) >= MOST_ENTRIES:
            self.hand_in()
        return True

    def keep(self, path: Path, *, name: str) -> dict[str, Any]:
        """Keep a file; returns it as an entry names it. Raises KindNotTaken, PictureUnreadable."""
        media_of(path, name)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        media = take_whole(self.device, sha256, path, name=name)
        return {"sha256": sha256, "bytes": media.size, "type": media.media_type, "name": name}

    def hand_in(self) -> None:
        """Hand in what was written since the last time."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.receipts += receive(self.device, waiting, by=ByDevice(self.device, self._by.address))


def told_before(device: Device) -> dict[tuple[str, str], str]:
    """Return what a device said last of each (patch, fact), as typed."""
    said: dict[tuple[str, str], str] = {}
    rows = LogEntry.objects.filter(device=device, kind="facts.told").order_by("seq")
    for text in rows.values_list("text", flat=True):
        entry = json.loads(text)
        for change in entry["body"]["changes"]:
            said[entry["patch"], change["fact"]] = change["new"]
    return said


def _key_of(what: str) -> ec.EllipticCurvePrivateKey:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"tuban.field-log {what}".encode(), hashlib.sha512).digest()
    return ec.derive_private_key(int.from_bytes(digest, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _public(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    x, y = (
        base64.urlsafe_b64encode(one.to_bytes(_BYTES, "big")).decode().rstrip("=") for one in (numbers.x, numbers.y)
    )
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _signature(key: ec.EllipticCurvePrivateKey, text: str) -> str:
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return base64.b64encode(r.to_bytes(_BYTES, "big") + s.to_bytes(_BYTES, "big")).decode()
