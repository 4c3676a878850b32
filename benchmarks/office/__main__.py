"""``python -m benchmarks.office fill | measure | people | load``."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

DISC = Path(__file__).parents[2] / "build" / "practice-county"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "costs.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office", description=__doc__)
    parser.add_argument("what", choices=("fill", "measure", "people", "load"))
    parser.add_argument("--patches", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--people", type=int, default=300, help="of load")
    parser.add_argument("--devices", type=int, default=50, help="of load")
    parser.add_argument("--pause", type=float, default=15.0, help="of load: seconds between two deeds, in the mean")
    parser.add_argument("--page", action="store_true", help="of load: write it into the docs")
    parser.add_argument("--disc", type=Path, default=DISC)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.make()
    call_command("migrate", verbosity=0)
    if asked.what == "fill":
        from benchmarks.office.province import make

        make(asked.disc, asked.patches)
    _do_what_is_due()
    if asked.what == "measure":
        from benchmarks.office.pages import measure

        raise SystemExit(1 if measure(settings.HOME.folder / "serve.log") else 0)
    if asked.what == "load":
        from benchmarks.office.load import bear

        log = settings.HOME.folder / "serve.log"
        raise SystemExit(
            bear(
                log,
                minutes=asked.minutes,
                people=asked.people,
                devices=asked.devices,
                pause=asked.pause,
                page=PAGE if asked.page else None,
            )
        )
    if asked.what == "people":
        from benchmarks.office.people import work

        raise SystemExit(1 if work(settings.HOME.folder / "serve.log", minutes=asked.minutes) else 0)


def _do_what_is_due() -> None:
    """Do what is due today, as an office that was not just filled has it behind it."""
    from django.utils import timezone

    from tuban.jobs.daily import do_now, states
    from tuban.jobs.models import Job

    today = timezone.localdate()
    for state in states():
        if state.day != today or state.job is None or state.job.state != Job.State.DONE:
            began = time.perf_counter()
            job = do_now(state.kind, today)
            print(f"work of the day: {job.title}: {job.state} in {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
