"""The process that forks the readers of foreign files; see :mod:`tuban.kernel.formats.children`.

Only for systems that fork. Elsewhere :mod:`tuban.kernel.formats.spawning` starts each reader as a process of its own.

It reads one order per line from standard input and reports one line per ended child. When standard input closes, it
ends every child and itself, so that nothing outlives the command that started it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import time
import traceback
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READERS = ("numpy", "shapely", "pyogrio", "pyogrio.raw", "pyarrow", "pyarrow.parquet", "pyproj", "python_calamine",
           "yaml", "defusedxml.sax")  # fmt: skip
_GRACE_SECONDS = 2.0


class Refusal(Exception):
    """A reader's own refusal: the file is not what it claims to be. The message names the code and the detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


@dataclass
class _Child:
    number: int
    pid: int
    deadline: float


def main() -> None:
    """Serve orders until standard input closes."""
    import select

    at_once = int(sys.argv[2])
    for name in READERS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    orders: deque[dict[str, Any]] = deque()
    children: dict[int, _Child] = {}
    ended = _bell_of_ended_children()
    buffer, speaking = b"", True
    while speaking:
        while orders and len(children) < at_once:
            child = _fork(orders.popleft())
            children[child.pid] = child
        ready, _w, _x = select.select([0, ended], [], [], 0.1 if children else 1.0)
        if ended in ready:
            os.read(ended, 4096)
        if 0 in ready:
            chunk = os.read(0, 65536)
            speaking = bool(chunk)
            *lines, buffer = (buffer + chunk).split(b"\n")
            orders.extend(json.loads(line) for line in lines)
        _collect(children)
    for child in children.values():
        _end(child.pid)
    os._exit(0)  # nothing to write any more: the libraries need not be taken down one by one


def _bell_of_ended_children() -> int:
    """Return a descriptor that becomes readable when a child has ended."""
    heard, rung = os.pipe()
    for end in (heard, rung):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
    return heard


def _collect(children: dict[int, _Child]) -> None:
    """Report every child that has ended, and end every child that is over its time."""
    for child in list(children.values()):
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if pid:
            del children[pid]
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)  # whatever it may have started itself
            code = os.waitstatus_to_exitcode(status)
            over_time = -code in (signal.SIGXCPU,)
            _report(child.number, "too_slow" if over_time else "done" if code == 0 else "crashed", code)
        elif time.monotonic() > child.deadline:
            _end(child.pid)
            os.waitpid(child.pid, 0)
            del children[child.pid]
            _report(child.number, "too_slow", 0)


def _report(number: int, ending: str, code: int) -> None:
    detail = signal.Signals(-code).name if code < 0 else f"exit {code}" if code else ""
    sys.stdout.write(json.dumps({"id": number, "ending": ending, "detail": detail}) + "\n")
    sys.stdout.flush()


def _end(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _fork(order: dict[str, Any]) -> _Child:
    limits = order["limits"]
    with contextlib.suppress(Exception):  # loaded once here, not again in every child; a child says what is wrong
        importlib.import_module(order["function"].partition(":")[0])
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        return _Child(order["id"], pid, time.monotonic() + float(limits["seconds"]))
    code = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _close_doors()
        limit(limits)
        code = obey(order)
    finally:
        os._exit(code)


def _close_doors() -> None:
    """Detach the child from the nursery's pipes; what a native library prints goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)


def limit(limits: dict[str, Any]) -> None:
    """Set the limits of this process where the system has such limits (POSIX)."""
    try:
        import resource
    except ImportError:  # Windows: whoever started the process watches it
        return
    processor_seconds = max(1, int(float(limits["seconds"]) + _GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (int(limits["memory"]),) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limits["written"]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def obey(order: dict[str, Any]) -> int:
    """Run the ordered function, write its answer, and return the exit code."""
    try:
        module, _colon, name = order["function"].partition(":")
        answer = {"ending": "done", "answer": getattr(importlib.import_module(module), name)(**order["arguments"])}
    except Refusal as refusal:
        answer = {"ending": "refused", "answer": refusal.code, "detail": refusal.detail}
    except MemoryError:
        answer = {"ending": "too_much_memory"}
    except RecursionError:
        answer = {"ending": "refused", "answer": "file.unreadable", "detail": "nested too deeply"}
    except UnicodeDecodeError as error:
        found = error.object[error.start : error.start + 1].hex()
        answer = {"ending": "refused", "answer": "file.unreadable", "detail": f"its text is damaged (byte {found})"}
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1:]
        where = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else ""
        memory = "allocate" in str(error).lower() or "bad_alloc" in str(error)
        answer = {"ending": "too_much_memory" if memory else "crashed",
                  "detail": f"{type(error).__name__}: {error} ({where})"[:500]}  # fmt: skip
    path = Path(order["answer"])
    path.with_suffix(".part").write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    path.with_suffix(".part").replace(path)
    return 0
