"""The proof of the whole chain as background work: ten million lines take minutes. Its result is kept with the job."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.workflow.audit.recording import Actor, Break

VERIFY = "audit.verify"


@dataclass(frozen=True, slots=True)
class LastProof:
    """What the last proof that came to its end said: of how many lines, when, asked for by whom."""

    at: datetime
    who: str
    lines: int
    digest: str
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Whether every line was where and as it was written."""
        return not self.breaks


def ask_for_proof(by: Actor) -> Job:
    """Begin to prove the chain; returns the proof under way where there is one."""
    running = proof_under_way()
    if running is not None:
        return running
    asker = {
        "post_id": str(by.post_id) if by.post_id else "", "post_title": by.post_title, "address": by.address,
        "area_code": by.area_code,
    }  # fmt: skip
    return ask_for(
        VERIFY, _("Prove the chain of the audit"), {"asker": asker}, person_id=by.person_id, person_name=by.person_name,
        area_code=by.area_code,
    )  # fmt: skip


def proof_under_way() -> Job | None:
    """Return the job of a proof that waits or runs, or that ended without a result since the last that had one."""
    last = Job.objects.filter(kind=VERIFY).order_by("-asked_at").first()
    return last if last is not None and not last.is_over else None


def last_proof() -> LastProof | None:
    """Return what the last proof said; None where there was none."""
    done = Job.objects.filter(kind=VERIFY, state=Job.State.DONE).order_by("-asked_at").first()
    if done is None:
        return None
    told: dict[str, Any] = done.outcome
    breaks = tuple(Break(**one) for one in told.get("breaks", ()))
    return LastProof(done.ended_at or done.asked_at, done.person_name, told["lines"], told["digest"], breaks)


def told_of(lines: int, digest: str, breaks: tuple[Break, ...]) -> dict[str, Any]:
    """Return a proof as the outcome of a job keeps it."""
    return {"lines": lines, "digest": digest, "breaks": [asdict(one) for one in breaks]}


def key_of(text: str) -> UUID | None:
    """Return a key as a job keeps it."""
    return UUID(text) if text else None
