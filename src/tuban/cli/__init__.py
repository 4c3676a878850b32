"""The command line: ``tuban COMMAND``. Commands are imported when they are called, so that starting is quick."""

from __future__ import annotations

import importlib
import io
import sys
from typing import NoReturn

import click

from tuban import __version__
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.language import speak_for_libraries

INTERRUPTED = 130
"""The exit code of a run that was asked to end, as shells have it."""

COMMANDS = {
    "inspect": "tuban.cli.inspect:inspect",
    "field-book": "tuban.cli.field_book:field_book",
    "disc": "tuban.cli.disc:disc",
    "route": "tuban.cli.route:route",
    "overlay": "tuban.cli.overlay:overlay",
    "measure": "tuban.cli.measure:measure",
    "convert": "tuban.cli.convert:convert",
    "trace": "tuban.cli.trace:trace",
    "decide": "tuban.cli.decide:decide",
    "lawbook": "tuban.cli.lawbook:lawbook",
    "serve": "tuban.cli.serve:serve",
    "office": "tuban.cli.office:office",
    "practice": "tuban.cli.practice:practice",
    "health": "tuban.cli.health:health",
    "audit": "tuban.cli.audit:audit",
    "daily": "tuban.cli.daily:daily",
    "backup": "tuban.cli.backup:backup",
    "retention": "tuban.cli.retention:retention",
    "restore": "tuban.cli.restore:restore",
    "evidence": "tuban.cli.evidence:evidence",
    "gate": "tuban.cli.gate:gate",
    "exchange": "tuban.cli.exchange:exchange",
    "export": "tuban.cli.ministry_export:export",
    "self-check": "tuban.cli.self_check:self_check",
}


class LateCommands(click.Group):
    """A group that imports a command only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click asks for it)
        """Return the command names in the order in which the work goes."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command; None where there is none of this name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _colon, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LateCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tuban")
def commands() -> None:
    """Run the command group."""


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit; a :class:`TubanError` ends with its sentence and code 2, never a traceback."""
    _say_what_can_be_said()
    speak_for_libraries()
    commands.help = _(
        "Tuban: land satellite-image enforcement inspection, from the data disc to the signed statutory forms."
    )
    try:
        ended = commands.main(args=args, prog_name="tuban", standalone_mode=False)
    except click.Abort:
        click.echo(_("Interrupted; nothing was changed."), err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except TubanError as error:
        click.echo(f"{_('Error')} [{error.code}] {error.message}", err=True)
        if error.advice:
            click.echo(f"  → {error.advice}", err=True)
        sys.exit(2)
    sys.exit(ended if isinstance(ended, int) else 0)


def _say_what_can_be_said() -> None:
    """Let a terminal that lacks a character show a question mark instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.casefold() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="replace")
