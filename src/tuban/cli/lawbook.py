"""``tuban lawbook``: the law as data, read strictly, proven, and counted (规则库)."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from tuban.rules import inventory
from tuban.rules import rulebook as rulebooks
from tuban.rules.fact_words import as_data
from tuban.rules.inventory import Inventory
from tuban.rules.ministry_export.reading import FILE as CODES
from tuban.rules.ministry_export.reading import codebook
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_CHECK_HELP = _(
    """Read the lawbook to the letter, prove its decision tables, and report what it holds.

Every table is proven complete, free of overlap, and such that an unknown fact never settles a finding. Every
citation must resolve. Citations of proposals (INF) and of law not yet verified (LAW-GK) are counted, so that an
official sees what still wants checking.

\b
Examples:
  tuban lawbook check
  tuban lawbook check --json
  tuban lawbook check --local county-values

\b
Exit codes: 0 the lawbook is sound · 2 it is not; the message names file, line and nearest valid word"""
)


class LawbookCommands(click.Group):
    """The commands about the lawbook; those that write documents are imported when they are called."""

    late = ("print", "export", "diff")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order in which the work goes."""
        return [*super().list_commands(ctx), *self.late]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing it where it is one of the late ones; None where there is none of this name."""
        if cmd_name not in self.late:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module("tuban.cli.lawbook_editions")
        command: click.Command = getattr(module, "print_" if cmd_name == "print" else cmd_name)
        return command


@click.group(
    cls=LawbookCommands, help=_("The law as data: check what every verdict rests on, print it, keep it, compare it.")
)
def lawbook() -> None:
    """Group the commands about the lawbook."""


@lawbook.command(help=_CHECK_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lawbook",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("Another lawbook than the one that comes with the product."),
)
@click.option(
    "--local",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("A folder in which a division lays its own values on top of the lawbook."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print everything for a machine."))
def check(*, folder: Path | None, local: Path | None, as_json: bool) -> None:
    """Read, prove and count."""
    try:
        read = rulebooks.load(folder, local=local)
        if folder is None or (folder / CODES).is_file():
            codebook(read, folder)
        counted = inventory.take(read)
    except TubanError as error:
        if not as_json:
            raise
        fault = {"sound": False, "code": error.code, "message": error.message, "hint": error.advice}
        click.echo(json.dumps(fault, ensure_ascii=False, indent=2))
        sys.exit(2)
    if as_json:
        click.echo(json.dumps({"sound": True, **as_data(asdict(counted))}, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_report(counted)))


def _report(counted: Inventory) -> list[str]:
    lines = [
        _("The lawbook is sound. Edition {edition}.").format(edition=counted.edition[:12]),
        _("Instruments {instruments} · parameters {parameters} · code lists {codelists} · facts {facts}").format(
            instruments=counted.instruments,
            parameters=counted.parameters,
            codelists=counted.codelists,
            facts=counted.facts,
        ),
        _("Forms and cards {forms} · rules {rules} · calendars {calendars}").format(
            forms=counted.forms, rules=counted.rules, calendars=counted.calendars
        ),
        _("Decision tables {count}, each proven complete and free of overlap; unknown settles nothing:").format(
            count=len(counted.tables)
        ),
    ]
    lines += [
        "  "
        + _("{title} ({path}): {questions} questions, {rows} rows, {combinations} combinations").format(
            title=table.title,
            path=table.path,
            questions=table.questions,
            rows=table.rows,
            combinations=f"{table.combinations:,}",
        )
        for table in counted.tables
    ]
    lines.append(
        _("Citations: {verified} verified · {unverified} of law not yet verified · {proposal} proposals (INF)").format(
            **{state: counted.citations[state] for state in ("verified", "unverified", "proposal")}
        )
    )
    for one in counted.refusals:
        lines.append(
            _("Not applied: {path}, {layer} {region}: {value} is laxer than what stands above it.").format(
                path=one.path, layer=one.layer, region=one.region, value=as_data(one.value)
            )
        )
    return lines
