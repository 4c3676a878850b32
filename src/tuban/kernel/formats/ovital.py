"""OVJSN, the open exchange file of Ovital (奥维互动地图): objects in folders, with their degrees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.formats import encodings, rings
from tuban.kernel.formats.drawn import Drawing, DrawnFeature, Note
from tuban.kernel.formats.kml import CGCS2000, GCJ02, unshifted
from tuban.kernel.formats.nursery import Refusal

_POLYGON = 13
_DEEPEST = 100


def read(path: Path, *, undo_gcj02: bool = False) -> Drawing:
    """Read an OVJSN file. Raises Refusal."""
    items, encoding = _opened(path)
    drawing = Drawing(encoding=encoding, crs=CGCS2000)
    shifted: set[bool] = set()
    left_out = 0
    for folders, about, detail in _objects(items, ()):
        shape = _shape(detail, about.get("Type"))
        if shape is None:
            left_out += 1
            continue
        shifted.add(bool(detail.get("Gcj02")))
        values = {"name": about.get("Name") or None, "description": about.get("Comment") or None,
                  "folder": "/".join(folders) or None}  # fmt: skip
        drawing.features.append(DrawnFeature(path.stem, shape, values))
    _drop_blank(drawing.features)
    if left_out:
        drawing.notes.append(Note("ovital.objects_left_out", words={"count": str(left_out)}))
    if len(shifted) > 1:
        raise Refusal("format.mixed_crs", f"{CGCS2000} {GCJ02}")
    if True in shifted:
        if not undo_gcj02:
            raise Refusal("format.gcj02")
        for feature in drawing.features:
            feature.shape = unshifted(feature.shape)
        drawing.notes.append(Note("crs.gcj02_undone", before=GCJ02, after=CGCS2000))
    return drawing


def _opened(path: Path) -> tuple[list[Any], str]:
    """Return the objects of the file and its encoding. Raises Refusal."""
    found = encodings.of_file(path)
    if found is None:
        raise Refusal("encoding.unknown")
    try:
        content = json.loads(path.read_bytes().decode(encodings.python_codec(found.encoding)))
    except ValueError as error:
        raise Refusal("file.unreadable", str(error)[:200]) from error
    if not isinstance(content, dict) or not isinstance(content.get("ObjItems"), list):
        raise Refusal("file.other_kind", path.suffix)
    return content["ObjItems"], found.encoding


def _drop_blank(features: list[DrawnFeature]) -> None:
    for column in ("description", "folder"):
        if not any(feature.values[column] for feature in features):
            for feature in features:
                del feature.values[column]


def _objects(items: Any, folders: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]]:
    """Yield every object with the folders it lies in, its description and its detail."""
    if len(folders) > _DEEPEST:
        raise Refusal("file.unreadable", "nested too deeply")
    for item in items if isinstance(items, list) else []:
        about = item.get("Object") if isinstance(item, dict) else None
        if not isinstance(about, dict):
            continue
        detail = about.get("ObjectDetail")
        detail = detail if isinstance(detail, dict) else {}
        for inner in (item.get("ObjItems"), about.get("ObjItems"), detail.get("ObjItems"), about.get("ObjChildren"),
                      detail.get("ObjChildren")):  # fmt: skip
            if isinstance(inner, list):
                yield from _objects(inner, (*folders, str(about.get("Name") or "")))
                break
        else:
            yield folders, about, detail


def _shape(detail: dict[str, Any], kind: Any) -> Any:
    """Return the shape of an object's detail; None where it has no coordinates that are understood."""
    flat = detail.get("Latlng")
    if isinstance(flat, list) and flat and len(flat) % 2 == 0:
        try:
            points: NDArray[np.float64] = np.array(flat, dtype=np.float64).reshape(-1, 2)[:, ::-1]
        except (TypeError, ValueError) as error:
            raise Refusal("file.unreadable", f"a coordinate is no number: {error}"[:200]) from error
        if kind == _POLYGON:
            return rings.polygon(points)
        return shapely.Point(points[0]) if len(points) == 1 else shapely.LineString(points)
    try:
        return shapely.Point(float(detail["Lng"]), float(detail["Lat"]))
    except (KeyError, TypeError, ValueError):
        return None
