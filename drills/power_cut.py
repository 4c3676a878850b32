"""Cuts the power at random moments of import, overlay, seal, package, upload and backup, and counts what comes of it:
``python -m drills.power_cut --times 200``.

Each attempt lays the office out as it was before the work, starts the work in a process, and kills it with all
below it at a moment drawn by ``--seed`` between the first instant and the time the work takes undisturbed. What readers
would see then must be all of the work or none of it. Then the office starts again as ``tuban serve`` does, and in
the end everything must be as without the cut: the same content, one line in the audit, nothing left lying that anybody
could take for whole.

Lost is what the office had accepted and does not have afterwards; half is what could be seen in between; repaired are
the attempts in which the next start had something to take up.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from drills.children import cut, run
from drills.kinds import KINDS, Kind
from drills.office import Office, closed, drilled, faults, machine, start_again
from drills.page import Table, command_line

COLUMNS = (
    "work", "attempts", "seconds undisturbed", "cut in the middle", "nothing to repair", "repaired", "half", "lost",
)  # fmt: skip


@dataclass(slots=True)
class Counts:
    """What became of the attempts of a kind; ``seconds`` is how long it takes undisturbed."""

    seconds: float = 0.0
    tried: int = 0
    cuts: int = 0
    lost: int = 0
    half: int = 0
    repaired: int = 0
    untouched: int = 0
    named: list[str] = field(default_factory=list)


def drill(kind: Kind, office: Office, times: int, lot: random.Random, most_seconds: float) -> Counts:
    """Cut the power ``times`` times in a kind of work, or as often as the time allows."""
    kind.prepare(office)
    office.lay_out(kind.name)
    whole = cut(kind.act, 600)
    run(start_again)
    wanted = run(kind.seen)
    wrong = run(lambda: faults(office.home / "store"))
    assert not wrong, wrong
    counts = Counts(whole.seconds)
    until = time.monotonic() + most_seconds
    while counts.tried < times and time.monotonic() < until:
        counts.tried += 1
        office.lay_out(kind.name)
        moment = lot.uniform(0, whole.seconds)
        ended = cut(kind.act, moment)
        counts.cuts += not ended.is_done
        told = [
            f"{kind.name} cut after {moment:.3f} s: {one}" for one in _after(kind, office, ended.told, wanted, counts)
        ]
        counts.named += told
    return counts


def _after(kind: Kind, office: Office, told: tuple, wanted: object, counts: Counts) -> list[str]:  # type: ignore[type-arg]
    """Look at once, start again, look again; returns what was wrong."""
    at_once, before = run(lambda: (kind.half(told), kind.seen()))

    def later() -> tuple[object, list[str]]:
        kind.go_on(told)
        return kind.seen(), faults(office.home / "store") + kind.half(told)

    then, wrong = run(later)
    if then != wanted:
        wrong.append(f"{then} instead of {wanted}")
    counts.half += bool(at_once)
    counts.lost += bool(wrong)
    counts.repaired += before != then
    counts.untouched += before == then
    return [*(f"half: {one}" for one in at_once), *(f"afterwards: {one}" for one in wrong)]


def main() -> int:
    """Drill, and print the counts."""
    parser = command_line(__doc__, times=200, counts="cuts in each kind of work")
    parser.add_argument("--kind", choices=sorted(KINDS), action="append", help="only this work; may be given again")
    parser.add_argument("--most-seconds", type=float, default=86_400, help="no kind is tried for longer")
    asked = parser.parse_args()
    begun, totals, named = time.monotonic(), Counter[str](), list[str]()
    with drilled() as office:
        print(f"Power cuts, seed {asked.seed}, on {machine()}")
        table = Table("power_cut", COLUMNS, seed=asked.seed, on_page=asked.page)
        for name in asked.kind or KINDS:
            lot = random.Random(f"{asked.seed} {name}")
            counts = drill(KINDS[name](), office, asked.times, lot, asked.most_seconds)
            table.add(
                name, counts.tried, counts.seconds, counts.cuts, counts.untouched, counts.repaired, counts.half,
                counts.lost,
            )  # fmt: skip
            totals.update(cuts=counts.cuts, half=counts.half, lost=counts.lost)
            named += counts.named
        print(f"\n{totals['cuts']} cuts: {totals['lost']} lost, {totals['half']} half.")
    return closed(begun, named)


if __name__ == "__main__":
    sys.exit(main())
