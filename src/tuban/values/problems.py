"""Something a person must look at: where, how grave, why, and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How grave a problem is: an ERROR blocks reporting, a WARNING wants a written explanation."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One contradiction or missing fact of one patch part (or of the whole campaign: empty patch number).

    ``rule`` is an id of the rule catalogue (R01…R40) or of a decision table; ``settled_by`` says in one sentence what
    would settle it; ``facts`` names the facts it rests on, so that a reader can open them.
    """

    rule: str
    severity: Severity
    message: str
    settled_by: str
    patch_number: str = ""
    part_number: str = ""
    township_code: str = ""
    facts: tuple[str, ...] = ()
