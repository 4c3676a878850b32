"""Questions about background work."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.jobs.models import Job


def job_of(job_id: UUID) -> Job | None:
    """Return a piece of work; None where there is none of that key."""
    return Job.objects.filter(pk=job_id).first()


def jobs_asked_by(person_id: UUID) -> QuerySet[Job]:
    """Return what a person asked for, newest first."""
    return Job.objects.filter(person_id=person_id).order_by("-asked_at")
