"""The jobs of the results."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings

from tuban.jobs.work import Run, work
from tuban.workflow.results.actions import MAKE_DISC, WRITE


@work(WRITE)
def write_job(run: Run, *, result_id: str) -> dict[str, Any]:
    """Write the results; a later attempt finds the compiled layers and draws everything anew."""
    from tuban.workflow.results.writing import write_result

    return _in_scratch(run, lambda folder: write_result(run, result_id, folder))


@work(MAKE_DISC)
def make_disc_job(run: Run, *, result_id: str) -> dict[str, Any]:
    """Make the disc and prove it."""
    from tuban.workflow.results.disc_making import make_disc_of

    return _in_scratch(run, lambda folder: make_disc_of(run, result_id, folder))


def _in_scratch(run: Run, do: Any) -> dict[str, Any]:
    """Do it in a folder of this attempt alone, which is gone afterwards, however it ends."""
    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        outcome: dict[str, Any] = do(folder)
        return outcome
    finally:
        shutil.rmtree(folder, ignore_errors=True)
