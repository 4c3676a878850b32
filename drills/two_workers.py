"""Lets two workers take up the same work at the same moment, and counts what was done twice:
``python -m drills.two_workers --times 40``.
"""

from __future__ import annotations

import os
import sys
import time

from drills.children import run
from drills.kinds import Import, Kind, Package, Seal
from drills.office import Office, closed, drilled, faults, machine, start_again
from drills.page import Table, command_line


def together() -> None:
    """Be two workers, each with a sign of life, that do what waits."""
    from django.db import connections

    from tuban.jobs.workers import beat

    until = time.monotonic() + 0.3
    other = os.fork()
    connections.close_all()
    while time.monotonic() < until:  # both begin at one moment
        pass
    beat()
    start_again()
    if other == 0:
        os._exit(0)
    _pid, status = os.waitpid(other, 0)
    assert status == 0, status


def drill(kind: Kind, office: Office, times: int) -> list[str]:
    """Do the work of a kind by two workers; returns what was wrong."""
    wrong = []
    office.lay_out(kind.name)
    run(start_again)
    wanted = run(kind.seen)
    for number in range(times):
        office.lay_out(kind.name)
        run(together)
        found = run(lambda: (kind.seen(), faults(office.home / "store") + kind.half(())))
        if found[0] != wanted:
            wrong.append(f"{kind.name} {number}: {found[0]} instead of {wanted}")
        wrong += [f"{kind.name} {number}: {one}" for one in found[1]]
    return wrong


def main() -> int:
    """Drill, and print the counts."""
    asked = command_line(__doc__, times=40).parse_args()
    begun, wrong = time.monotonic(), []
    with drilled() as office:
        print(f"Two workers, on {machine()}")
        table = Table("two_workers", ("work", "times", "otherwise than by one"), seed=asked.seed, on_page=asked.page)
        for kind in (Import(), Seal(), Package()):
            kind.prepare(office)
            found = drill(kind, office, asked.times)
            table.add(kind.name, asked.times, len(found))
            wrong += found
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
