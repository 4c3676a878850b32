"""DXF drawings: closed outlines and hatches as polygons, open ones as lines, texts and points as points.

Every feature keeps the drawing layer and the handle of its entity. A text inside a polygon of a layer becomes its value
``text``; attributes of a block, and data that another program hung onto an entity, become values too. A drawing that
this program wrote gives back its features whole: rings, parts and values are kept with the entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from ezdxf import recover
from ezdxf.document import Drawing as CadDrawing
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.entities.hatch import Hatch
from ezdxf.entities.insert import Insert
from ezdxf.entities.mpolygon import MPolygon
from ezdxf.filemanagement import readfile
from ezdxf.path import from_hatch_boundary_path, make_path
from numpy.typing import NDArray

from tuban.kernel.formats import cad_values, encodings, rings
from tuban.kernel.formats.drawn import Drawing, DrawnFeature, Note
from tuban.kernel.formats.nursery import Refusal

LAYER, HANDLE, TEXT, BLOCK = "layer", "handle", "text", "block"
_CHORD_TO_ARC_M = 0.01
_MOST_ENTITIES = 3_000_000
_DEEPEST_BLOCK = 8
_OUTLINES = {"LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"}
_CURVED = {"ARC", "CIRCLE", "ELLIPSE", "SPLINE"}
_TAIL = 200
_BINARY = b"AutoCAD Binary DXF"
_HEAD = re.compile(rb"^\s*(0\s+SECTION|999\s)", re.IGNORECASE)
_GUARD = re.compile(r"\$ACADVER\s+1\s+AC(\d+)")
_FIRST_UTF8_VERSION = 1021


def read(path: Path) -> Drawing:
    """Read a DXF file. Raises Refusal; a drawing says no coordinate system unless this program wrote it."""
    encoding, notes = _encoding(path)
    document = _opened(path, encoding, notes)
    drawing = Drawing(notes=notes, encoding=encoding)
    gathered = _Gathered(path.stem)
    for entity in document.modelspace():
        gathered.take_safely(entity)
    drawing.crs = gathered.stated_crs
    drawing.features = list(gathered.features())
    drawing.notes += gathered.notes()
    return drawing


def _encoding(path: Path) -> tuple[str | None, list[Note]]:
    """Return the encoding to read with where the drawing's own statement is wrong; None to follow the drawing."""
    with path.open("rb") as file:
        head = file.read(65536)
    if head.startswith(_BINARY):
        return None, []
    if not _HEAD.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise Refusal("file.other_kind", ".dxf")
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        if b"EOF" not in file.read():
            raise Refusal("file.truncated", ".dxf")
    found = encodings.of_file(path)
    if found is None or found.plain:
        return None, []
    version = _GUARD.search(head.decode("ascii", "replace"))
    said = re.search(rb"\$DWGCODEPAGE\s+3\s+(\S+)", head)
    is_utf8 = version is not None and int(version[1]) >= _FIRST_UTF8_VERSION
    declared = encodings.UTF8 if is_utf8 else said[1].decode("ascii", "replace") if said else ""
    if (encodings.canonical(declared.replace("ANSI_", "")) or "") == found.encoding:
        return None, []
    return found.encoding, [Note("encoding.corrected", before=declared or "?", after=found.encoding)]


def _opened(path: Path, encoding: str | None, notes: list[Note]) -> CadDrawing:
    """Open a drawing; one that is damaged is mended as far as it goes, and that is noted. Raises Refusal."""
    codec = encodings.python_codec(encoding).removesuffix("-sig") if encoding else None
    try:
        return readfile(path, encoding=codec)
    except MemoryError:
        raise
    except Exception as error:  # the library stumbles over damage in many ways
        first = error
    try:
        document, auditor = recover.readfile(path)
    except MemoryError:
        raise
    except Exception as error:
        raise Refusal("file.unreadable", f"{error or first}"[:200]) from error
    notes.append(Note("dxf.mended", before="…", after="…", words={"count": str(max(1, len(auditor.fixes)))}))
    return document


