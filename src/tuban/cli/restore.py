"""``tuban restore``: an office from a backup, into a new folder, with a report that another person can follow."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from tuban.cli.backup import telling
from tuban.cli.office_opening import open_office
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.workflow.backup.restoring import Restored

REPORT = "restored.txt"
HELP = _(
    """Bring an office back from BACKUP, the newest one of a folder or one of them, into a new folder.

First every file of the backup is read and compared with its digest; a damaged backup is refused. Then everything is
laid out beside HOME, its tables are brought to this edition, and it is proven: rows by table, the chain of the audit to
the line that the backup names, every file by its SHA-256, sealed results by filling their forms again. HOME appears at
the end, or not at all. A folder or a database that holds anything is refused, and so is a backup of a later edition.

A locked backup is opened with --identity, the file with the secret key.

For a backup of PostgreSQL set TUBAN_DATABASE_URL to a new, empty database.

\b
Examples:
  tuban restore /mnt/backup --into /srv/tuban-new
  tuban restore /mnt/backup/20261127T021500 --into /srv/tuban-new --layers /srv/old/store
  tuban restore /mnt/backup --into /srv/tuban-new --identity /media/usb/backup-key.txt
  tuban restore /mnt/backup --into /srv/tuban-new --dry-run

\b
Exit codes: 0 restored and proven · 1 restored, but something is wrong, with what · 2 refused, nothing made"""
)


@click.command(help=HELP)
@click.argument("backup", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--into", "home", required=True, type=click.Path(path_type=Path), metavar="HOME", help=_("The new TUBAN_HOME.")
)
@click.option("--layers", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help=_("Where layers lie that the backup only names: a store or a folder."))  # fmt: skip
@click.option("--digest", default="", help=_("The digest that was printed when it was made, or its beginning."))
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help=_("The secret key of a locked backup: a file of `tuban backup key` or age-keygen."))  # fmt: skip
@click.option("--verify/--no-verify", "is_verified", default=True, show_default=True,
              help=_("Prove audit, files and sealed results at the end."))  # fmt: skip
@click.option("--dry-run", is_flag=True, help=_("Only read the backup through and say whether it can be restored."))
def restore(
    *, backup: Path, home: Path, layers: Path | None, digest: str, identity: Path | None, is_verified: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Restore it and print the report."""
    from tuban.workflow.backup.folder import backup_of
    from tuban.workflow.backup.locking import Identities
    from tuban.workflow.backup.proving import prove
    from tuban.workflow.backup.refusals import Damaged
    from tuban.workflow.backup.restoring import check_place, key_for, lay_out_files, place_for
    from tuban.workflow.backup.restoring import restore as restore_office

    home = home.expanduser().resolve()
    check_place(home)
    key = key_for(backup_of(backup), Identities.read(identity) if identity is not None else None)
    told = prove(backup, digest=digest, identities=key, tell=telling())
    if not told.holds:
        raise Damaged(name=told.folder.name, what="; ".join(told.faults))
    begin = [
        _("Backup {name}, made at {at} by edition {edition}").format(
            name=told.folder.name, at=told.manifest.made_at, edition=told.manifest.edition
        ),
        _("Digest: {digest}").format(digest=told.manifest.digest),
        _("✓ Before: {count} files were read; each is as it was written.").format(count=told.files),
    ]
    for line in begin:
        click.echo(line)
    if dry_run:
        click.echo(_("Nothing was made: --dry-run."))
        return
    with place_for(home) as draft:
        lay_out_files(told.folder, draft, identities=key)
        os.environ["TUBAN_HOME"] = str(draft)
        open_office(make=True)
        answer = restore_office(told.folder, layers=layers, identities=key, is_verified=is_verified, tell=telling())
        _close()
        (draft / REPORT).write_text("\n".join([*begin, *_report(answer)]) + "\n", encoding="utf-8")
    for line in _report(answer):
        click.echo(line)
    click.echo(_("The office is in {home}; this report lies there as {name}.").format(home=home, name=REPORT))
    sys.exit(0 if answer.is_whole else 1)


def _report(answer: Restored) -> list[str]:
    manifest = answer.manifest
    lines = [f"{'✓' if one.is_well else '✗'} {one.title}: {one.words}" for one in answer.steps]
    lines.append(
        _("What was done after {at} (line {line} of the audit) is not here; no backup can know what it was.").format(
            at=_local(manifest.head.at or manifest.made_at), line=manifest.head.number
        )
    )
    lines.append(_("Ask the units what they signed, sent or received since, and do it again."))
    lines.append(_("Telephones bring again what has no receipt yet; have everybody open the app with a line."))
    if not manifest.has_secrets:
        lines += [
            _("The secret and the keys of units were not in the backup: copy secret and exchange/ here first."),
            _("Without the secret everybody signs in anew; without the keys no package for this office opens."),
        ]
    return lines


def _local(at: str) -> str:
    """Return a moment as this office shows it; SQLite tells it without a zone, and means UTC."""
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_zone()).strftime("%Y-%m-%d %H:%M:%S")


def _zone() -> ZoneInfo:
    from django.conf import settings

    return ZoneInfo(settings.TIME_ZONE)


def _close() -> None:
    from django.db import connections

    connections.close_all()
