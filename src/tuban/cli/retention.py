"""``tuban retention``: how long what is kept about people stays, and the end of what is past its period."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tuban.cli.office_opening import open_office
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.workflow.retention.due import Standing

HELP = _(
    """Show how long what is kept about people and signing in stays, and how much is past its period.

Nothing is changed unless --do says so; each kind that ends then is a line of the audit. Law names no longest period for
any of them, so nothing ends until the operator names one: TUBAN_RETENTION="failed_sign_ins=12 sessions=6", in months. A
period shorter than law asks is refused. The audit, evidence and cases never end by this command, nor what concerns
a campaign that is not closed or a county with an open case.

\b
Examples:
  tuban retention
  tuban retention --do

\b
Exit codes: 0 shown, or done · 1 something is past its period and was only shown · 2 no office, or a wrong period"""
)


@click.command(help=HELP)
@click.option("--do", "is_done", is_flag=True, help=_("Delete or empty what is past its period."))
def retention(*, is_done: bool) -> None:
    """Show every kind, and end what is due where that is asked for."""
    open_office()
    from tuban.workflow.retention.due import end_due, standings

    try:
        found = standings()
        for one in found:
            click.echo(_told(one))
        if is_done:
            titles = {one.kind.id: one.kind.title for one in found}
            for kind, count in end_due().items():
                click.echo("✓ " + _("{title}: {count} ended.").format(title=titles[kind], count=count))
            return
    except TubanError as error:
        click.echo(f"{error.message} {error.advice}", err=True)
        sys.exit(2)
    if any(one.due for one in found):
        click.echo(_("Nothing was changed; `tuban retention --do` ends what is past its period."))
        sys.exit(1)


def _told(one: Standing) -> str:
    """Return a kind as lines: what it holds, how many there are since when, its period, its law."""
    kind = one.kind
    since = _(" since {day}").format(day=f"{one.oldest:%Y-%m-%d}") if one.oldest else ""
    least = _("at least {months} months by law").format(months=kind.least_months) if kind.least_months else ""
    if kind.how == "never":
        period = _("never ended by this product: its archive decides")
    elif one.months is None:
        period = _("no period set, law names no longest")
    else:
        period = _("{months} months, {due} past it").format(months=one.months, due=one.due)
    told = "；".join(part for part in (least, period) if part)
    head = f"{kind.id}  {kind.title}: {one.count}{since}"
    return f"{head}\n    {kind.holds}\n    {told}\n    {'；'.join(kind.cites)}"
