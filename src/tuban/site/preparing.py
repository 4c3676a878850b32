"""What must be so before anybody is served: a secret of its own, tables of this edition, no accounts that all know."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tuban.site.home import Home
from tuban.values.errors import TubanError

_LOCK = 0x7475_62616E  # one number for all servers of a database
_NAMED = 5


class PracticeAccountsOpen(TubanError):
    """{count} accounts of the practice county can sign in here with the password that everybody knows: {names}."""

    code = "site.practice_accounts_open"
    hint = (
        "This folder was made for practice. Serve it with --practice for training only, or set TUBAN_HOME (and "
        "TUBAN_DATABASE_URL) to a real installation of its own."
    )


class DatabaseDamaged(TubanError):
    """The database of the office is damaged: {file}: {why}."""

    code = "site.database_damaged"
    hint = (
        "Change nothing in that folder. Bring the office back from its last backup with `tuban restore`; the page "
        "«Back up and restore» says it step by step."
    )


def prepare(home: Home) -> None:
    """Bring the tables to this edition and refuse what nobody may be let into. Django must have been started.

    Raises SecretUnfit, DatabaseDamaged and PracticeAccountsOpen.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    from tuban.jobs.outages import is_damaged

    if not settings.PRACTICE:
        home.check_secret()
    try:
        with one_at_a_time(home):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        if is_damaged(error):
            raise DatabaseDamaged(file=home.database, why=str(error)) from error
        raise
    if not settings.PRACTICE:
        refuse_practice_accounts()


def refuse_practice_accounts() -> None:
    """Raise PracticeAccountsOpen where somebody could sign in with the password of the practice county."""
    from tuban.workflow.organisations.practice import open_accounts

    names = open_accounts()
    if names:
        more = " …" if len(names) > _NAMED else ""
        raise PracticeAccountsOpen(count=len(names), names=", ".join(names[:_NAMED]) + more)


@contextmanager
def one_at_a_time(home: Home) -> Iterator[None]:
    """Let one server after the other change the tables, on this machine and on others at the same database."""
    from django.db import connection

    with (home.folder / "migrating.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
