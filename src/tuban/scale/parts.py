"""Part files: a stretch of a layer, or of the patches, sorted into the tiles that need it.

Arrow files with one batch a tile, so that a tile reads its own bytes and no others. The schema's metadata says
which tile each batch is for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tuban.kernel.layer_items import ClassKey
from tuban.kernel.outlines import Outlines, starts

_ITEMS = pa.schema([
    ("feature", pa.int64()), ("class", pa.int64()), ("piece", pa.bool_()), ("box", pa.list_(pa.float64(), 4)),
    ("chains", pa.large_list(pa.int64())), ("coordinates", pa.large_list(pa.float64())),
])  # fmt: skip
_PATCHES = pa.schema([("place", pa.int64()), ("geometry", pa.binary()), ("whole", pa.float64())])


@dataclass(frozen=True, slots=True)
class Items:
    """Items of a layer: outlines, class of each (counting in ``classes``), and which are pieces of a huge polygon."""

    outlines: Outlines
    item_class: NDArray[np.int64]
    item_piece: NDArray[np.bool_]
    classes: Sequence[ClassKey]


def write_items(path: Path, by_tile: Mapping[int, Items], classes: Sequence[ClassKey]) -> None:
    """Write the items of each tile; ``classes`` are those of the whole stretch. Raises OSError."""
    _write(path, _ITEMS, {tile: _batch_of_items(items) for tile, items in by_tile.items()}, {"classes": classes})


def read_items(path: Path, tile: int) -> tuple[Items, int]:
    """Return the items that a tile needs of a stretch, and how many bytes they are; raises OSError, ValueError."""
    batch, about = _read(path, tile)
    lengths, points = batch.column("chains"), batch.column("coordinates")
    outlines = Outlines(
        points.flatten().to_numpy().reshape(-1, 2),
        starts(lengths.flatten().to_numpy()),
        starts(lengths.value_lengths().to_numpy()),
        batch.column("feature").to_numpy(),
        batch.column("box").flatten().to_numpy().reshape(-1, 4),
    )
    piece = batch.column("piece").to_numpy(zero_copy_only=False)
    return Items(
        outlines, batch.column("class").to_numpy(), piece, [tuple(key) for key in about["classes"]]
    ), batch.nbytes


def write_patches(
    path: Path, by_tile: Mapping[int, tuple[Sequence[int], Sequence[bytes | None], Sequence[float]]]
) -> None:
    """Write the patches of each tile: places in the file of patches, shapes as WKB, wholes in ㎡. Raises OSError."""
    batches = {}
    for tile, (places, shapes, wholes) in by_tile.items():
        columns = [pa.array(places, pa.int64()), pa.array(shapes, pa.binary()), pa.array(wholes, pa.float64())]
        batches[tile] = pa.record_batch(columns, schema=_PATCHES)
    _write(path, _PATCHES, batches, {})


def read_patches(path: Path, tile: int) -> tuple[pa.RecordBatch, int]:
    """Return the patches of a tile in a stretch (columns place, geometry, whole), and how many bytes they are."""
    batch, _about = _read(path, tile)
    return batch, batch.nbytes


def _batch_of_items(items: Items) -> pa.RecordBatch:
    outlines = items.outlines
    lengths = np.diff(outlines.chain_start)
    chains = pa.LargeListArray.from_arrays(pa.array(outlines.item_chain), pa.array(lengths))
    points = pa.LargeListArray.from_arrays(
        pa.array(2 * outlines.chain_start[outlines.item_chain]),
        pa.array(np.ascontiguousarray(outlines.coordinates).reshape(-1)),
    )
    boxes = pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(outlines.boxes).reshape(-1)), 4)
    return pa.record_batch(
        [pa.array(outlines.item_feature), pa.array(items.item_class.astype(np.int64)),
         pa.array(items.item_piece.astype(bool)), boxes, chains, points],
        schema=_ITEMS,
    )  # fmt: skip


def _write(path: Path, schema: pa.Schema, batches: Mapping[int, pa.RecordBatch], about: Mapping[str, Any]) -> None:
    words = json.dumps({**about, "tiles": list(batches)}, ensure_ascii=False)
    schema = schema.with_metadata({"tuban": words})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        for batch in batches.values():
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))


def _read(path: Path, tile: int) -> tuple[pa.RecordBatch, dict[str, Any]]:
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        about: dict[str, Any] = json.loads(reader.schema.metadata[b"tuban"])
        return reader.get_batch(about["tiles"].index(tile)), about
