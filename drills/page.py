"""What drills counted, kept beside the counts of other seeds and databases, and their tables on the page of the docs:
``python -m drills.page`` writes them anew.

Counts of the same work on the same database are added up over the seeds; times become their mean, the longest the
longest of all, words the newest.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.page import machine, put

from drills.office import database

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "drills"
PAGE = ROOT / "docs" / "reference" / "drills.md"


def command_line(what: str | None, *, times: int, counts: str = "tries of each work") -> argparse.ArgumentParser:
    """Return what every drill can be asked on the command line."""
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=times, help=counts)
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn by lot")
    parser.add_argument("--page", action="store_true", help="keep the counts and write them into the docs")
    return parser


class Table:
    """One table of a drill: printed line by line as it grows, kept and written into the docs where that was asked."""

    def __init__(self, name: str, columns: Sequence[str], *, seed: int, on_page: bool) -> None:
        self.name, self.columns, self.seed, self.on_page = name, list(columns), seed, on_page
        print(f"\n{_head(columns)}", flush=True)

    def add(self, *row: str | int | float) -> None:
        """Print a row, whose first cell names the work, and keep it: a drill that is ended early has its counts."""
        print(_line([_words(cell) for cell in row]), flush=True)
        if self.on_page:
            self._keep(list(row))
            write(self.name)

    def _keep(self, row: list[str | int | float]) -> None:
        file = KEPT / f"{self.name}.json"
        where = {"database": database(), "seed": self.seed}
        runs = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
        kept = [
            run for run in runs
            if run["columns"] == self.columns
            and (run["database"], run["seed"], run["row"][0]) != (where["database"], where["seed"], row[0])
        ]  # fmt: skip
        day = date.today().isoformat()  # noqa: DTZ011 - the day of whoever drills
        kept.append({**where, "day": day, "machine": machine(), "columns": self.columns, "row": row})
        KEPT.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def write(name: str) -> None:
    """Write the table of all runs that were kept under a name into the page."""
    put(PAGE, name, text_of(json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))))


def text_of(runs: Sequence[dict[str, Any]]) -> str:
    """Return the table of all runs that were kept, and the line below it: databases, seeds, days, machines."""
    groups: dict[tuple[str, str], list[list[Any]]] = {}
    for run in runs:
        groups.setdefault((run["row"][0], run["database"]), []).append(run["row"])
    databases = sorted({run["database"] for run in runs}, reverse=True)  # the one in a file first
    many = len(databases) > 1
    columns = runs[0]["columns"]
    lines = [_head([columns[0], *(["database"] if many else []), *columns[1:]])]
    for work in dict.fromkeys(work for work, _where in groups):
        added = max if work.startswith("longest") else _added
        for where in (one for one in databases if (work, one) in groups):
            sums = [added(cells) for cells in list(zip(*groups[work, where], strict=True))[1:]]
            lines.append(_line([work, *([where] if many else []), *map(_words, sums)]))
    below = "; ".join(f"{one}, {_seeds(runs, one)}" for one in databases)
    days = sorted({run["day"] for run in runs})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return "\n".join([*lines, "", f"{below}; {when}; {'; '.join(dict.fromkeys(run['machine'] for run in runs))}."])


def _added(cells: Sequence[Any]) -> Any:
    if all(isinstance(one, int) for one in cells):
        return sum(cells)
    return sum(cells) / len(cells) if all(isinstance(one, int | float) for one in cells) else cells[-1]


def _seeds(runs: Sequence[dict[str, Any]], database: str) -> str:
    seeds = sorted({run["seed"] for run in runs if run["database"] == database})
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {', '.join(map(str, seeds))}"


def _words(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return f"{cell:,}".replace(",", "\u202f") if isinstance(cell, int) else str(cell)


def _head(columns: Sequence[str]) -> str:
    return f"{_line(columns)}\n|{'---|' * len(columns)}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for kept in sorted(KEPT.glob("*.json")):
        write(kept.stem)
