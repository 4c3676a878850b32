"""One entry of the catalogue of findings: how grave a code is, and everything that is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: severity, sentence, what to do, how it was recognised or why it matters, and what follows if nothing
    is done; words in braces are filled in. ``settles`` says that certain evidence makes a repair of the error.
    """

    severity: Literal["error", "warning", "note"]
    message: str
    hint: str
    reason: str
    consequence: str
    settles: bool = False

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The four sentences."""
        return self.message, self.hint, self.reason, self.consequence


def error(message: str, hint: str, *, reason: str, consequence: str) -> Entry:
    """Correct forms cannot come from this disc."""
    return Entry("error", message, hint, reason, consequence)


def settled(message: str, hint: str, *, reason: str, consequence: str) -> Entry:
    """An error, unless the evidence leaves one answer: then it is a repair, and a warning."""
    return Entry("error", message, hint, reason, consequence, settles=True)


def warning(message: str, hint: str, *, reason: str, consequence: str) -> Entry:
    """Usable, but somebody must look."""
    return Entry("warning", message, hint, reason, consequence)


def note(message: str, hint: str, *, reason: str, consequence: str) -> Entry:
    """Worth knowing."""
    return Entry("note", message, hint, reason, consequence)
