"""Layers of formats that are read by our own readers (KML, DXF, 界址点 TXT …), and the copy they are read from.

A drawing has to be read to its end before it can be said what is in it. So it is read once, in the child process that
describes it, and its layers are kept beside one another as GeoParquet below the scratch folder; whoever wants the
features afterwards streams them from there, under the kind of the file that they came from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.kernel.formats.nursery import Refusal

KINDS = frozenset({"kml", "kmz", "ovjsn", "dxf", "plots", "gpx"})
"""Kinds of files whose layers are kept in a copy."""

GEOMETRY = "geometry"
_CONTENTS = "layers.json"
_KIND_BY_TYPE = {0: "point", 1: "line", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}
_SUFFIX = {"polygon": "面", "line": "线", "point": "点"}
_MOST_COLUMNS = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was noticed while reading: a code of the findings, the feature if any, and words for its blanks.

    A note that has an ``after`` tells of something that was taken otherwise than it was delivered.
    """

    code: str
    feature: str = ""
    before: str | None = None
    after: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Drawing:
    """What one file holds: features in order, each with the group (layer) it belongs to, and what was noticed.

    ``crs`` is "EPSG:n", WKT or None; ``encoding`` the encoding of its text where it has one.
    """

    features: list[DrawnFeature] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    crs: str | None = None
    encoding: str | None = None


@dataclass(slots=True)
class DrawnFeature:
    """One feature; ``values`` are plain text, whole numbers, numbers or flags, None or absent where there is none."""

    group: str
    shape: Any
    values: dict[str, Any]

    @property
    def kind(self) -> str:
        """Polygon, line, point or none; a collection is of the kind of its largest parts."""
        return kind_of(self.shape)


def kind_of(shape: Any) -> str:
    """Return polygon, line, point or none; a collection counts by the highest kind in it."""
    if shape is None or shape.is_empty:
        return "none"
    number = int(shapely.get_type_id(shape))
    if number in _KIND_BY_TYPE:
        return _KIND_BY_TYPE[number]
    kinds = {kind_of(part) for part in shape.geoms}
    return next((kind for kind in ("polygon", "line", "point") if kind in kinds), "none")


def store(drawing: Drawing, main: Path, scratch: Path) -> Path:
    """Keep the layers of a drawing below ``scratch`` and return the folder; layers without features are left out."""
    folder = scratch / f"drawn-{hashlib.sha256(str(main).encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    contents = []
    for number, (name, kind, features) in enumerate(_layers(drawing.features)):
        shapes = np.array([feature.shape for feature in features], dtype=object)
        table = pa.table(dict(_columns([feature.values for feature in features])))
        table = table.append_column(GEOMETRY, pa.array(list(shapely.to_wkb(shapes)), pa.binary()))
        pq.write_table(table, folder / f"{number}.parquet", compression="zstd")
        contents.append({"name": name, "geometry": kind, "crs": drawing.crs, "count": len(features),
                         "bounds": _bounds(shapes)})  # fmt: skip
    (folder / _CONTENTS).write_text(json.dumps(contents, ensure_ascii=False), "utf-8")
    return folder


def stored(folder: Path) -> list[tuple[dict[str, Any], Path]]:
    """Return what :func:`store` kept: for each layer its description and its file."""
    try:
        contents = json.loads((folder / _CONTENTS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal("file.unreadable", str(error)) from error
    return [(about, folder / f"{number}.parquet") for number, about in enumerate(contents)]


def _layers(features: Sequence[DrawnFeature]) -> Iterable[tuple[str, str, list[DrawnFeature]]]:
    """Yield name, kind and features: a layer for each group and kind; the kind is in the name where there are more."""
    kinds: dict[str, list[str]] = {}
    for feature in features:
        if feature.kind != "none" and feature.kind not in kinds.setdefault(feature.group, []):
            kinds[feature.group].append(feature.kind)
    by_layer: dict[tuple[str, str], list[DrawnFeature]] = {}
    for feature in features:
        kind = feature.kind
        if kind == "none":  # a feature without a shape goes with the first others of its group
            kind = next(iter(kinds.get(feature.group, ())), "none")
        by_layer.setdefault((feature.group, kind), []).append(feature)
    for (group, kind), members in by_layer.items():
        several = len(kinds[group]) > 1 and kind in _SUFFIX
        yield f"{group}_{_SUFFIX[kind]}" if several else group, kind, members


def _columns(rows: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, pa.Array]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > _MOST_COLUMNS:
        raise Refusal("table.too_wide", str(len(names)))
    for name in names:
        if name != GEOMETRY:
            yield name, as_array([row.get(name) for row in rows])
    if GEOMETRY in names:
        yield GEOMETRY + "'", as_array([row.get(GEOMETRY) for row in rows])


def as_array(values: Sequence[Any]) -> pa.Array:
    """Return values as one Arrow array: whole numbers, numbers or flags where all are such, else text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {int} and all(value is None or -(2**63) <= value < 2**63 for value in values):
        return pa.array(values, pa.int64())
    if kinds and kinds <= {int, float} and float in kinds:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _bounds(shapes: NDArray[np.object_]) -> list[float] | None:
    box = shapely.total_bounds(shapes)
    return [float(value) for value in box] if np.isfinite(box).all() else None
