"""KML and KMZ, and Ovital's OVKML and OVKMZ, which are KML with the coordinate system of each object in words.

Placemarks become features. Their values come from ExtendedData (with the types of a Schema), else from a description
that is a table of two columns, as many programs export it. A name or description that only repeats one of these
values is not read twice. Folders become layers where their values differ, else the column ``folder``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.xmlreader import AttributesImpl

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.formats import kmz, markup
from tuban.kernel.formats.description_table import read_table
from tuban.kernel.formats.drawn import Drawing, DrawnFeature, Note
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.rings import polygon
from tuban.kernel.web_map_offset import without_offset

WGS84, CGCS2000 = "EPSG:4326", "EPSG:4490"
GCJ02 = "GCJ-02"
NAME, DESCRIPTION, FOLDER = "name", "description", "folder"
CRS_KEY = "tuban:crs"
"""The name under which our own files say, in the document's data, which datum their degrees are of."""

_CRS_BY_OVITAL_WORD = {"CGCS2000": CGCS2000, "WGS84": WGS84, "GCJ02": GCJ02}
_GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
_FEATURES = ("Document", "Folder", "Placemark")
_PICTURES = ("GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Model")
_WHOLE = {"int", "uint", "short", "ushort", "long"}
_ALIKE = 0.5  # folders whose columns agree by this share are one layer


@dataclass(slots=True)
class _Placemark:
    """A placemark while it is read, and afterwards."""

    folders: tuple[str, ...]
    name: str = ""
    description: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    geometry: Any = None
    coordinate_word: str = ""
    schema: str = ""

    @property
    def unit(self) -> tuple[str, str]:
        """Its first folder and its schema: placemarks of one such unit have the same columns."""
        return self.folders[0] if self.folders else "", self.schema


@dataclass(slots=True)
class _Open:
    """A geometry whose elements are still being read."""

    kind: str
    rings: list[NDArray[np.float64]] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)


def read(path: Path, kind: str, *, undo_gcj02: bool = False) -> Drawing:
    """Read a KML or KMZ file; ``undo_gcj02`` brings shifted coordinates back instead of refusing them.

    Raises Refusal.
    """
    if kind == "kmz":
        with kmz.unpacked(path) as document:
            return _read(document, path.stem, undo_gcj02=undo_gcj02)
    return _read(path, path.stem, undo_gcj02=undo_gcj02)


def _read(path: Path, stem: str, *, undo_gcj02: bool) -> Drawing:
    text, encoding, notes = markup.read_text(path)
    reading = _Reading()
    markup.parse(text, reading)
    if not reading.is_kml:
        raise Refusal("file.other_kind", ".kml")
    drawing = Drawing(notes=notes, encoding=encoding)
    drawing.crs = _crs(reading)
    if drawing.crs == GCJ02:
        if not undo_gcj02:
            raise Refusal("format.gcj02")
        for mark in reading.placemarks:
            mark.geometry = unshifted(mark.geometry)
        drawing.crs = CGCS2000
        drawing.notes.append(Note("crs.gcj02_undone", before=GCJ02, after=CGCS2000))
    _tell_left_out(reading, drawing)
    _fill(drawing, reading.placemarks, stem)
    return drawing


