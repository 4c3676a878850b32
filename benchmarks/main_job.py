"""Time the whole of ``tuban inspect``, as a user starts it, and where the time goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import Cost, run


@dataclass(frozen=True)
class Inspected:
    """One run: its whole cost, the seconds of each step as ``run.json`` has them, and what came out."""

    cost: Cost
    steps: dict[str, float]
    patches: int
    parts: int
    files: int


def inspect(disc: Path, results: Path, *options: str) -> Inspected:
    """Run the main job in a process of its own; ``results`` is a folder for results only."""
    cost = run("inspect", "inspect", disc, "-o", results, "--yes", *options)
    record: dict[str, Any] = json.loads((results / "run.json").read_text(encoding="utf-8"))
    counts = record["counts"]
    return Inspected(cost, record["seconds"], counts["patches"], counts["parts"], len(record["outputs"]))
