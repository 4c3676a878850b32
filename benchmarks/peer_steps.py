"""One engine answers: ``python -m benchmarks.peer_steps ENGINE FOLDER``; prints a line of JSON and leaves its rows.

Each reads ``patches.parquet`` and ``survey.parquet`` and writes ``ENGINE.rows.parquet`` (patch, land_class, m2).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

EPSG = 4547
ROOT = Path(__file__).parents[1]
_CUT_AT = 256
"""Vertices of a piece, as the manual of PostGIS proposes."""


@dataclass
class Clock:
    """Seconds of processor and of the clock, of the process or of another one that is named."""

    pid: int | None = None
    used: float = field(init=False)
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        self.used, self.begun = self._processor(), time.perf_counter()

    def _processor(self) -> float:
        if self.pid is None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            return used.ru_utime + used.ru_stime
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> tuple[float, float]:
        """Return the seconds since it was made: of the processor, of the clock."""
        return self._processor() - self.used, time.perf_counter() - self.begun


def _peak_mib(pid: int | None = None) -> float:
    told = Path(f"/proc/{pid or 'self'}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _answer(
    folder: Path, engine: str, version: str, rows: Iterable[tuple[int, str, float]], before: str,
    before_cpu: float, compared: tuple[float, float], pid: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    import pyarrow as pa
    import pyarrow.parquet as pq

    peak = _peak_mib(pid)
    listed = list(rows)
    table = {
        "patch": [int(row[0]) for row in listed], "land_class": [row[1] for row in listed],
        "m2": [float(row[2]) for row in listed],
    }  # fmt: skip
    pq.write_table(pa.table(table), folder / f"{engine}.rows.parquet")
    return {
        "version": version, "rows": len(listed), "before": before, "before_cpu": before_cpu,
        "compare_cpu": compared[0], "compare_wall": compared[1], "peak_mib": peak,
    }  # fmt: skip


def tuban(folder: Path) -> dict[str, Any]:
    import numpy as np
    import pyarrow.parquet as pq
    import shapely

    from tuban import __version__
    from tuban.kernel.layer_cache import compile_layer, open_layer
    from tuban.kernel.overlay import overlay

    cache = folder / "survey.layer"
    cache.unlink(missing_ok=True)
    before = Clock()
    compile_layer(folder / "survey.parquet", cache, class_columns=["land_class"])
    shapes = np.asarray(
        shapely.from_wkb(pq.read_table(folder / "patches.parquet")["geometry"].to_numpy()), dtype=object
    )
    built, _clock = before.stop()
    layer = {"survey": open_layer(cache)}
    overlay(shapes[:8], layer, epsg=EPSG, threads=1)  # machine code is loaded when first called
    clock = Clock()
    table = overlay(shapes, layer, epsg=EPSG, threads=1)
    compared = clock.stop()
    rows = [
        (int(table.patch[row]), table.class_of(row)[0], float(table.plane_m2[row]))
        for row in range(len(table))
        if table.class_of(row) is not None
    ]
    found = _answer(
        folder, "tuban", __version__, rows, "layer compiled (once for each edition), patches read", built, compared
    )
    parcels = shapely.from_wkb(pq.read_table(folder / "survey.parquet")["geometry"].to_numpy())
    return found | {"parcels": len(parcels), "largest": int(shapely.get_num_coordinates(parcels).max())}


def geopandas(folder: Path) -> dict[str, Any]:
    import geopandas as engine

    before = Clock()
    patches, survey = (engine.read_parquet(folder / f"{name}.parquet") for name in ("patches", "survey"))
    survey.sindex  # noqa: B018 - builds the tree
    read, _clock = before.stop()
    clock = Clock()
    pieces = engine.overlay(patches, survey, how="intersection", keep_geom_type=True)
    sums = pieces.area.groupby([pieces["patch"], pieces["land_class"]]).sum()
    compared = clock.stop()
    rows = [(patch, kind, m2) for (patch, kind), m2 in sums.items()]
    return _answer(folder, "geopandas", engine.__version__, rows, "files read, tree built", read, compared)


_QUESTION = """
SELECT p.patch, s.land_class, sum(ST_Area(ST_Intersection(p.geometry, s.geometry))) AS m2
FROM patches p JOIN survey s ON ST_Intersects(p.geometry, s.geometry) GROUP BY 1, 2"""


def duckdb(folder: Path) -> dict[str, Any]:
    import duckdb as engine
    import duckdb_extension_spatial

    line = engine.connect(config={"threads": 1, "allow_unsigned_extensions": True})
    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension")
    line.execute(f"LOAD '{extension}'")
    before = Clock()
    for name in ("patches", "survey"):
        line.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")
    read, _clock = before.stop()
    clock = Clock()
    rows = line.execute(_QUESTION).fetchall()
    return _answer(folder, "duckdb", engine.__version__, rows, "tables made", read, clock.stop())


def sedonadb(folder: Path) -> dict[str, Any]:
    import sedonadb as engine

    line = engine.connect()
    before = Clock()
    for name in ("patches", "survey"):
        line.read_parquet(str(folder / f"{name}.parquet")).to_memtable().to_view(name)
    read, _clock = before.stop()
    clock = Clock()
    told = line.sql(_QUESTION).to_arrow_table()
    compared = clock.stop()
    rows = zip(*(told[column].to_pylist() for column in ("patch", "land_class", "m2")), strict=True)
    return _answer(folder, "sedonadb", engine.__version__, rows, "tables read into memory", read, compared)


def _postgis(folder: Path, engine: str, cut: str, before: str) -> dict[str, Any]:

    import psycopg
    import pyarrow.parquet as pq

    address = urlsplit(
        subprocess.run(
            [ROOT / "script" / "postgres", "start"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    told: dict[str, Any] = {"host": unquote(address.hostname or ""), "user": address.username, "dbname": "postgres"}
    with psycopg.connect(**told, autocommit=True) as line:
        line.execute("DROP DATABASE IF EXISTS peers WITH (FORCE)")
        line.execute("CREATE DATABASE peers")
    with psycopg.connect(**told | {"dbname": "peers"}, autocommit=True) as line:
        line.execute("CREATE EXTENSION postgis")
        line.execute("SET max_parallel_workers_per_gather = 0")
        pid = line.info.backend_pid
        clock = Clock(pid)
        for name, column in (("patches", "patch integer"), ("survey", "land_class text")):
            line.execute(f"CREATE TABLE given_{name} ({column}, geometry geometry)")
            table = pq.read_table(folder / f"{name}.parquet")
            with line.cursor().copy(f"COPY given_{name} ({column.split()[0]}, geometry) FROM STDIN") as into:
                key = column.split()[0]
                for value, wkb in zip(table[key].to_pylist(), table["geometry"].to_pylist(), strict=True):
                    into.write_row((value, wkb.hex()))
            shape = cut if name == "survey" else "geometry"
            line.execute(f"CREATE TABLE {name} AS SELECT {column.split()[0]}, {shape} AS geometry FROM given_{name}")
            line.execute(f"CREATE INDEX ON {name} USING gist (geometry)")
            line.execute(f"ANALYZE {name}")
        loaded, _clock = clock.stop()
        ((version,),) = line.execute("SELECT postgis_lib_version()").fetchall()
        clock = Clock(pid)
        rows = line.execute(_QUESTION).fetchall()
        compared = clock.stop()
        found = _answer(folder, engine, version, rows, before, loaded, compared, pid)
    with psycopg.connect(**told, autocommit=True) as line:
        line.execute("DROP DATABASE peers WITH (FORCE)")
    return found


def postgis(folder: Path) -> dict[str, Any]:
    return _postgis(folder, "postgis", "geometry", "tables loaded, indexed")


def postgis_subdivided(folder: Path) -> dict[str, Any]:
    return _postgis(
        folder, "postgis, ST_Subdivide", f"ST_Subdivide(geometry, {_CUT_AT})", "tables loaded, cut, indexed"
    )


ENGINES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "tuban": tuban, "geopandas": geopandas, "duckdb": duckdb, "sedonadb": sedonadb, "postgis": postgis,
    "postgis, ST_Subdivide": postgis_subdivided,
}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(ENGINES[sys.argv[1]](Path(sys.argv[2]))))