class _Reading(markup.Reading):
    """Gathers the placemarks of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.is_kml = False
        self.placemarks: list[_Placemark] = []
        self.links: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.stated_crs = ""
        self._folders: list[str] = []
        self._schemas: dict[str, dict[str, str]] = {}
        self._schema: dict[str, str] | None = None
        self._types: Mapping[str, str] = {}
        self._mark: _Placemark | None = None
        self._geometries: list[_Open] = []
        self._key = ""
        self._link = False

    def opened(self, name: str, attributes: AttributesImpl) -> None:
        if name in ("kml", "Document", "Folder", "Placemark"):
            self.is_kml = self.is_kml or not self.path or self.path[0] == "kml"
        if name == "Folder":
            self._folders.append("")
        elif name == "Placemark":
            self._mark = _Placemark(tuple(self._folders))
        elif name == "Schema":
            self._schema = {}
            for key in ("id", "name"):
                self._schemas[str(attributes.get(key, ""))] = self._schema
        elif name == "SimpleField" and self._schema is not None:
            self._schema[str(attributes.get("name", ""))] = str(attributes.get("type", "string"))
        elif name == "SchemaData":
            schema = str(attributes.get("schemaUrl", "")).rpartition("#")[2]
            self._types = self._schemas.get(schema, {})
            if self._mark is not None:
                self._mark.schema = schema
        elif name in ("Data", "SimpleData"):
            self._key = str(attributes.get("name", ""))
        elif name in _GEOMETRIES and self._mark is not None:
            self._geometries.append(_Open(name))
        elif name in _PICTURES:
            self.left_out[name] += 1

    def closed(self, name: str, text: str) -> None:
        parent = self.path[-1] if self.path else ""
        if name != "SimpleData":
            text = text.strip()
        if name == "Folder":
            self._folders.pop()
        elif name == "Placemark" and self._mark is not None:
            self.placemarks.append(self._mark)
            self._mark = None
        elif name == NAME and parent == "Folder" and self._folders:
            self._folders[-1] = text
        elif name == "href" and "NetworkLink" in self.path:
            self.links.append(text)
        elif name == "value" and parent == "Data" and self._key == CRS_KEY and self._mark is None:
            self.stated_crs = text
        elif self._mark is not None:
            self._close_in_placemark(self._mark, name, parent, text)

    def _close_in_placemark(self, mark: _Placemark, name: str, parent: str, text: str) -> None:
        if parent == "Placemark" and name == NAME:
            mark.name = text
        elif parent == "Placemark" and name == DESCRIPTION:
            mark.description = text
        elif name == "OvCoordType":
            mark.coordinate_word = text
        elif name == "value" and parent == "Data":
            mark.values[self._key] = text or None
        elif name == "SimpleData":
            mark.values[self._key] = _typed(text, self._types.get(self._key, "string"))
        elif name in ("coordinates", "coord") and self._geometries:
            self._geometries[-1].rings.append(coordinates(text) if name == "coordinates" else _track_point(text))
        elif name in _GEOMETRIES and self._geometries:
            self._close_geometry(mark, name)

    def _close_geometry(self, mark: _Placemark, name: str) -> None:
        done = self._geometries.pop()
        outer = self._geometries[-1] if self._geometries else None
        if outer is not None and outer.kind == "Polygon" and name == "LinearRing":
            ring = done.rings[0] if done.rings else np.zeros((0, 2))
            where = next((step for step in reversed(self.path) if step.endswith("BoundaryIs")), "outerBoundaryIs")
            outer.rings.insert(0 if where == "outerBoundaryIs" else len(outer.rings), ring)
            return
        made = _made(done)
        if outer is not None:
            outer.parts.append(made)
        elif mark.geometry is None:
            mark.geometry = made


def coordinates(text: str) -> NDArray[np.float64]:
    """Return an (n, 2) or (n, 3) array from KML's «lon,lat,height lon,lat,height …». Raises Refusal.

    >>> coordinates("100.5,30.25 100.75,30.5,0").tolist()
    [[100.5, 30.25], [100.75, 30.5]]
    """
    if ", " in text or " ," in text or ",\n" in text:
        text = ",".join(piece.strip() for piece in text.split(","))
    points = [point.strip(",") for point in text.split()]
    commas = {point.count(",") for point in points}
    try:
        if len(commas) == 1 and commas <= {1, 2}:
            width = commas.pop() + 1
            found = np.array(",".join(points).split(","), dtype=np.float64).reshape(-1, width)
        else:
            found = np.array([[*map(float, point.split(",")), 0.0][:3] for point in points], dtype=np.float64)
            found = found.reshape(-1, 3)
    except ValueError as error:
        raise Refusal("file.unreadable", f"a coordinate is no number: {error}"[:200]) from error
    return found[:, :2] if found.shape[1] == 3 and not found[:, 2].any() else found


def _track_point(text: str) -> NDArray[np.float64]:
    return coordinates(",".join(text.split()))


def _made(done: _Open) -> Any:
    """Return the geometry of an element; None where it has too few points to be one."""
    if done.kind in ("MultiGeometry", "MultiTrack"):
        return _together([part for part in done.parts if part is not None])
    rings = [ring for ring in done.rings if len(ring)]
    if done.kind == "Track":
        rings = [np.concatenate(_even(rings))] if rings else []
    if not rings:
        return None
    if done.kind == "Point":
        return shapely.Point(rings[0][0])
    if done.kind in ("LineString", "LinearRing", "Track"):
        if len(rings[0]) < 2:
            return None
        as_polygon = polygon(rings[0]) if done.kind == "LinearRing" else None
        return shapely.LineString(rings[0]) if as_polygon is None else as_polygon
    even = _even(rings)
    return polygon(even[0], even[1:])


def _even(rings: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Give all rings heights where one has them."""
    if len({ring.shape[1] for ring in rings}) == 1:
        return rings
    return [ring if ring.shape[1] == 3 else np.column_stack([ring, np.zeros(len(ring))]) for ring in rings]


def _together(parts: list[Any]) -> Any:
    """Return parts as one geometry: a multi-polygon, -line or -point where all are of that kind."""
    flat = [piece for part in parts for piece in (part.geoms if hasattr(part, "geoms") else [part])]
    if len(flat) < 2:
        return flat[0] if flat else None
    for kind, multi in (("Polygon", shapely.MultiPolygon), ("LineString", shapely.MultiLineString),
                        ("Point", shapely.MultiPoint)):  # fmt: skip
        if all(piece.geom_type == kind for piece in flat):
            return multi(flat)
    return shapely.GeometryCollection(flat)


