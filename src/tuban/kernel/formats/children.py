"""Child processes that read foreign files, so that a hostile or broken file can only end its reader.

The product starts one *nursery*: a small process that has loaded the readers and forks a fresh child for every file.
Where a system cannot fork safely (Windows, macOS), every child is a process started for one file. A child has
limits on memory, processor time, wall time and the size of what it writes. Whatever happens to it, a crash, a hang, or
too much memory, comes back as an :class:`Outcome`; it never raises here.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from tuban.kernel.formats.spawning import Spawner
from tuban.kernel.formats.tasks import MIB, Ending, Limits, Outcome, Task

__all__ = ["FORKS", "MIB", "Ending", "Limits", "Nursery", "Outcome", "Task"]

FORKS = sys.platform not in ("win32", "darwin")
"""Whether readers are forked here; the other way works everywhere, and takes a second more for each file."""

_START = "import sys,json;sys.path[:]=json.loads(sys.argv[1]);from tuban.kernel.formats.nursery import main;main()"
_QUIET_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_OFFLINE = {"GDAL_HTTP_TIMEOUT": "1", "CPL_CURL_ENABLE_VSIMEM": "NO", "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
            "PROJ_NETWORK": "OFF", "OGR_SQLITE_LOAD_EXTENSIONS": "NO", "GDAL_PAM_ENABLED": "NO",
            "ARROW_DEFAULT_MEMORY_POOL": "system", "GDAL_CACHEMAX": "256"}  # fmt: skip

_WANTED_DRIVERS = {"ESRI Shapefile", "GPKG", "OpenFileGDB", "GeoJSON", "FlatGeobuf", "MapInfo File"}


@cache
def _unwanted_drivers() -> tuple[str, ...]:
    """Return all readers of the vector library but ours: some of them open other files, named inside the given one."""
    import pyogrio

    return tuple(sorted(set(pyogrio.list_drivers()) - _WANTED_DRIVERS))


def _environment() -> dict[str, str]:
    """Return the environment of a reader: no network, one thread, only the drivers that we want."""
    return {**os.environ, **_OFFLINE, **dict.fromkeys(_QUIET_THREADS, "1"), "GDAL_SKIP": ",".join(_unwanted_drivers())}


def _search_path() -> list[str]:
    return [entry for entry in sys.path if entry]  # never the current folder: it may be the disc itself


class Nursery:
    """Runs tasks in fresh child processes, ``at_once`` at a time. Use it as a context manager.

    ``forks`` chooses between children forked from one prepared process and children started one by one.
    """

    def __init__(self, *, at_once: int = 2, forks: bool = FORKS) -> None:
        self.at_once = at_once
        self._forks = forks
        self._process: subprocess.Popen[str] | None = None
        self._spawner: Spawner | None = None
        self._is_closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="tuban-", ignore_cleanup_errors=True)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closed = True
        self._stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start the process that forks readers now, so that it loads its libraries while its owner does other work."""
        if self._forks:
            self._started()

    def run(self, task: Task) -> Outcome:
        """Run one task and return how it ended."""
        return next(iter(self.run_all([task])))[1]

    def run_all(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Outcome]]:
        """Run all tasks; yield the position and outcome of each as it ends, in no fixed order.

        A nursery that is left meanwhile, by another thread, ends its children: tasks without an answer have crashed.
        """
        if self._is_closed:
            yield from ((number, Outcome("crashed", detail="the nursery is closed")) for number in range(len(tasks)))
            return
        if not self._forks:
            yield from self._spawned().run_all(tasks)
            return
        waiting = set(range(len(tasks)))
        process = self._started() if tasks else None
        if process is None:
            return
        try:
            for number in sorted(waiting):
                self._send(process, number, tasks[number])
        except OSError:
            pass  # the nursery is gone: told below, for every task that has no answer
        while waiting:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                self._stop()
                for number in sorted(waiting):
                    yield number, Outcome("crashed", detail="the reading process ended")
                return
            report = json.loads(line)
            waiting.discard(report["id"])
            yield report["id"], self._outcome(report)

    def _send(self, process: subprocess.Popen[str], number: int, task: Task) -> None:
        order = {"id": number, "function": task.function, "arguments": dict(task.arguments),
                 "limits": asdict(task.limits), "answer": str(self._answer_path(number))}  # fmt: skip
        if process.stdin:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()

    def _answer_path(self, number: int) -> Path:
        return Path(self._folder.name) / f"answer-{number}.json"

    def _outcome(self, report: Mapping[str, Any]) -> Outcome:
        path = self._answer_path(report["id"])
        try:
            written = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            written = None
        path.unlink(missing_ok=True)
        if report["ending"] == "too_slow":
            return Outcome("too_slow")
        if isinstance(written, dict) and report["ending"] == "done":
            return Outcome(written["ending"], written.get("answer"), written.get("detail", ""))
        return Outcome("crashed", detail=str(report.get("detail", "")))

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
                [sys.executable, "-I", "-c", _START, json.dumps(_search_path()), str(self.at_once)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8", env=_environment(), start_new_session=True,
            )  # fmt: skip
        return self._process

    def _spawned(self) -> Spawner:
        if self._spawner is None:
            self._spawner = Spawner(Path(self._folder.name), self.at_once, _environment(), _search_path())
        return self._spawner

    def _stop(self) -> None:
        if self._spawner is not None:
            self._spawner.close()
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()  # the nursery ends its children and itself when nobody speaks to it any more
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
