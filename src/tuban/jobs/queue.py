"""Puts work into the queue, takes it out again, and finds what a dead worker left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import Error, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tuban.jobs.models import Job
from tuban.jobs.outages import DatabaseAway, is_away, wait_until_back
from tuban.jobs.work import MOST_ATTEMPTS, do
from tuban.jobs.workers import alive, bury
from tuban.values.errors import TubanError
from tuban.values.language import speaking

_SILENT = timedelta(minutes=2)
_PATIENCE_SECONDS = 300.0
_MOST_OUTAGES = 10
_NOBODY_WAITS = -50
"""What nobody asked for, such as making layers ready, comes after what somebody waits for."""


class StillRunning(TubanError):
    """«{title}» is still running."""

    code = "jobs.still_running"
    hint = "Wait until it ends, or stop it first."


@task()
def run_job(job_id: str) -> None:
    """Do the work of a job, in a worker; where the database went away in the middle, the job waits again once it is
    back."""
    try:
        do(UUID(job_id))
    except Error as error:
        if not is_away(error) or not wait_until_back(_PATIENCE_SECONDS):
            raise  # a worker that starts again finds the job silent
        put_back(UUID(job_id))


def ask_for(
    kind: str,
    title: str,
    arguments: dict[str, Any],
    *,
    person_id: UUID | None = None,
    person_name: str = "",
    area_code: str = "",
    campaign_id: UUID | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Queue a piece of work. Inside a transaction it is queued with the deed that asks for it, or not at all."""
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        arguments=arguments,
        person_id=person_id,
        person_name=person_name,
        area_code=area_code,
        campaign_id=campaign_id,
    )
    _enqueue(job, not_before)
    return job


def _enqueue(job: Job, not_before: datetime | None = None) -> None:
    # The queue lies in the same database: the task is there exactly when the job is.
    queue = run_job if job.person_id else run_job.using(priority=_NOBODY_WAITS)
    if not_before is not None:
        queue = queue.using(run_after=not_before)
    transaction.on_commit(lambda: queue.enqueue(str(job.pk)))


def stop(job: Job) -> Job:
    """Ask a job to stop; one that waits ends at once, one that runs at its next step."""
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if current.state == Job.State.WAITING:
            current.state, current.ended_at = Job.State.CANCELLED, timezone.now()
        current.is_cancel_asked = not current.is_over
        current.save()
        return current


def again(job: Job) -> Job:
    """Queue a job that failed or was stopped once more; it goes on from its checkpoint. Raises StillRunning."""
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if not current.is_over:
            raise StillRunning(title=current.title)
        current.state, current.is_cancel_asked, current.ended_at = Job.State.WAITING, False, None
        current.save()
        _enqueue(current)
        return current


def revive() -> list[Job]:
    """Queue again what is in no queue, and what a dead worker left: at once where no worker is alive at all, else what
    has been silent for two minutes, or gave its last sign by a clock that has been set back since. After three attempts
    it failed for good."""
    bury()
    _queue_what_is_in_no_queue()
    left = Job.objects.filter(state=Job.State.RUNNING)
    if alive():
        now = timezone.now()
        left = left.exclude(alive_at__range=(now - _SILENT, now + _SILENT))
    revived = []
    for found in left:
        with transaction.atomic():
            job = Job.objects.select_for_update().get(pk=found.pk)
            if job.state != Job.State.RUNNING or job.alive_at != found.alive_at:
                continue
            if job.attempt >= MOST_ATTEMPTS:
                job.state, job.ended_at = Job.State.FAILED, timezone.now()
                job.error_code = "jobs.worker_died"
                job.error = f"The worker died {job.attempt} times at this."
                job.save()
                continue
            job.state = Job.State.WAITING
            job.save()
            _enqueue(job)
            revived.append(job)
    return revived


def _queue_what_is_in_no_queue() -> None:
    """Queue what waits and was never queued: the database went away between the deed and its queueing."""
    waits = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=timezone.now() - _SILENT)
    tasks = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    for job in waits:
        if not tasks.filter(args_kwargs__args__0=str(job.pk)).exists():
            _enqueue(job)


def put_back(job_id: UUID) -> Job:
    """Queue again what the database left in the middle; after ten such attempts it failed for good."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.is_over:
            return job
        if job.attempt >= _MOST_OUTAGES:
            job.state, job.ended_at = Job.State.FAILED, timezone.now()
            with speaking("zh_CN"):
                away = DatabaseAway()
                job.error_code, job.error, job.hint = away.code, away.message, away.advice
            job.save()
            return job
        job.state = Job.State.WAITING
        job.save()
        _enqueue(job)
        return job


def running_for(person_id: UUID) -> QuerySet[Job]:
    """Return what a person waits for."""
    return Job.objects.filter(person_id=person_id, state__in=(Job.State.WAITING, Job.State.RUNNING))


def oldest_waiting() -> Job | None:
    """Return the job that has waited longest."""
    return Job.objects.filter(state=Job.State.WAITING).order_by("asked_at").first()
