"""``tuban health``: whether the installation is well, in words."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tuban.cli.office_opening import open_office
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.workflow.health import Check

HELP = _(
    """Say whether the office is well: database, tables, disk, files, background work, queue, clock, the last backup,
the certificate of HTTPS, the end of the audit.

It reads only. That a backup is there does not prove it, nor the end of the audit all of it: see `tuban backup verify`
and `tuban audit verify`.

\b
Examples:
  tuban health
  tuban health --json

\b
Exit codes: 0 all is well · 1 something is not, with what to do · 2 there is no office here"""
)


@click.command(help=HELP)
@click.option("--json", "as_json", is_flag=True, help=_("For machines."))
def health(*, as_json: bool) -> None:
    """Print every check."""
    open_office()
    from tuban.workflow.health import checks

    answers = checks(for_keeper=True)
    if as_json:
        told = {"ok": all(one.is_well for one in answers), "checks": [asdict(one) for one in answers]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one in answers:
            click.echo(f"{_sign(one)} {one.title}: {one.words}")
            if one.advice:
                click.echo(f"    → {one.advice}")
    sys.exit(0 if all(one.is_well for one in answers) else 1)


def _sign(one: Check) -> str:
    if not one.is_looked_at:
        return "–"
    return "✓" if one.is_well else "✗"
