"""The main job of an earlier edition beside this one's, by turns on the same machine: is anything slower?

``script/bench --only editions --against CHECKOUT`` names a checkout of the earlier edition; both run on this one's
libraries. This edition runs without sheets where the earlier one has none, so that both do the same work.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import run

ROUNDS = 5


def by_turns(earlier: Path, disc: Path, rounds: int = ROUNDS) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each step, of the earlier edition and of this one, as each ``run.json`` has them, with the whole last.

    A step that one of them does not have is an empty list there.
    """
    spent: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    here = Path(__file__).parents[1]
    options = () if (earlier / "src" / "tuban" / "render" / "image_sheets").exists() else ("--no-sheets",)
    with TemporaryDirectory() as folder:
        for _round in range(rounds):
            for place, checkout in enumerate((earlier, here)):
                results = Path(folder) / str(place)
                words = ("inspect", disc, "-o", results, "--yes", *(options if place else ()))
                cost = run("inspect", *words, source=checkout / "src")
                record = json.loads((results / "run.json").read_text(encoding="utf-8"))
                for step, seconds in record["seconds"].items():
                    spent[step][place].append(seconds)
                spent["whole"][place].append(cost.wall)
                spent["processor time"][place].append(cost.processor)
                spent["peak of the largest process, MiB"][place].append(cost.peak_mib)
    last = ("whole", "processor time", "peak of the largest process, MiB")
    return {name: spent[name] for name in (*(one for one in spent if one not in last), *last)}


def table(earlier: Path, disc: Path) -> None:
    """Print the median and the range of every step, earlier edition | this one."""
    print(f"an earlier edition | this one: {disc.name}, {ROUNDS} runs each by turns, median (least–most)", flush=True)
    for step, pair in by_turns(earlier, disc).items():
        print(f"  {step:<46} {' | '.join(_said(values) for values in pair)}", flush=True)
    print(f"  load of the machine after: {os.getloadavg()[0]:.1f}", file=sys.stderr)


def _said(values: list[float]) -> str:
    if not values:
        return f"{'–':>24}"
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})".rjust(24)
