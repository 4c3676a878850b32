"""``tuban daily``: does the work of a day by hand."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from tuban.cli.office_opening import open_office
from tuban.values.language import gettext as _

HELP = _(
    """Do the work of a day: reminders, deadlines, tasks that are late.

The workers of the office do it by themselves once on every day; this does it at once, for today or for the day named,
whether it was done before or not. Nobody is told the same twice.

\b
Examples:
  tuban daily
  tuban daily --day 2026-12-01 --kind cooperation.remind
  tuban daily --list

\b
Exit codes: 0 all of it is done · 1 something failed, with why · 2 there is no office here, or no such work"""
)


@click.command(help=HELP)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help=_("The day; today where none is named."))
@click.option("--kind", "kinds", multiple=True, help=_("Only this work; may be given several times."))
@click.option("--list", "is_list", is_flag=True, help=_("Only name the work and when it was last done."))
def daily(*, day: datetime | None, kinds: tuple[str, ...], is_list: bool) -> None:
    """Do it, and say how each ended."""
    open_office()
    from django.utils import timezone

    from tuban.jobs.daily import daily_kinds, do_now, states
    from tuban.jobs.models import Job

    if is_list:
        for one in states():
            click.echo(f"{one.kind}  {one.title}  {one.day.isoformat() if one.day else _('never')}")
        return
    failed = False
    for kind in kinds or daily_kinds():
        job = do_now(kind, day.date() if day else timezone.localdate())
        if job.state == Job.State.DONE:
            click.echo(f"✓ {job.title}  {_told(job.outcome)}".rstrip())
        else:
            failed = True
            click.echo(f"✗ {job.title}: {job.error} {job.hint}".rstrip(), err=True)
    sys.exit(1 if failed else 0)


def _told(outcome: dict[str, object]) -> str:
    return " · ".join(f"{name} {value}" for name, value in outcome.items())
