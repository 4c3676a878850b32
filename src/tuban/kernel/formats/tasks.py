"""What is asked of a child process that reads a foreign file, under which limits, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MIB = 1024 * 1024
Ending = Literal["done", "refused", "too_slow", "too_much_memory", "crashed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: bytes of private memory, seconds of wall and processor time, bytes written per file."""

    memory: int = 1536 * MIB
    seconds: float = 120.0
    written: int = 16 * 1024 * MIB

    def for_size(self, size: int) -> Limits:
        """Return limits with more time for a bigger file: three seconds for every MiB on top."""
        return Limits(self.memory, self.seconds + 3.0 * size / MIB, self.written)


@dataclass(frozen=True, slots=True)
class Task:
    """One call in a child: ``function`` is "module:name"; the arguments and the answer must be plain JSON values."""

    function: str
    arguments: Mapping[str, Any]
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended, its answer if it is done, and a sentence of the reader if it refused or crashed."""

    ending: Ending
    answer: Any = None
    detail: str = ""
