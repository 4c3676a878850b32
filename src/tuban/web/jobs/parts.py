"""What ``web/parts/job.html`` is told about a piece of work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.jobs.models import Job

_STATES = {Job.State.WAITING: "queued"}


def job_part(job: Job, *, url: str = "", result_url: str = "", may_steer: bool = True) -> dict[str, Any]:
    """Return the content of the part; ``url`` is asked while it runs, its own fragment where none is given."""
    is_running = not job.is_over
    return {
        "url": url or reverse("web:job", args=[job.pk]),
        "title": job.title,
        "state": _STATES.get(Job.State(job.state), job.state),
        "state_label": Job.State(job.state).label,
        "doing": job.words if job.state != Job.State.WAITING else _("Waits for a free worker"),
        "done": job.done,
        "total": job.total if is_running else 0,
        "percent": 100 if job.state == Job.State.DONE else job.percent if is_running else None,
        "cancel_url": reverse("web:job_stop", args=[job.pk]) if is_running and may_steer else "",
        "retry_url": reverse("web:job_again", args=[job.pk])
        if job.state in (Job.State.FAILED, Job.State.CANCELLED) and may_steer
        else "",
        "result_url": result_url if job.state == Job.State.DONE else "",
        "error": f"{job.error} {job.hint}".strip() if job.state == Job.State.FAILED else "",
        "is_stopping": job.is_cancel_asked and is_running,
    }
