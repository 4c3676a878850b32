"""Which workers are alive: each leaves a sign of life in the database, whatever machine it runs on."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import timedelta

import psutil
from django.utils import timezone

from tuban.jobs.models import Worker

SILENT_AFTER = timedelta(seconds=90)
_FORGOTTEN_AFTER = timedelta(days=7)


def beat() -> None:
    """Leave a sign of life of this process."""
    now = timezone.now()
    name = _name()
    Worker.objects.update_or_create(name=name, defaults={"alive_at": now}, create_defaults={"begun_at": now,
    "alive_at": now})  # fmt: skip
    Worker.objects.filter(alive_at__lt=now - _FORGOTTEN_AFTER).delete()


def end() -> None:
    """Say that this process works no more."""
    Worker.objects.filter(name=_name()).delete()


def bury() -> None:
    """Forget the workers of this machine whose process is gone: they ended without a word."""
    ours = f"{socket.gethostname()}:"
    for worker in Worker.objects.filter(name__startswith=ours):
        number = worker.name.removeprefix(ours)
        if number.isdigit() and not psutil.pid_exists(int(number)):
            worker.delete()


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def alive() -> Sequence[Worker]:
    """Return the workers that gave a sign of life in the last minute and a half; one by a clock that has been set back
    since says nothing."""
    now = timezone.now()
    return list(Worker.objects.filter(alive_at__range=(now - SILENT_AFTER, now + SILENT_AFTER)).order_by("name"))
