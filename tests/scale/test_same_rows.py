"""However patches and layers are cut into tiles, the rows are those of one process, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from tuban.kernel.layer_cache import compile_layer
from tuban.kernel.overlay import OverlapTable, overlay
from tuban.scale.running import Cut, Run

EPSG = 4547
EAST, NORTH, SIDE = 530_000.0, 3_520_000.0, 1200.0


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


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Parcels of which some overlap, a huge polygon with a hole, patches of which one is long and one bare."""
    folder = tmp_path_factory.mktemp("county")
    random = np.random.default_rng(7)
    step = SIDE / 12
    parcels: list[object] = [box(EAST + x * step, NORTH + y * step, EAST + (x + 1) * step, NORTH + (y + 1) * step)
                             for x in range(12) for y in range(12)]  # fmt: skip
    parcels += [blob(random, 90.0, 12) for _ in range(9)] + [None]
    classes = [str(random.choice(["0101", "0301", "1003"])) if random.random() > 0.1 else None for _ in parcels]
    middle = Point(EAST + SIDE / 2, NORTH + SIDE / 2)
    huge = middle.buffer(500, quad_segs=300).difference(middle.buffer(180, quad_segs=120))
    patches: list[object] = [
        blob(random, float(random.lognormal(3.6, 0.7)), int(random.integers(5, 60))) for _ in range(60)
    ]
    patches += [box(EAST - 50, NORTH + 300, EAST + SIDE + 50, NORTH + 312), None, middle.buffer(400, quad_segs=200)]
    return {
        "patches": write(folder / "patches.parquet", patches),
        "survey": write(folder / "survey.parquet", parcels, land_class=classes),
        "farmland": write(folder / "farmland.parquet", [huge]),
        "empty": write(folder / "empty.parquet", [], land_class=[]),
    }


LAYERS = {"survey": ["land_class"], "farmland": [], "empty": ["land_class"]}


@pytest.fixture(scope="module")
def shapes(county: dict[str, Path]) -> np.ndarray:
    return np.asarray(shapely.from_wkb(pq.read_table(county["patches"]).column("geometry").to_numpy()), dtype=object)


@pytest.fixture(scope="module")
def compiled(county: dict[str, Path]) -> dict[str, object]:
    return {
        name: compile_layer(county[name], county[name].with_suffix(".layer"), class_columns=columns)
        for name, columns in LAYERS.items()
    }


@pytest.fixture(scope="module")
def single(shapes: np.ndarray, compiled: dict) -> OverlapTable:
    return overlay(shapes, compiled, epsg=EPSG)


def assert_same(table: OverlapTable, single: OverlapTable) -> None:
    """The same rows in the same order, the same numbers bit for bit."""
    assert table.layers == single.layers
    assert table.classes == single.classes
    for name in ("patch", "layer", "class_index", "area_m2", "plane_m2", "patch_m2", "overlapped_m2"):
        assert np.array_equal(getattr(table, name), getattr(single, name)), name


def run_of(folder: Path, patches: int, features: int) -> Run:
    return Run(folder, cut=Cut(patches, features, retries=0))


@given(patches=st.integers(1, 80), features=st.integers(1, 200))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_cut_the_rows_are_those_of_one_process(
    patches, features, county, single, tmp_path_factory: pytest.TempPathFactory
):
    run = run_of(tmp_path_factory.mktemp("run"), patches, features)
    layers = {name: run.normal_file(county[name], columns) for name, columns in LAYERS.items()}
    assert_same(run.overlay_files(county["patches"], layers, epsg=EPSG), single)


def test_the_fixture_holds_what_is_hard(single):
    assert (single.overlapped_m2 > 0).any()
    assert any(key == (None,) for key in single.classes["survey"])


@pytest.mark.parametrize("with_whole", [False, True])
def test_layers_that_are_compiled_already_give_the_same(with_whole, shapes, compiled, single, tmp_path):
    whole = np.round(single.patch_m2, 2) if with_whole else None
    table = run_of(tmp_path, 9, 50).overlay(shapes, compiled, epsg=EPSG, whole=whole)
    assert_same(table, overlay(shapes, compiled, epsg=EPSG, whole=whole))
