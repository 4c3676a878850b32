"""The worker: does background work one piece after the other, and says twice a minute that it is alive."""

from __future__ import annotations

import contextlib
import logging
import os
import threading

from tuban.site.opening import open_office
from tuban.site.serving.lifeline import hold_on
from tuban.site.serving.settling import settle

_log = logging.getLogger("tuban.serve")
_BEAT_SECONDS = 20.0
_BEHIND_PAGES = 5
"""How much less of a full processor work gets than pages (``nice``): nobody waits for it with the finger on a key."""


def work() -> None:
    """Work until SIGTERM; the piece under way is finished, or goes on later from its checkpoint."""
    os.nice(_BEHIND_PAGES)
    _give_a_sign()  # before it takes anything: what a worker without a sign is at counts as left behind
    threading.Thread(target=_beat, name="beat", daemon=True).start()
    try:
        while not _worked():
            pass
    finally:
        _say_goodbye()


def _worked() -> bool:
    """Take work until somebody asks to end; returns False where the database was away and is looked for again."""
    from django.core.management import call_command
    from django.db import Error

    from tuban.jobs.outages import is_away, wait_until_back

    try:
        call_command("db_worker", verbosity=0, interval=1, reload=False)
    except Error as error:
        if not is_away(error):
            raise
        _log.warning("The database is away; work goes on when it is back.")
        while not wait_until_back(_BEAT_SECONDS):
            pass
        return False
    return True


def _say_goodbye() -> None:
    from django.db import Error

    from tuban.jobs.workers import end

    with contextlib.suppress(Error):  # then it is silent, which says the same a little later
        end()


def _beat() -> None:
    while True:
        threading.Event().wait(_BEAT_SECONDS)
        _give_a_sign()


def _give_a_sign() -> None:
    from django.db import Error, close_old_connections

    from tuban.jobs.workers import beat

    try:
        beat()
    except Error:
        pass  # the next sign tells; a busy database is no dead worker
    finally:
        close_old_connections()


if __name__ == "__main__":
    hold_on()
    open_office()
    settle(pages=False)
    work()
