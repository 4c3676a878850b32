"""``tuban evidence verify``: whether files are the ones that were taken."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuban.cli.exchange import acting
from tuban.cli.office_opening import open_office
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.workflow.scrutiny.proof.verdicts import Proof

VERIFY = _(
    """Say of every file whether it is untouched, altered or absent, and why.

WHAT is a photo or any other file, a folder, a zip, the rescue file of a device, a package of evidence, or with --patch
the number of a patch. The office of TUBAN_HOME is asked whether it knows the file, and whether keys are those that
devices registered. With --offline nobody is asked: rescue files and packages prove themselves by what they hold.

\b
Examples:
  tuban evidence verify 照片.jpg
  tuban evidence verify 证据包-990101SJBG24000001.zip --offline
  tuban evidence verify --patch 990101SJBG24000001

\b
Exit codes: 0 all is untouched · 1 something is altered or absent · 2 it cannot be read, or there is no office here"""
)

PACK = _(
    """Make the proof package of every patch NUMBER: images, overlay, photos with their verification, opinions,
findings, signatures, the law cited and the lines of the audit, signed with the keys of your unit. Each is checked
without the office by the program that lies in it, or with: tuban evidence verify PACKAGE --offline

\b
Examples:
  tuban evidence pack 990101SJBG24000001 --as zuzhi -o ./packages

\b
Exit codes: 0 made · 2 it could not be made"""
)


class NothingToVerify(TubanError):
    """Nothing was named that could be verified."""

    code = "cli.nothing_to_verify"
    hint = "Name files or folders, or a patch with --patch."


class PatchNotHere(TubanError):
    """The office has no patch {number}."""

    code = "cli.patch_not_here"
    hint = "Look it up in the list of patches; the number is written as it was issued."


@click.group(help=_("Evidence and its proof."))
def evidence() -> None:
    """Group what concerns evidence."""


@evidence.command(help=VERIFY)
@click.argument("what", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--patch", "patches", multiple=True, metavar="NUMBER", help=_("Verify all evidence of this patch."))
@click.option("--offline", is_flag=True, help=_("Ask no office: bundles prove themselves."))
@click.option("--json", "as_json", is_flag=True, help=_("Write the answer as JSON."))
def verify(*, what: Sequence[Path], patches: Sequence[str], offline: bool, as_json: bool) -> None:
    """Verify and say what came of it."""
    if not what and not patches:
        raise NothingToVerify
    found = _offline(what) if offline and not patches else _in_office(what, patches)
    if as_json:
        click.echo(json.dumps([_object(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            _tell(one)
        _tell_all(found)
    sys.exit(0 if found and all(one.verdict == "untouched" for one in found) else 1)


@evidence.command(help=PACK)
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")
@click.option("--as", "person", required=True, metavar="NAME", help=_("Who does it: a sign-in name of the office."))
@click.option(
    "-o", "--output", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help=_("Where files are written."),
)  # fmt: skip
def pack(*, numbers: Sequence[str], person: str, output: Path) -> None:
    """Make proof packages."""
    by = acting(person)
    from tuban.workflow.patches.queries.seen import patches_seen_by
    from tuban.workflow.proof.actions import make_proof
    from tuban.workflow.proof.packing import name_of

    output.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        rows = patches_seen_by(by).select_related("campaign").filter(number=number)
        if not rows:
            raise PatchNotHere(number=number)
        for row in rows:
            told = make_proof(row, by=by, into=output / name_of(row))
            click.echo(f"{output / name_of(row)}  {told['files']}  {told['sha256'][:16]}")


def _offline(what: Sequence[Path]) -> list[Proof]:
    from tuban.workflow.scrutiny.proof.asking import NoOffice, proofs_of

    asked = NoOffice()
    return [proof for path in what for proof in proofs_of(path, path.name, asked)]


def _in_office(what: Sequence[Path], patches: Sequence[str]) -> list[Proof]:
    open_office()
    from tuban.workflow.scrutiny.proof.asking import WithOffice, proofs_of
    from tuban.workflow.scrutiny.proof.known import Office, patches_numbered, proofs_of_patch

    office = Office()
    found = [proof for path in what for proof in proofs_of(path, path.name, WithOffice(office))]
    for number in patches:
        rows = patches_numbered(number)
        if not rows:
            raise PatchNotHere(number=number)
        for row in rows:
            found += proofs_of_patch(row, office)
    return found


def _tell(one: Proof) -> None:
    colour = {"untouched": "green", "altered": "red", "absent": "yellow"}[one.verdict]
    click.secho(f"{one.title}  {one.name}", fg=colour, bold=True)
    click.echo(f"    {one.because}")
    for title, value in one.facts:
        click.echo(f"    {title}: {value}")
    for doubt in one.doubts:
        click.echo(f"    ! {doubt}")


def _tell_all(found: Sequence[Proof]) -> None:
    counts = {name: sum(one.verdict == name for one in found) for name in ("untouched", "altered", "absent")}
    click.echo(
        _("{count} files: {untouched} untouched, {altered} altered, {absent} absent.").format(
            count=len(found), **counts
        )
    )


def _object(one: Proof) -> dict[str, Any]:
    return {
        "name": one.name, "verdict": str(one.verdict), "because": one.because, "sha256": one.sha256,
        "facts": [{"title": title, "value": value} for title, value in one.facts], "doubts": list(one.doubts),
        "patch": one.patch, "copy_of": one.copy_of,
    }  # fmt: skip
