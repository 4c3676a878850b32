"""The steps that are measured, each in a process of its own: ``python -m benchmarks.steps STEP FOLDER [OPTION]``.

A step prints one line of JSON. Its peak memory is that of the whole process, mapped files included.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

CLASS_COLUMNS = {"survey": ["land_class"], "farmland": ["number"], "plan": ["zone"], "approvals": ["number"]}
EPSG = 4547


def peak_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def private_mib() -> float:
    """Memory that cannot be given back: without the pages of mapped files."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def read_shapes(path: Path) -> Any:
    import numpy as np
    import pyarrow.parquet as pq
    import shapely

    wkb = pq.read_table(path, columns=["geometry"]).column("geometry").to_numpy()
    return np.asarray(shapely.from_wkb(wkb), dtype=object)


def compile_layers(folder: Path) -> dict[str, Any]:
    begin = time.perf_counter()
    from tuban.kernel.layer_cache import compile_layer

    seconds = {"import": time.perf_counter() - begin}
    for role, columns in CLASS_COLUMNS.items():
        begin = time.perf_counter()
        cache = folder / f"{role}.layer"
        cache.unlink(missing_ok=True)
        layer = compile_layer(folder / f"{role}.parquet", cache, class_columns=columns)
        seconds[role] = time.perf_counter() - begin
    size = sum((folder / f"{role}.layer").stat().st_size for role in CLASS_COLUMNS) / 2**20
    return {
        "seconds": seconds,
        "cpu": processor_seconds(),
        "peak_mib": peak_mib(),
        "cache_mib": size,
        "items": len(layer),
    }


def _opened(folder: Path) -> dict[str, Any]:
    from tuban.kernel.layer_cache import open_layer

    return {role: open_layer(folder / f"{role}.layer") for role in CLASS_COLUMNS}


def compute(folder: Path, runs: int = 7) -> dict[str, Any]:
    begin = time.perf_counter()
    from tuban.kernel.overlay import overlay

    imported = time.perf_counter() - begin
    shapes = read_shapes(folder / "patches.parquet")
    begin = time.perf_counter()
    layers = _opened(folder)
    opened = time.perf_counter() - begin
    walls, processors = [], []
    for _run in range(runs + 1):
        begin, used = time.perf_counter(), processor_seconds()
        table = overlay(shapes, layers, epsg=EPSG)
        walls.append(time.perf_counter() - begin)
        processors.append(processor_seconds() - used)
    return {
        "import": imported, "open": opened, "first": walls[0], "wall": median(walls[1:]), "walls": walls[1:],
        "cpu": median(processors[1:]), "peak_mib": peak_mib(), "private_mib": private_mib(), "rows": len(table),
        "doubles": int((table.overlapped_m2 > 0).sum()),
    }  # fmt: skip


def once(folder: Path) -> dict[str, Any]:
    """Everything a process does to answer once: start, open, compare."""
    begin = time.perf_counter()
    from tuban.kernel.overlay import overlay

    overlay(read_shapes(folder / "patches.parquet"), _opened(folder), epsg=EPSG)
    return {"wall": time.perf_counter() - begin, "cpu": processor_seconds(), "peak_mib": peak_mib()}


