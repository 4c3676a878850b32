"""What a run is given: files of patches and layers, and into what stretches they are cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.kernel.outlines import Floats

_STRETCH_BYTES = 48 * 2**20


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A layer as a file: its normal form with the columns that make a class, or a compiled layer.

    ``identity`` is the checksum of the content; ``groups`` the stretches, first and last row group or item.
    """

    path: Path
    columns: tuple[str, ...]
    identity: str
    stretches: tuple[tuple[int, int], ...]
    epsg: int | None = None
    is_compiled: bool = False


@dataclass(frozen=True)
class Cut:
    """How a run is cut: patches a tile at most, features of a layer in a stretch, how often a task is tried again."""

    patches: int = 1000
    features: int = 100_000
    retries: int = 2


def row_groups(parquet: Path, most: int) -> tuple[tuple[int, int], ...]:
    """Return stretches of a file as row groups, the first and the one after the last: about ``most`` rows in each.

    There are fewer where shapes are large, so that the memory a stretch needs is bounded however few its polygons are.
    """
    about = pq.read_metadata(parquet)
    found, first, rows, size = [], 0, 0, 0
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        if number > first and (rows + group.num_rows > most or size + group.total_byte_size > _STRETCH_BYTES):
            found.append((first, number))
            first, rows, size = number, 0, 0
        rows += group.num_rows
        size += group.total_byte_size
    found.append((first, about.num_row_groups))
    return tuple(found)


def boxes_of(parquet: Path) -> Iterator[Floats]:
    """Yield the boxes (n, 4) of the shapes of a file, batch by batch; no numbers where there is no shape."""
    with pq.ParquetFile(parquet) as file:
        for batch in file.iter_batches(8192, columns=["geometry"]):
            yield np.asarray(
                shapely.bounds(shapely.from_wkb(batch.column(0).to_numpy(zero_copy_only=False))), dtype=float
            )
