"""The job of the overview: read what packages brought."""

from __future__ import annotations

from typing import Any

from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _
from tuban.workflow.overview.keeping import READ, read, unread


@work(READ)
def read_job(run: Run) -> dict[str, Any]:
    """Read every package with sealed results that was not read yet."""
    waiting = unread()
    for done, package in enumerate(waiting):
        run.progress(_("Reading sealed results"), done, len(waiting))
        read(package)
    return {"packages": len(waiting)}
