"""Measure every step on an invented county and on the practice county, beside peers and aims. Use ``script/bench``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.commands import costs
from benchmarks.county import TIERS, Tier, make
from benchmarks.disc import make_disc
from benchmarks.editions import table as editions_by_turns
from benchmarks.formats import table
from benchmarks.main_job import Inspected, inspect
from benchmarks.processes import apart
from benchmarks.routing import published, told_county

BUILD = Path(__file__).parents[1] / "build" / "bench"
PRACTICE = BUILD.parent / "practice-county"


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
    parser.add_argument(
        "--formats", type=Path, metavar="FOLDER", help="also carry these files into every format and back"
    )
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="an earlier edition, for the group «editions»")
    parser.add_argument("--only", choices=sorted(GROUPS), action="append", help="only this group; may be repeated")
    parser.add_argument("--files", type=Path, default=BUILD, metavar="FOLDER", help="where made files are kept")
    chosen = parser.parse_args()
    tier = TIERS["mini" if chosen.mini else "county"]
    folder = chosen.files / tier.name
    print(f"{tier.name}: {os.cpu_count()} cores, Python {platform.python_version()}, files in {folder}", flush=True)
    print("  load of the machine before:", " ".join(f"{one:.1f}" for one in os.getloadavg()), flush=True)
    apart(make, tier, folder)
    for name, group in GROUPS.items():
        if not chosen.only or name in chosen.only:
            sample = tier.patches if chosen.full or chosen.mini else chosen.sample
            group(Setting(tier, folder, sample, chosen.mini, chosen.against))
    if chosen.formats:
        print("into every format and back", flush=True)
        table(chosen.formats)


@dataclass(frozen=True)
class Setting:
    """What is measured: county, folder of its files, patches for the peers, whether it is small, an earlier edition."""

    tier: Tier
    folder: Path
    sample: int
    is_mini: bool
    earlier: Path | None = None


def main_job(setting: Setting) -> None:
    tier, folder = setting.tier, setting.folder
    print("the whole main job: tuban inspect, every form, card and sheet; no imagery", flush=True)
    disc = apart(make_disc, tier, folder)
    inspected(inspect(disc, folder / "results"), 300 if tier.name == "county" else 0, 2048)
    if not setting.is_mini:
        done = inspect(disc, folder / "results", "--no-sheets")
        line("without sheets", f"{done.cost.wall:.1f} s")
        line("  peak memory of the largest process", f"{done.cost.peak_mib:.0f} MiB")
    if not (PRACTICE / "manifest.json").exists():
        line("practice county", "not made", "script/demo makes it")
        return
    print("the practice county: 440 patches, two images of 1.25 m, everything", flush=True)
    results = folder.parent / "practice-results"
    inspected(inspect(PRACTICE, results), 40, 1024)
    if setting.is_mini:
        return
    print("each command on the practice county: seconds, processor seconds, peak of the largest process", flush=True)
    for cost in costs(PRACTICE, results):
        line(cost.what, f"{cost.wall:.1f} s", f"{cost.processor:.1f} s   {cost.peak_mib:.0f} MiB")


def inspected(done: Inspected, aim: int, memory_aim: int) -> None:
    line("from start to end", f"{done.cost.wall:.1f} s", f"aim {aim} s" if aim else "")
    line("  processor time of all processes", f"{done.cost.processor:.1f} s")
    line("  peak memory of the largest process", f"{done.cost.peak_mib:.0f} MiB", f"aim {memory_aim} MiB")
    for name, seconds in done.steps.items():
        line(f"  {name}", f"{seconds:.1f} s", STEP_AIMS.get(name, "") if aim == 40 else "")
    line("  patches; parts; files written", f"{done.patches}; {done.parts}; {done.files}")


STEP_AIMS = {"sheets": "aim 10 s on two free cores"}


def pictures(setting: Setting) -> None:
    count, side = (50, 2_000) if setting.is_mini else (500, 10_000)
    cut = step("chips", setting.folder, count, side)
    line(f"picture pairs of {cut['pairs']} patches, two noisy sheets", f"{cut['wall']:.1f} s",
         "" if setting.is_mini else "aim 20 s")  # fmt: skip


def routes(setting: Setting) -> None:
    if setting.is_mini:
        told_county(stops=40, groups=2)
        return
    told_county()
    published(15.0, 3)


def kernel(setting: Setting) -> None:
    folder = setting.folder
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
    line("ellipsoidal area, official / exact", f"{speed['official'] / 1e6:.1f} / {speed['exact'] / 1e6:.1f} M points/s")


_OURS: dict[str, Any] = {}


def agree(setting: Setting) -> None:
    folder, sample = setting.folder, setting.sample
    print(f"agreement, {sample} patches", flush=True)
    found = step("agreement", folder, sample)
    line("plane, worst of the patch, against Shapely", f"{found['plane']:.1e}", f"aim 1e-9   {found['rows']} rows")
    line("  largest row that Shapely does not have", f"{found['phantom_m2']:.1e} m²")
    line("ellipsoid, worst of the patch, referee", f"{found['ground']:.1e}", f"aim 1e-6   {found['referee_rows']} rows")
    line("  worst of the row, rows over 1 m²", f"{found['ground_rows_over_1']:.1e}")
    line("rows of a patch against the patch", f"{found['closure_m2']:.1e} m²", "aim 0")


def peers(setting: Setting) -> None:
    folder, sample = setting.folder, setting.sample
    print("peer in the same run: geopandas.overlay, layers as delivered, reading not counted", flush=True)
    peer = step("geopandas", folder, sample)
    huge = peer["of"] / peer["patches"]
    for role, seconds in peer["wall"].items():
        scaled = huge > 1.01 and role in ("farmland", "plan")
        line(f"  {role}", f"{seconds:.1f} s", f"{peer['patches']} patches × {huge:.0f}" if scaled else "")
    wall, used = sum(peer["wall"].values()), sum(peer["cpu"].values())
    line("all four", f"{wall:.1f} s", "linear from the sample" if huge > 1.01 else "")
    ours = _OURS or step("compute", folder)
    line("ratio, wall / processor time", f"{wall / ours['wall']:.0f} / {used / ours['cpu']:.0f}", "aim more than 100")
    line("  peak memory of the peer", f"{peer['peak_mib']:.0f} MiB")


def office(setting: Setting) -> None:
    """The office through its doors: on SpatiaLite, or on the PostGIS that TUBAN_DATABASE_URL names (an empty one)."""
    if not (PRACTICE / "manifest.json").exists():
        line("practice county", "not made", "script/demo makes it")
        return
    on_postgis = bool(os.environ.get("TUBAN_DATABASE_URL"))
    patches = 1_000 if setting.is_mini else 1_000_000 if on_postgis else 5_000
    print(f"the office, {patches} patches on {'PostGIS' if on_postgis else 'SpatiaLite'}", flush=True)
    home = setting.folder / ("office-postgis" if on_postgis else "office")
    environment = {**os.environ, "TUBAN_HOME": str(home)}
    environment.pop("TUBAN_PRACTICE", None)
    home.mkdir(parents=True, exist_ok=True)
    for words in (["fill", "--patches", str(patches)], ["measure"], ["people", "--minutes", "1"]):
        subprocess.run([sys.executable, "-m", "benchmarks.office", *words], env=environment, check=False)


def editions(setting: Setting) -> None:
    if setting.earlier is None:
        return
    editions_by_turns(setting.earlier, PRACTICE)


GROUPS = {
    "kernel": kernel, "agreement": agree, "peers": peers, "pictures": pictures, "routes": routes,
    "main-job": main_job, "office": office, "editions": editions,
}  # fmt: skip

if __name__ == "__main__":
    main()
