"""The small county, made and compared once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.scale.small_county import EPSG, LAYERS, make, shapes_of

from tuban.kernel.layer_cache import CompiledLayer, compile_layer
from tuban.kernel.overlay import OverlapTable, overlay


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def shapes(county: dict[str, Path]) -> np.ndarray:
    return shapes_of(county["patches"])


@pytest.fixture(scope="session")
def compiled(county: dict[str, Path]) -> dict[str, CompiledLayer]:
    return {
        name: compile_layer(county[name], county[name].with_suffix(".layer"), class_columns=columns)
        for name, columns in LAYERS.items()
    }


@pytest.fixture(scope="session")
def single(shapes: np.ndarray, compiled: dict[str, CompiledLayer]) -> OverlapTable:
    """What one process says."""
    return overlay(shapes, compiled, epsg=EPSG)
