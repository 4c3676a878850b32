"""One vector file, whoever wrote it, brought to the normal form of a layer; runs in a child process.

For commands that work on single files without a disc. The features are streamed: text columns under new names, the
number of each feature in its file, and valid plane polygons in the working CRS.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tuban.kernel.crs import CannotTransform, parse_crs, transform_geometries
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.vectors import batches
from tuban.kernel.repair import EVERY_FEATURE, Kind, decode_wkb, repair

GEOMETRY = "geometry"
SOURCE_FEATURE = "source_feature"
_FIRST_FEATURES = 5


def write_normal_form(
    *,
    read_from: str,
    kind: str,
    layer: str,
    encoding: str | None,
    columns: Mapping[str, str],
    crs: str,
    epsg: int,
    target: str,
    geometry: Kind = "polygon",
) -> dict[str, Any]:
    """Write a layer to ``target`` (GeoParquet); ``columns`` maps new names to those in the file.

    ``geometry`` is the kind that is kept; a feature of another kind loses its geometry, which is told.

    Returns the number of features and, per kind of change or fault, how many there were and the first few of them.
    Raises Refusal.
    """
    schema = pa.schema(
        [(name, pa.string()) for name in columns] + [(SOURCE_FEATURE, pa.int64()), (GEOMETRY, pa.binary())],
        metadata={"tuban": json.dumps({"crs_epsg": epsg})},
    )
    moves = not parse_crs(crs).equals(parse_crs(epsg), ignore_axis_order=True)
    count = 0
    told: Counter[str] = Counter()
    first: dict[str, list[int]] = {}
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches(Path(read_from), kind, layer, sorted(set(columns.values())), encoding):
            rows = len(batch.wkb) if batch.wkb is not None else len(batch.table)
            decoded = decode_wkb(batch.wkb if batch.wkb is not None else np.full(rows, None, dtype=object))
            sound = mended = repair(decoded.geometries, kind=geometry)
            if moves:
                try:
                    shapes = transform_geometries(sound.geometries, crs, epsg)
                except CannotTransform as error:
                    raise Refusal("file.unreadable", error.message) from error
                mended = repair(shapes, kind=geometry)  # carrying over may bring edges to cross
            unreadable = {finding.index for finding in decoded.findings if finding.code == "unreadable"}
            again = [finding for finding in mended.findings if moves and finding.code != "missing"]
            for finding in (*decoded.findings, *sound.findings, *again):
                if finding.index != EVERY_FEATURE and not (finding.code == "missing" and finding.index in unreadable):
                    told[finding.code] += 1
                    numbers = first.setdefault(finding.code, [])
                    if len(numbers) < _FIRST_FEATURES:
                        numbers.append(count + finding.index + 1)
            values = {name: _as_text(batch.table.column(source)) for name, source in columns.items()}
            values[SOURCE_FEATURE] = pa.array(np.arange(count + 1, count + rows + 1))
            values[GEOMETRY] = pa.array(_wkb(mended.geometries), type=pa.binary())
            writer.write_table(pa.table(values, schema=schema))
            count += rows
    return {"count": count, "told": dict(told), "first": first}


def _wkb(shapes: np.ndarray) -> list[bytes | None]:
    import shapely

    return list(shapely.to_wkb(shapes))


def _as_text(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as text; whole numbers that are kept as fractions lose their point."""
    if pa.types.is_floating(column.type):
        texts = [None if value is None else f"{value:.15g}" for value in column.to_pylist()]
        return pa.array(texts, type=pa.string())
    return column.cast(pa.string()).combine_chunks()
