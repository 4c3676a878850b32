"""Reference layers made ready for drawing: a file of a layer on the web's grid, from which any tile is read in place.

Receives normal forms in the working CRS; hands on vector tiles. The prepared file is mapped into memory, so that all
processes share it and one of a large county costs nothing until somebody looks at it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.kernel.box_tree import hilbert_order
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.kernel.vector_tiles import EXTENT, Box, Tile, encode, fit, to_grid

MOST = 12_000
"""So many features at most are drawn in a tile, the largest; the others could not be told apart there."""

_FEATURES_AT_ONCE = 20_000
_LEAST_STEPS = EXTENT / 512 * 1.5
_SIDES = ("west", "south", "east", "north")


@dataclass(frozen=True, eq=False)
class DrawnLayer:
    """A prepared layer. ``boxes`` (n, 4) are in metres of the grid; ``table`` lies in the file."""

    boxes: NDArray[np.float64]
    table: pa.Table

    def tile(self, tile: Tile) -> bytes:
        """Return what lies in a tile, as layer ``layer`` with ``code`` and ``label`` of every feature."""
        west, south, east, north = tile.widened(tile.bounds)
        boxes = self.boxes
        meets = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        found = np.flatnonzero(meets)
        sides = np.maximum(boxes[found, 2] - boxes[found, 0], boxes[found, 3] - boxes[found, 1])
        seen = sides >= _LEAST_STEPS * tile.side / EXTENT
        found, sides = found[seen], sides[seen]
        if len(found) > MOST:
            found = np.sort(found[np.argpartition(sides, -MOST)[-MOST:]])
        rows = self.table.take(pa.array(found))
        shapes = fit(shapely.from_wkb(rows["shape"].to_numpy(zero_copy_only=False)), tile)
        return encode({"layer": (list(shapes), rows.select(["code", "label"]).to_pylist())})


def prepare(parquet: Path, target: Path, *, epsg: int, code: str = "", label: str = "") -> None:
    """Write the prepared file of a normal form; ``code`` and ``label`` name its columns that are drawn and told.

    A column that the layer does not have is told as nothing. The file appears whole, or not at all.
    """
    shapes, codes, labels = _read(parquet, code, label)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    grid = shapely.transform(transform_geometries(shapes[there], epsg, GEOGRAPHIC_EPSG), to_grid)
    boxes = shapely.bounds(grid).reshape(-1, 4)
    order = hilbert_order(boxes)
    chosen = np.flatnonzero(there)[order]
    table = pa.table(
        {
            "shape": pa.array(shapely.to_wkb(grid[order]), pa.large_binary()),
            "code": codes.take(pa.array(chosen)),
            "label": labels.take(pa.array(chosen)),
            **{side: pa.array(boxes[order, at]) for at, side in enumerate(_SIDES)},
        }
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}.part")
    try:
        with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


@lru_cache(maxsize=64)
def open_drawn(path: Path) -> DrawnLayer:
    """Map a prepared file into memory. Its name says what is in it, so that it is opened once in a process."""
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    boxes = np.column_stack([table[side].to_numpy() for side in _SIDES])
    return DrawnLayer(boxes.reshape(-1, 4), table)


def codes_in(parquet: Path, column: str) -> list[str]:
    """Return what stands in a column of a normal form, each once and in order."""
    if column not in pq.read_schema(parquet).names:
        return []
    return sorted({str(one) for one in pq.read_table(parquet, columns=[column])[column].unique().to_pylist() if one})


def shapes_in(parquet: Path, bounds: Box, *, code: str = "") -> tuple[NDArray[np.object_], list[str]]:
    """Return the shapes of a normal form whose bounds meet a window of its CRS, and their codes."""
    shapes, codes, _labels = _read(parquet, code, "")
    west, south, east, north = bounds
    boxes = shapely.bounds(shapes).reshape(-1, 4)
    found = np.flatnonzero(
        (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    )
    return shapes[found], codes.take(pa.array(found)).to_pylist()


def _read(parquet: Path, code: str, label: str) -> tuple[NDArray[np.object_], pa.Array, pa.Array]:
    with pq.ParquetFile(parquet) as file:
        present = file.schema_arrow.names
        wanted = list(dict.fromkeys(name for name in (code, label) if name in present))
        shapes: list[NDArray[np.object_]] = [np.zeros(0, dtype=object)]
        told: dict[str, list[Any]] = {name: [] for name in wanted}
        for batch in file.iter_batches(_FEATURES_AT_ONCE, columns=["geometry", *wanted]):
            shapes.append(shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False)))
            for name in wanted:
                told[name] += batch.column(name).to_pylist()
    found = np.concatenate(shapes)
    return found, _texts(told.get(code), len(found)), _texts(told.get(label), len(found))


def _texts(values: Sequence[Any] | None, count: int) -> pa.Array:
    return pa.array(["" if one is None else str(one) for one in values] if values else [""] * count, pa.string())
