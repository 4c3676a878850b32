"""How far long work has come: told by those who do it, shown by whoever asked for it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told as work goes on: what is being done, how much is done, of how much (0 where nobody knows)."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note."""


def silent(_stage: str, _done: int, _total: int, /) -> None:
    """Take no note: in a pipe, in a test."""
