"""Ends a process when its supervisor is gone, however that ended: the pipe between them closes."""

from __future__ import annotations

import os
import signal
import threading
import time

VARIABLE = "TUBAN_LIFELINE"
_GRACE_SECONDS = 15.0


def hold_on() -> None:
    """Watch the pipe that the supervisor left in the environment; without one nothing is watched."""
    given = os.environ.get(VARIABLE)
    if given is None:
        return
    threading.Thread(target=_watch, args=(int(given),), name="lifeline", daemon=True).start()


def _watch(pipe: int) -> None:
    try:
        while os.read(pipe, 1):
            pass
    except OSError:  # not inherited: nothing to hold on to
        return
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
