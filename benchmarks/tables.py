"""How long all official forms of many parts take as workbooks, list forms included, and how much memory.

    python -m benchmarks.tables HOME 100000 [PROCESSES]

The counties are those of :mod:`benchmarks.counting`, made where they are missing. Each gets its workbook of all forms
as it stands now: summaries from the kept sums, lists from the records. Sums are built before, where they are not: an
office that is at work has them. Every county is the work of a process of its own, so many at a time (two); memory is
that of all of them together, what they share counted once.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any


def main(home: str, count: int, at_once: int) -> None:
    """Make the counties in a process of its own, then measure in others."""
    made = [sys.executable, "-c", f"from benchmarks.tables import ready; ready({home!r}, {count})"]
    subprocess.run(made, check=True)
    os.environ["TUBAN_HOME"], os.environ["TUBAN_PRACTICE"] = home, "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuban.site.settings"
    sys.modules["geopandas"] = None  # type: ignore[assignment]  # a tool of developers, which no office has
    import django

    django.setup()
    from django.db import connection

    from benchmarks.counting import COUNTY, PROVINCE
    from tuban.rules.forms.breakdown import breakdown_of
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.campaigns.models import Campaign

    began, before = time.perf_counter(), sum(os.times()[:4])
    campaigns = list(Campaign.objects.filter(code__startswith=PROVINCE).order_by("code")[: -(-count // COUNTY)])
    for one in campaigns:
        breakdown_of(rulebook_of(one))  # the law is read once, before processes part
    connection.close()  # every process opens its own
    with tempfile.TemporaryDirectory() as folder, _Memory() as memory:
        _in_processes(campaigns, Path(folder), at_once)
        wall, busy = time.perf_counter() - began, sum(os.times()[:4]) - before
        books = [path.stat().st_size for path in Path(folder).iterdir()]
    print(f"{os.cpu_count()} processors; {count} parts in {len(books)} workbooks, {sum(books) / 1e6:.1f} MB")
    print(f"{wall:.1f} s, {busy:.1f} s of processor, {at_once} at a time; peak {memory.peak / 1024:.0f} MB")


def ready(home: str, count: int) -> None:
    """Make counties and build their sums."""
    from benchmarks.counting import made

    campaigns = made(home, count)
    from tuban.workflow.statistics.keeping import fold

    for one in campaigns:
        fold(one)


def _in_processes(campaigns: Sequence[Any], folder: Path, at_once: int) -> None:
    """Write the workbook of every county in a process of its own; raises RuntimeError where one fails."""
    gc.freeze()
    waiting, running = list(campaigns), set[int]()
    while waiting or running:
        while waiting and len(running) < at_once:
            one = waiting.pop(0)
            running.add(_started(one, folder / f"{one.code}.xlsx"))
        process, status = os.wait()
        running.discard(process)
        if status:
            raise RuntimeError(f"a workbook failed: {status}")


def _started(campaign: Any, path: Path) -> int:
    process = os.fork()
    if process:
        return process
    try:
        gc.disable()  # it ends in a moment
        _remember_little()
        _write(campaign, path)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _remember_little() -> None:
    """Have SQLite keep few pages: every record is read once."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-4000")


def _write(campaign: Any, path: Path) -> None:
    from tuban.render.workbook import Cover, write_forms
    from tuban.rules.forms import wording
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.statistics.whole import whole_forms

    cover = Cover(campaign.title, campaign.area_name, date(2024, 12, 31), campaign_id=campaign.code)
    write_forms(whole_forms(campaign, ratios={}), path, cover=cover, wording=wording(rulebook_of(campaign)))


class _Memory:
    """The most memory that this process and its children hold together, in kilobytes, looked at ten times a second: all
    of this one, and of each child what it does not share."""

    def __init__(self) -> None:
        self.peak, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        own = os.getpid()
        while not self._over.wait(0.1):
            children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
            held = _held(str(own), "Rss:") + sum(_held(process, "Private_") for process in children)
            self.peak = max(self.peak, held)


def _held(process: str, kinds: str) -> int:
    """Return the kilobytes that a process holds of some kinds."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(kinds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000, int((sys.argv[3:] or ["2"])[0]))