class _Gathered:
    """What the entities of a drawing make: features of its own, and those that this program had written."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._polygons: list[DrawnFeature] = []
        self._others: list[DrawnFeature] = []
        self._texts: list[tuple[str, Any, str]] = []
        self._ours = cad_values.OwnFeatures()
        self._curves = 0
        self._left_out: dict[str, int] = {}
        self._seen = 0

    @property
    def stated_crs(self) -> str | None:
        """The system that a drawing of ours says; None for any other."""
        return self._ours.crs

    def take_safely(self, entity: DXFEntity) -> None:
        """Take in one entity; one that is damaged is counted among those left out."""
        try:
            self.take(entity)
        except (Refusal, MemoryError):
            raise
        except Exception:  # the library stumbles over damage in many ways
            kind = f"{entity.dxftype()}?"
            self._left_out[kind] = self._left_out.get(kind, 0) + 1

    def take(self, entity: DXFEntity, depth: int = 0, inherited: dict[str, Any] | None = None) -> None:
        """Take in one entity; a block's entities are taken in its place."""
        self._seen += 1
        if self._seen > _MOST_ENTITIES:
            raise Refusal("file.unreadable", f"more than {_MOST_ENTITIES} entities")
        kind = entity.dxftype()
        values = {LAYER: entity.dxf.get("layer", "0"), HANDLE: entity.dxf.get("handle"), **(inherited or {})}
        values |= cad_values.foreign_values(entity)
        if self._ours.take(entity, _ring):
            return
        if isinstance(entity, Insert):
            self._take_block(entity, depth, values)
        elif isinstance(entity, Hatch | MPolygon):
            self._take_hatch(entity, values)
        elif kind in _OUTLINES:
            self._take_outline(entity, values)
        elif kind in ("TEXT", "MTEXT", "ATTRIB"):
            self._texts.append((values[LAYER], shapely.Point(*_insert(entity)), _plain(entity)))
        elif kind == "POINT":
            self._others.append(DrawnFeature(self._stem, shapely.Point(*_even(entity.dxf.location)), values))
        else:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1

    def _take_block(self, insert: Insert, depth: int, values: dict[str, Any]) -> None:
        attributes = {attribute.dxf.tag: attribute.dxf.text for attribute in insert.attribs}
        inherited = {BLOCK: insert.dxf.name, **attributes}
        if depth >= _DEEPEST_BLOCK:
            raise Refusal("file.unreadable", "blocks nested too deeply")
        before = len(self._polygons) + len(self._others)
        if insert.mcount > _MOST_ENTITIES:
            raise Refusal("file.unreadable", f"more than {_MOST_ENTITIES} entities")
        for part in insert.virtual_entities():
            part.dxf.layer = values[LAYER] if part.dxf.get("layer", "0") == "0" else part.dxf.layer
            self.take(part, depth + 1, {HANDLE: values[HANDLE], **inherited})
        if before == len(self._polygons) + len(self._others) and attributes:
            point = shapely.Point(*_even(insert.dxf.insert))
            self._others.append(DrawnFeature(self._stem, point, {**values, **inherited}))

    def _take_hatch(self, hatch: Any, values: dict[str, Any]) -> None:
        outlines = []
        for boundary in hatch.paths.rendering_paths(hatch.dxf.get("hatch_style", 0)):
            path = from_hatch_boundary_path(boundary, ocs=hatch.ocs(), elevation=hatch.dxf.elevation.z)
            self._curves += path.has_curves
            outlines += [_flattened(piece) for piece in path.sub_paths()]
        shape = rings.nested(outlines)
        if shape is not None:
            self._polygons.append(DrawnFeature(self._stem, shape, values))

    def _take_outline(self, entity: DXFEntity, values: dict[str, Any]) -> None:
        kind = entity.dxftype()
        if kind == "POLYLINE" and (entity.is_poly_face_mesh or entity.is_polygon_mesh):  # type: ignore[attr-defined]
            self._left_out["MESH"] = self._left_out.get("MESH", 0) + 1
            return
        ring, is_closed, is_curved = _line(entity)
        self._curves += is_curved
        if is_closed and rings.is_usable(ring):
            self._polygons.append(DrawnFeature(self._stem, rings.polygon(ring), values))
        elif len(ring) > 1:
            self._others.append(DrawnFeature(self._stem, shapely.LineString(ring), values))

    def features(self) -> Iterator[DrawnFeature]:
        """Yield all features: polygons with the texts inside them, lines, points, and texts that lie in no polygon."""
        yield from self._ours.features(self._stem)
        loose = self._with_texts()
        yield from self._polygons
        yield from self._others
        for layer, point, text in loose:
            yield DrawnFeature(self._stem, point, {LAYER: layer, TEXT: text})

    def _with_texts(self) -> list[tuple[str, Any, str]]:
        """Give each text to the smallest polygon that it stands in; return those that stand in none."""
        if not self._texts or not self._polygons:
            return self._texts
        shapes = np.array([feature.shape for feature in self._polygons], dtype=object)
        areas = shapely.area(shapes)
        tree = shapely.STRtree(shapes)
        points = np.array([point for _layer, point, _text in self._texts], dtype=object)
        holder: dict[int, int] = {}
        for text, polygon in tree.query(points, predicate="within").T.tolist():
            if text not in holder or areas[polygon] < areas[holder[text]]:
                holder[text] = polygon
        for text, polygon in sorted(holder.items()):
            values = self._polygons[polygon].values
            values[TEXT] = "\n".join(filter(None, (values.get(TEXT), self._texts[text][2])))
        return [about for number, about in enumerate(self._texts) if number not in holder]

    def notes(self) -> Iterable[Note]:
        """Yield what was changed or left out."""
        if self._curves:
            words = {"count": str(self._curves), "distance": f"{_CHORD_TO_ARC_M:g}"}
            yield Note("dxf.curves_flattened", before="…", after="…", words=words)
        if self._left_out:
            shown = ", ".join(f"{kind} {count}" for kind, count in sorted(self._left_out.items()))
            yield Note("dxf.entities_left_out", words={"detail": shown})