def _typed(text: str, kind: str) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """Return a value of a Schema's type; text where it is not of that type after all."""
    if kind == "string":
        return text
    text = text.strip()
    if not text:
        return None
    try:
        if kind in _WHOLE:
            return int(text)
        if kind in ("float", "double"):
            return float(text)
    except ValueError:
        return text
    if kind == "bool":
        return {"1": True, "true": True, "0": False, "false": False}.get(text.casefold(), text)
    return text


def _crs(reading: _Reading) -> str:
    """Return the system of the document's coordinates: as Ovital says, else as we said ourselves, else KML's own."""
    words = {mark.coordinate_word.upper().replace("-", "") for mark in reading.placemarks if mark.coordinate_word}
    named = {_CRS_BY_OVITAL_WORD.get(word, word) for word in words}
    if GCJ02 in named:
        if len(named) > 1 or any(not mark.coordinate_word for mark in reading.placemarks if mark.geometry):
            raise Refusal("format.mixed_crs", " ".join(sorted(named)))
        return GCJ02
    unknown = named - {WGS84, CGCS2000}
    if unknown:
        raise Refusal("format.unknown_crs", " ".join(sorted(unknown)))
    if CGCS2000 in named or reading.stated_crs == CGCS2000:
        return CGCS2000
    return WGS84


def unshifted(shape: Any) -> Any:
    """Return a shape in GCJ-02 degrees carried back to CGCS2000, heights dropped; None stays None."""
    if shape is None:
        return None
    return shapely.transform(shapely.force_2d(shape), lambda points: without_offset(points, "gcj02"))


def _tell_left_out(reading: _Reading, drawing: Drawing) -> None:
    if reading.links:
        shown = ", ".join(link[:80] for link in reading.links[:3])
        drawing.notes.append(Note("kml.links_not_followed", words={"count": str(len(reading.links)), "detail": shown}))
    if reading.left_out:
        shown = ", ".join(f"{name} {count}" for name, count in sorted(reading.left_out.items()))
        drawing.notes.append(Note("kml.pictures_left_out", words={"detail": shown}))


def _fill(drawing: Drawing, placemarks: list[_Placemark], stem: str) -> None:
    """Turn placemarks into features: values complete, folders as layers or as a column."""
    parsed = 0
    for mark in placemarks:
        table = read_table(mark.description) if mark.description else None
        if table is None:
            continue
        if not mark.values:
            mark.values = dict(table)
            mark.description = ""
            parsed += 1
        elif all(_shown(mark.values.get(name)) == _shown(value) for name, value in table.items()):
            mark.description = ""  # the table only repeats the values
    if parsed:
        drawing.notes.append(Note("kml.description_parsed", words={"count": str(parsed)}))
    groups = _groups(placemarks, stem)
    for group in dict.fromkeys(groups):
        members = [mark for mark, of in zip(placemarks, groups, strict=True) if of == group]
        with_name = _says_more(members, NAME)
        with_description = _says_more(members, DESCRIPTION)
        with_folder = len({mark.folders for mark in members}) > 1 and _says_more(members, FOLDER)
        for mark in members:
            values: dict[str, Any] = {}
            if with_name:
                values[_free(NAME, mark.values)] = mark.name or None
            if with_description:
                values[_free(DESCRIPTION, mark.values)] = mark.description or None
            if with_folder:
                values[_free(FOLDER, mark.values)] = "/".join(mark.folders) or None
            drawing.features.append(DrawnFeature(group, mark.geometry, {**mark.values, **values}))


def _free(name: str, values: Mapping[str, Any]) -> str:
    while name in values:
        name += "'"
    return name


def _says_more(members: list[_Placemark], what: str) -> bool:
    """Whether the name or description of these placemarks is there and is not merely one of their values again."""
    said = [(mark.folders[-1] if mark.folders else "") if what == FOLDER else str(getattr(mark, what))
            for mark in members]  # fmt: skip
    if not any(said):
        return False
    columns = {name for mark in members for name in mark.values}
    if what == DESCRIPTION:
        return True
    return not any(
        all(text == _shown(mark.values.get(column)) for text, mark in zip(said, members, strict=True))
        for column in columns
    )


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _groups(placemarks: list[_Placemark], stem: str) -> list[str]:
    """Return the layer of every placemark: its first folder; folders of one schema and like columns are one layer."""
    columns: dict[tuple[str, str], set[str]] = {}
    for mark in placemarks:
        columns.setdefault(mark.unit, set()).update(mark.values)
    merged: list[tuple[list[tuple[str, str]], set[str]]] = []
    for unit, names in columns.items():
        for units, known in merged:
            both, either = len(names & known), len(names | known)
            if units[0][1] == unit[1] and (either == 0 or both / either >= _ALIKE):
                units.append(unit)
                known.update(names)
                break
        else:
            merged.append(([unit], set(names)))
    name_of: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for units, _known in merged:
        folders = {folder for folder, _schema in units}
        name = (units[0][0] if len(merged) > 1 or len(folders) == 1 else "") or stem
        while name in taken:
            name += "_"
        taken.add(name)
        name_of.update(dict.fromkeys(units, name))
    return [name_of[mark.unit] for mark in placemarks]
