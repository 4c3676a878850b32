"""How a document stands: what it says, its chain with who signed when and what, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuban.workflow.signoff.cells import Cell, Difference, cells_of, differences
from tuban.workflow.signoff.law import voiding_parts
from tuban.workflow.signoff.models import VALID, Document, Signature, Snapshot, Step

SHORT = 16
"""So many signs of a digest are enough to find what it belongs to; fewer are no proof of having seen it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature as people read it: 甲, or 甲 代 乙; ``changed`` are the cells that differ since they signed."""

    signature: Signature
    changed: tuple[Difference, ...]

    @property
    def id(self) -> int:
        """The key of the signature."""
        return self.signature.pk

    @property
    def at(self) -> datetime:
        """When it was signed."""
        return self.signature.at


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the chain: its valid signature, or that it is open, or that it comes later."""

    step: Step
    signer: Signer | None

    @property
    def state(self) -> str:
        """``signed``, ``changed`` (signed, and something changed since), ``open`` or ``later``."""
        if self.signer is not None:
            return "changed" if self.signer.changed else "signed"
        return "open" if self.step.is_open else "later"


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it stands."""

    document: Document
    snapshot: Snapshot
    cells: tuple[Cell, ...]
    rungs: tuple[Rung, ...]
    fallen: tuple[Signature, ...]

    @property
    def levels(self) -> list[list[Rung]]:
        """The chain level by level."""
        found: dict[int, list[Rung]] = {}
        for rung in self.rungs:
            found.setdefault(rung.step.level, []).append(rung)
        return [found[level] for level in sorted(found)]

    @property
    def state(self) -> str:
        """``ended``, ``signed``, ``under_way``, ``fallen`` (signatures fell and nobody signed since) or ``new``."""
        if not self.document.is_current:
            return "ended"
        if self.document.signed_at is not None:
            return "signed"
        if any(rung.signer for rung in self.rungs):
            return "under_way"
        return "fallen" if self.fallen else "new"

    @property
    def changed(self) -> tuple[Difference, ...]:
        """What changed since the earliest signature that holds."""
        return max((rung.signer.changed for rung in self.rungs if rung.signer), key=len, default=())


def standing_of(document: Document) -> Standing:
    """Return a document as it stands, with every signature that holds or fell."""
    snapshot = document.snapshots.get(is_current=True)
    cells = cells_of(snapshot.cells)
    voiding = voiding_parts(document.form)
    signatures = list(document.signatures.select_related("snapshot", "person", "for_person").order_by("at", "pk"))
    valid = {one.step: one for one in signatures if one.is_valid}
    rungs = tuple(
        Rung(step, _signer(valid[step.key], snapshot, cells, voiding) if step.key in valid else None)
        for step in document.steps.all()
    )
    return Standing(document, snapshot, cells, rungs, tuple(one for one in signatures if not one.is_valid))


def _signer(signature: Signature, now: Snapshot, cells: Sequence[Cell], voiding: Any) -> Signer:
    if signature.digest == now.digest:
        return Signer(signature, ())
    return Signer(signature, differences(cells_of(signature.snapshot.cells), cells, voiding))


def what_would_change(document: Document, cells: Sequence[Cell]) -> tuple[Difference, ...]:
    """Return what of a document differs from cells as they are now; nothing is changed."""
    snapshot = document.snapshots.get(is_current=True)
    return differences(cells_of(snapshot.cells), cells, voiding_parts(document.form))


@dataclass(frozen=True, slots=True)
class Verified:
    """What a digest belongs to: the document as it said then, and what differs now."""

    document: Document
    snapshot: Snapshot
    signatures: tuple[Signature, ...]
    changed: tuple[Difference, ...]

    @property
    def is_current(self) -> bool:
        """Whether the document still says so and still stands."""
        return self.document.is_current and not self.changed and self.snapshot.is_current

    @property
    def is_signed(self) -> bool:
        """Whether anybody's signature on it holds."""
        return any(one.is_valid for one in self.signatures)


def verified(digest: str) -> Verified | None:
    """Return what a digest, or its first sixteen signs, belongs to; None where no document ever said so."""
    wanted = digest.strip().lower().replace(" ", "")
    if len(wanted) < SHORT or len(wanted) > 64 or any(sign not in "0123456789abcdef" for sign in wanted):
        return None
    found = list(
        Snapshot.objects.filter(digest__gte=wanted, digest__lte=wanted + "g")
        .select_related("document__unit")
        .order_by("-is_current", "-number")[:2]
    )
    if not found or len({one.digest for one in found}) > 1:
        return None
    snapshot = found[0]
    document = snapshot.document
    current = snapshot if snapshot.is_current else document.snapshots.get(is_current=True)
    changed = differences(cells_of(snapshot.cells), cells_of(current.cells), voiding_parts(document.form))
    signatures = Signature.objects.filter(document=document, digest=snapshot.digest).order_by("level", "at")
    return Verified(document, snapshot, tuple(signatures), changed)


def sealed(document: Document) -> str:
    """Return the digest that is printed on a document: that of what it says now, once somebody's signature holds on
    it; nothing before."""
    snapshot = document.snapshots.filter(is_current=True).first()
    if snapshot is None or not document.signatures.filter(VALID).exists():
        return ""
    return snapshot.digest
