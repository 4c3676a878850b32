"""``tuban practice``: found the practice county, bring it back to a stage of its work."""

from __future__ import annotations

import importlib
import os
import time
from pathlib import Path
from typing import Any

import click

from tuban.cli.office_opening import check_installed, open_office, prepare_office
from tuban.cli.terminal import shown_progress
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

_STAGES = ("empty", "arrived", "compared", "reviewed", "settled", "sealed", "submitted")
FOUND = _(
    """Found the practice county (示范县) in an office for training, from its disc.

Makes the folder of TUBAN_HOME where it is missing, brings the database to this edition, founds the units and an account
for every role, loads the disc and keeps it so that it can arrive anew. A second run changes nothing. The disc holds
faults on purpose, as issued data do; --corrected names the one that its issuer sends once it was told of them, which
the stages sealed and submitted take in. Everybody knows the password of these accounts: such an office is served with
--practice only, never as a real one.

\b
Examples:
  tuban practice found 示范县.zip --corrected 示范县-更正.zip
  tuban serve --practice

\b
Exit codes: 0 founded · 2 it could not be done"""
)
RESET = _(
    """Bring the practice county back to a stage of its work; for whoever keeps the machine.

empty: no disc yet · arrived: the disc waits for confirmation · compared: patches as the disc brings them · reviewed:
opinions are written · settled: findings are taken, results written, what stands in the way of a seal is listed ·
sealed: on the corrected disc, sealed and signed by all · submitted: it lies with the city. What was done in the county
is dropped with its files, devices of the field register anew, accounts are as they were founded. The audit stays; no
real county and no other practice county is touched. People do the same in the browser: the ribbon of the practice
county leads there.

\b
Examples:
  tuban practice reset
  tuban practice reset --to submitted --yes

\b
Exit codes: 0 done · 2 it could not be done, with the reason"""
)


class NoPracticeCounty(TubanError):
    """There is no practice county {code} here that came from a disc."""

    code = "cli.no_practice_county"
    hint = "Found it: `tuban practice found DISC`."


class ResetFailed(TubanError):
    """The practice county was not brought back: {why}"""

    code = "cli.practice_reset_failed"
    hint = "Begin it again; it begins anew."


@click.group(help=_("The practice county: found it, break it, bring it back."))
def practice() -> None:
    """Group what concerns the practice county."""


@practice.command(help=FOUND)
@click.argument("disc", type=click.Path(exists=True, path_type=Path))
@click.option("--corrected", type=click.Path(exists=True, path_type=Path), help=_("The corrected disc."))
def found(*, disc: Path, corrected: Path | None) -> None:
    """Found it from a disc."""
    os.environ["TUBAN_PRACTICE"] = "1"
    prepare_office()
    loading: Any = importlib.import_module("tuban.site.practice")
    loading.load_practice(disc.resolve(), corrected.resolve() if corrected is not None else None, tell=click.echo)
    click.echo(_("Then: tuban serve --practice"))


@practice.command(help=RESET)
@click.option("--to", type=click.Choice(_STAGES), default="compared", show_default=True, help=_("The stage."))
@click.option("--campaign", default="", metavar="CODE", help=_("The campaign, where there are several."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def reset(*, to: str, campaign: str, yes: bool) -> None:
    """Bring it back."""
    check_installed()
    os.environ["TUBAN_PRACTICE"] = "1"
    open_office()
    from tuban.jobs.work import do
    from tuban.workflow.audit.recording import PRODUCT
    from tuban.workflow.practice.actions import ask_reset
    from tuban.workflow.practice.queries import campaign_coded
    from tuban.workflow.practice.stages import Stage

    found = campaign_coded(campaign)
    if found is None:
        raise NoPracticeCounty(code=campaign)
    stage = Stage(to)
    if not yes:
        words = _("All that was done in {campaign} will be gone. Bring it back to «{stage}»?")
        click.confirm(words.format(campaign=found.title, stage=stage.label), abort=True)
    began = time.monotonic()
    with shown_progress() as progress:
        job = do(ask_reset(found, stage, by=PRODUCT).pk, watched=progress)
    if job.state != job.State.DONE:
        raise ResetFailed(why=f"{job.error} {job.hint}".strip())
    words = _("{campaign}: {stage}; {rows} records dropped, {patches} patches, {seconds} s.")
    click.echo(
        words.format(
            campaign=found.title, stage=stage.label, rows=job.outcome["dropped"], patches=job.outcome["patches"],
            seconds=round(time.monotonic() - began),
        )
    )  # fmt: skip
