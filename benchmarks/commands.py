"""What each command of the main job costs on the practice county, as a user starts it: whole processes, one by one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """One command: what it does, whole seconds, processor seconds, and the peak memory of any of its processes."""

    what: str
    wall: float
    processor: float
    peak_mib: float


def run(what: str, *arguments: object, wanted: tuple[int, ...] = (0,)) -> Cost:
    """Run ``tuban`` with these arguments and time it; ``wanted`` are the exit codes that mean it did its work."""
    words = [sys.executable, "-m", "tuban", *map(str, arguments)]
    begin = time.perf_counter()
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(running.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in wanted:
        raise subprocess.CalledProcessError(code, words)
    return Cost(what, time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def costs(disc: Path, work: Path) -> Iterator[Cost]:
    """Yield the cost of every command but ``inspect`` on the practice county; results go below ``work``."""
    results = work / "practice-results"
    roads = disc / "其他" / "道路.gpkg"
    survey = disc / "地类" / "地类图斑2023.gpkg"
    yield run("disc check", "disc", "check", disc, wanted=(0, 1))
    yield run("disc check, with its page", "disc", "check", disc, "--page", work / "check.html", wanted=(0, 1))
    yield run("disc verify", "disc", "verify", disc, wanted=(0, 1))
    yield run("disc prepare", "disc", "prepare", disc, "-o", work / "prepare.xlsx", "--force")
    yield run("route, three groups", "route", results, "--roads", roads, "--groups", 3, "-o", work / "routes")
    yield run("trace, one cell", "trace", results, "--form", "S3", "--cell", "F12")
    for suffix in ("shp", "geojson", "kml", "dxf", "txt"):
        target = work / f"parcels.{suffix}"
        yield run(f"convert 13 000 parcels to {suffix}", "convert", survey, target, "--force")
    yield run("lawbook check", "lawbook", "check")
    yield run("lawbook print", "lawbook", "print", "-o", work / "lawbook.docx")
