"""The jobs of the audit."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _
from tuban.workflow.audit.proving import VERIFY, key_of, told_of
from tuban.workflow.audit.recording import Product, record_alone, verify


@work(VERIFY)
def verify_job(run: Run, *, asker: dict[str, str]) -> dict[str, Any]:
    """Prove the chain from its first line, or from where an earlier attempt stopped; who asked for it is written."""

    def progress(done: int, total: int, digest: str) -> None:
        run.progress(_("Reading the lines"), done, total)
        if run.checkpoint.get("number", 0) + _KEPT_EVERY <= done:
            run.keep(number=done, digest=digest)

    kept = run.checkpoint
    proof = verify(progress=progress, after=(kept.get("number", 0), kept.get("digest", "")))
    by = Product(
        run.job.person_id, run.job.person_name, key_of(asker["post_id"]), asker["post_title"], asker["address"],
        asker["area_code"],
    )  # fmt: skip
    record_alone("audit.verify", by=by, reason=proof.digest)
    return told_of(proof.lines, proof.digest, proof.breaks)


_KEPT_EVERY = 100_000
