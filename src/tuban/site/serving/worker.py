"""The worker: does background work one piece after the other, and says twice a minute that it is alive."""

from __future__ import annotations

import contextlib
import threading

from tuban.site.opening import open_office
from tuban.site.serving.lifeline import hold_on
from tuban.site.serving.settling import settle

_BEAT_SECONDS = 20.0


def work() -> None:
    """Work until SIGTERM; the piece under way is finished, or goes on later from its checkpoint."""
    from django.core.management import call_command

    _give_a_sign()  # before it takes anything: what a worker without a sign is at counts as left behind
    threading.Thread(target=_beat, name="beat", daemon=True).start()
    try:
        call_command("db_worker", verbosity=0, interval=1, reload=False)
    finally:
        _say_goodbye()


def _say_goodbye() -> None:
    from django.db import DatabaseError

    from tuban.jobs.workers import end

    with contextlib.suppress(DatabaseError):  # then it is silent, which says the same a little later
        end()


def _beat() -> None:
    while True:
        threading.Event().wait(_BEAT_SECONDS)
        _give_a_sign()


def _give_a_sign() -> None:
    from django.db import DatabaseError, close_old_connections

    from tuban.jobs.workers import beat

    try:
        beat()
    except DatabaseError:
        pass  # the next sign tells; a busy database is no dead worker
    finally:
        close_old_connections()


if __name__ == "__main__":
    hold_on()
    open_office()
    settle(pages=False)
    work()
