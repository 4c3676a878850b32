"""``tuban self-check``: whether the files of this installation are those of its release."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from tuban.cli.installed_files import compare, is_signed_by, list_of_this_installation, read_list
from tuban.values.language import gettext as _

_MOST_NAMED = 20

HELP = _(
    """Compare every file of this installation with the list of its release: nothing changed, missing or added.

The list lies in share/tuban of the installation. Give the published key of whoever makes the releases to know that the
list itself is theirs; keep that key elsewhere than on this machine. What Python compiles for itself is counted, not
compared.

\b
Examples:
  tuban self-check
  tuban self-check --key /media/usb/release.pub

\b
Exit codes: 0 all is as released · 1 something is not · 2 there is no list here, or no key"""
)


@click.command("self-check", help=HELP)
@click.option(
    "--list", "told", type=click.Path(path_type=Path), help=_("The list of the release, if it lies elsewhere.")
)
@click.option("--key", type=click.Path(path_type=Path), help=_("The public key of whoever makes the releases (PEM)."))
@click.option("--json", "as_json", is_flag=True, help=_("For machines."))
def self_check(told: Path | None, key: Path | None, *, as_json: bool) -> None:
    """Compare, and say what is not as released."""
    place = told or list_of_this_installation()
    release = read_list(place)
    is_theirs = None if key is None else is_signed_by(place, key)
    found = compare(release)
    is_well = found.is_whole and is_theirs is not False
    if as_json:
        told_all = {"ok": is_well, "version": release.version, "made": release.made, "signed": is_theirs}
        click.echo(json.dumps({**told_all, **asdict(found)}, ensure_ascii=False, indent=1))
        sys.exit(0 if is_well else 1)
    click.echo(_("Release {version} of {made}").format(version=release.version, made=release.made))
    if is_theirs is None:
        click.echo(_("· The signature was not asked for: give the published key with --key."))
    elif is_theirs:
        click.echo(_("✓ The list is signed by this key."))
    else:
        click.echo(_("✗ The list is not signed by this key: nothing below proves anything."))
    click.echo(
        _(
            "{mark} {same} files of {packages} packages are as released; {compiled} compiled ones were not compared."
        ).format(mark="✓" if found.is_whole else "✗", same=found.same, packages=found.packages, compiled=found.compiled)
    )
    _name(_("changed"), found.changed)
    _name(_("missing"), found.missing)
    _name(_("not of the release"), found.added)
    if not is_well:
        click.echo(_("→ Install the release again from its own medium, and find out who changed it."))
    sys.exit(0 if is_well else 1)


def _name(what: str, places: Sequence[str]) -> None:
    for place in places[:_MOST_NAMED]:
        click.echo(f"  {what}: {place}")
    if len(places) > _MOST_NAMED:
        click.echo(_("  … and {count} more").format(count=len(places) - _MOST_NAMED))
