"""Measure the kernel on an invented county, beside its peers, in one run. Use ``script/bench``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.county import TIERS, Tier, make
from benchmarks.disc import make_disc
from benchmarks.main_job import inspect
from benchmarks.routing import told_county

BUILD = Path(__file__).parents[1] / "build" / "bench"


def step(name: str, folder: Path, *options: int, fresh_code: bool = False) -> dict[str, Any]:
    """Run a step in a process of its own; ``fresh_code`` with no machine code kept from earlier runs."""
    environment = dict(os.environ)
    with tempfile.TemporaryDirectory() as nowhere:
        if fresh_code:
            environment["NUMBA_CACHE_DIR"] = nowhere
        words = [sys.executable, "-m", "benchmarks.steps", name, str(folder), *map(str, options)]
        done = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def line(what: str, value: str, aim: str = "") -> None:
    print(f"  {what:<46} {value:>22}  {aim}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--mini", action="store_true", help="a small county: seconds instead of minutes")
    parser.add_argument("--full", action="store_true", help="peers and referees on every patch, not on a sample")
    parser.add_argument("--sample", type=int, default=100, help="patches for peers and referees on huge polygons")
    chosen = parser.parse_args()
    tier = TIERS["mini" if chosen.mini else "county"]
    folder = BUILD / tier.name
    sample = tier.patches if chosen.full or chosen.mini else chosen.sample
    print(f"{tier.name}: {os.cpu_count()} cores, Python {platform.python_version()}, files in {folder}", flush=True)
    make(tier, folder)
    kernel(folder)
    agree(folder, sample)
    peers(folder, sample)
    main_job(tier, folder)
    told_county()


def main_job(tier: Tier, folder: Path) -> None:
    print("the whole main job: tuban inspect, every form and card", flush=True)
    done = inspect(make_disc(tier, folder), folder / "results")
    line("from start to end", f"{done['whole']:.1f} s", "aim 300 s" if tier.name == "county" else "")
    line("  of which", ", ".join(f"{step} {seconds:.1f}" for step, seconds in done["steps"].items()))
    line("  peak memory of the largest process", f"{done['peak_mib']:.0f} MiB", "aim 2048 MiB")
    line("  patches; parts; files written", f"{done['patches']}; {done['parts']}; {done['files']}")
    practice = folder.parents[1] / "practice-county"
    if (practice / "manifest.json").exists():
        done = inspect(practice, folder / "practice-results")
        line("practice county, from start to end", f"{done['whole']:.1f} s", "aim 60 s")
        line("  of which", ", ".join(f"{step} {seconds:.1f}" for step, seconds in done["steps"].items()))


def kernel(folder: Path) -> None:
    print("kernel", flush=True)
    step("compile", folder)  # so that machine code is kept
    step("once", folder)
    made = step("compile", folder)
    spent = {name: seconds for name, seconds in made["seconds"].items() if name != "import"}
    line("layers made ready, all four", f"{sum(spent.values()):.2f} s", "aim 5 s")
    line("  of which", ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items()))
    line("  peak memory", f"{made['peak_mib']:.0f} MiB", "aim 1024 MiB")
    line("  files", f"{made['cache_mib']:.0f} MiB")
    done = step("compute", folder)
    global _OURS
    _OURS = done
    line("compute, four layers, median of 7", f"{done['wall']:.3f} s", "aim 1 s")
    line("  slowest and fastest", f"{max(done['walls']):.3f}, {min(done['walls']):.3f} s")
    line("  processor time", f"{done['cpu']:.3f} s")
    line("  rows; with ground covered twice", f"{done['rows']}; {done['doubles']}")
    line("  peak memory, mapped files included", f"{done['peak_mib']:.0f} MiB", "aim 500 MiB")
    line("  private memory", f"{done['private_mib']:.0f} MiB")
    line("opening the layers, checksums included", f"{done['open']:.3f} s")
    line(
        "start: import, then first call over later ones", f"{done['import']:.2f} + {done['first'] - done['wall']:.2f} s"
    )
    whole = step("once", folder)
    line("whole process, machine code kept", f"{whole['wall']:.2f} s")
    first = step("once", folder, fresh_code=True)
    line("whole process, first ever (comparing)", f"{first['wall']:.2f} s")
    compiled = step("compile", folder, fresh_code=True)
    extra = sum(compiled["seconds"].values()) - sum(made["seconds"].values())
    line("first ever making of layers takes longer by", f"{extra:.2f} s")
    speed = step("measure", folder)
    cut = step("chips", folder)
    line(f"picture pairs of {cut['pairs']} patches, two noisy sheets", f"{cut['wall']:.1f} s", "aim 20 s")
    line("ellipsoidal area, official / exact", f"{speed['official'] / 1e6:.1f} / {speed['exact'] / 1e6:.1f} M points/s")


_OURS: dict[str, Any] = {}


def agree(folder: Path, sample: int) -> None:
    print(f"agreement, {sample} patches", flush=True)
    found = step("agreement", folder, sample)
    line("plane, worst of the patch, against Shapely", f"{found['plane']:.1e}", f"aim 1e-9   {found['rows']} rows")
    line("  largest row that Shapely does not have", f"{found['phantom_m2']:.1e} m²")
    line("ellipsoid, worst of the patch, referee", f"{found['ground']:.1e}", f"aim 1e-6   {found['referee_rows']} rows")
    line("  worst of the row, rows over 1 m²", f"{found['ground_rows_over_1']:.1e}")
    line("rows of a patch against the patch", f"{found['closure_m2']:.1e} m²", "aim 0")


def peers(folder: Path, sample: int) -> None:
    print("peer in the same run: geopandas.overlay, layers as delivered, reading not counted", flush=True)
    peer = step("geopandas", folder, sample)
    huge = peer["of"] / peer["patches"]
    for role, seconds in peer["wall"].items():
        scaled = huge > 1.01 and role in ("farmland", "plan")
        line(f"  {role}", f"{seconds:.1f} s", f"{peer['patches']} patches × {huge:.0f}" if scaled else "")
    wall, used = sum(peer["wall"].values()), sum(peer["cpu"].values())
    line("all four", f"{wall:.1f} s", "linear from the sample" if huge > 1.01 else "")
    line("ratio, wall / processor time", f"{wall / _OURS['wall']:.0f} / {used / _OURS['cpu']:.0f}", "aim more than 100")
    line("  peak memory of the peer", f"{peer['peak_mib']:.0f} MiB")


if __name__ == "__main__":
    main()
