"""The job that makes a package."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings

from tuban.jobs.work import Run, work

MAKE, GIVE, TAKE_BACK = "packages.make", "packages.give_project", "packages.take_back"


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


@work(GIVE)
def give_job(run: Run, *, package_id: str) -> dict[str, Any]:
    """Write a package as a project for QField, making the package first where it is not whole."""
    from tuban.workflow.packages.making import make
    from tuban.workflow.packages.models import Package
    from tuban.workflow.packages.qfield.giving import give

    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        make(run, package_id, folder)
        package = Package.objects.select_related("group", "plan__campaign").get(pk=package_id)
        path = give(package, folder, run.progress)
        return {"bytes": path.stat().st_size}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@work(TAKE_BACK)
def take_back_job(run: Run, *, file: str, person_id: str, post_id: str) -> dict[str, Any]:
    """Take in what other tools brought; the file goes once it is taken in."""
    from tuban.workflow.packages.bringing import bring

    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        path = settings.HOME.uploads / file
        outcome = bring(run, path, folder, person_id=person_id, post_id=post_id)
        path.unlink(missing_ok=True)
        return outcome
    finally:
        shutil.rmtree(folder, ignore_errors=True)
