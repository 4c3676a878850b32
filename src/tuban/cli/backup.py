"""``tuban backup``: the office as it is at one moment, into a folder outside of it; what lies there; whether it is
whole."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from tuban.cli.office_opening import open_office
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

HELP = _(
    """Back the office up into FOLDER while people work, or look at the backups that lie there.

Taken are the database as it is at one moment, all evidence and other files of the store (only what FOLDER does not
hold yet), and own values of this office. Layers are only named, with their digest and the file they came from; with
--with-layers they are copied too. The secret and the keys of units are left out unless --with-secrets asks for them:
keep them apart. For --recipient, or TUBAN_BACKUP_RECIPIENTS, all of it is locked in the age format; what stays
readable are names, sizes, counts and digests. A backup that was interrupted never looks whole. Its digest is worth
keeping on paper.

\b
Examples:
  tuban backup /mnt/backup
  tuban backup /mnt/backup --keep 30 --with-layers
  tuban backup /mnt/backup --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
  tuban backup list /mnt/backup
  tuban backup verify /mnt/backup

\b
Exit codes: 0 made and whole · 1 made, but files of the office itself are lost or damaged · 2 not made"""
)
LIST = _(
    """Name the backups in FOLDER, the newest last.

\b
Examples:
  tuban backup list /mnt/backup

\b
Exit codes: 0 there are some · 2 there is none"""
)
VERIFY = _(
    """Read a backup through, or the newest one of FOLDER: every file by its digest, the database as such, its rows.

It needs no office. Only restoring it somewhere proves more.

\b
Examples:
  tuban backup verify /mnt/backup
  tuban backup verify /mnt/backup/20261127T021500 --digest 3f9a0c12

\b
Exit codes: 0 it is whole · 1 it is damaged, with what is wrong · 2 it cannot be read, or is another one"""
)
KEY = _(
    """Make a key pair for locked backups (age, X25519): the secret key into FILE, the public one on the screen.

The office needs the public one alone, in TUBAN_BACKUP_RECIPIENTS or by --recipient; the secret one is needed to
restore.

\b
Examples:
  tuban backup key /media/usb/backup-key.txt

\b
Exit codes: 0 made · 2 FILE is there already, or cannot be written"""
)
_FOLDER = click.Path(file_okay=False, path_type=Path)


class BackupCommands(click.Group):
    """A group whose first word is a folder where it is none of its commands."""

    usual = "make"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that makes a backup before a folder or an option."""
        if not args or args[0] not in {*self.commands, "--help", "-h"}:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)


@click.group(cls=BackupCommands, help=HELP, subcommand_metavar="FOLDER | list | verify | key")
def backup() -> None:
    """Group what concerns backups."""


@backup.command(help=HELP)
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--keep", type=click.IntRange(0), help=_("Keep so many backups and drop older ones; 0 drops none."))
@click.option("--with-layers", is_flag=True, help=_("Copy layers too."))
@click.option("--with-secrets", is_flag=True, help=_("Take the secret and the keys of units along."))
@click.option("--recipient", "recipients", multiple=True, metavar="age1…",
              help=_("Lock it for this public key, again for more; else TUBAN_BACKUP_RECIPIENTS says."))  # fmt: skip
def make(
    *, folder: Path | None, keep: int | None, with_layers: bool, with_secrets: bool, recipients: tuple[str, ...]
) -> None:  # fmt: skip
    """Make one and say what is in it."""
    home = open_office()
    from django.conf import settings

    from tuban.workflow.backup.locking import Recipients
    from tuban.workflow.backup.making import make as make_backup
    from tuban.workflow.backup.refusals import NoFolderNamed

    if folder is None and not settings.BACKUP:
        raise NoFolderNamed
    made = make_backup(
        folder or Path(settings.BACKUP), keep=settings.BACKUP_KEEP if keep is None and folder is None else keep or 0,
        with_layers=with_layers or settings.BACKUP_WITH_LAYERS, with_secrets=with_secrets,
        recipients=Recipients.of(recipients or settings.BACKUP_RECIPIENTS), tell=telling(),
    )  # fmt: skip
    told = made.manifest
    click.echo(_("✓ {folder}").format(folder=made.folder))
    click.echo(
        _("  {rows} rows in {tables} tables · audit to line {line} · {contents} files, {size} MB, {copied} new").format(
            rows=told.rows, tables=len(told.counts), line=told.head.number, contents=told.contents,
            size=round(told.contents_size / 10**6), copied=told.copied,
        )
    )  # fmt: skip
    if told.layers:
        click.echo(_("  {count} layers are only named; --with-layers copies them.").format(count=len(told.layers)))
    if told.recipients:
        click.echo(_("  Locked for {keys}").format(keys=", ".join(told.recipients)))
    if not with_secrets:
        click.echo(_("  Not in it, keep apart: {what}").format(what=f"{home / 'secret'}, {home / 'exchange'}"))
    for name in made.dropped:
        click.echo(_("  dropped: {name}").format(name=name))
    click.echo(_("  Digest: {digest}").format(digest=told.digest))
    for name in told.lost:
        click.echo(_("✗ lost or damaged in the office itself: {name}").format(name=name), err=True)
    sys.exit(1 if told.lost else 0)


