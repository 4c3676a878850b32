"""The job that makes a package of blind sheets."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings

from tuban.jobs.work import Run, work

MAKE_BLIND = "supervision.make_blind"


@work(MAKE_BLIND)
def make_blind_job(run: Run, *, package_id: str) -> dict[str, Any]:
    """Make a package; a later attempt begins anew, in seconds."""
    from tuban.workflow.supervision.pocket.making import make_sheets

    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return make_sheets(run, package_id, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
