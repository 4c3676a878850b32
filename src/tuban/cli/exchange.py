"""``tuban exchange``: packages between installations that no network joins, from the office of TUBAN_HOME."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuban.cli.gate import NobodyOfThisName
from tuban.cli.office_opening import open_office
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.whole_file import write_whole

if TYPE_CHECKING:
    from tuban.workflow.organisations.acting import Acting

KEYS = _(
    """Make the keys of your unit where it has none, show their fingerprint, and write the card that others need.
--suite says in which algorithms, else TUBAN_CRYPTO_SUITE does; --list shows all keys that the unit ever made.

\b
Examples:
  tuban exchange keys --as zuzhi --card 名片-990101.json
  tuban exchange keys --as zuzhi --new --card 名片-990101.json
  tuban exchange keys --as zuzhi --suite gm --card 名片-990101-国密.json
  tuban exchange keys --as zuzhi --list

\b
Exit codes: 0 done · 2 it could not be done"""
)
TRUST = _(
    """Take in the CARD of another installation. With the fingerprint that was read out by telephone it is trusted;
without one it is only shown.

\b
Examples:
  tuban exchange trust 名片-9901.json --as zuzhi
  tuban exchange trust 名片-9901.json --as zuzhi --fingerprint "01234 56789 …"

\b
Exit codes: 0 done · 2 it could not be done"""
)
PACK = _(
    """Make a package for the unit with the code TO: patches that are issued down to it, results that are reported up,
or what was decided on the results that it reported.

\b
Examples:
  tuban exchange pack issue --as bu --to 990101 --disc 示范县.zip -o ./outbox
  tuban exchange pack submission --as zuzhi --to 9901 --campaign 990101-2024 --folder ./results -o ./outbox
  tuban exchange pack verdict --as shi --to 990101 --campaign 990101-2024 -o ./outbox

\b
Exit codes: 0 made · 2 it could not be made"""
)
OPEN = _(
    """Look at a package that came: who sent it, and what would change. With --take it is taken in, with --aside
laid aside with a reason; the receipt for its sender is then written. A receipt that came is entered at once.

\b
Examples:
  tuban exchange open 下发-990101-2024-9901-990101-001.tbx --as zuzhi
  tuban exchange open 下发-990101-2024-9901-990101-001.tbx --as zuzhi --take -o ./outbox

\b
Exit codes: 0 fit, or taken in · 1 refused, with why · 2 it could not be looked at"""
)
ACKNOWLEDGE = _(
    """Write the receipt of a package once more, named by the digest of its manifest or by its name.

