"""Background work: how far it is, stop, again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.jobs import queue
from tuban.jobs.models import Job
from tuban.jobs.queries import jobs_asked_by
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["jobs"])


class JobOut(Schema):
    """A piece of background work."""

    id: UUID
    kind: str
    title: str
    state: Job.State
    words: str = Field(description="What it does now.")
    done: int
    total: int
    percent: int | None
    attempt: int
    error_code: str
    error: str
    hint: str
    outcome: dict[str, Any] = Field(description="What came of it, where it is done.")
    asked_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    is_cancel_asked: bool


class JobPage(Schema):
    """A page of jobs, the newest first; ``next`` is the cursor of the page after it, null on the last."""

    items: list[JobOut]
    next: datetime | None


def job_out(job: Job) -> JobOut:
    """Return a job as it is answered."""
    return JobOut.from_orm(job)


@router.get("/jobs", response={200: JobPage, **PROBLEMS}, summary=_("What one asked for"))
def jobs(
    request: HttpRequest,
    before: Annotated[datetime | None, Query(description="The ``next`` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JobPage:
    """Return what the acting person asked for, the newest first."""
    rows = jobs_asked_by(by(request).person_id)
    if before is not None:
        rows = rows.filter(asked_at__lt=before)
    shown = list(rows[: limit + 1])
    more = len(shown) > limit
    return JobPage(items=[job_out(one) for one in shown[:limit]], next=shown[limit - 1].asked_at if more else None)


@router.get("/jobs/{job}", response={200: JobOut, **PROBLEMS}, summary=_("How far it is"))
def job(request: HttpRequest, job: UUID) -> JobOut:
    """Return a piece of work; ask again every few seconds while it runs."""
    return job_out(found(request, jobs_asked_by(by(request).person_id), job, _("job")))


@router.post("/jobs/{job}/cancel", response={200: JobOut, **PROBLEMS}, summary=_("Stop it"))
def cancel(request: HttpRequest, job: UUID, key: Key = None) -> HttpResponse:
    """Ask a piece of work to stop; one that runs stops at its next step."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key, lambda: job_out(queue.stop(found(request, jobs_asked_by(acting.person_id), job, _("job"))))
    )


@router.post("/jobs/{job}/retry", response={200: JobOut, **PROBLEMS}, summary=_("Go on with it"))
def retry(request: HttpRequest, job: UUID, key: Key = None) -> HttpResponse:
    """Go on with a piece of work that failed or was stopped, from its last checkpoint."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key, lambda: job_out(queue.again(found(request, jobs_asked_by(acting.person_id), job, _("job"))))
    )
