"""``python -m tuban.site.serving``: what ``tuban serve`` starts."""

from __future__ import annotations

import logging
import socket
import sys
from argparse import ArgumentParser

from tuban.site.opening import open_office
from tuban.site.preparing import prepare
from tuban.site.serving.supervisor import Child, Supervisor
from tuban.values.errors import TubanError

_REFUSED = 2


class PortTaken(TubanError):
    """Nothing can listen at {host} port {port}: {why}."""

    code = "site.port_taken"
    hint = "End what listens there, or choose another one with --port."


def check_port(host: str, port: int) -> None:
    """Raise PortTaken where the pages could not be served."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, why=error.strerror or error) from error


def serve() -> int:
    """Prepare the installation and serve it until somebody asks it to end; returns the exit code."""
    parser = ArgumentParser(prog="python -m tuban.site.serving")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--practice", action="store_true")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--web-only", action="store_true")
    only.add_argument("--worker-only", action="store_true")
    asked = parser.parse_args()

    log = logging.getLogger("tuban.serve")
    logging.basicConfig(format="{asctime} {levelname} {message}", style="{", level="INFO", stream=sys.stderr)
    try:
        home = open_office(make=True, practice=asked.practice)
        log.setLevel(logging.INFO)
        prepare(home)
        if not asked.worker_only:
            check_port(asked.host, asked.port)
    except TubanError as error:
        log.error("%s [%s]", error, error.code)
        return _REFUSED
    except Exception as error:
        from tuban.jobs.outages import is_away

        if not is_away(error):
            raise
        log.error("The database does not answer: %s", " ".join(str(error).split()))
        log.error("Look whether its server runs and whether TUBAN_DATABASE_URL names it, then start again.")
        return _REFUSED
    address = f"http://{f'[{asked.host}]' if ':' in asked.host else asked.host}:{asked.port}"
    children = []
    if not asked.worker_only:
        children.append(Child("web", "tuban.site.serving.web", (asked.host, str(asked.port), str(asked.workers))))
    if not asked.web_only:
        children.append(Child("worker", "tuban.site.serving.worker"))
    log.info("The office in %s %s.", home.folder, f"at {address}" if not asked.worker_only else "has a worker here")
    return Supervisor(children, reaps=not asked.web_only).run()


if __name__ == "__main__":
    sys.exit(serve())
