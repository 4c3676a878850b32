"""Dates as officials write them: a day, a month or only a year.

Comparing a month with a day may have no answer; then the answer is None, and nobody guesses.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tuban.values.errors import TubanError

_NOTATIONS = (
    re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$"),
    re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$"),
    re.compile(r"^(\d{4})(\d{2})(\d{2})$"),
    re.compile(r"^(\d{4})[-/.](\d{1,2})$"),
    re.compile(r"^(\d{4})年(\d{1,2})月$"),
    re.compile(r"^(\d{4})(\d{2})$"),
    re.compile(r"^(\d{4})年?$"),
)


class NotADate(TubanError):
    """{text!r} is not a date."""

    code = "dates.not_a_date"
    hint = "Write 2024-08-05, or 2024-08 where only the month is known."


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day; ``earliest`` and ``latest`` bound the days it may mean."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError as error:
            raise NotADate(text=str(self)) from error
        if self.day is not None and self.month is None:
            raise NotADate(text=str(self))

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read 2024-08-05, 2024/8/5, 2024年8月5日, 20240805, 2024-08, 202408 or 2024; raises NotADate."""
        cleaned = text.strip()
        for notation in _NOTATIONS:
            found = notation.match(cleaned)
            if found:
                return cls(*(int(part) for part in found.groups()))
        raise NotADate(text=text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the given day."""
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        """The first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def before(self, other: PartialDate) -> bool | None:
        """Whether it lies before ``other``: True, False, or None where the two overlap and nobody can tell."""
        if self.latest < other.earliest:
            return True
        if self.earliest > other.latest or (self == other and self.day is not None):
            return False
        return None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)
