"""The work of sealing."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work

SEAL = "submission.seal"


@work(SEAL)
def seal_job(run: Run, *, seal_id: str) -> dict[str, Any]:
    """Make a seal; a later attempt makes all of it anew."""
    from tuban.workflow.submission.sealing import make_seal

    return make_seal(run, seal_id)
