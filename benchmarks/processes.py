"""One run of ``tuban`` as a user starts it: a whole process, its seconds, and its memory."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Cost:
    """What it was, whole seconds, processor seconds with all children, and the peak memory of any one process."""

    what: str
    wall: float
    processor: float
    peak_mib: float


def run(what: str, *arguments: object, wanted: tuple[int, ...] = (0,), source: Path | None = None) -> Cost:
    """Run ``tuban`` with these arguments and time it.

    ``wanted`` are the exit codes that mean it did its work; ``source`` the ``src`` folder of another edition.
    """
    words = [sys.executable, "-m", "tuban", *map(str, arguments)]
    begin = time.perf_counter()
    environment = os.environ | ({"PYTHONPATH": str(source)} if source else {})
    running = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(running.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in wanted:
        raise subprocess.CalledProcessError(code, words)
    return Cost(what, time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def apart(function: Callable[P, R], *arguments: P.args, **options: P.kwargs) -> R:
    """Call a function in a process of its own, so that what it needed is not counted as another's memory.

    Linux books the memory of a process that starts another also on the one started, as long as it is not more.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments, **options).result()
