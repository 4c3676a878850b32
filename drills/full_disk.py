"""Fills the disk at a moment drawn by lot, and counts what comes of it: ``python -m drills.full_disk --times 20``.

The office lies on a small disk of its own (a tmpfs, so the drill has to be root) that leaves it fewer bytes than the
work needs. The work must end in a sentence, or wait; nothing of it may be half there. Then the disk gets room, and the
work, begun again, must come to what it comes to with room from the beginning.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from drills.children import cut, run
from drills.kinds import Import, Kind, Package, Seal
from drills.office import Office, closed, drilled, faults, machine, start_again
from drills.page import Table, command_line

_ROOM = 1 << 30


class Disk:
    """A small disk at the place of the office."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def mount(self, size: int) -> None:
        """Begin with an empty one."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "drill", str(self.place)], check=True)

    def grow(self, size: int) -> None:
        """Change how much it holds."""
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.place)], check=True)

    def unmount(self) -> None:
        """Take it away with all that is on it."""
        subprocess.run(["umount", str(self.place)], check=False)


def used(place: Path) -> int:
    """Return how many bytes are used of a disk."""
    return shutil.disk_usage(place).used


def again() -> None:
    """Begin what failed again, as a person does by the button, and do what waits."""
    from tuban.jobs.models import Job
    from tuban.jobs.queue import again as once_more

    start_again()
    for job in Job.objects.filter(state=Job.State.FAILED):
        once_more(job)
    start_again()


def why() -> list[str]:
    """Return what the failed work says of itself."""
    from tuban.jobs.models import Job

    return [f"{one.error_code}: {one.error[:120]}" for one in Job.objects.filter(state=Job.State.FAILED)]


def drill(kind: Kind, office: Office, times: int, lot: random.Random) -> tuple[int, list[str], set[str]]:
    """Fill the disk under a kind of work; returns how often it was full, what was wrong, and the sentences."""
    disk, full, wrong, said = Disk(office.home), 0, [], set()
    office.lay_out(kind.name)
    before = sum(one.stat().st_size for one in office.home.rglob("*") if one.is_file())
    run(start_again)
    wanted = run(kind.seen)
    after = sum(one.stat().st_size for one in office.home.rglob("*") if one.is_file())
    for number in range(times):
        disk.mount(_ROOM)
        try:
            shutil.copytree(office.scratch / f"as-{kind.name}", office.home, dirs_exist_ok=True)
            disk.grow(used(office.home) + lot.randrange(4096, max(8192, 3 * (after - before))))
            with contextlib.suppress(Exception):  # a worker that ends by itself starts again
                cut(kind.act, 300)
            disk.grow(_ROOM)
            half, seen = run(lambda: (kind.half(()), kind.seen()))
            full += seen != wanted
            said |= set(run(why))
            wrong += [f"{kind.name} {number}: half: {one}" for one in half]
            run(again)
            found = run(lambda: (kind.seen(), faults(office.home / "store") + kind.half(())))
            if found[0] != wanted:
                wrong.append(f"{kind.name} {number}: {found[0]} instead of {wanted}")
            wrong += [f"{kind.name} {number}: {one}" for one in found[1]]
        finally:
            disk.unmount()
    return full, wrong, said


def main() -> int:
    """Drill, and print the counts."""
    asked = command_line(__doc__, times=20).parse_args()
    begun, wrong = time.monotonic(), []
    os.environ["TUBAN_UPLOAD_RESERVE_GIB"] = "0"  # what the office keeps free is more than this disk has
    with drilled() as office:
        print(f"Full disk, seed {asked.seed}, on {machine()}")
        columns = ("work", "times", "full before the end", "lost or half")
        table = Table("full_disk", columns, seed=asked.seed, on_page=asked.page)
        for kind in (Import(), Seal(), Package()):
            kind.prepare(office)
            full, found, said = drill(kind, office, asked.times, random.Random(f"{asked.seed} {kind.name}"))
            table.add(kind.name, asked.times, full, len(found))
            print("".join(f"  it says: {one}\n" for one in sorted(said)), end="", flush=True)
            wrong += found
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
