"""Moves the clock by a day under work that is then cut off, and counts what became of it:
``python -m drills.clock --times 10``.

The work begins by a clock that is a day early or late, and the power is cut in the middle. The office starts again by
the right clock, with another worker alive. Everything must come to what it comes to without; the chain of the audit
must hold; and where lines were written by a clock that was ahead, the state of the system must say so.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta

from drills.children import Tell, cut, run
from drills.kinds import Import, Kind, Package, Seal
from drills.office import Office, closed, drilled, faults, machine, start_again
from drills.page import Table, command_line


def moved(days: int, kind: Kind, tell: Tell) -> None:
    """Do the work of a kind by a clock that is ``days`` off."""
    from django.utils import timezone

    right = timezone.now
    timezone.now = lambda: right() + timedelta(days=days)
    kind.act(tell)


def with_another_alive() -> None:
    """Start again where another worker has given a sign of life."""
    from django.utils import timezone

    from tuban.jobs.models import Worker

    now = timezone.now()
    Worker.objects.update_or_create(name="elsewhere:1", defaults={"begun_at": now, "alive_at": now})
    start_again()


def is_told() -> tuple[bool, bool]:
    """Return whether a line of the audit lies in the future, and whether the state of the system tells of it."""
    from django.utils import timezone

    from tuban.workflow.audit.queries import last_line
    from tuban.workflow.health import checks

    last = last_line()
    is_ahead = last is not None and last.at > timezone.now() + timedelta(minutes=1)
    return is_ahead, not next(one for one in checks(is_quick=True) if one.key == "clock").is_well


def drill(kind: Kind, office: Office, days: int, times: int, lot: random.Random) -> list[str]:
    """Cut work by a wrong clock; returns what was wrong."""
    wrong = []
    office.lay_out(kind.name)
    whole = cut(kind.act, 600)
    wanted = run(kind.seen)
    for number in range(times):
        office.lay_out(kind.name)
        cut(lambda tell: moved(days, kind, tell), lot.uniform(0, 1.2 * whole.seconds))
        is_ahead, is_said = run(is_told)
        if is_ahead != is_said:
            wrong.append(f"{kind.name} {days:+d} d {number}: the clock was{'' if is_said else ' not'} told of")
        run(with_another_alive)
        found = run(lambda: (kind.seen(), faults(office.home / "store") + kind.half(())))
        if found[0] != wanted:
            wrong.append(f"{kind.name} {days:+d} d {number}: {found[0]} instead of {wanted}")
        wrong += [f"{kind.name} {days:+d} d {number}: {one}" for one in found[1]]
    return wrong


def main() -> int:
    """Drill, and print the counts."""
    asked = command_line(__doc__, times=10).parse_args()
    begun, wrong = time.monotonic(), []
    with drilled() as office:
        print(f"A clock that is off, seed {asked.seed}, on {machine()}")
        table = Table("clock", ("work", "times", "wrong"), seed=asked.seed, on_page=asked.page)
        Import().prepare(office)
        for kind in (Seal(), Package()):
            kind.prepare(office)
            for days in (-1, 1):
                found = drill(kind, office, days, asked.times, random.Random(f"{asked.seed} {kind.name} {days}"))
                table.add(f"{kind.name}, a day {'late' if days < 0 else 'early'}", asked.times, len(found))
                wrong += found
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
