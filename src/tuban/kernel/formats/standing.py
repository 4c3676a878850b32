"""Readers of foreign files that stand ready: where a page waits for an answer, a reader is not prepared first."""

from __future__ import annotations

import atexit
import threading
from functools import cache
from queue import SimpleQueue

from tuban.kernel.formats.children import Nursery, Outcome, Task


class StandingReaders:
    """``count`` nurseries that are prepared once and kept; use from any thread. Who has none waits for one."""

    def __init__(self, count: int = 2) -> None:
        self._free: SimpleQueue[Nursery] = SimpleQueue()
        self._all = [Nursery(at_once=1) for _number in range(count)]
        self._closing = threading.Lock()
        for nursery in self._all:
            self._free.put(nursery)

    def run(self, task: Task) -> Outcome:
        """Run one task in a fresh child and return how it ended."""
        nursery = self._free.get()
        try:
            return nursery.run(task)
        finally:
            self._free.put(nursery)

    def close(self) -> None:
        """End all readers."""
        with self._closing:
            for nursery in self._all:
                nursery.close()


@cache
def readers_here() -> StandingReaders:
    """Return the readers of this process; they end with it."""
    readers = StandingReaders()
    atexit.register(readers.close)
    return readers
