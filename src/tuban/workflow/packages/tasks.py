"""The job that makes a package."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings

from tuban.jobs.work import Run, work

MAKE = "packages.make"


@work(MAKE)
def make_job(run: Run, *, package_id: str) -> dict[str, Any]:
    """Make a package; a later attempt begins anew, in seconds."""
    from tuban.workflow.packages.making import make

    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return make(run, package_id, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
