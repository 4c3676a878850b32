"""The reference layers around the patches of a package, cut to what a walk there can meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.land_classes import LandClasses
from tuban.rules.rulebook import Rulebook
from tuban.workflow import store
from tuban.workflow.layers.models import Edition

AROUND_M = 200.0
"""How far around a patch its layers go along."""

ROLES = (
    "survey_this", "survey_last", "plan", "basic_farmland", "redline", "conversion", "expropriation", "early_use",
    "other_approvals", "supply", "temporary", "facility", "registration", "earlier_patches", "roads",
)  # fmt: skip
_CODE = {
    "survey_this": "land_class", "survey_last": "land_class", "plan": "zone", "other_approvals": "kind",
    "roads": "class",
}  # fmt: skip
_LABEL = {"survey_this": "parcel_number", "survey_last": "parcel_number", "plan": "plan_name", "redline": "name",
          "roads": "name"}  # fmt: skip
_MORE = ("organ", "date", "until", "area", "use", "project", "user", "method", "location_name", "ownership",
         "ridge_share")  # fmt: skip
_FEATURES_AT_ONCE = 8192
_PLACES = 2

Shapes = NDArray[np.object_]


class Surroundings:
    """The ground around the patches: disjoint areas, so that what crosses two of them is nowhere counted twice."""

    def __init__(self, outlines: Sequence[shapely.Geometry]) -> None:
        """``outlines`` are the patches in the working CRS."""
        boxes = shapely.bounds(np.array(outlines, dtype=object)).reshape(-1, 4)
        grown = shapely.box(*(boxes + np.array([-AROUND_M, -AROUND_M, AROUND_M, AROUND_M])).T)
        self.areas: Shapes = shapely.get_parts(shapely.union_all(grown))
        shapely.prepare(self.areas)
        self._tree = shapely.STRtree(self.areas)

    def cut(self, shapes: Shapes) -> Iterator[tuple[int, shapely.Geometry]]:
        """Yield (row, shape) of whatever lies around the patches, whole where it does so wholly."""
        rows, areas = self._tree.query(shapes, predicate="intersects")
        inside = shapely.covers(self.areas[areas], shapes[rows])
        outlying = ~inside
        pieces = shapes[rows].copy()
        pieces[outlying] = shapely.intersection(shapes[rows[outlying]], self.areas[areas[outlying]])
        yield from zip(rows.tolist(), pieces.tolist(), strict=True)


def layer_around(editions: Sequence[Edition], ground: Surroundings, law: Rulebook) -> dict[str, Any] | None:
    """Return what the editions of one role have around the patches; None where they have nothing there."""
    first = editions[0]
    found = [one for edition in editions if edition.has_geometry for one in _features(edition, ground)]
    if not found:
        return None
    is_lines = any("lines" in one for one in found)
    return {
        "kind": first.role,
        "title": first.title,
        "edition": "、".join(dict.fromkeys(one.edition for one in editions if one.edition)),
        "as_of": max(one.as_of for one in editions),
        "epsg": first.epsg,
        "classes": _labels(first.role, {one["code"] for one in found}, law),
        "areas": [] if is_lines else found,
        **({"lines": found} if is_lines else {}),
    }


def _features(edition: Edition, ground: Surroundings) -> Iterator[dict[str, Any]]:
    path: Path = store.found(edition.checksum, edition.suffix)
    with pq.ParquetFile(path) as file:
        present = set(file.schema_arrow.names)
        code, label = _CODE.get(edition.role, ""), _LABEL.get(edition.role, "number")
        more = [name for name in _MORE if name in present]
        columns = [name for name in dict.fromkeys((code, label, *more)) if name in present]
        for batch in file.iter_batches(_FEATURES_AT_ONCE, columns=["geometry", *columns]):
            shapes = shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False))
            told = {name: batch.column(name) for name in columns}
            for row, shape in ground.cut(shapes):
                drawn = _drawn(shape)
                if drawn:
                    values = {name: _text(column[row].as_py()) for name, column in told.items()}
                    yield {
                        "code": values.get(code, ""),
                        "label": values.get(label, ""),
                        "more": {name: values[name] for name in more if values[name]},
                        **drawn,
                    }


def _drawn(shape: shapely.Geometry) -> dict[str, Any]:
    """Return the rings of a shape, or its lines; nothing of one that has neither."""
    parts = shapely.get_parts(shape)
    kinds = shapely.get_type_id(parts)
    polygons = parts[kinds == shapely.GeometryType.POLYGON]
    if len(polygons):
        return {"polygons": [rings_of(one) for one in polygons]}
    lines = parts[kinds == shapely.GeometryType.LINESTRING]
    return {"lines": [_points(one) for one in lines]} if len(lines) else {}


def rings_of(polygon: shapely.Polygon) -> list[list[list[float]]]:
    """Return the rings of a polygon, the outer first, to the centimetre."""
    return [_points(ring) for ring in shapely.get_rings(polygon)]


def _points(line: shapely.Geometry) -> list[list[float]]:
    points: list[list[float]] = shapely.get_coordinates(line).round(_PLACES).tolist()
    return points


def _text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _labels(role: str, codes: set[str], law: Rulebook) -> dict[str, str]:
    if role in ("survey_this", "survey_last"):
        classes = LandClasses.of(law)
        return {code: classes.label(code) for code in sorted(codes) if code}
    if role in ("plan", "other_approvals"):
        words = law.codelist("plan_zone" if role == "plan" else "paper_kind")
        found = {code: words.find(code) for code in sorted(codes) if code}
        return {code: entry.label if entry is not None else code for code, entry in found.items()}
    return {}
