"""Kinds of work, and the run that does one piece of it."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from tuban.inspect.progress import Progress, silent
from tuban.jobs.models import Job
from tuban.jobs.outages import is_away
from tuban.values.errors import TubanError
from tuban.values.language import speaking

MOST_ATTEMPTS = 3
_TELL_SECONDS = 0.5
_KINDS: dict[str, Callable[..., dict[str, Any] | None]] = {}


class KindUnknown(TubanError):
    """Nobody knows how to do work of the kind {kind}."""

    code = "jobs.kind_unknown"
    hint = "The worker runs another edition than the office: restart both."


class Cancelled(TubanError):
    """The work was stopped because somebody asked for it."""

    code = "jobs.cancelled"
    hint = "Begin it again where it is listed; it goes on from its last checkpoint."


class DiskFull(TubanError):
    """The disk of the office is full, so the work stopped; nothing of it is half done."""

    code = "jobs.disk_full"
    hint = "Make room on the disk, then begin it again where it is listed."


class Run:
    """One attempt at a job: tells how far it is, keeps checkpoints, stops where somebody asked for it."""

    def __init__(self, job: Job, watched: Progress = silent) -> None:
        self.job = job
        self._watched = watched
        self._told_at = 0.0

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What an earlier attempt kept."""
        kept: dict[str, Any] = self.job.checkpoint
        return kept

    def progress(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done and how far it is; raises Cancelled where somebody asked to stop.

        Called often, it writes twice a second at most, but always when the words change or a step is through.
        """
        is_same = words == self.job.words and done < total
        if is_same and time.monotonic() - self._told_at < _TELL_SECONDS:
            return
        self._told_at = time.monotonic()
        self._watched(words, done, total)
        self.job.words, self.job.done, self.job.total = words[:200], done, total
        self._save("words", "done", "total")
        if Job.objects.filter(pk=self.job.pk, is_cancel_asked=True).exists():
            raise Cancelled

    def keep(self, **checkpoint: Any) -> None:
        """Keep what a later attempt can go on from."""
        self.job.checkpoint = {**self.job.checkpoint, **checkpoint}
        self._save("checkpoint")

    def _save(self, *fields: str) -> None:
        self.job.alive_at = timezone.now()
        self.job.save(update_fields=[*fields, "alive_at"])


Work = Callable[..., dict[str, Any] | None]


def work(kind: str) -> Callable[[Work], Work]:
    """Register a function as a kind of work: it takes a :class:`Run` and the arguments, and may return its outcome."""

    def register(function: Work) -> Work:
        _KINDS[kind] = function
        return function

    return register


def do(job_id: UUID, *, watched: Progress = silent) -> Job:
    """Do the work of a job that waits; what another worker has taken is left alone. ``watched`` is told how far it is.

    What the work meets ends in the record; only a fault of ours is raised too, for the log of the worker. Where the
    database went away in the middle there is no record to end in: that is raised, see :func:`tuban.jobs.queue.run_job`.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state != Job.State.WAITING:
            return job
        job.state, job.attempt = Job.State.RUNNING, job.attempt + 1
        job.begun_at = job.alive_at = timezone.now()
        job.error = job.error_code = job.hint = ""
        job.save()
    run = Run(job, watched)
    try:
        function = _KINDS.get(job.kind)
        if function is None:
            raise KindUnknown(kind=job.kind)
        run.progress(job.words or job.title)
        with speaking("zh_CN"):  # what a job says is kept, and most of its readers read Chinese
            job.outcome = function(run, **job.arguments) or {}
        job.state, job.done = Job.State.DONE, job.total
    except Cancelled:
        job.state = Job.State.CANCELLED
    except TubanError as error:
        _fail(job, error)
    except Exception as error:
        if is_away(error):
            raise
        if _is_of_a_full_disk(error):
            _fail(job, DiskFull())
            job.ended_at = timezone.now()
            job.save()
            return job
        job.state = Job.State.FAILED
        job.error_code, job.error = "jobs.unexpected", f"{type(error).__name__}: {error}"
        job.ended_at = timezone.now()
        job.save()
        raise  # for the log of the worker: this is a fault of ours
    job.ended_at = timezone.now()
    job.save()
    return job


def _fail(job: Job, error: TubanError) -> None:
    job.state = Job.State.FAILED
    with speaking("zh_CN"):
        job.error_code, job.error, job.hint = error.code, error.message, error.advice


def _is_of_a_full_disk(error: BaseException) -> bool:
    """Whether an error, or what it came from, says that there is no room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if isinstance(error, DatabaseError) and "disk is full" in str(error):
        return True
    return error.__cause__ is not None and _is_of_a_full_disk(error.__cause__)
