"""The jobs of field days."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import UUID

from django.conf import settings

from tuban.jobs.work import Run, work
from tuban.workflow.routes.actions import MEASURE_ADDED, WORK_OUT, WORK_OUT_ANEW, WRITE_PAPERS
from tuban.workflow.routes.models import Papers, Plan


@work(WORK_OUT)
def work_out_job(run: Run, *, plan_id: str) -> dict[str, Any]:
    """Find the routes of a plan; a later attempt begins anew."""
    from tuban.workflow.routes.planning import work_out

    plan = Plan.objects.select_related("campaign", "unit", "roads").filter(pk=plan_id).first()
    if plan is None or plan.state == Plan.State.PLANNED:
        return {}  # the practice campaign was reset, or an attempt that was thought dead came first
    try:
        return work_out(plan, run.progress)
    except Exception:
        Plan.objects.filter(pk=plan_id).exclude(state=Plan.State.PLANNED).update(state=Plan.State.FAILED)
        raise


@work(WORK_OUT_ANEW)
def work_out_anew_job(run: Run, *, plan_id: str, asked: dict[str, Any], person_id: str) -> dict[str, Any]:
    """Plan anew what is left of a plan."""
    from tuban.workflow.routes.planning import work_out_anew

    plan = Plan.objects.select_related("campaign", "unit", "roads").filter(pk=plan_id).first()
    if plan is None:
        return {}
    return work_out_anew(plan, asked, run.progress, person_id=UUID(person_id))


@work(MEASURE_ADDED)
def measure_added_job(run: Run, *, plan_id: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Measure the ways to patches that were added to a plan."""
    from tuban.workflow.routes.planning import measure_added

    plan = Plan.objects.select_related("campaign", "unit", "roads").filter(pk=plan_id).first()
    return {} if plan is None else measure_added(plan, asked, run.progress)


@work(WRITE_PAPERS)
def write_papers_job(run: Run, *, papers_id: str) -> dict[str, Any]:
    """Write the documents of a plan, in a folder of this attempt alone that is gone afterwards."""
    from tuban.workflow.routes.papers import write_documents

    papers = Papers.objects.select_related("plan__campaign", "plan__unit", "plan__roads").filter(pk=papers_id).first()
    if papers is None or papers.whole_at is not None:
        return {}
    folder = settings.HOME.work / f"{run.job.pk}-{run.job.attempt}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        written: dict[str, Any] = write_documents(papers, folder, run.progress)
        return written
    finally:
        shutil.rmtree(folder, ignore_errors=True)
