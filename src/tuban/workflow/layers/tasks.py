"""The jobs of layers."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.kernel.formats.children import Nursery
from tuban.workflow.layers.drawing import make_ready
from tuban.workflow.layers.models import Edition

MAKE_READY = "layers.make_ready"


@work(MAKE_READY)
def make_ready_job(run: Run, *, edition_id: str) -> dict[str, Any]:
    """Make an edition ready for the map."""
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition is None:  # dropped meanwhile
        return {}
    with Nursery(at_once=1) as nursery:
        make_ready(edition, nursery, lambda done, total: run.progress(run.job.title, done, total))
    return {"checksum": edition.checksum}
