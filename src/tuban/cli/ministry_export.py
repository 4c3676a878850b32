"""``tuban export``: a sealed submission under official codes, from the office of TUBAN_HOME."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from tuban.cli.exchange import acting
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

FORMATS, ENCODINGS, SYSTEMS = ("xlsx", "dbf", "shp", "gpkg"), ("GBK", "UTF-8"), ("zone", "geographic")
HELP = _(
    """Export the signed seal of the CAMPAIGN for the ministry's reporting: forms, cards and outlines under official
codes, in one archive with a manifest and a check list. Every file is read back and compared with the seal.

\b
Examples:
  tuban export 990101-2024 --as zuzhi -o ./reported
  tuban export 990101-2024 --as zuzhi --format dbf --format shp --encoding UTF-8 -o ./reported
  tuban export 990101-2024 --as zuzhi --draft -o ./drafts

\b
Exit codes: 0 exported · 2 it could not be exported, with the patch and the field"""
)


class NoSuchCampaign(TubanError):
    """Your unit has no campaign with the code {code}."""

    code = "cli.no_such_campaign"
    hint = "The page of the campaigns shows the code of each."


class NothingSealed(TubanError):
    """The campaign {code} was not sealed yet."""

    code = "cli.nothing_sealed"
    hint = "Seal it and have it signed, or take a draft along with --draft."


@click.command("export", help=HELP)
@click.argument("campaign")
@click.option("--as", "person", required=True, metavar="NAME", help=_("Who does it: a sign-in name of the office."))
@click.option("--draft", is_flag=True, help=_("Take along what the office knows now, marked as a draft in every name."))
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), help=_("One of the formats; all by default.")
)
@click.option(
    "--encoding", type=click.Choice(ENCODINGS), default="GBK", help=_("The character set of DBF and Shapefile.")
)
@click.option(
    "--system", type=click.Choice(SYSTEMS), default="zone",
    help=_("Outlines in the three-degree zone of the campaign, or in degrees."),
)  # fmt: skip
@click.option(
    "-o", "--output", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help=_("Where files are written."),
)  # fmt: skip
def export(
    *, campaign: str, person: str, draft: bool, formats: tuple[str, ...], encoding: str, system: str, output: Path
) -> None:
    """Export a seal, or a draft."""
    by = acting(person)
    from tuban.workflow.campaigns.queries import campaigns_seen_by
    from tuban.workflow.ministry_export import actions
    from tuban.workflow.ministry_export.choices import choice
    from tuban.workflow.ministry_export.making import make_export
    from tuban.workflow.ministry_export.queries import export_for, file_of
    from tuban.workflow.submission.queries import current_seal

    found = campaigns_seen_by(by).filter(code=campaign).first()
    if found is None:
        raise NoSuchCampaign(code=campaign)
    chosen = choice(found, formats or FORMATS, encoding, system)
    seal = None if draft else current_seal(found)
    if draft:
        asked = actions.export_draft(found, by=by, chosen=chosen, queue=False)
    elif seal is None:
        raise NothingSealed(code=campaign)
    else:
        asked = actions.export_seal(seal, by=by, chosen=chosen, queue=False)
    with tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        make_export(str(asked.pk), Path(scratch), _untold)
    made = export_for(by, asked.pk)
    assert made is not None  # noqa: S101 - it was asked for under this very post
    output.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file_of(made), output / made.name)
    click.echo(f"{output / made.name}  {made.size}  {made.checksum[:16]}")
    click.echo(_("{cells} cells read back, all equal.").format(cells=made.about["cells"]))


def _untold(_words: str, _done: int, _total: int) -> None:
    """Tell nobody."""
