"""A small county to cut: parcels of which some overlap, a huge polygon, patches of which one is long and one bare."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import Point, Polygon, box

from tuban.kernel.overlay import OverlapTable
from tuban.scale.inputs import LayerFile
from tuban.scale.running import Run

EPSG = 4547
EAST, NORTH, SIDE = 530_000.0, 3_520_000.0, 1200.0
LAYERS = {"survey": ["land_class"], "farmland": [], "empty": ["land_class"]}


def blob(random: np.random.Generator, size: float, points: int) -> Polygon:
    turn = np.sort(random.uniform(0, 2 * np.pi, points))
    reach = size * random.uniform(0.4, 1.0, points)
    middle = random.uniform([EAST, NORTH], [EAST + SIDE, NORTH + SIDE])
    return Polygon(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]) + middle).buffer(0)


def write(path: Path, shapes: list[object], **columns: list[str | None]) -> Path:
    names = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    names["geometry"] = pa.array(list(shapely.to_wkb(np.array(shapes, dtype=object))), pa.binary())
    about = {"tuban": json.dumps({"crs_epsg": EPSG})}
    pq.write_table(pa.table(names).replace_schema_metadata(about), path, row_group_size=37)
    return path


def make(folder: Path) -> dict[str, Path]:
    random = np.random.default_rng(7)
    step = SIDE / 12
    corners = [(EAST + x * step, NORTH + y * step) for x in range(12) for y in range(12)]
    parcels: list[object] = [box(x, y, x + step, y + step) for x, y in corners]
    parcels += [blob(random, 90.0, 12) for _ in range(9)] + [None]
    classes = [str(random.choice(["0101", "0301", "1003"])) if random.random() > 0.1 else None for _ in parcels]
    middle = Point(EAST + SIDE / 2, NORTH + SIDE / 2)
    huge = middle.buffer(500, quad_segs=300).difference(middle.buffer(180, quad_segs=120))
    patches: list[object] = []
    for _ in range(60):
        patches.append(blob(random, float(random.lognormal(3.6, 0.7)), int(random.integers(5, 60))))
    patches += [box(EAST - 50, NORTH + 300, EAST + SIDE + 50, NORTH + 312), None, middle.buffer(400, quad_segs=200)]
    return {
        "patches": write(folder / "patches.parquet", patches),
        "survey": write(folder / "survey.parquet", parcels, land_class=classes),
        "farmland": write(folder / "farmland.parquet", [huge]),
        "empty": write(folder / "empty.parquet", [], land_class=[]),
    }


def shapes_of(path: Path) -> np.ndarray:
    return np.asarray(shapely.from_wkb(pq.read_table(path).column("geometry").to_numpy()), dtype=object)


def layers_of(files: dict[str, Path], run: Run) -> dict[str, LayerFile]:
    return {name: run.normal_file(files[name], columns) for name, columns in LAYERS.items()}


def assert_same(table: OverlapTable, single: OverlapTable) -> None:
    """The same rows in the same order, the same numbers bit for bit."""
    assert table.layers == single.layers
    assert table.classes == single.classes
    for name in ("patch", "layer", "class_index", "area_m2", "plane_m2", "patch_m2", "overlapped_m2"):
        assert np.array_equal(getattr(table, name), getattr(single, name)), name
