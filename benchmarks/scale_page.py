"""The page of results of ``benchmarks.scale``: tables between two marks, and what a nation would cost by them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import put

NATION = {"patches": 3_000_000, "parcels": 300_000_000}
WORKERS = (8, 32, 128)
TASKS = 1.3
"""Assumed: how much longer a run lasts than its processor time shared among workers (disks, the last tile)."""


def write_page(page: Path, measured: dict[str, Any]) -> None:
    """Put the tables of what was measured between the marks of the page."""
    put(page, "measured", "\n\n".join(part for part in _parts(measured) if part))


def _parts(measured: dict[str, Any]) -> Iterable[str]:
    yield (
        f"Machine: {measured['machine']}; at times other work ran beside it: processor seconds count, seconds of the "
        "clock less."
    )
    tiers = list(measured.get("tiers", {}).values())
    yield _runs("Tiers", tiers)
    if equal := measured.get("equal"):
        yield (
            f"Rows of the tier «{equal['tier']}» cut into tiles of at most 400 patches, held against one process "
            f"number by number: {equal['rows']} of {equal['rows']} equal, to the last digit."
        )
    for what in ("patches", "parcels"):
        if found := measured.get(f"growth in {what}"):
            yield _runs(f"Growth in {what}", list(found.values()))
            yield exponents(list(found.values()), what)
    if sizes := measured.get("tile sizes"):
        yield _runs("Memory by size of tile", list(sizes.values()))
    if tiers:
        growth = list(measured.get("growth in patches", {}).values())
        yield _nation(max(tiers, key=lambda one: one["parcels"]), measured.get("normal form"), growth)


def exponents(runs: list[dict[str, Any]], what: str) -> str:
    """Say how processor time grows in a size: the slope of both as logarithms, of the whole and of its two stages."""
    stages = {"whole": ("sorting_cpu", "comparing_cpu"), "sorting": ("sorting_cpu",), "comparing": ("comparing_cpu",)}
    size = np.log([run[what] for run in runs])
    slopes = {
        stage: float(np.polyfit(size, np.log([sum(run[name] for name in names) for run in runs]), 1)[0])
        for stage, names in stages.items()
    }
    return (
        f"Exponent of processor time in {what}: whole **{slopes['whole']:.2f}**, sorting {slopes['sorting']:.2f}, "
        f"comparing {slopes['comparing']:.2f} (aim: at most 1.05)."
    )


def _runs(title: str, runs: list[dict[str, Any]]) -> str:
    if not runs:
        return ""
    head = (
        f"### {title}\n\n| | patches | parcels | tiles | rows | seconds | processor: sorting | comparing "
        "| read: sorting | comparing | run folder | worker, peak | driver, peak |\n" + "|---" * 13 + "|\n"
    )
    return head + "\n".join(
        f"| {one['name']} | {one['patches']:,} | {one['parcels']:,} | {one['tiles']} | {one['rows']:,} "
        f"| {one['wall']:.0f} | {one['sorting_cpu']:.1f} s | {one['comparing_cpu']:.1f} s "
        f"| {_mib(one['sorting_read'])} | {_mib(one['comparing_read'])} | {_mib(one['run_bytes'])} "
        f"| {one['worker_peak_mib']:.0f} MiB | {one['driver_peak_mib']:.0f} MiB |"
        for one in runs
    )


def _nation(run: dict[str, Any], normal: dict[str, Any] | None, growth: list[dict[str, Any]]) -> str:
    parcels, patches = NATION["parcels"], NATION["patches"]
    sorting = run["sorting_cpu"] / run["parcels"] * 1e6
    comparing = run["comparing_cpu"] / run["patches"] * 1e3
    layers = run["layers_bytes"] / run["parcels"] * 1e6
    kept = run["run_bytes"] / run["patches"] * 1e3
    driver = ""
    if len(growth) > 1:
        slope, base = np.polyfit([one["patches"] for one in growth], [one["driver_peak_mib"] for one in growth], 1)
        driver = (
            f"; the driver holds boxes and rows of patches, {slope * 1e3:.1f} MiB a thousand beside {base:.0f} MiB, "
            f"about {(base + slope * patches) / 1024:.0f} GiB"
        )
    rows = [
        ("sorting into tiles", f"{sorting:.1f} s a million parcels", sorting * parcels / 1e6),
        ("comparing", f"{comparing:.2f} s a thousand patches", comparing * patches / 1e3),
    ]
    if normal:
        unit = normal["cpu"] / normal["parcels"] * 1e6
        rows.insert(
            0, ("normal form of parcels, from a GeoPackage", f"{unit:.0f} s a million parcels", unit * parcels / 1e6)
        )
    total = sum(seconds for _what, _unit, seconds in rows)
    table = "\n".join(f"| {what} | {unit} | {seconds / 3600:.1f} h |" for what, unit, seconds in rows)
    clock = "\n".join(f"| {count} | {total * TASKS / count / 60:.0f} min |" for count in WORKERS)
    return (
        f"### A nation: {patches:,} patches × {parcels:,} parcels, worked out\n\n"
        f"Unit costs are those of the tier «{run['name']}»; that they stay is what the exponents say. It was not run.\n"
        f"\n| step | unit cost, processor | processor, whole |\n|---|---|---|\n{table}\n"
        f"| all | | **{total / 3600:.1f} h** |\n\n"
        f"| workers of one core | minutes of the clock, at {TASKS} times the processor time, disks keeping up |\n"
        f"|---|---|\n{clock}\n\n"
        f"Storage: layers in normal form {layers * parcels / 1e6 / 2**30:.0f} GiB ({layers / 2**20:.0f} MiB a million "
        f"parcels with their farmland, plan and approvals), run folder {kept * patches / 1e3 / 2**30:.0f} GiB. Memory: "
        f"a worker {run['worker_peak_mib']:.0f} MiB whatever the size{driver}."
    )


def _mib(size: float) -> str:
    return f"{size / 2**20:,.0f} MiB"
