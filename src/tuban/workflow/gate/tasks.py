"""The jobs of the gate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuban.jobs.work import Run, work
from tuban.workflow.gate.bulk import CHECK_BULK, bulk_of, work_through


@work(CHECK_BULK)
def check_bulk_job(run: Run, *, bulk_id: str) -> dict[str, Any]:
    """Check the boundaries of a file; a later attempt goes on where the one before stopped."""
    bulk = bulk_of(UUID(bulk_id))
    return {} if bulk is None or bulk.ended_at is not None else work_through(bulk, run)
