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
from tuban.workflow.survey.rings import points_of, rings_of

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
_SURVEYS = frozenset({"survey_this", "survey_last"})
_LISTS = {"plan": "plan_zone", "other_approvals": "paper_kind"}
_FEATURES_AT_ONCE = 8192

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
    codes = {one["code"] for one in found if one["code"]}
    more = _more_of(first.role, codes, law)
    for one in found:
        one["more"] |= more.get(one["code"], {})
    return {
        "kind": first.role,
        "title": first.title,
        "edition": "、".join(dict.fromkeys(one.edition for one in editions if one.edition)),
        "as_of": max(one.as_of for one in editions),
        "epsg": first.epsg,
        "classes": _labels(first.role, codes, law),
        "areas": [one for one in found if "rings" in one],
        "lines": [one for one in found if "line" in one],
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
                values = {name: _text(column[row].as_py()) for name, column in told.items()}
                about = {"code": values.get(code, ""), "label": values.get(label, "")}
                for drawn in _drawn(shape):
                    yield {**about, "more": {name: values[name] for name in more if values[name]}, **drawn}


def _drawn(shape: shapely.Geometry) -> Iterator[dict[str, Any]]:
    """Yield the rings of each polygon of a shape, the points of each line; a shape cut to a point yields nothing."""
    for part in shapely.get_parts(shape):
        kind = shapely.get_type_id(part)
        if kind == shapely.GeometryType.POLYGON:
            yield {"rings": rings_of(part)}
        elif kind == shapely.GeometryType.LINESTRING:
            yield {"line": points_of(part)}


def _text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _labels(role: str, codes: set[str], law: Rulebook) -> dict[str, str]:
    if role in _SURVEYS:
        classes = LandClasses.of(law)
        return {code: classes.label(code) for code in sorted(codes)}
    if role not in _LISTS:
        return {}
    words = law.codelist(_LISTS[role])
    found = {code: words.find(code) for code in sorted(codes)}
    return {code: code if entry is None else entry.label for code, entry in found.items()}


def _more_of(role: str, codes: set[str], law: Rulebook) -> dict[str, dict[str, Any]]:
    """Return what the lawbook says of the codes of a layer: the group of a land class, whether a zone conforms."""
    if role in _SURVEYS:
        classes = LandClasses.of(law)
        return {code: {"group": classes.group(code) or ""} for code in codes}
    if role == "plan":
        zones = law.codelist(_LISTS[role])
        found = {code: zones.find(code) for code in codes}
        return {code: {"conforms": bool(entry["conforms"])} for code, entry in found.items() if entry is not None}
    return {}
