"""An office for drills: the small county of the tests, in a folder of its own that is laid out anew each time.

Its database is a file in that folder; where TUBAN_DATABASE_URL names a server, one of its own there, made for the drill
and dropped with it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks import page

from drills.children import run

ADDRESS = "TUBAN_DATABASE_URL"
TOWNSHIPS = [("990101001", "甲溪镇"), ("990101002", "乙岭镇"), ("990101011", "示范经济开发区")]


class Office:
    """A home at one place with its database, and copies of both as they were at certain moments."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.home = scratch / "home"
        self.disc = scratch / "disc"
        self.kept = scratch / "kept"
        given = os.environ.get(ADDRESS, "")
        self.server = Server(given, prefix=f"drill_{os.getpid()}") if given else None

    def open(self) -> None:
        """Load the product once; databases are opened in children only."""
        os.environ.update(
            TUBAN_HOME=str(self.home), TUBAN_PRACTICE="1", TUBAN_LANG="en", TUBAN_LOG_LEVEL="CRITICAL",
            DJANGO_SETTINGS_MODULE="tuban.site.settings",
        )  # fmt: skip
        for name in ("TUBAN_BACKUP", "TUBAN_SECRET_KEY"):
            os.environ.pop(name, None)
        if self.server is not None:
            os.environ[ADDRESS] = self.server.address
        from tuban.site.opening import open_office

        open_office(make=True, practice=True)
        # What jobs load late is loaded here, before processes are forked.
        import tests.workflow.exchange.test_packages
        import tests.workflow.small_disc
        import tests.workflow.submission.going_up  # noqa: F401

        import tuban.cli.overlay
        import tuban.site.urls
        import tuban.workflow.comparison.loading
        import tuban.workflow.submission.sealing  # noqa: F401
        from tuban.workflow.campaigns.law import rulebook_of

        rulebook_of(None)

    def found(self) -> None:
        """Make the tables, the organisations of the practice county, and the disc of the small county."""
        from tests.migrated import migrated, migrated_template

        if self.server is None:
            shutil.copyfile(migrated(), self.home / "tuban.sqlite")
        else:
            self.server.make(self.server.name, migrated_template(self.scratch, self.server.given))
        run(self._found)
        self.keep("founded")

    def _found(self) -> None:
        from tests.workflow.small_disc import small_disc

        from tuban.workflow.organisations.practice import found_practice

        found_practice(TOWNSHIPS, zones={"示范经济开发区": ("990101002005",)})
        small_disc(self.disc, planned=True)

    def keep(self, name: str) -> None:
        """Keep a copy of the home as it is now."""
        shutil.rmtree(self.scratch / f"as-{name}", ignore_errors=True)
        shutil.copytree(self.home, self.scratch / f"as-{name}")
        if self.server is not None:
            self.server.make(self.server.as_it_was(name), self.server.name)

    def lay_out(self, name: str) -> None:
        """Bring the home back to how it was; backups go."""
        for place in (self.home, self.kept):
            shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.scratch / f"as-{name}", self.home)
        if self.server is not None:
            self.server.make(self.server.name, self.server.as_it_was(name))

    def lose(self) -> None:
        """Lose the home and what the database holds."""
        shutil.rmtree(self.home)
        if self.server is not None:
            self.server.make(self.server.name, "template1")

    def take_away(self) -> None:
        """Take everything away."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        if self.server is not None:
            self.server.drop_all()

    def begun(self, name: str, after: str, prepare: Callable[[], Any]) -> Any:
        """Do something in the home as it was, keep what became of it, and return what it returns."""
        self.lay_out(after)
        answer = run(prepare)
        self.keep(name)
        return answer


class Server:
    """A server of PostgreSQL, and the databases of a drill on it: the one of the office, and copies of it."""

    def __init__(self, given: str, *, prefix: str) -> None:
        self.given, self.name, self._made = given, prefix, set[str]()

    @property
    def address(self) -> str:
        """The address of the office's database."""
        return urlunsplit(urlsplit(self.given)._replace(path=f"/{self.name}"))

    def as_it_was(self, name: str) -> str:
        """Return the name of a copy."""
        return f"{self.name}_as_{name}"

    def make(self, name: str, template: str) -> None:
        """Make a database anew after another one; whoever is connected to either is sent away."""
        for each in {name, template} - {"template1"}:
            self._tell(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{each}'")
        self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.add(name)

    def drop_all(self) -> None:
        """Drop everything that was made."""
        for name in self._made:
            self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _tell(self, statement: str) -> None:
        from tests.migrated import on_server

        on_server(self.given, statement)


@contextmanager
def drilled() -> Iterator[Office]:
    """Found an office in a folder that is thrown away at the end."""
    office = Office(Path(tempfile.mkdtemp(prefix="tuban-drill-")))
    try:
        office.open()
        office.found()
        yield office
    finally:
        office.take_away()


def closed(begun: float, wrong: Sequence[str]) -> int:
    """Print how long it took and what was wrong, the end of every page; returns the exit code."""
    print(f"\n{round(time.monotonic() - begun)} s.")
    for one in wrong:
        print(f"- {one}")
    return 1 if wrong else 0


def acting(username: str) -> Any:
    """Return the acting person of a sign-in name."""
    from django.utils import timezone

    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as

    return acting_as(Person.objects.get(username=username), None, on=timezone.localdate())


def start_again() -> None:
    """Do what the supervisor does after a start: bring the tables up, take up what was left, do what waits."""
    from tuban.jobs.models import Job
    from tuban.jobs.queue import revive
    from tuban.jobs.work import do
    from tuban.workflow.patches.changes import gather

    gather()
    revive()
    while True:
        waiting = Job.objects.filter(state=Job.State.WAITING).order_by("asked_at").first()
        if waiting is None:
            return
        do(waiting.pk)


def faults(store: Path) -> list[str]:
    """Return what is wrong with the office as such: its file, its audit, content that is damaged or missing, work that
    nobody takes up."""
    from django.db import connection

    from tuban.jobs.models import Job
    from tuban.workflow.audit.recording import verify
    from tuban.workflow.backup.copying import contents_of, is_sound
    from tuban.workflow.backup.named import missing

    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check(3)")
            found += [f"database: {row[0]}" for row in cursor.fetchall() if row[0] != "ok"]
    proof = verify(most_breaks=3)
    found += [f"audit line {one.number}: {one.what}" for one in proof.breaks]
    contents = list(contents_of(store))
    found += [f"damaged content {one.name}" for one in contents if not is_sound(store / one.name, one)]
    _looked, lost = missing({one.checksum for one in contents})
    found += [f"missing content: {one.kind} {one.names[0]}" for one in lost]
    left = Job.objects.filter(state__in=(Job.State.RUNNING, Job.State.WAITING, Job.State.FAILED))
    found += [f"work left: {job.title} ({job.state}) {job.error}" for job in left]
    return found


def digest_of(rows: Any) -> str:
    """Return one digest of rows, whatever their order."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()[:16]


def database() -> str:
    """Return which of both databases the office has."""
    return "PostGIS" if os.environ.get(ADDRESS) else "SpatiaLite"


def machine() -> str:
    """Return what machine and database this is, in a line."""
    return f"{page.machine()}, {database()}"
