"""The pages: granian with the office in it. Arguments: host, port, number of processes."""

from __future__ import annotations

import sys

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from tuban.site.serving.lifeline import hold_on

_THREADS = 8  # each holds a connection to the database
_STOP_SECONDS = 10
_IDLE_SECONDS = 120
"""How long a line may lie idle: people read a page for a minute; one that closes meanwhile costs a failed click."""


def serve(host: str, port: int, processes: int) -> None:
    """Serve pages until SIGTERM."""
    Server(
        "tuban.site.serving.application:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=_THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=1000 * _IDLE_SECONDS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    hold_on()
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
