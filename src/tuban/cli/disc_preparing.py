"""``tuban disc prepare``: the checklist of what must be at hand, before the main job (准备资料清单)."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuban.cli.terminal import shown_progress
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.whole_file import check_place

if TYPE_CHECKING:
    from tuban.inspect.preparation import Materials, Prepared
    from tuban.render.preparation import Checklist
    from tuban.rules.rulebook import Rulebook

_BLANK_ROWS = 30

_HELP = _(
    """Write the checklist of materials, survey forms and instruments: what is there, what is missing, what that costs.

DISC is a folder or a ZIP, fit or not; without one every item that a disc holds is missing. What only lies on paper,
and the instruments, come from --materials FILE, else from a checklist that stands at OUTPUT already, else from the
register on the disc. Columns that were filled in by hand are kept.

\b
Examples:
  tuban disc prepare -o 准备资料清单.xlsx
  tuban disc prepare ./disc -o 准备资料清单.xlsx --forms 空白表.xlsx
  tuban disc prepare ./disc -o 准备资料清单.xlsx --materials 准备资料.csv --on 2025-01-20

\b
Exit codes: 0 everything is at hand · 1 written, but something is missing or overdue · 2 not written
"""
)


class NothingToDate(TubanError):
    """Nobody says when field work begins: the disc states neither a day of issue nor a year."""

    code = "preparation.no_day"
    hint = "Give the day with --on, for example --on 2025-01-20."


@click.command("prepare", help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", metavar="[DISC]", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("The checklist to write (.xlsx)."),
)
@click.option(
    "--materials",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("The register of what lies on paper and of instruments: .xlsx, .csv or .yaml."),
)
@click.option(
    "--forms",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write the statutory forms too, empty, to be filled by hand (.xlsx)."),
)
@click.option(
    "--on",
    "day",
    default="",
    metavar="DATE",
    help=_("When field work begins; else the day of issue of the disc, else the end of its year."),
)
def prepare(path: Path | None, *, output: Path, materials: Path | None, forms: Path | None, day: str) -> None:
    """Write the checklist."""
    from tuban.inspect.disc import check_disc
    from tuban.inspect.preparation import Prepared, gather
    from tuban.render.preparation import write_checklist
    from tuban.render.results.preparation import filled_checklist
    from tuban.rules import rulebook

    for file in filter(None, (output, forms)):
        check_place(file)
    law = rulebook.load()
    with tempfile.TemporaryDirectory(prefix="tuban-") as work, shown_progress() as progress:
        disc = check_disc(path, Path(work), yes=True, progress=progress) if path is not None else None
        prepared = gather(disc) if disc is not None else Prepared()
        begins = _day(day, prepared)
        registered = _registered(materials, output, disc.materials if disc is not None else None, law)
    filled = filled_checklist(prepared, registered, law, begins)
    write_checklist(output, filled)
    if forms is not None:
        _write_forms(forms, prepared, law, begins)
    sys.exit(_tell(filled, output))


def _day(text: str, prepared: Prepared) -> date:
    if text:
        return PartialDate.parse(text).earliest
    if prepared.day is None:
        raise NothingToDate()
    return prepared.day


def _registered(given: Path | None, output: Path, on_disc: Path | None, law: Rulebook) -> Materials:
    """Read the register: the file given, else the checklist that stands at the output, else the one on the disc."""
    from tuban.inspect.preparation import read_materials
    from tuban.inspect.preparation.materials import NOTHING
    from tuban.rules.preparation import preparation_of

    file = given or (output if output.is_file() else on_disc)
    return read_materials(file, preparation_of(law)) if file is not None else NOTHING


def _write_forms(path: Path, prepared: Prepared, law: Rulebook, day: date) -> None:
    from tuban.render.preparation import write_blank_forms
    from tuban.rules.forms import ReportingUnit, wording
    from tuban.rules.forms.blank import blank_forms

    campaign = prepared.campaign
    units = [ReportingUnit(code, name) for code, name in prepared.divisions.items()]
    forms = blank_forms(law, units, rows=_BLANK_ROWS)
    write_blank_forms(path, forms, unit_name=campaign.area_name, wording=wording(law), made=day)


def _tell(filled: Checklist, output: Path) -> int:
    """Say what is missing; return the exit code."""
    from tuban.rules.preparation import Fitness, State

    states = filled.preparation.states
    lacking = [entry for entry in filled.entries if entry.state is not State.PRESENT]
    overdue = [one for one in filled.tools if one.fitness in (Fitness.OVERDUE, Fitness.ENDS_DURING)]
    for entry in lacking:
        click.echo(f"  {states[entry.state.value]:　<4}{entry.item.title}")
    for tool in overdue:
        if tool.instrument is not None:
            sentence = _("  {name} {serial}: calibration ends {until}")
            click.echo(
                sentence.format(
                    name=tool.instrument.name, serial=tool.instrument.serial, until=tool.instrument.calibrated_until
                )
            )
    summary = _("{there} of {all} items are at hand; the checklist is {output}.")
    click.echo(summary.format(there=len(filled.entries) - len(lacking), all=len(filled.entries), output=output))
    return 1 if lacking or overdue else 0
