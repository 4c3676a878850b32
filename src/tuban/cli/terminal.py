"""What a person at a terminal sees of long work; a pipe sees nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tuban.inspect.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Yield a progress that draws a bar for each stage on a terminal, and one that is silent elsewhere."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield _StageBars(bars)


class _StageBars:
    """One bar a stage; a stage of unknown length pulses until the next one begins."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._stage: str | None = None
        self._task: TaskID | None = None

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        if stage != self._stage or self._task is None:
            self._finish()
            self._stage = stage
            self._task = self._bars.add_task(stage, total=total or None)
        self._bars.update(self._task, completed=done, total=total or None)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[-1]
            end = task.total if task.total is not None else max(task.completed, 1)
            self._bars.update(self._task, completed=end, total=end)
