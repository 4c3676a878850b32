"""What a person at a terminal sees of long work; a pipe sees nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tuban.inspect.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Yield a progress that draws a bar for each stage on a terminal, and one that is silent elsewhere."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=False) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar a stage; a stage of unknown length pulses."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    def stage(self, title: str, total: int | None = None) -> None:
        """Finish the bar before and begin a new one."""
        self._finish()
        self._bars.add_task(title, total=total)

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        if self._bars.task_ids:
            self._bars.advance(self._bars.task_ids[-1], steps)

    def _finish(self) -> None:
        if self._bars.tasks:
            last = self._bars.tasks[-1]
            done = last.total if last.total is not None else max(last.completed, 1)
            self._bars.update(last.id, total=done, completed=done)
