"""How far long work has come: told by those who do it, shown by whoever asked for it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears which stage begins and how much of it is done."""

    def stage(self, title: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps; None where nobody knows how many."""
        ...

    def advance(self, steps: int = 1) -> None:
        """Tell that ``steps`` more are done."""
        ...


class Silent:
    """Progress that nobody watches: in a pipe, in a test."""

    def stage(self, title: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int = 1) -> None:
        """Say nothing."""
