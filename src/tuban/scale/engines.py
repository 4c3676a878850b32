"""Engines: who performs the tasks. Here one after another in this process; a cluster in :mod:`tuban.scale.cluster`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from tuban.scale.ledger import Receipt
from tuban.scale.tasks import Task
from tuban.values.errors import TubanError

Outcome = Receipt | str
"""What a task left: its receipt, or the reason why there is none, in words."""


class Engine(Protocol):
    """Performs tasks in any order."""

    def perform(self, tasks: Sequence[Task], *, retries: int) -> Iterator[tuple[Task, Outcome]]:
        """Yield every task with its outcome as it ends; a task that fails is tried ``retries`` times more."""


class InThisProcess:
    """Performs tasks one after another where it is called."""

    def perform(self, tasks: Sequence[Task], *, retries: int) -> Iterator[tuple[Task, Outcome]]:
        """Yield every task with its outcome."""
        for task in tasks:
            outcome: Outcome = ""
            for _attempt in range(retries + 1):
                try:
                    outcome = task.perform()
                    break
                except Exception as error:  # whatever a task meets is said of that task, and the others go on
                    outcome = reason(error)
            yield task, outcome


def reason(error: BaseException) -> str:
    """Say in words why a task failed."""
    if isinstance(error, TubanError):
        return error.message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
