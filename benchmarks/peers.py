"""The overlay beside what else could do it, on the same files in the same run: rows, processor seconds, memory.

``python -m benchmarks.peers --patches 600 --page``. Every engine answers the same question: how many square metres of
each land class lie in each patch, in the plane of the projection, on one thread. Each runs in a process of its own;
what it read or built beforehand is told apart from comparing. An engine that is not installed is left out, and said so.
The others' packages (``duckdb``, ``duckdb-extension-spatial``, ``sedonadb``, ``geopandas``) belong to no lock: name the
Python that has them with ``--python``. PostGIS is that of ``script/postgres``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.page import machine, put
from benchmarks.peer_steps import ENGINES

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "reference" / "scale.md"
_LIMIT = 3600


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--patches", type=int, default=600, help="of the 3 000 of the county")
    parser.add_argument(
        "--engine", choices=list(ENGINES), action="append", default=[], help="may be repeated; else all"
    )
    parser.add_argument("--python", default=sys.executable, help="the Python that has the packages of the others")
    parser.add_argument("--files", type=Path, default=BUILD, metavar="FOLDER", help="where made files are kept")
    parser.add_argument("--page", action="store_true", help="write what was measured into the docs")
    chosen = parser.parse_args()
    folder = prepared(chosen.files, chosen.patches)
    told: dict[str, dict[str, Any]] = {}
    for name in chosen.engine or ENGINES:
        told[name] = ask(name, folder, sys.executable if name == "tuban" else chosen.python)
        print(f"{name}: {told[name].get('why') or _line(told[name])}", flush=True)
    for name, one in told.items():
        if "why" not in one and name != "tuban":
            one.update(agreement(folder, name))
            told_of = f"{one['common']} rows as ours, {one['others']} otherwise"
            print(f"{name}: {told_of}, areas differ by {one['worst']:.1e} at most", flush=True)
    if chosen.page:
        write_page(PAGE, told, chosen.patches)


def prepared(files: Path, patches: int) -> Path:
    """Make the county and its first patches, with their WKB as every engine reads it; returns the folder."""
    from benchmarks.county import TIERS, make
    from benchmarks.processes import apart

    county = files / "county"
    apart(make, TIERS["county"], county)
    folder = files / "peers" / str(patches)
    folder.mkdir(parents=True, exist_ok=True)
    apart(_write, county, folder, patches)
    return folder


def _write(county: Path, folder: Path, patches: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    every = pq.read_table(county / "patches.parquet", columns=["geometry"])
    chosen = every.take(np.linspace(0, len(every) - 1, patches).astype(int))
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": [], "crs": None}
    geo = {"geo": json.dumps({"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": about}})}
    chosen = chosen.append_column("patch", pa.array(range(patches)))
    pq.write_table(chosen.replace_schema_metadata(geo), folder / "patches.parquet")
    survey = pq.read_table(county / "survey.parquet", columns=["land_class", "geometry"])
    pq.write_table(survey.replace_schema_metadata(geo), folder / "survey.parquet")


def ask(name: str, folder: Path, python: str) -> dict[str, Any]:
    """Let an engine answer in a process of its own; with ``why`` where it cannot."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "OMP_NUM_THREADS": "1"}
    words = [python, "-m", "benchmarks.peer_steps", name, str(folder)]
    try:
        ran = subprocess.run(
            words, capture_output=True, text=True, timeout=_LIMIT, env=environment, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"why": f"ended after {_LIMIT} s"}
    if ran.returncode:
        return {"why": f"not run: {ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else ran.returncode}"}
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def agreement(folder: Path, name: str) -> dict[str, Any]:
    """Hold the rows of an engine against ours: by patch and class, above a square decimetre."""
    import pyarrow.parquet as pq

    def rows(engine: str) -> dict[tuple[int, str], float]:
        table = pq.read_table(folder / f"{engine}.rows.parquet")
        listed = zip(*(table[column].to_pylist() for column in ("patch", "land_class", "m2")), strict=True)
        return {(patch, kind): m2 for patch, kind, m2 in listed if m2 > 0.01}

    ours, theirs = rows("tuban"), rows(name)
    common = ours.keys() & theirs.keys()
    return {
        "common": len(common), "others": len(ours.keys() ^ theirs.keys()),
        "worst": max((abs(theirs[key] - ours[key]) / ours[key] for key in common), default=0.0),
    }  # fmt: skip


def _line(one: dict[str, Any]) -> str:
    return (
        f"{one['version']}: comparing {one['compare_cpu']:.2f} s of processor ({one['compare_wall']:.2f} s), before it "
        f"{one['before_cpu']:.2f} s ({one['before']}), peak {one['peak_mib']:.0f} MiB, {one['rows']} rows"
    )


def write_page(page: Path, told: dict[str, dict[str, Any]], patches: int) -> None:
    """Put the table of what was measured between the marks of the page."""
    ours = told["tuban"]
    lines = [
        f"Machine: {machine()}, load {os.getloadavg()[0]:.1f} at the end; one run, one thread each; "
        f"{patches} patches × {ours['parcels']:,} parcels of the county, the largest of {ours['largest']:,} vertices.",
        "",
        "| engine | comparing, processor | ratio to ours | before it, processor | what that is | peak memory "
        "| rows as ours | otherwise | areas differ at most |",
        "|" + "---|" * 9,
    ]
    for name, one in told.items():
        if "why" in one:
            lines.append(f"| {name} | {one['why']} |" + " |" * 7)
            continue
        ratio = one["compare_cpu"] / ours["compare_cpu"]
        held = "| – | – | –" if name == "tuban" else f"| {one['common']:,} | {one['others']} | {one['worst']:.0e}"
        lines.append(
            f"| {name} {one['version']} | {one['compare_cpu']:.2f} s | {ratio:.1f} | {one['before_cpu']:.2f} s "
            f"| {one['before']} | {one['peak_mib']:,.0f} MiB {held} |"
        )
    put(page, "peers", "\n".join(lines))


if __name__ == "__main__":
    main()