\b
Exit codes: 0 written · 2 there is none"""
)


class NoSuchPeer(TubanError):
    """No trusted installation has the code {code}."""

    code = "cli.no_such_peer"
    hint = "Take in its card and compare the fingerprint: tuban exchange trust."


class NoReceipt(TubanError):
    """There is no receipt of {name}."""

    code = "cli.no_receipt"
    hint = "A receipt is made when a package is taken in or laid aside."


_AS = click.option(
    "--as", "person", required=True, metavar="NAME", help=_("Who does it: a sign-in name of the office.")
)
_INTO = click.option(
    "-o", "--output", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help=_("Where files are written."),
)  # fmt: skip


@click.group(help=_("Packages between installations that no network joins."))
def exchange() -> None:
    """Group what concerns the exchange."""


@exchange.command(help=KEYS)
@_AS
@click.option("--card", type=click.Path(dir_okay=False, path_type=Path), help=_("Where the card is written."))
@click.option("--new", is_flag=True, help=_("Make new keys; packages locked for the old ones open no more."))
@click.option("--suite", default="", metavar="NAME", help=_("In which algorithms: international or gm (国密)."))
@click.option("--list", "listed", is_flag=True, help=_("Show all keys of the unit, and make none."))
def keys(*, person: str, card: Path | None, new: bool, suite: str, listed: bool) -> None:
    """Show or make keys."""
    by = acting(person)
    from tuban.exchange.suites.choice import suite_named
    from tuban.workflow.exchange.actions import make_keys
    from tuban.workflow.exchange.queries import card_of, keys_row, keys_rows

    if suite:
        suite_named(suite)
    if listed:
        holding: set[str] = set()
        for one in keys_rows(by.post.unit):
            of = card_of(one)
            stands = _("replaced") if of.suite in holding else _("in use")
            holding.add(of.suite)
            algorithms = suite_named(of.suite).algorithms
            click.echo(f"{of.suite}  {algorithms}  {one.fingerprint}  {of.made_at}  {one.made_by.name}  {stands}")
        return
    row = None if new else keys_row(by.post.unit, suite)
    row = row or make_keys(by=by, suite=suite)
    click.echo(f"{by.post.unit.name}  {card_of(row).suite}  {row.fingerprint}")
    if card is not None:
        write_whole(card, card_of(row).as_text())


@exchange.command(help=TRUST)
@click.argument("card", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_AS
@click.option("--fingerprint", default="", help=_("The fingerprint as it was read out by telephone."))
def trust(*, card: Path, person: str, fingerprint: str) -> None:
    """Take in a card, and trust it where its fingerprint was compared."""
    by = acting(person)
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.queries import card_of

    peer = actions.take_card(by=by, content=card.read_bytes(), name=card.name)
    click.echo(f"{peer.code}  {peer.name}  {card_of(peer).suite}  {peer.fingerprint}")
    if fingerprint:
        actions.trust(peer, by=by, typed=fingerprint)
        click.echo(_("It is trusted."))
    else:
        click.echo(_("Not trusted yet: have the fingerprint read out by telephone, and give it with --fingerprint."))


@exchange.command(help=PACK)
@click.argument("brings", type=click.Choice(["issue", "submission", "verdict"]))
@_AS
@click.option("--to", "code", required=True, help=_("Division code of the recipient."))
@click.option("--disc", type=click.Path(exists=True, path_type=Path), help=_("The disc that is issued."))
@click.option("--campaign", default="", help=_("The code of the campaign that is reported."))
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_("The files reported."))
@click.option("--seal", default="", help=_("The seal that is reported."))
@_INTO
def pack(
    *, brings: str, person: str, code: str, disc: Path | None, campaign: str, folder: Path | None, seal: str,
    output: Path,
) -> None:  # fmt: skip
    """Make a package."""
    needs = {"issue": disc is not None, "submission": campaign and (folder or seal), "verdict": campaign}
    if not needs[brings] or (disc is not None and brings != "issue"):
        raise click.UsageError(
            _("An issue needs --disc, a submission --campaign and --folder or --seal, a verdict --campaign.")
        )
    by = acting(person)
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.packing import make
    from tuban.workflow.exchange.queries import trusted_peer

    peer = trusted_peer(by, code)
    if peer is None:
        raise NoSuchPeer(code=code)
    given = {"disc": str(disc)} if disc is not None else {"campaign": campaign, "folder": str(folder), "seal": seal}
    if brings == "verdict":
        given = {"submission": _decided(by, campaign)}
    package = actions.pack(peer, by=by, brings=brings, given=given, queue=False)
    make(package, given, by, _untold)
    click.echo(f"{_written(package, output)}  {package.size}  {package.digest[:16]}")


@exchange.command("open", help=OPEN)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_AS
@click.option("--take", is_flag=True, help=_("Take it in."))
@click.option("--aside", default="", metavar="REASON", help=_("Lay it aside, and say why."))
@_INTO
def open_(*, file: Path, person: str, take: bool, aside: str, output: Path) -> None:
    """Look at a package, and decide on it."""
    by = acting(person)
    from tuban.workflow.exchange import actions
    from tuban.workflow.exchange.looking import look
    from tuban.workflow.exchange.told import changes_told

    package = look(actions.receive(by=by, name=file.name, file=file, queue=False), file, _untold)
    if package.state == "refused":
        click.echo(f"✗ [{package.code}] {package.reason}", err=True)
        click.echo(f"  → {package.hint}", err=True)
        sys.exit(1)
    sender = package.peer.name if package.peer else ""
    click.echo(f"✓ {sender}  {package.campaign_title}  {package.sequence or ''}".rstrip())
    for line in changes_told(package):
        click.echo(f"  {line}")
    if package.state == "waiting" and take:
        package = actions.take_in(package, by=by, version=package.version)
    elif package.state == "waiting" and aside:
        package = actions.lay_aside(package, by=by, version=package.version, reason=aside)
    click.echo(package.get_state_display())
    if package.state in ("taken", "aside") and package.brings != "acknowledgement":
        click.echo(_written(package.receipts.get(), output))


@exchange.command(help=ACKNOWLEDGE)
@click.argument("name")
@_AS
@_INTO
def acknowledge(*, name: str, person: str, output: Path) -> None:
    """Write a receipt once more."""
    by = acting(person)
    from tuban.workflow.exchange.queries import receipt_named

    receipt = receipt_named(by, name)
    if receipt is None:
        raise NoReceipt(name=name)
    click.echo(_written(receipt, output))


def acting(person: str) -> Acting:
    """Open the office and return who does something there; raises NobodyOfThisName."""
    open_office()
    from django.utils import timezone

    from tuban.workflow.organisations.queries import acting_named

    by = acting_named(person, on=timezone.localdate())
    if by is None:
        raise NobodyOfThisName(name=person)
    return by


def _decided(by: Acting, campaign: str) -> str:
    """Return the newest submission of a campaign that came from elsewhere and was decided on. Raises NothingDecided."""
    from tuban.workflow.exchange.decided import NothingDecided
    from tuban.workflow.submission.queries import decided_elsewhere

    found = next((one for one in decided_elsewhere(by) if one.campaign.code == campaign), None)
    if found is None:
        raise NothingDecided(why=_("nobody decided on it yet"))
    return str(found.pk)


def _written(package: Any, output: Path) -> Path:
    from tuban.workflow.exchange.queries import file_of

    output.mkdir(parents=True, exist_ok=True)
    target: Path = output / package.name
    shutil.copyfile(file_of(package), target)
    return target


def _untold(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""