def agreement(folder: Path, sample: int, ground_sample: int = 150) -> dict[str, Any]:
    """Compare with Shapely in the plane and with the referee on the ellipsoid, on every n-th patch."""
    import numpy as np
    import pyarrow.parquet as pq
    import shapely

    from tuban.kernel.overlay import overlay

    shapes = read_shapes(folder / "patches.parquet")
    step = max(1, len(shapes) // sample)
    layers = _opened(folder)
    table = overlay(shapes, layers, epsg=EPSG)
    whole = shapely.area(shapes)
    worst_plane = worst_ground = worst_ground_big = phantom = 0.0
    rows = referee_rows = 0
    picked = np.arange(0, len(shapes), step)
    ground_every = max(1, len(picked) // ground_sample)
    for place, role in enumerate(layers):
        column = CLASS_COLUMNS[role][0]
        theirs = read_shapes(folder / f"{role}.parquet")
        names = pq.read_table(folder / f"{role}.parquet", columns=[column]).column(column).to_pylist()
        ours, other = shapely.STRtree(theirs).query(shapes[picked], predicate="intersects")
        pieces = shapely.intersection(shapes[picked[ours]], theirs[other])
        plane: dict[tuple[int, str], float] = {}
        ground: dict[tuple[int, str], float] = {}
        for index, piece in enumerate(pieces):
            key = (int(picked[ours[index]]), names[other[index]])
            plane[key] = plane.get(key, 0.0) + piece.area
            if ours[index] % ground_every == 0:
                ground[key] = ground.get(key, 0.0) + referee_area(piece)
        mine = {}
        for row in np.flatnonzero(table.layer == place).tolist():
            class_key = table.class_of(row)
            if class_key is not None:
                mine[int(table.patch[row]), class_key[0]] = (table.plane_m2[row], table.area_m2[row])
        doubled = {int(patch) for patch in np.flatnonzero(table.overlapped_m2[:, place])}
        for key, area in plane.items():
            if key[0] in doubled:
                continue
            rows += 1
            found = mine.get(key, (0.0, 0.0))
            worst_plane = max(worst_plane, abs(found[0] - area) / whole[key[0]])
            if key in ground:
                referee_rows += 1
                off = abs(found[1] - ground[key])
                worst_ground = max(worst_ground, off / whole[key[0]])
                if ground[key] > 1:
                    worst_ground_big = max(worst_ground_big, off / ground[key])
        known = set(picked.tolist())
        phantom = max([phantom, *(areas[0] for key, areas in mine.items() if key[0] in known and key not in plane)])
    closure = max(
        abs(float(table.area_m2[(table.patch == patch) & (table.layer == place)].sum()) - float(table.patch_m2[patch]))
        for patch in picked[:200].tolist()
        for place in range(len(layers))
    )
    return {"rows": rows, "plane": worst_plane, "phantom_m2": phantom, "referee_rows": referee_rows,
            "ground": worst_ground, "ground_rows_over_1": worst_ground_big, "closure_m2": closure}  # fmt: skip


def referee_area(piece: Any) -> float:
    """The area of a plane shape on the ellipsoid: edges every metre, carried to an equal-area plane by PROJ."""
    import numpy as np
    import pyproj
    import shapely

    global _WAY
    if _WAY is None:
        equal_area = "+proj=cea +lon_0=114 +lat_ts=0 +ellps=GRS80 +a=6378137 +rf=298.257222101 +units=m +type=crs"
        _WAY = pyproj.Transformer.from_crs(EPSG, equal_area, always_xy=True)
    total = 0.0
    for polygon in shapely.get_parts(piece):
        if shapely.get_type_id(polygon) != 3:
            continue
        for sign, ring in [(1, polygon.exterior), *((-1, hole) for hole in polygon.interiors)]:
            points = shapely.get_coordinates(shapely.segmentize(ring, 1.0))
            x, y = _WAY.transform(points[:, 0], points[:, 1])
            x, y = x - x[0], y - y[0]
            total += sign * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2
    return total


_WAY: Any = None


def geopandas_peer(folder: Path, sample: int) -> dict[str, Any]:
    """``geopandas.overlay`` and a sum by class, layer by layer, on every n-th patch; reading is not counted."""
    import geopandas
    import numpy as np
    import pyarrow.parquet as pq

    def frame(role: str, columns: list[str]) -> geopandas.GeoDataFrame:
        table = pq.read_table(folder / f"{role}.parquet", columns=columns)
        return geopandas.GeoDataFrame(table.to_pandas(), geometry=read_shapes(folder / f"{role}.parquet"), crs=EPSG)

    patches = frame("patches", ["number"]).rename(columns={"number": "patch"})
    step = max(1, len(patches) // sample)
    seconds, used, total, rows = {}, {}, len(patches), 0
    for role, columns in CLASS_COLUMNS.items():
        layer = frame(role, columns)
        layer.sindex  # noqa: B018 (built once, as ours is)
        cheap = role in ("survey", "approvals")  # no huge polygons: all patches, whatever the sample
        part = patches if cheap else patches.iloc[np.arange(0, total, step)]
        begin, before = time.perf_counter(), processor_seconds()
        made = geopandas.overlay(part, layer, how="intersection", keep_geom_type=True)
        made["area"] = made.geometry.area
        rows += len(made.groupby(["patch", *columns])["area"].sum())
        share = total / len(part)
        seconds[role] = (time.perf_counter() - begin) * share
        used[role] = (processor_seconds() - before) * share
    return {"wall": seconds, "cpu": used, "patches": len(patches.iloc[::step]), "of": total, "peak_mib": peak_mib()}


def measure(folder: Path) -> dict[str, Any]:
    import shapely

    from tuban.kernel.measure import ellipsoidal_areas

    shapes = read_shapes(folder / "survey.parquet")[:50_000]
    points = int(shapely.get_num_coordinates(shapes).sum())
    found = {}
    for rounding in (True, False):
        begin = time.perf_counter()
        ellipsoidal_areas(shapes, epsg=EPSG, rounding=rounding)
        found["official" if rounding else "exact"] = points / (time.perf_counter() - begin)
    return found


def chips(folder: Path, count: int, side: int) -> dict[str, Any]:
    from benchmarks.chips import pairs

    return pairs(folder, count, side) | {"cpu": processor_seconds(), "peak_mib": peak_mib()}


STEPS = {
    "compile": compile_layers, "compute": compute, "once": once, "agreement": agreement, "geopandas": geopandas_peer,
    "measure": measure, "chips": chips,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), *(int(word) for word in sys.argv[3:]))))
