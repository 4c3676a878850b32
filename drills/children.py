"""Runs functions in processes of their own, and ends such a process as a power cut does: at once, with its children.

Processes are forked from one in which the product is loaded already, so that a hundred starts do not take an hour. The
disk keeps what the kernel was given: what a power cut does to a disk that lies about writing is not tried here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

PATIENCE = 600.0
Tell = Callable[[Any], None]


class ChildFailed(Exception):
    """A process that was to end well did not."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: whether by itself, what it told before, how long it took in seconds."""

    is_done: bool
    told: tuple[Any, ...]
    seconds: float


def run(function: Callable[[], Any]) -> Any:
    """Return what a function returns in a process of its own. Raises ChildFailed with what it said."""
    ended = _started(lambda tell: tell(function()), PATIENCE)
    if not ended.is_done or not ended.told:
        raise ChildFailed(ended.told)
    return ended.told[-1]


def cut(function: Callable[[Tell], None], seconds: float) -> Ended:
    """Start a function, and kill its process and all children of it after ``seconds`` unless it ended before."""
    return _started(function, seconds)


def _started(function: Callable[[Tell], None], seconds: float) -> Ended:
    ears, mouth = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    begun = time.monotonic()
    number = os.fork()
    if number == 0:
        os.close(ears)
        _be_child(function, mouth)
    os.close(mouth)
    heard = _listen(ears, begun + seconds)
    seconds = time.monotonic() - begun
    if heard is None:
        _kill(number)
    with contextlib.suppress(ChildProcessError):
        _pid, status = os.waitpid(number, 0)
    rest = b"" if heard is None else heard
    while portion := os.read(ears, 1 << 16):
        rest += portion
    os.close(ears)
    told = _messages((_HEARD.pop(ears, b"")) + rest)
    if heard is not None and status != 0:
        raise ChildFailed("\n".join(map(str, told)))
    return Ended(heard is not None, told, seconds)


_HEARD: dict[int, bytes] = {}


def _listen(ears: int, until: float) -> bytes | None:
    """Hear until the other end closes; None where time ran out before, with what was heard kept."""
    heard = b""
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([ears], [], [], left)[0]:
            _HEARD[ears] = heard
            return None
        portion = os.read(ears, 1 << 16)
        if not portion:
            return heard
        heard += portion


def _messages(heard: bytes) -> tuple[Any, ...]:
    """Return what was told whole: eight bytes of length, then the message."""
    told, place = [], 0
    while place + 8 <= len(heard):
        size = int.from_bytes(heard[place : place + 8], "big")
        if place + 8 + size > len(heard):
            break
        told.append(pickle.loads(heard[place + 8 : place + 8 + size]))  # our own child
        place += 8 + size
    return tuple(told)


def _be_child(function: Callable[[Tell], None], mouth: int) -> None:
    """Do it and leave; never returns."""
    os.setsid()
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)

    def tell(message: Any) -> None:
        content = pickle.dumps(message)
        os.write(mouth, len(content).to_bytes(8, "big") + content)

    try:
        function(tell)
        code = 0
    except BaseException:  # whatever it was is told
        tell(traceback.format_exc())
        code = 1
    sys.stdout.flush()
    os._exit(code)


def _kill(number: int) -> None:
    """Kill a process and everything below it, the parent first, so that it hears of no dead child."""
    family = psutil.Process(number).children(recursive=True)
    os.kill(number, signal.SIGKILL)
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
