"""Readers of foreign files as processes started one by one, for systems that cannot fork (Windows, macOS).

Every child serves one task. As many children as work at once are started ahead, so that one loads its libraries while
another reads. Where the system knows no limits for a process, its memory is watched from here.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tuban.kernel.formats.tasks import Ending, Outcome, Task

_START = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from tuban.kernel.formats.spawning import main;main()"
_LOOK_EVERY_SECONDS = 0.02
_SECONDS_TO_START = 60.0  # loading the libraries is not the file's fault


@dataclass
class _Child:
    """A started process, and once it has one, its task; the task's time counts from when it was begun."""

    process: subprocess.Popen[str]
    number: int = -1
    task: Task | None = None
    deadline: float = 0.0
    has_begun: bool = False


class Spawner:
    """Starts children and watches them; ``folder`` receives their answers."""

    def __init__(self, folder: Path, at_once: int, environment: Mapping[str, str], search: Sequence[str]) -> None:
        self._folder = folder
        self._at_once = at_once
        self._environment = dict(environment)
        self._search = list(search)
        self._spare: deque[_Child] = deque()
        self._working: list[_Child] = []
        self._is_closed = False

    def run_all(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Outcome]]:
        """Run all tasks; yield the position and outcome of each as it ends, in no fixed order."""
        waiting = deque(enumerate(tasks))
        while (waiting or self._working) and not self._is_closed:
            while waiting and len(self._working) < self._at_once:
                number, task = waiting.popleft()
                self._working.append(self._ordered(number, task))
            self._prepare(min(self._at_once, len(waiting)))
            time.sleep(_LOOK_EVERY_SECONDS)
            for child in list(self._working):
                outcome = self._ended(child)
                if outcome is not None:
                    self._working.remove(child)
                    yield child.number, outcome

    def close(self) -> None:
        """End every child that is still there, and start no other."""
        self._is_closed = True
        for child in (*self._spare, *self._working):
            _end(child.process)
        self._spare.clear()
        self._working.clear()

    def _prepare(self, wanted: int) -> None:
        while len(self._spare) < wanted:
            self._spare.append(self._started())

    def _started(self) -> _Child:
        return _Child(
            subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
                [sys.executable, "-I", "-c", _START, json.dumps(self._search)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", env=self._environment,
            )
        )  # fmt: skip

    def _ordered(self, number: int, task: Task) -> _Child:
        """Give a task to a child that waits, or to a new one."""
        child = self._spare.popleft() if self._spare else self._started()
        order = {
            "id": number,
            "function": task.function,
            "arguments": dict(task.arguments),
            "limits": asdict(task.limits),
            "answer": str(self._path("answer", number)),
            "begun": str(self._path("begun", number)),
        }
        with contextlib.suppress(OSError):  # it ended before it was asked: seen below
            if child.process.stdin:
                child.process.stdin.write(json.dumps(order) + "\n")
                child.process.stdin.flush()
        child.number, child.task = number, task
        child.deadline = time.monotonic() + _SECONDS_TO_START
        return child

    def _path(self, what: str, number: int) -> Path:
        return self._folder / f"{what}-{number}.json"

    def _ended(self, child: _Child) -> Outcome | None:
        code = child.process.poll()
        if code is not None:
            _end(child.process)
            return self._outcome(child, code)
        if not child.has_begun and self._path("begun", child.number).exists():
            child.has_begun = True
            child.deadline = time.monotonic() + (child.task.limits.seconds if child.task else 0.0)
        if child.task and private_memory(child.process.pid) > child.task.limits.memory:
            return self._stopped(child, "too_much_memory")
        return self._stopped(child, "too_slow") if time.monotonic() > child.deadline else None

    def _stopped(self, child: _Child, ending: Ending) -> Outcome:
        _end(child.process)
        self._forget(child)
        return Outcome(ending)

    def _outcome(self, child: _Child, code: int) -> Outcome:
        try:
            written = json.loads(self._path("answer", child.number).read_text("utf-8"))
        except (OSError, ValueError):
            written = None
        self._forget(child)
        if isinstance(written, dict) and code == 0:
            return Outcome(written["ending"], written.get("answer"), written.get("detail", ""))
        if code == -getattr(signal, "SIGXCPU", 0):
            return Outcome("too_slow")
        return Outcome("crashed", detail=_name_of(code))

    def _forget(self, child: _Child) -> None:
        for what in ("answer", "begun"):
            self._path(what, child.number).unlink(missing_ok=True)


def private_memory(pid: int) -> int:
    """Return the bytes that belong to a process alone; 0 where it has ended."""
    try:
        about = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    return int(getattr(about, "private", 0) or about.rss - getattr(about, "shared", 0))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()


def _name_of(code: int) -> str:
    if code < 0:
        return signal.Signals(-code).name
    return f"exit {code}" if code < 1 << 16 else f"exit 0x{code:08x}"


def main() -> None:
    """Load the readers, take one order from standard input, obey it, and end."""
    import importlib

    from tuban.kernel.formats.nursery import READERS, limit, obey

    for name in READERS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    line = sys.stdin.readline()
    if not line:
        return
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    order = json.loads(line)
    Path(order["begun"]).touch()
    limit(order["limits"])
    os._exit(obey(order))


def _end_with_the_parent() -> None:
    """End this process when nobody speaks to it any more."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdin.read()
    os._exit(1)
