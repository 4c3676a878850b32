"""Receipts: what became of a package goes back to its sender as a package of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tuban.exchange.manifest import Manifest, Round
from tuban.exchange.sealing import seal
from tuban.workflow.exchange.contents import content_of
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.packing import KeysMissing, keep, manifest_of
from tuban.workflow.exchange.queries import card_of, keys_of
from tuban.workflow.exchange.words import Brings, State, Way
from tuban.workflow.organisations.acting import Acting


def acknowledge(package: Package, by: Acting, outcome: str, reason: str = "") -> Package:
    """Make the receipt of a package that was taken in (``outcome`` taken) or laid aside (``aside``), once."""
    made = package.receipts.first()
    if made is not None:
        return made
    keys = keys_of(package.unit, card_of(package.peer).suite) if package.peer is not None else None
    if keys is None or package.peer is None:
        raise KeysMissing(unit=package.unit.name)
    receipt = Package(
        unit=package.unit, peer=package.peer, way=Way.OUT, brings=Brings.ACKNOWLEDGEMENT, state=State.MAKING,
        by=by.person, answers=package, name="",
    )  # fmt: skip
    told = package.manifest["campaign"]
    about = {
        "digest": package.digest, "brings": package.brings, "sequence": package.sequence, "outcome": outcome,
        "reason": reason, "by": by.person_name, "at": timezone.localtime().isoformat(timespec="seconds"),
    }  # fmt: skip
    manifest = manifest_of(
        receipt, keys, campaign=Round(**told), pieces=[], sequence=0, previous="", about=about
    )  # fmt: skip
    settings.HOME.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="receipt-", dir=settings.HOME.work) as scratch:
        into = Path(scratch) / "receipt.tbx"
        seal(manifest, {}, into, keys=keys, recipient=card_of(package.peer))
        receipt.save(force_insert=True)
        keep(receipt, manifest, into)
    return receipt


def take_receipt(package: Package, manifest: Manifest) -> bool:
    """Enter what a receipt says of a package that was made here; False where it names none of ours to its sender.

    The first receipt stands; another one changes nothing.
    """
    told: dict[str, Any] = dict(manifest.about)
    ours = Package.objects.select_for_update().filter(
        unit=package.unit, peer=package.peer, way=Way.OUT, digest=str(told.get("digest", ""))
    )  # fmt: skip
    row = ours.exclude(brings=Brings.ACKNOWLEDGEMENT).first()
    if row is None or told.get("outcome") not in ("taken", "aside"):
        return False
    package.answers = row
    if row.state == State.READY:
        row.state = State.ANSWERED
        row.about = {**row.about, **{name: str(told.get(name, ""))[:300] for name in ("outcome", "reason", "by", "at")}}
        row.version += 1
        row.save(update_fields=["state", "about", "version"])
        content_of(row.brings).answered(row)
    return True
