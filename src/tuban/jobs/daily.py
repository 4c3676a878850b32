"""Work of every day: reminders, deadlines, what grows old. Each kind is done once on a calendar day, however many
workers there are; after a stop it is done once, for the day it is then, and looks back by itself.

A kind is a function registered with :func:`daily`; the supervisor of the workers calls :func:`tick` every minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tuban.jobs.models import DailyRun, Job
from tuban.jobs.queue import again, ask_for
from tuban.jobs.work import MOST_ATTEMPTS, Run, do, work
from tuban.values.errors import TubanError

DAILY = "jobs.daily"
_AGAIN_AFTER = timedelta(hours=1)
_KINDS: dict[str, _Kind] = {}


class DailyKindUnknown(TubanError):
    """No work of every day is called «{kind}»."""

    code = "jobs.daily_kind_unknown"
    hint = "`tuban daily --list` names all of them."


@dataclass(frozen=True, slots=True)
class _Kind:
    title: Any
    do: Callable[..., dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class DailyState:
    """How a kind stands: its title, the day it was last done or tried for, and the job of that day."""

    kind: str
    title: str
    day: date | None
    job: Job | None

    @property
    def is_late(self) -> bool:
        """Whether the last try failed, or nothing was tried although a day has gone by."""
        if self.job is None or self.day is None:
            return False  # a new kind waits for its first minute
        return self.job.state == Job.State.FAILED or self.day < timezone.localdate() - timedelta(days=1)


Daily = Callable[..., dict[str, Any] | None]


def daily(kind: str, title: Any) -> Callable[[Daily], Daily]:
    """Register a function as work of every day: it takes a :class:`Run` and ``day``, and may return its outcome."""

    def register(function: Daily) -> Daily:
        _KINDS[kind] = _Kind(title, function)
        return function

    return register


def daily_kinds() -> dict[str, str]:
    """Return every kind with its title, in the language spoken."""
    return {kind: str(_KINDS[kind].title) for kind in sorted(_KINDS)}


def tick() -> list[Job]:
    """Queue what today has not seen yet, and once an hour what failed today; returns what was queued."""
    day = timezone.localdate()
    known = {run.kind: run.job for run in DailyRun.objects.filter(day=day).select_related("job")}
    queued = []
    for kind in sorted(_KINDS):
        if kind not in known:
            queued += _ask(kind, day)
        elif _is_tried_again(known[kind]):
            queued.append(again(known[kind]))
    return queued


def _ask(kind: str, day: date) -> list[Job]:
    """Queue a kind for a day; nothing where another worker was quicker."""
    try:
        with transaction.atomic():
            job = ask_for(DAILY, _title(kind, day), {"kind": kind, "day": day.isoformat()})
            DailyRun.objects.create(kind=kind, day=day, job=job)
    except IntegrityError:
        return []
    return [job]


def _title(kind: str, day: date) -> str:
    return f"{_KINDS[kind].title} {day.isoformat()}"[:200]


def _is_tried_again(job: Job) -> bool:
    failed = job.state == Job.State.FAILED and job.attempt < MOST_ATTEMPTS
    return failed and job.ended_at is not None and job.ended_at < timezone.now() - _AGAIN_AFTER


def do_now(kind: str, day: date) -> Job:
    """Do a kind for a day at once, here, whether it was done before or not. Raises DailyKindUnknown."""
    if kind not in _KINDS:
        raise DailyKindUnknown(kind=kind)
    with transaction.atomic():
        told = {"kind": kind, "day": day.isoformat()}
        job = Job.objects.create(kind=DAILY, title=_title(kind, day), arguments=told)
        DailyRun.objects.update_or_create(kind=kind, day=day, defaults={"job": job})
    return do(job.pk)


def states() -> list[DailyState]:
    """Return how every kind stands."""
    found = []
    for kind, title in daily_kinds().items():
        last = DailyRun.objects.filter(kind=kind).select_related("job").order_by("-day").first()
        found.append(DailyState(kind, title, last.day if last else None, last.job if last else None))
    return found


@work(DAILY)
def _daily(run: Run, *, kind: str, day: str) -> dict[str, Any] | None:
    if kind not in _KINDS:
        raise DailyKindUnknown(kind=kind)
    return _KINDS[kind].do(run, day=date.fromisoformat(day))
