"""Where on earth a finding lies: the box of its feature or of its outlines, in degrees, so that it can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc.carrying import Carrier
from tuban.inspect.disc.findings import Box, Finding
from tuban.inspect.disc.model import Layer


def with_places(findings: Sequence[Finding], layers: Iterable[Layer], *, epsg: int) -> list[Finding]:
    """Give every finding that names a feature, or has outlines, its place; layers are in normal form."""
    wanted: dict[str, set[int]] = {}
    for found in findings:
        if found.box is None and found.sketch is None and found.feature.isdigit():
            wanted.setdefault(found.file, set()).add(int(found.feature))
    carrier = Carrier(f"EPSG:{epsg}", epsg)
    boxes = _boxes(
        wanted, [layer for layer in layers if layer.has_geometry and layer.path.suffix == ".parquet"], carrier
    )
    return [_placed(found, boxes, carrier) for found in findings]


def _placed(found: Finding, boxes: Mapping[tuple[str, int], Box], carrier: Carrier) -> Finding:
    if found.box is not None:
        return found
    if found.sketch is not None:
        outlines = [shapely.from_wkb(text) for text in (found.sketch.before, found.sketch.after) if text]
        return replace(found, box=carrier.box(shapely.union_all([shapely.envelope(each) for each in outlines])))
    at = (found.file, int(found.feature) if found.feature.isdigit() else 0)
    return replace(found, box=boxes[at]) if at in boxes else found


def _boxes(wanted: Mapping[str, set[int]], layers: Sequence[Layer], carrier: Carrier) -> dict[tuple[str, int], Box]:
    boxes: dict[tuple[str, int], Box] = {}
    for layer in layers:
        files = [file for file in wanted if file == layer.source_file or file.startswith(f"{layer.source_file}:")]
        if not files:
            continue
        table = pq.read_table(layer.path, columns=["source_file", "source_feature", "geometry"])
        features = sorted({feature for file in files for feature in wanted[file]})
        table = table.filter(pc.is_in(table.column("source_feature"), value_set=_array(features)))
        shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
        names, numbers = (table.column(name).to_pylist() for name in ("source_file", "source_feature"))
        for file, feature, shape in zip(names, numbers, shapes, strict=True):
            box = carrier.box(shape)
            if file in wanted and feature in wanted[file] and box is not None:
                boxes[file, feature] = box
    return boxes


def _array(values: Sequence[int]) -> object:
    import pyarrow as pa

    return pa.array(np.asarray(values, dtype=np.int64))