def _line(entity: DXFEntity) -> tuple[NDArray[np.float64], bool, bool]:
    """Return the points of an outline, whether it is closed, and whether it had curves."""
    if entity.dxftype() == "LWPOLYLINE" and not entity.has_arc:  # type: ignore[attr-defined]
        return _ring(entity), bool(entity.closed) or _meets(_ring(entity)), False  # type: ignore[attr-defined]
    try:
        path = make_path(entity)
    except (TypeError, ValueError, ZeroDivisionError):
        return np.zeros((0, 2)), False, False
    return _flattened(path), path.is_closed, bool(path.has_curves) or entity.dxftype() in _CURVED


def _ring(entity: DXFEntity) -> NDArray[np.float64]:
    """Return the points of a polyline without curves as (n, 2)."""
    if entity.dxftype() == "LWPOLYLINE":
        points = np.array(entity.get_points("xy"), dtype=np.float64).reshape(-1, 2)  # type: ignore[attr-defined]
        extrusion = entity.dxf.get("extrusion")
        if extrusion is not None and extrusion.z < 0:
            points = points * (-1.0, 1.0)
        return points
    points = np.array([vertex.dxf.location[:] for vertex in entity.vertices], dtype=np.float64)  # type: ignore[attr-defined]
    return points.reshape(-1, 3)[:, :2]


def _meets(ring: NDArray[np.float64]) -> bool:
    return len(ring) > 3 and bool(np.array_equal(ring[0], ring[-1]))


def _flattened(path: Any) -> NDArray[np.float64]:
    points = np.array([point.xyz for point in path.flattening(_CHORD_TO_ARC_M)], dtype=np.float64).reshape(-1, 3)
    return points if points[:, 2].any() else points[:, :2]


def _insert(entity: DXFEntity) -> tuple[float, ...]:
    point = entity.dxf.insert
    if entity.dxftype() != "MTEXT" and (entity.dxf.get("halign") or entity.dxf.get("valign")):
        point = entity.dxf.get("align_point") or point
    return float(point[0]), float(point[1])


def _even(point: Any) -> tuple[float, ...]:
    x, y, z = (float(value) for value in point)
    return (x, y, z) if z else (x, y)


def _plain(entity: DXFEntity) -> str:
    return str(entity.plain_text()).strip()  # type: ignore[attr-defined]
