"""The work of exporting."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings

from tuban.jobs.work import Run, work
from tuban.workflow.ministry_export.actions import MAKE


@work(MAKE)
def export_job(run: Run, *, export_id: str) -> dict[str, Any]:
    """Make an export that was asked for; a later attempt makes all of it anew."""
    from tuban.workflow.ministry_export.making import make_export

    scratch = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        return make_export(export_id, scratch, run.progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
