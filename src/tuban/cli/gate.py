"""``tuban gate``: whether a boundary touches unlawful land that is not settled, asked of the office of TUBAN_HOME."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from tuban.cli.office_opening import open_office
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

HELP = _(
    """Ask the approval gate about the boundary in FILE: which unlawful land that is not settled it touches, and what
would settle it. The answer is kept in the office like one that was asked in the browser.

\b
Examples:
  tuban gate 红线.zip --as gengbao --project 示范产业园
  tuban gate 界址点.txt --as gengbao --project 示范产业园 --json

\b
Exit codes: 0 no unsettled violation · 1 no approval may be organised · 3 to be looked at · 2 it could not be asked"""
)
_EXITS = {"clear": 0, "blocked": 1, "look": 3}
_DEGREES = 4490


class NobodyOfThisName(TubanError):
    """Nobody signs in as “{name}” and holds a post today."""

    code = "cli.nobody_of_this_name"
    hint = "Give the sign-in name of whoever asks: the answer is kept under it."


@click.command(help=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "person", required=True, metavar="NAME", help=_("Who asks: a sign-in name of the office."))
@click.option("--project", required=True, help=_("What the boundary is for."))
@click.option("--applicant", default="", help=_("Who applies."))
@click.option("--reference", default="", help=_("The number of the application."))
@click.option("--json", "as_json", is_flag=True, help=_("The whole answer as JSON."))
def gate(*, file: Path, person: str, project: str, applicant: str, reference: str, as_json: bool) -> None:
    """Ask and tell the answer."""
    open_office()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from tuban.workflow.campaigns.queries import default_campaign
    from tuban.workflow.gate.actions import Application, ask
    from tuban.workflow.gate.boundaries import boundary_of_upload
    from tuban.workflow.gate.law import gate_law
    from tuban.workflow.organisations.queries import acting_named

    by = acting_named(person, on=timezone.localdate())
    if by is None:
        raise NobodyOfThisName(name=person)
    campaign = default_campaign(by)
    boundary = boundary_of_upload(
        SimpleUploadedFile(file.name, file.read_bytes()), epsg=campaign.epsg if campaign is not None else _DEGREES
    )
    made = ask(
        by=by, boundary=boundary, application=Application(project, applicant, reference), given="file",
        file_name=file.name,
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps({"inquiry": str(made.uuid), **made.answer}, ensure_ascii=False, indent=1))
        sys.exit(_EXITS[made.verdict])
    click.echo(gate_law().verdicts[made.verdict])
    for met in made.answer["unsettled"]:
        number = met["number"] or met["area_code"]
        click.echo(f"  {number}  {met['overlap_mu']} 亩  {'；'.join(one['says'] for one in met['wanted'])}")
    for met in made.answer["undecided"]:
        click.echo(_("  {number}  {mu} 亩, not decided yet").format(number=met["number"], mu=met["overlap_mu"]))
    click.echo(_("Inquiry {key}, answered in {ms} ms").format(key=made.uuid, ms=made.milliseconds))
    sys.exit(_EXITS[made.verdict])
