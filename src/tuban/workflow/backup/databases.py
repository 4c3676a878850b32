"""Takes a copy of the database as it is at one moment while others write, and reads such a copy in again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from tuban.workflow.backup.manifest import POSTGRESQL, SPATIALITE, Head
from tuban.workflow.backup.refusals import ToolFailed, ToolMissing

FILES = {SPATIALITE: "database.sqlite", POSTGRESQL: "database.dump"}
_ERROR_LINES = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What a database held at one moment: rows by table, migrations as ``app.name``, the last line of the audit."""

    counts: dict[str, int]
    migrations: tuple[str, ...]
    head: Head


def engine() -> str:
    """Return which database this office has."""
    return POSTGRESQL if connection.vendor == "postgresql" else SPATIALITE


def take(folder: Path) -> tuple[Path, Seen]:
    """Write a copy of the database of this office into a folder. Others go on writing meanwhile.

    Raises ToolMissing, ToolFailed.
    """
    target = folder / FILES[engine()]
    return target, (_dump(target) if engine() == POSTGRESQL else _copy(target))


def tables() -> list[str]:
    """Return the tables of this office."""
    return sorted({*connection.introspection.django_table_names(only_existing=True), "django_migrations"})


def seen_here() -> Seen:
    """Return what the database of this office holds now."""
    with connection.cursor() as cursor:

        def ask(words: str) -> list[Any]:
            cursor.execute(words)
            return list(cursor.fetchall())

        return _seen(ask, tables())


def seen_in(path: Path, names: Sequence[str]) -> Seen:
    """Return what a copied SpatiaLite file holds of the tables named."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        return _seen(lambda words: database.execute(words).fetchall(), names)


def faults_of(path: Path, engine_name: str) -> list[str]:
    """Return what is wrong with a copy as such; whether its rows are right is proven by restoring it."""
    if engine_name == POSTGRESQL:
        _run("pg_restore", "--list", str(path))
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            return [row[0] for row in database.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def read_in(path: Path) -> None:
    """Bring a dump into the empty PostgreSQL of this office: all of it or nothing. Raises ToolMissing, ToolFailed."""
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments",
         "--dbname", name, str(path), told=connection.settings_dict)  # fmt: skip


def check_tools() -> None:
    """Raise ToolMissing where this office needs a client that is not installed."""
    if engine() == POSTGRESQL:
        for tool in ("pg_dump", "pg_restore"):
            _found(tool)


def _seen(ask: Callable[[str], list[Any]], names: Sequence[str]) -> Seen:
    counts = {name: int(ask(f'SELECT COUNT(*) FROM "{name}"')[0][0]) for name in names}  # noqa: S608 - our own tables
    migrations = tuple(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY 1, 2"))
    last = ask("SELECT number, digest, at FROM audit_line ORDER BY number DESC LIMIT 1")
    head = Head(int(last[0][0]), str(last[0][1]), str(last[0][2])) if last else Head()
    return Seen(counts, migrations, head)


def _copy(target: Path) -> Seen:
    """Copy the file of SpatiaLite in one step: readers and writers go on, and the copy is of one moment."""
    target.touch(mode=0o600)
    source = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(source, timeout=60)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, to be opened where nobody may write
    return seen_in(target, tables())


def _dump(target: Path) -> Seen:
    """Dump a PostgreSQL, and count in the very same view of it."""
    import psycopg

    target.touch(mode=0o600)
    told = connection.settings_dict
    with psycopg.connect(
        host=told["HOST"] or None, port=told["PORT"] or None, user=told["USER"] or None,
        password=told["PASSWORD"] or None, dbname=told["NAME"],
    ) as view:  # fmt: skip
        view.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        view.read_only = True
        row = view.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={target}", str(told["NAME"]), told=told)  # fmt: skip
        return _seen(lambda words: view.execute(words).fetchall(), tables())


def _found(tool: str) -> str:
    place = shutil.which(tool)
    if place is None:
        raise ToolMissing(tool=tool)
    return place


def _run(tool: str, *words: str, told: Mapping[str, Any] | None = None) -> None:
    """Run a tool of PostgreSQL; ``told`` is how this office reaches its server, where the tool has to."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}  # not in the process list
    environment = {**os.environ, **{name: str(told[key]) for name, key in names.items() if told and told.get(key)}}
    done = subprocess.run(  # noqa: S603 - a tool of PostgreSQL, found by name
        [_found(tool), *words], env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()][:_ERROR_LINES]
        raise ToolFailed(tool=tool, why=" · ".join(said) or str(done.returncode))
