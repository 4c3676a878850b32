"""``tuban disc issue``: a city's discs, once its monitoring results are complete (光盘发放)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from tuban.cli.output_folder import whole_or_nothing
from tuban.cli.terminal import shown_progress
from tuban.values.codes import NotARegionCode, RegionCode
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

INDEX = "发放目录.xlsx"
_MOST_SHOWN = 40

_HELP = _(
    """Issue the discs of a city, one for each county, once its monitoring results in FOLDER are complete.

FOLDER holds patches in the four lists, boundaries, and images of both times of the whole city. A county without patches
needs a row in 无变化声明.csv; 区划清单.csv names the counties where the boundaries do not. Where anything is missing
nothing is issued, and everything that is missing is said.

\b
Examples:
  tuban disc issue ./成果 -o ./发放 --city 9901 --number 2024-01 --issuer 示例省自然资源厅 --issued-on 2025-01-20

\b
Exit codes: 0 issued · 2 not issued
"""
)


class NotACity(TubanError):
    """{code!r} is not the code of a city."""

    code = "issue.not_a_city"
    hint = "Give its first four digits, for example --city 9901."


@click.command("issue", help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=_("A new folder for the discs and the index."),
)
@click.option("--city", required=True, metavar="CODE", help=_("The first four digits of its division code."))
@click.option("--city-name", default="", metavar="NAME", help=_("Its name."))
@click.option("--number", required=True, metavar="NUMBER", help=_("Number of the issue."))
@click.option("--issuer", required=True, help=_("Who issues the discs."))
@click.option("--issued-on", required=True, metavar="DATE", help=_("Day of issue, for example 2025-01-20."))
@click.option("--title", default="", help=_("Title of the campaign."))
def issue(
    folder: Path, *, output: Path, city: str, city_name: str, number: str, issuer: str, issued_on: str, title: str
) -> None:
    """Issue the discs of a city."""
    from tuban.inspect.disc import check_disc
    from tuban.inspect.issuing import Issue, examine_city, issue_discs
    from tuban.inspect.issuing.declarations import read_declarations
    from tuban.kernel.formats.children import Nursery
    from tuban.render.issue_index import write_issue_index
    from tuban.rules import rulebook
    from tuban.rules.campaign import CampaignContext

    code, day = _city(city), PartialDate.parse(issued_on)
    law = rulebook.load()
    with tempfile.TemporaryDirectory(prefix="tuban-") as work, shown_progress() as progress:
        with Nursery() as nursery:
            declarations = read_declarations(folder, nursery)
            disc = check_disc(folder, Path(work), yes=True, progress=progress, nursery=nursery)
            found = examine_city(disc, declarations, law, code=code, name=city_name, nursery=nursery)
        if not found.is_complete:
            _refuse([f"[{one.id}] {one.says}" for one in found.unmet])
        context = CampaignContext(year=disc.campaign.year, region_code=code)
        margin = float(law.parameter("issuing/image_margin", on=context.day, region=code).value)
        about = Issue(number, issuer, str(day), title)
        with whole_or_nothing(output) as draft:
            issued = issue_discs(found, about, draft, margin_m=margin, progress=progress)
            write_issue_index(draft / INDEX, found, about, issued, law, made=day.latest)
    discs = [one for one in issued if one.file]
    for one in discs:
        click.echo(f"  {one.file}  {sum(one.data.lists.values()) if one.data else 0}  {one.sha256[:16]}")
    sentence = _("{count} discs were issued in {output}; {unchanged} counties declared no change.")
    click.echo(sentence.format(count=len(discs), output=output, unchanged=len(issued) - len(discs)))


def _city(text: str) -> str:
    try:
        code = RegionCode(text)
    except NotARegionCode as error:
        raise NotACity(code=text) from error
    if code.level != "city":
        raise NotACity(code=text)
    return code.text


def _refuse(missing: list[str]) -> None:
    """Say everything that is missing, and end."""
    click.echo(_("The monitoring results are not complete; nothing was issued:"), err=True)
    for line in missing[:_MOST_SHOWN]:
        click.echo(f"  {line}", err=True)
    if len(missing) > _MOST_SHOWN:
        click.echo(_("  … and {count} more").format(count=len(missing) - _MOST_SHOWN), err=True)
    sys.exit(2)
