"""``tuban serve``: the office in the browser, as one command."""

from __future__ import annotations

import os
import sys

import click

from tuban.cli.office_opening import check_installed
from tuban.values.language import gettext as _

HELP = _(
    """Serve the office in the browser: pages, background work and health, as one command.

It makes the folder of TUBAN_HOME where it is missing, brings the database to this edition, and starts the processes
of the pages and a worker; one that dies is started again. Ctrl-C (or SIGTERM) ends all of them. It does not start
with a secret that others know, nor with accounts of the practice county, unless for practice.

\b
Examples:
  tuban serve
  tuban serve --host 0.0.0.0 --port 8080 --workers 4
  tuban serve --web-only        (and `tuban serve --worker-only` on another machine, one database)

\b
Exit codes: 0 ended when asked to · 2 refused to start, with the reason"""
)


@click.command(help=HELP)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen at."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("The port."))
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help=_("How many processes serve pages.")
)
@click.option("--web-only", is_flag=True, help=_("Pages only; a worker runs elsewhere."))
@click.option("--worker-only", is_flag=True, help=_("Background work only; the pages are served elsewhere."))
@click.option("--practice", is_flag=True, help=_("For training: accounts of the practice county may sign in."))
def serve(*, host: str, port: int, workers: int, web_only: bool, worker_only: bool, practice: bool) -> None:
    """Become the server."""
    if web_only and worker_only:
        raise click.UsageError(_("Choose one of --web-only and --worker-only, or neither."))
    check_installed()
    flags = {"--web-only": web_only, "--worker-only": worker_only, "--practice": practice}
    words = [
        sys.executable, "-m", "tuban.site.serving", "--host", host, "--port", str(port), "--workers", str(workers),
        *(flag for flag, is_set in flags.items() if is_set),
    ]  # fmt: skip
    sys.stdout.flush()
    os.execv(sys.executable, words)  # noqa: S606 - this process becomes the server, so that signals reach it
