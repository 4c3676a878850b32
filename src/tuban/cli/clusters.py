"""Options of commands that can work on several machines, and the run they describe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tuban.inspect.progress import Progress
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

if TYPE_CHECKING:
    from tuban.scale.running import Run


class RunNeedsOutput(TubanError):
    """A run on a cluster needs a place to keep what is done."""

    code = "cluster.needs_output"
    hint = "Name the output with -o, or a folder with --run."


class RunFolderCannotBeMade(TubanError):
    """The run folder {folder} cannot be used: {reason}."""

    code = "cluster.run_folder"
    hint = "Name another folder with --run, where you may write."


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --cluster and --run to a command."""
    run = click.option(
        "--run", type=click.Path(path_type=Path), metavar="FOLDER",
        help=_("Where a run on a cluster keeps what is done; every machine must see it. By default beside the output, "
               "gone when all is done."),
    )  # fmt: skip
    cluster = click.option(
        "--cluster", metavar="ADDRESS",
        help=_("Compare on several machines: the address of a Dask scheduler, or local:N for N workers here."),
    )  # fmt: skip
    return cluster(run(command))


def checked_cluster(address: str | None, *, output: Path | None, run: Path | None) -> None:
    """Refuse, before any work is done, what cannot be a run on a cluster.

    Raises RunNeedsOutput, and the errors of :func:`tuban.scale.cluster.checked_address`.
    """
    if address:
        from tuban.scale.cluster import checked_address

        _folder(output, run)
        checked_address(address)


def _folder(output: Path | None, run: Path | None) -> Path:
    kept = run or (output.with_name(f"{output.name}.run") if output else None)
    if kept is None:
        raise RunNeedsOutput
    return kept.absolute()


@contextmanager
def run_on(address: str, *, output: Path | None, run: Path | None, progress: Progress) -> Iterator[Run]:
    """Yield a run on a cluster; its folder beside the output goes away once the block ends well.

    Raises RunFolderCannotBeMade, and as :func:`checked_cluster` and :func:`tuban.scale.cluster.cluster` do.
    """
    from tuban.scale.cluster import cluster
    from tuban.scale.running import Run

    folder = _folder(output, run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderCannotBeMade(folder=folder, reason=error.strerror or str(error)) from error
    progress(_("Reaching the cluster"), 0, 0)
    try:
        with cluster(address, folder) as engine:
            yield Run(folder, engine, progress=progress)
    finally:
        with suppress(OSError):
            folder.rmdir()  # nothing was done
    if run is None:
        shutil.rmtree(folder, ignore_errors=True)
