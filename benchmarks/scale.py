"""An overlay cut into tiles, at the sizes of a county, a city and a province: seconds, memory, bytes, growth.

``python -m benchmarks.scale --tier county --tier city --workers 2 --page``. Everything follows from one seed: an
invented county (``benchmarks.county``) is laid side by side as often as a tier needs, six in a row, as wide as a zone
allows; its patches are drawn anew for every copy. What was measured is kept beside the files; ``--page`` writes it
into the docs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from benchmarks.county import EPSG, TIERS, WEST, make
from benchmarks.page import machine
from benchmarks.processes import apart
from benchmarks.scale_page import exponents, write_page
from benchmarks.steps import CLASS_COLUMNS, peak_mib

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "reference" / "scale.md"
COLUMNS_OF_COUNTIES = 6
SIDE = TIERS["county"].side_m


@dataclass(frozen=True)
class Size:
    """How large an area is: how many counties lie side by side, and how many patches they have together."""

    name: str
    counties: int
    patches: int


SIZES = {
    "mini": Size("mini", 2, 200),
    "county": Size("county", 1, 3_000),
    "city": Size("city", 9, 20_000),
    "part of a province": Size("part of a province", 30, 70_000),
    "province": Size("province", 87, 200_000),
}
GROWTH_IN_PATCHES = [Size("patches", 9, n) for n in (5_000, 10_000, 20_000)]
GROWTH_IN_PARCELS = [Size("parcels", n, 5_000) for n in (2, 4, 9)]


def make_size(size: Size, source: Path, folder: Path, seed: int = 1) -> dict[str, Path]:
    """Write the layers and patches of an area, county after county, unless they are there; returns them by role."""
    area = folder / f"{size.counties}-counties"
    files = {role: area / f"{role}.parquet" for role in CLASS_COLUMNS}
    files["patches"] = area / f"patches-{size.patches}-{seed}.parquet"
    area.mkdir(parents=True, exist_ok=True)
    for role, path in files.items():
        if not path.exists():
            draft = path.with_suffix(".part")
            _lay_out(pq.read_table(source / f"{role}.parquet"), draft, size, seed if role == "patches" else None)
            draft.replace(path)
    return files


def _lay_out(table: pa.Table, target: Path, size: Size, seed: int | None) -> None:
    """Write a county's rows once for every county, each in its place; with a seed, patches drawn from them instead."""
    random = np.random.default_rng(seed)
    share = [len(some) for some in np.array_split(np.arange(size.patches), size.counties)]
    shapes = np.asarray(shapely.from_wkb(table["geometry"].to_numpy()), dtype=object)
    points = shapely.get_coordinates(shapes)
    east = 500_000 - WEST - min(size.counties, COLUMNS_OF_COUNTIES) * SIDE / 2
    with pq.ParquetWriter(target, table.schema, compression="zstd") as writer:
        for county in range(size.counties):
            shift = np.array([east + county % COLUMNS_OF_COUNTIES * SIDE, county // COLUMNS_OF_COUNTIES * SIDE])
            if seed is None:
                places = np.arange(len(table))
                moved = shapely.set_coordinates(shapes.copy(), np.round(points + shift, 3))
            else:
                moved = _patches(shapes, share[county], random)
                moved = shapely.set_coordinates(moved, np.round(shapely.get_coordinates(moved) + shift, 3))
                places = np.arange(len(moved)) % len(table)
            writer.write_table(_rows(table, places, moved), row_group_size=5000)


def _patches(shapes: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Return some of a county's patches, each moved to a place of its own within it."""
    chosen = shapes[random.integers(0, len(shapes), count)]
    boxes = shapely.bounds(chosen)
    low = random.uniform(0, 1, (count, 2)) * (SIDE - 800 - (boxes[:, 2:] - boxes[:, :2])) + 400
    south = float(shapely.total_bounds(shapes)[1]) - 400
    by = np.round(low + np.array([WEST, south]) - boxes[:, :2], 3)
    points, owner = shapely.get_coordinates(chosen, return_index=True)
    return shapely.set_coordinates(chosen.copy(), points + by[owner])


def _rows(table: pa.Table, places: np.ndarray, shapes: np.ndarray) -> pa.Table:
    taken = table.take(pa.array(places))
    wkb = pa.array(list(shapely.to_wkb(shapes)), pa.binary())
    return taken.set_column(taken.column_names.index("geometry"), "geometry", wkb).cast(table.schema)


# --- measuring ----------------------------------------------------------------------------------------------------


def run_once(files: dict[str, Path], folder: Path, workers: int, patches_a_tile: int) -> dict[str, Any]:
    """Compare on a cluster of this machine, from nothing; what it cost by stage. Workers are warm."""
    from tuban.scale.cluster import cluster
    from tuban.scale.inputs import Cut
    from tuban.scale.running import Run

    shutil.rmtree(folder, ignore_errors=True)
    with cluster(f"local:{workers}", folder) as engine:
        _warm(engine, folder, files)
        run = Run(folder / "run", engine, Cut(patches=patches_a_tile))
        begin = time.perf_counter()
        layers = {role: run.normal_file(files[role], columns) for role, columns in CLASS_COLUMNS.items()}
        table = run.overlay_files(files["patches"], layers, epsg=EPSG)
        wall = time.perf_counter() - begin
    sorting, comparing = run.account.receipts.values()
    parcels = pq.read_metadata(files["survey"]).num_rows
    found = {
        "patches": len(table.patch_m2), "parcels": parcels, "rows": len(table), "tiles": len(comparing),
        "patches_a_tile": patches_a_tile, "workers": workers, "wall": wall,
        "sorting_cpu": sum(one.processor for one in sorting), "comparing_cpu": sum(one.processor for one in comparing),
        "sorting_read": sum(one.read for one in sorting), "comparing_read": sum(one.read for one in comparing),
        "layers_bytes": sum(files[role].stat().st_size for role in CLASS_COLUMNS),
        "run_bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "worker_peak_mib": max(one.peak_mib for one in [*sorting, *comparing]), "driver_peak_mib": peak_mib(),
    }  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _warm(engine: Any, folder: Path, files: dict[str, Path]) -> None:
    """Let every worker load its machine code, so that it is not counted as work."""
    from tuban.scale.inputs import Cut
    from tuban.scale.running import Run

    few = folder / "few.parquet"
    pq.write_table(pq.read_table(files["patches"]).slice(0, 64), few)
    run = Run(folder / "warm", engine, Cut(patches=4))
    run.overlay_files(few, {"approvals": run.normal_file(files["approvals"], CLASS_COLUMNS["approvals"])}, epsg=EPSG)


def equal_to_one_process(files: dict[str, Path], folder: Path, workers: int) -> int:
    """Compare a cut run with the kernel in one process, number by number; the rows that are equal."""
    from tuban.kernel.layer_cache import compile_layer
    from tuban.kernel.overlay import overlay
    from tuban.scale.cluster import cluster
    from tuban.scale.inputs import Cut
    from tuban.scale.running import Run

    with cluster(f"local:{workers}", folder) as engine:
        run = Run(folder, engine, Cut(patches=400))
        layers = {role: run.normal_file(files[role], columns) for role, columns in CLASS_COLUMNS.items()}
        cut = run.overlay_files(files["patches"], layers, epsg=EPSG)
    compiled = {
        role: compile_layer(files[role], folder / f"{role}.layer", class_columns=columns)
        for role, columns in CLASS_COLUMNS.items()
    }
    shapes = np.asarray(shapely.from_wkb(pq.read_table(files["patches"])["geometry"].to_numpy()), dtype=object)
    one = overlay(shapes, compiled, epsg=EPSG)
    for name in ("patch", "layer", "class_index", "area_m2", "plane_m2", "patch_m2", "overlapped_m2"):
        if not np.array_equal(getattr(cut, name), getattr(one, name)):
            raise AssertionError(f"{name} differs")
    shutil.rmtree(folder, ignore_errors=True)
    return len(one)


def normal_form(parcels: Path, folder: Path) -> dict[str, Any]:
    """Bring the parcels of a county from a GeoPackage to the normal form, as ``tuban overlay`` does; what it cost."""
    import geopandas

    from tuban.kernel.normal_form import write_normal_form

    folder.mkdir(parents=True, exist_ok=True)
    table = pq.read_table(parcels)
    given = folder / "parcels.gpkg"
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    geopandas.GeoDataFrame({"DLBM": table["land_class"].to_pandas()}, geometry=shapes, crs=EPSG).to_file(given)
    used, begin = time.process_time(), time.perf_counter()
    made = write_normal_form(
        read_from=str(given), kind="geopackage", layer="parcels", encoding=None, columns={"class": "DLBM"},
        crs=f"EPSG:{EPSG}", epsg=EPSG, target=str(folder / "parcels.parquet"),
    )  # fmt: skip
    found = {"parcels": made["count"], "cpu": time.process_time() - used, "wall": time.perf_counter() - begin}
    shutil.rmtree(folder, ignore_errors=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--tier", choices=list(SIZES), action="append", default=[], help="may be repeated")
    parser.add_argument("--growth", action="store_true", help="also how processor time grows in patches and in parcels")
    parser.add_argument("--tile-sizes", action="store_true", help="also how memory follows the size of a tile (city)")
    parser.add_argument("--equal", action="store_true", help="also hold the rows of the first tier against one process")
    parser.add_argument("--normal-form", action="store_true", help="also the normal form of a county's parcels")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--patches", type=int, default=1000, help="patches in a tile")
    parser.add_argument("--files", type=Path, default=BUILD, metavar="FOLDER", help="where made files are kept")
    parser.add_argument("--page", action="store_true", help="write what was measured, now and before, into the docs")
    chosen = parser.parse_args()
    base = chosen.files / "county"
    kept = chosen.files / "scale" / "measured.json"
    measured: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    measured["machine"] = machine()
    sizes = [SIZES[name] for name in chosen.tier]
    if sizes or chosen.growth or chosen.tile_sizes or chosen.normal_form:
        apart(make, TIERS["county"], base)

    def measure(group: str, size: Size, patches_a_tile: int) -> dict[str, Any]:
        files = apart(make_size, size, base, chosen.files / "scale")
        found = apart(run_once, files, chosen.files / "scale" / "run", chosen.workers, patches_a_tile)
        name = f"{size.name} {size.counties} {size.patches} {patches_a_tile}"
        measured.setdefault(group, {})[name] = {**found, **asdict(size)}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(measured, indent=1))
        tell(size, found)
        return found

    for size in sizes:
        measure("tiers", size, chosen.patches)
    if chosen.equal and sizes:
        files = apart(make_size, sizes[0], base, chosen.files / "scale")
        rows = apart(equal_to_one_process, files, chosen.files / "scale" / "equal", chosen.workers)
        measured["equal"] = {"tier": sizes[0].name, "rows": rows}
        print(f"{sizes[0].name}: {rows} rows equal those of one process, to the last digit", flush=True)
    if chosen.growth:
        for what, some in (("patches", GROWTH_IN_PATCHES), ("parcels", GROWTH_IN_PARCELS)):
            found = [measure(f"growth in {what}", size, chosen.patches) for size in some]
            print(exponents(found, what), flush=True)
    if chosen.normal_form:
        measured["normal form"] = apart(normal_form, base / "survey.parquet", chosen.files / "scale" / "normal")
        print("normal form of a county's parcels:", measured["normal form"], flush=True)
    if chosen.tile_sizes:
        for count in (250, 1000, 4000):
            measure("tile sizes", SIZES["city"], count)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(measured, indent=1))
    if chosen.page:
        write_page(PAGE, measured)


def tell(size: Size, found: dict[str, Any]) -> None:
    cpu = found["sorting_cpu"] + found["comparing_cpu"]
    read = [found[f"{stage}_read"] / 2**20 for stage in ("sorting", "comparing")]
    print(
        f"{size.name}: {found['patches']} × {found['parcels']}, {found['tiles']} tiles, {found['rows']} rows: "
        f"{found['wall']:.1f} s, processor {cpu:.1f} s (sorting {found['sorting_cpu']:.1f}, comparing "
        f"{found['comparing_cpu']:.1f}), read {read[0]:.0f} + {read[1]:.0f} MiB, worker {found['worker_peak_mib']:.0f} "
        f"MiB, driver {found['driver_peak_mib']:.0f} MiB",
        flush=True,
    )


if __name__ == "__main__":
    main()