@backup.command("list", help=LIST)
@click.argument("folder", type=_FOLDER)
def list_backups(*, folder: Path) -> None:
    """List them."""
    from tuban.workflow.backup.folder import Folder
    from tuban.workflow.backup.manifest import read_manifest
    from tuban.workflow.backup.refusals import NoBackupHere

    whole = Folder(folder).whole()
    if not whole:
        raise NoBackupHere(folder=folder)
    for one in whole:
        try:
            told = read_manifest(one)
        except TubanError as error:
            click.echo(f"✗ {one.name}  {error.message}")
            continue
        words = _("{rows} rows · {contents} files · edition {edition} · digest {digest}…")
        if told.recipients:
            words += _(" · locked")
        click.echo(f"  {one.name}  " + words.format(
            rows=told.rows, contents=told.contents, edition=told.edition, digest=told.digest[:16]
        ))  # fmt: skip


@backup.command(help=VERIFY)
@click.argument("folder", required=False, type=_FOLDER)
@click.option("--digest", default="", help=_("The digest that was printed when it was made, or its beginning."))
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help=_("The secret key of a locked backup: all of it is opened too."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("For machines."))
def verify(*, folder: Path | None, digest: str, identity: Path | None, as_json: bool) -> None:
    """Read it through."""
    folder = folder or _named()
    is_office = _opened()
    from tuban.workflow.backup.locking import Identities
    from tuban.workflow.backup.proving import prove

    key = Identities.read(identity) if identity is not None else None
    proof = prove(folder, digest=digest, identities=key, tell=telling())
    if is_office and proof.holds:
        from tuban.workflow.backup.queries import tell_of_proof

        tell_of_proof(proof.manifest.digest, proof.folder)
    if as_json:
        told = {"ok": proof.holds, "backup": proof.folder.name, "files": proof.files, "bytes": proof.size,
                "digest": proof.manifest.digest, "opened": proof.is_opened, "faults": proof.faults}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        words = _("{name}: {count} files, {size} MB were read.")
        click.echo(words.format(name=proof.folder.name, count=proof.files, size=round(proof.size / 10**6)))
        click.echo(_("  Digest: {digest}").format(digest=proof.manifest.digest))
        for fault in proof.faults:
            click.echo(f"✗ {fault}", err=True)
        if proof.holds:
            click.echo(_("✓ It is whole: every file is as it was written."))
            if not proof.is_opened:
                click.echo(_("  What is locked was not opened: --identity FILE opens and reads it too."))
    sys.exit(0 if proof.holds else 1)


@backup.command(help=KEY)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def key(*, file: Path) -> None:
    """Make a key and say what is public of it."""
    from tuban.workflow.backup.locking import new_key

    public = new_key(file)
    click.echo(_("✓ {file}: keep it apart from backups and office; who loses it opens no backup.").format(file=file))
    click.echo(_("  Public key: {key}").format(key=public))


def _named() -> Path:
    from tuban.workflow.backup.refusals import NoFolderNamed

    if not os.environ.get("TUBAN_BACKUP"):
        raise NoFolderNamed
    return Path(os.environ["TUBAN_BACKUP"])


def _opened() -> bool:
    """Open the office where there is one; a backup is proven without it too."""
    try:
        open_office()
    except TubanError:
        return False
    from django.db import DatabaseError, connection

    try:
        return "audit_line" in connection.introspection.table_names()
    except DatabaseError:
        return False


def telling() -> Callable[[str, int, int], None]:
    """Return what tells how far it is, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _words, _done, _total: None

    def tell(words: str, done: int, total: int) -> None:
        click.echo(f"\r\x1b[K{words} {f'{done}/{total}' if total else '…'}", nl=done >= total > 0, err=True)

    return tell
