"""Whether the database is away: stopped, starting again, not reachable. What was asked then can be asked again."""

from __future__ import annotations

import time

from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection

from tuban.values.errors import TubanError

RETRY_SECONDS = 10
_AWAY = ("08", "57P0", "53300")
"""States of PostgreSQL: the line is broken, the server ends or starts, it takes no more lines."""
_LOOK_SECONDS = 1.0


class DatabaseAway(TubanError):
    """The database does not answer at the moment. It is tried again by itself; nothing that was confirmed before is
    lost."""

    code = "jobs.database_away"
    hint = "Wait half a minute. Before you repeat the last step, look whether it was taken."


def is_away(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, says that the database is away."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) and _tells_of_the_line(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_busy(error: BaseException | None) -> bool:
    """Whether an error says that others kept the file of the database to themselves for longer than anybody waits."""
    return isinstance(error, OperationalError) and "database is locked" in str(error)


def is_damaged(error: BaseException) -> bool:
    """Whether an error says that the file of the database is no database, or damaged."""
    told = str(error)
    return isinstance(error, DatabaseError) and ("file is not a database" in told or "malformed" in told)


def _tells_of_the_line(error: OperationalError | InterfaceError) -> bool:
    cause = error.__cause__
    if not type(cause).__module__.startswith("psycopg"):
        return False
    state = getattr(cause, "sqlstate", None)
    if state is None:  # nobody answered who could have named one
        return isinstance(error, OperationalError) or "connection" in str(error)
    return str(state).startswith(_AWAY)


def wait_until_back(most_seconds: float) -> bool:
    """Wait until the database answers on a line of this thread; returns whether it does."""
    until = time.monotonic() + most_seconds
    while True:
        try:
            connection.close()
            connection.ensure_connection()
        except Error as error:
            if not is_away(error):
                raise
        else:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(_LOOK_SECONDS)
