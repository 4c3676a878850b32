"""``tuban inspect DISC -o OUT``: the main job, from the data disc to the forms ready to sign."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tuban.cli.clusters import checked_cluster, cluster_options, run_on
from tuban.cli.law_options import law_options
from tuban.cli.output_folder import whole_or_nothing
from tuban.cli.summary import proposals_table, result_summary
from tuban.cli.terminal import shown_progress
from tuban.inspect.disc import Disc, Proposal, open_disc
from tuban.inspect.disc.fields import local_names
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.inspect.progress import Progress
    from tuban.scale.running import Run


class DiscIsUnfit(TubanError):
    """The disc {disc} cannot be inspected: {reason}"""

    code = "inspect.disc_unfit"
    hint = "Run `tuban disc check {disc}`: it lists every problem with what to do."


HELP = _(
    """Compare, pre-judge and count every patch of a data disc, and write the statutory forms.

DISC is a folder or a ZIP, with or without manifest.json. The result folder appears whole or not at all; a result of
an earlier run is replaced, other folders are left alone. With --cluster the patches are compared with the layers on
several machines; the results are the same.

\b
Examples:
  tuban inspect disc.zip -o results
  tuban inspect /media/disc -o results --yes

\b
Exit codes:
  0  the results are written
  2  the disc is unfit, or the results cannot be written; nothing was changed
  130  interrupted; nothing was changed"""
)


class OutputInsideDisc(TubanError):
    """The results cannot go to {output}: it lies on the disc {disc}, which is never written to."""

    code = "inspect.output_inside_disc"
    hint = "Choose a folder that is not on the disc."


@click.command("inspect", help=HELP)
@click.argument("disc", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=_("The folder for the results."))
@click.option("--yes", is_flag=True, help=_("Take the proposed roles of files without asking."))
@click.option(
    "--sheets/--no-sheets", default=True, help=_("Draw image sheets and 1:10 000 sheets as PDF (the default), or not.")
)
@click.option("--strict", is_flag=True, help=_("Refuse a disc that needs any repair."))
@cluster_options
@law_options
def inspect(
    disc: Path,
    output: Path,
    *,
    yes: bool,
    strict: bool,
    lawbook: Path | None,
    local: Path | None,
    sheets: bool,
    cluster: str | None,
    run: Path | None,
) -> None:
    """Run the main job and say what came out."""
    from tuban.inspect.run import inspect_disc
    from tuban.kernel.formats.children import Nursery
    from tuban.kernel.overlay import overlay
    from tuban.render.results import ALL, Group, Stopwatch, write_results, write_run
    from tuban.rules import rulebook

    if output.resolve().is_relative_to(disc.resolve()):
        raise OutputInsideDisc(output=output, disc=disc)
    checked_cluster(cluster, output=output, run=run)
    started, watch = datetime.now(UTC), Stopwatch.started()
    law = rulebook.load(lawbook, local=local)
    watch.lap("lawbook")
    with whole_or_nothing(output) as folder, tempfile.TemporaryDirectory(prefix="tuban-") as scratch:
        work = Path(scratch)
        with shown_progress() as progress, Nursery() as nursery:
            with local_names(local):
                opened = open_disc(
                    disc, work / "disc", yes=yes, strict=strict, progress=progress, confirm=_confirm, nursery=nursery
                )
            watch.lap("disc")
            if opened.verdict == "unfit":
                raise DiscIsUnfit(disc=disc, reason=_reason(opened))
            with _machines(cluster, output, run, progress) as machines:
                layers = machines.folder / "layers" if machines else work / "layers"
                overlaid = machines.overlay if machines else overlay
                inspection = inspect_disc(opened, layers, law, progress, overlaid=overlaid)
            watch.lap("compare and judge")
            groups = ALL if sheets else ALL - {Group.IMAGE_SHEETS, Group.MAP_SHEETS}
            written = write_results(inspection, folder, law, progress, watch, nursery=nursery, groups=groups)
        write_run(folder, inspection, law, disc=disc.name, started=started, watch=watch, notes=written.notes)
    click.echo(result_summary(inspection, output, law, watch.seconds, written.notes))


def _machines(
    address: str | None, output: Path, run: Path | None, progress: Progress
) -> AbstractContextManager[Run | None]:
    """Return the machines that compare, None for this one alone."""
    return run_on(address, output=output, run=run, progress=progress) if address else nullcontext()


def _confirm(proposals: Sequence[Proposal]) -> bool:
    """Show what every file is taken for, and ask; nobody can be asked in a pipe."""
    click.echo(proposals_table(proposals), err=True)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(_("Is every file taken for what it is?"), default=True, err=True)


def _reason(disc: Disc) -> str:
    from tuban.values.problems import Severity

    errors = [finding.message for finding in disc.findings if finding.severity is Severity.ERROR]
    return errors[0] if errors else _("it holds no patches.")
