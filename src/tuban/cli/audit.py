"""``tuban audit verify``: proof that no line of the audit was changed, taken out or put in."""

from __future__ import annotations

import sys

import click

from tuban.cli.office_opening import open_office
from tuban.values.language import gettext as _

VERIFY = _(
    """Read the whole audit and prove its chain: every line is as it was written and follows the line before.

The digest of the last line is worth keeping outside of the office, on paper say: with it a later run shows that
nothing before it was written anew.

\b
Examples:
  tuban audit verify
  tuban audit verify --most 100

\b
Exit codes: 0 the chain holds · 1 it breaks, with every place · 2 there is no office here"""
)


@click.group(help=_("The audit of the office."))
def audit() -> None:
    """Group what concerns the audit."""


@audit.command(help=VERIFY)
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help=_("Stop after this many breaks."))
def verify(*, most: int) -> None:
    """Verify and say where it breaks."""
    open_office()
    from tuban.workflow.audit.recording import verify as prove

    proof = prove(most_breaks=most)
    if proof.holds:
        click.echo(_("The chain holds: {count} lines.").format(count=proof.lines))
        if proof.digest:
            click.echo(_("Digest of the last line: {digest}").format(digest=proof.digest))
            _say_sm3(proof.lines)
        return
    click.echo(_("The chain breaks at {count} places:").format(count=len(proof.breaks)), err=True)
    for one in proof.breaks:
        click.echo(_("  line {number}: {what}").format(number=one.number, what=one.what), err=True)
    sys.exit(1)


def _say_sm3(number: int) -> None:
    """Say the SM3 of the last line where the office is set to the national algorithms."""
    from tuban.exchange.digests import beside
    from tuban.workflow.audit.queries import last_line
    from tuban.workflow.audit.recording import digested
    from tuban.workflow.exchange.queries import own_suite

    line = last_line()
    if line is not None and line.number == number:  # else somebody wrote on meanwhile
        for sm3 in beside(own_suite().name, digested(line).encode()).values():
            click.echo(_("SM3 of the last line: {digest}").format(digest=sm3))
