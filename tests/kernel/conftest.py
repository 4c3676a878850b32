"""Layers for the tests of the kernel, written as the disc reader writes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from tuban.kernel.layer_cache import CompiledLayer, compile_layer

EPSG = 4547


def as_array(geometries: Sequence[object]) -> np.ndarray:
    made = np.empty(len(geometries), dtype=object)
    made[:] = list(geometries)
    return made


def _write_layer(path: Path, geometries: Sequence[object], classes: Sequence[object], epsg: int | None = EPSG) -> Path:
    """Write a normalised layer with the column ``land_class``."""
    wkb = pa.array(shapely.to_wkb(as_array(geometries)).tolist() if len(geometries) else [], type=pa.binary())
    table = pa.table({"land_class": pa.array(list(classes)), "geometry": wkb})
    about = json.dumps({"role": "survey_last", "crs_epsg": epsg})
    pq.write_table(table.replace_schema_metadata({"tuban": about}), path)
    return path


@pytest.fixture(scope="session")
def make_layer(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., CompiledLayer]:
    """Compile a layer from geometries and one class each."""
    folder, made = tmp_path_factory.mktemp("layers"), iter(range(1_000_000))

    def make(geometries: Sequence[object], classes: Sequence[object], epsg: int | None = EPSG) -> CompiledLayer:
        name = next(made)
        source = _write_layer(folder / f"{name}.parquet", geometries, classes, epsg)
        return compile_layer(source, folder / f"{name}.layer", class_columns=["land_class"])

    return make


@pytest.fixture(scope="session")
def write_layer() -> Callable[..., Path]:
    """Write a normalised layer to a path from geometries and one class each."""
    return _write_layer
