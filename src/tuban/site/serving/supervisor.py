"""Keeps the processes of a server running, and ends them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

from tuban.site.serving.lifeline import VARIABLE

_log = logging.getLogger("tuban.serve")
_LOOK_SECONDS = 0.2
_REVIVE_SECONDS = 60.0
_GRACE_SECONDS = 15.0
_STEADY_SECONDS = 60.0
_SLOWEST_SECONDS = 60.0


@dataclass
class Child:
    """A process to keep running: what people call it, the module that it runs and its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0)

    def start(self, lifeline: int) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, "-m", self.module, *self.arguments],
            stdin=subprocess.DEVNULL,
            env={**os.environ, VARIABLE: str(lifeline)},
            pass_fds=(lifeline,),
            process_group=0,
        )
        self.begun = time.monotonic()
        _log.info("%s runs as process %s.", self.name, self.process.pid)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and all that it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def note_death(self) -> None:
        """Say how it died, end what it left, and set when it is started again: at once, then ever later."""
        if self.process is None:
            return
        code = self.process.returncode
        self.signal(signal.SIGKILL)
        self.deaths = 1 if time.monotonic() - self.begun > _STEADY_SECONDS else self.deaths + 1
        wait = min(_SLOWEST_SECONDS, 0.5 * 2 ** (self.deaths - 1))
        self.due, self.process = time.monotonic() + wait, None
        _log.error("%s ended by itself with code %s; it starts again in %.1f s.", self.name, code, wait)


class Supervisor:
    """Starts children, restarts those that die, revives the jobs of dead workers, asks for the work of every day, and
    ends all on SIGINT or SIGTERM."""

    def __init__(self, children: list[Child], *, reaps: bool) -> None:
        self._children = children
        self._reaps = reaps
        self._stop = Event()
        self._revived = -_REVIVE_SECONDS  # what a power cut left is taken up at once

    def run(self) -> int:
        """Serve until asked to end; returns 0 where everything ended cleanly."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        held, kept = os.pipe()  # children see the end of the pipe when this process is gone, even by SIGKILL
        try:
            while not self._stop.is_set():
                self._look_after(held)
                self._stop.wait(_LOOK_SECONDS)
        finally:
            self._end()
            os.close(held)
            os.close(kept)
        _log.info("Everything has ended.")
        return 0

    def _ask_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if not self._stop.is_set():
            _log.info("%s: ending.", signal.Signals(number).name)
        self._stop.set()

    def _look_after(self, lifeline: int) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                child.note_death()
                self._revived = -_REVIVE_SECONDS  # what it was at goes on at once
        if self._reaps and now - self._revived > _REVIVE_SECONDS:
            self._revived = now
            _revive()
        for child in self._children:
            if child.process is None and child.due <= now:
                child.start(lifeline)

    def _end(self) -> None:
        running = [child for child in self._children if child.process is not None]
        for child in running:
            if child.process is not None:
                child.process.terminate()
        until = time.monotonic() + _GRACE_SECONDS
        for child in running:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("%s is in the middle of something; what it did goes on later.", child.name)
            child.signal(signal.SIGKILL)
            child.process.wait()


def _revive() -> None:
    from django.db import Error, close_old_connections

    from tuban.jobs.daily import tick
    from tuban.jobs.queue import revive
    from tuban.workflow.messages.delivering import ask_where_due
    from tuban.workflow.organisations.changes import gather as gather_marks
    from tuban.workflow.patches.changes import gather

    try:
        gather()
        gather_marks()
        for job in revive():
            _log.warning("«%s» was silent; it goes on (attempt %s).", job.title, job.attempt + 1)
        ask_where_due()
        for job in tick():
            _log.info("«%s» is queued.", job.title)
    except Error as error:
        _log.warning("Looking after the database: %s", error)
    finally:
        close_old_connections()
