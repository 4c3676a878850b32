"""What was decided, by which row, from which facts, and what is missing: always a proposal until a person signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.parameters import ParameterValue
from tuban.values.facts import Facts

TAKEN = "review/taken"
"""The decision of a person, which stands beside that of the table ``review/finding``."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One table's answer. ``facts_used`` holds the words that the table was asked with; ``rows`` the rows that held.

    ``grounds`` names, for each word, the raw facts it was derived from; ``presumed`` the facts nobody told and the
    lawbook takes as read; ``parameters`` the values used, each with what it overrode.
    """

    table: str
    title: str
    rows: tuple[str, ...]
    because: str
    answers: Mapping[str, Any]
    facts_used: Mapping[str, Any]
    grounds: Mapping[str, tuple[str, ...]]
    presumed: tuple[str, ...]
    cites: tuple[str, ...]
    parameters: tuple[ParameterValue, ...]
    edition: str
    matters: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """The row that held; several (a collecting table) are joined."""
        return "、".join(self.rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """The finding that a person took: one category, one type of violation where it is unlawful, and why.

    ``violation_type`` may be empty: then the lawbook proposes it.
    """

    finding: str
    violation_type: str = ""
    because: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact nobody told that, if known, could change an answer: why it matters, and what would settle it."""

    name: str
    title: str
    why: str
    settled_by: str


@dataclass(frozen=True)
class Judgement:
    """Everything proposed for one part. ``facts`` holds raw, derived and decided facts together."""

    facts: Facts
    decisions: tuple[Decision, ...]
    missing: tuple[MissingFact, ...]
    edition: str

    @property
    def is_taken(self) -> bool:
        """Whether a person took the finding, and not the lawbook alone proposed it."""
        return self.decision(TAKEN) is not None

    def decision(self, table: str) -> Decision | None:
        """Return the decision of a table; None where the table was not asked."""
        return next((one for one in self.decisions if one.table == table), None)
