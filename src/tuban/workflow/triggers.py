"""Triggers of the database: what no write may go past. Made after every migration where they are missing.

SQLite makes a table anew to alter a column, and drops its triggers with the old one; so they are no matter of a
migration that runs once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Triggers:
    """The triggers of a stage by name, with the statement that makes each; ``functions`` are those of PostgreSQL."""

    postgresql: Mapping[str, str]
    sqlite: Mapping[str, str]
    functions: tuple[str, ...] = ()

    @property
    def here(self) -> Mapping[str, str]:
        """Those of the database in use."""
        return self.postgresql if connection.vendor == "postgresql" else self.sqlite

    def missing(self) -> list[str]:
        """Return the names of those that the database lacks."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            there = {name for (name,) in cursor.fetchall()}
        return [name for name in self.here if name not in there]

    def make(self) -> list[str]:
        """Make those that are missing; returns their names."""
        missing = self.missing()
        if missing:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    for function in self.functions:
                        cursor.execute(function)
                for name in missing:
                    cursor.execute(self.here[name])
        return missing
