"""The exchange file of boundary points (界址点 TXT): plots (地块) as lists of points, northing first.

Every producer writes it a little differently. Borne are: sections that are missing or added, empty values, several
plots, closing points given or not and counted or not, rings by number whether holes or further parts, the zone in the
easting or in the header only, points named «J1» or «1», a unit behind the area, commas in a name, further fields
before the ``@``, and the older national systems. What the file says of itself is held against what it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.formats import encodings, rings
from tuban.kernel.formats.drawn import Drawing, DrawnFeature, Note
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.plot_systems import Header, measured_areas, system_of

POINTS, AREA, NUMBER, NAME, SHAPE, SHEET, USE, LAND_CLASS = (
    "界址点数", "地块面积(公顷)", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码",
)  # fmt: skip
FIELDS = (POINTS, AREA, NUMBER, NAME, SHAPE, SHEET, USE, LAND_CLASS)
EXTRA = "扩展"
PRODUCER, PRODUCED_ON = "数据产生单位", "数据产生日期"
DESCRIPTION_SECTION, PLOTS_SECTION = "属性描述", "地块坐标"
_SHAPES = ("面", "线", "点")
_SECTION = re.compile(r"^[\[［【](.+?)[\]］】]$")
_SEPARATORS = re.compile(r"[,，;；\t]")
_AREA = re.compile(r"^\s*([0-9.]+)\s*(公顷|hm2|hm²|ha|亩|平方米|㎡|m2|m²)?\s*$", re.IGNORECASE)
_HECTARES = {"亩": 1 / 15, "平方米": 1e-4, "㎡": 1e-4, "m2": 1e-4, "m²": 1e-4}
_RELATIVE_TOLERANCE = 0.001
_MOST_NOTES = 200


@dataclass(slots=True)
class Plot:
    """A plot as it stands in the file: its header fields and its rings of (northing, easting) points."""

    line: int
    fields: list[str]
    rings: list[list[tuple[float, float]]] = field(default_factory=list)
    ring_number: str = ""

    def add(self, ring_number: str, point: tuple[float, float]) -> None:
        """Add a point; another ring number, or a point after a ring has closed, begins a ring."""
        ring = self.rings[-1] if self.rings else None
        if ring is None or ring_number != self.ring_number or (len(ring) > 3 and ring[0] == ring[-1]):
            self.rings.append([])
            self.ring_number = ring_number
        self.rings[-1].append(point)

    def turned(self) -> None:
        """Take the first coordinate for the easting."""
        self.rings = [[(second, first) for first, second in ring] for ring in self.rings]


def read(path: Path) -> Drawing:
    """Read a file of boundary points. Raises Refusal; a text of another kind is refused as ``plots.other_text``."""
    found = encodings.of_file(path)
    if found is None:
        raise Refusal("plots.other_text")
    text = path.read_bytes().decode(encodings.python_codec(found.encoding))
    header, plots = _parsed(text)
    drawing = Drawing(encoding=found.encoding)
    _turn_where_swapped(plots, drawing)
    points = [point for plot in plots for ring in plot.rings for point in ring]
    system = system_of(header, np.array(points, dtype=np.float64).reshape(-1, 2))
    drawing.crs, shift = system.crs, system.shift
    drawing.notes += system.notes
    constant = {name: value for name, value in header.kept.items() if value}
    for plot in plots:
        shape = _shape(plot, shift)
        number = plot.fields[2] if len(plot.fields) > 2 else ""
        values = _values(plot, drawing)
        drawing.features.append(DrawnFeature(path.stem, shape, {**values, **constant}))
        _check_count(plot, number, drawing)
    _check_areas(drawing)
    _keep_first(drawing)
    return drawing


def _parsed(text: str) -> tuple[Header, list[Plot]]:
    header, plots = Header(), list[Plot]()
    section = ""
    is_ours = False
    for line_number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip().strip("\ufeff")
        if not line:
            continue
        named = _SECTION.match(line)
        if named:
            section = named[1].strip()
            is_ours = is_ours or section in (PLOTS_SECTION, DESCRIPTION_SECTION)
        elif line.endswith("@"):
            is_ours = True
            section = PLOTS_SECTION
            plots.append(Plot(line_number, _plot_fields(line)))
        elif section == PLOTS_SECTION:
            _add_point(plots, line, line_number)
        elif "=" in line or "＝" in line:
            name, _sign, value = line.replace("＝", "=").partition("=")
            header.add(section, name.strip(), value.strip())
        elif not is_ours:
            raise Refusal("plots.other_text")
    if not is_ours:
        raise Refusal("plots.other_text")
    if not plots:
        raise Refusal("file.no_layer")
    return header, plots


def _plot_fields(line: str) -> list[str]:
    """Split a plot's header; commas in its name are borne where its shape (面, 线, 点) tells where the name ends."""
    cells = [cell.strip() for cell in re.split("[,，]", line[:-1])]
    if cells and not cells[-1]:
        cells.pop()
    at = next((place for place, cell in enumerate(cells) if place >= 4 and cell in _SHAPES), None)
    if at is not None and at > 4:
        cells[3:at] = [",".join(cells[3:at])]
    return cells


def _add_point(plots: list[Plot], line: str, line_number: int) -> None:
    cells = [cell.strip() for cell in _SEPARATORS.split(line)]
    if len(cells) < 3:
        cells = line.split()
    while cells and not cells[-1]:
        cells.pop()
    if not plots or len(cells) < 3:
        raise Refusal("file.unreadable", f"line {line_number}: {line[:60]}")
    _label, ring, first, second = (cells[0], "", *cells[1:3]) if len(cells) == 3 else cells[:4]
    try:
        point = float(first), float(second)
    except ValueError as error:
        raise Refusal("file.unreadable", f"line {line_number}: {line[:60]}") from error
    plots[-1].add(ring, point)


def _turn_where_swapped(plots: list[Plot], drawing: Drawing) -> None:
    """Take easting-first files for what they are: no northing of the country has eight digits or fewer than seven."""
    points = np.array([point for plot in plots for ring in plot.rings for point in ring]).reshape(-1, 2)
    if not len(points):
        return
    first, second = points[:, 0], points[:, 1]
    easting = ((first >= 1e5) & (first <= 9e5)) | ((first >= 1.3e7) & (first <= 4.6e7))
    northing = (second >= 1.5e6) & (second <= 6.5e6)
    if bool((easting & northing).all()):
        for plot in plots:
            plot.turned()
        drawing.notes.append(Note("plots.axes_swapped", before="Y, X", after="X, Y"))


def _shape(plot: Plot, shift: float) -> Any:
    arrays = [_east_north(ring, shift) for ring in plot.rings]
    kind = plot.fields[4] if len(plot.fields) > 4 else ""
    if kind == "点":
        points = [shapely.Point(point) for array in arrays for point in array]
        return points[0] if len(points) == 1 else shapely.MultiPoint(points) if points else None
    if kind == "线":
        lines = [shapely.LineString(array) for array in arrays if len(array) > 1]
        return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines) if lines else None
    return rings.nested(arrays)


def _east_north(ring: list[tuple[float, float]], shift: float) -> NDArray[np.float64]:
    array = np.array(ring, dtype=np.float64)[:, ::-1].copy()
    array[:, 0] -= shift
    return array


def _values(plot: Plot, drawing: Drawing) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(FIELDS)
    for name, cell in zip(FIELDS, plot.fields, strict=False):
        values[name] = cell or None
    for place, cell in enumerate(plot.fields[len(FIELDS) :], 1):
        values[f"{EXTRA}{place}"] = cell or None
    points = values[POINTS]
    values[POINTS] = int(points) if points and points.isdigit() else None
    stated = values[AREA]
    values[AREA] = _hectares(stated)
    if stated and values[AREA] is None:
        drawing.notes.append(
            Note("plots.area_unreadable", _called(values, plot), before=stated, after="", words={"field": AREA})
        )
    return values


def _called(values: dict[str, Any], plot: Plot) -> str:
    return str(values[NUMBER] or values[NAME] or f"line {plot.line}")


def _hectares(text: str | None) -> float | None:
    found = _AREA.match(text or "")
    if not found:
        return None
    try:
        return float(found[1]) * _HECTARES.get((found[2] or "").casefold(), 1.0)
    except ValueError:
        return None


def _check_count(plot: Plot, number: str, drawing: Drawing) -> None:
    stated = plot.fields[0] if plot.fields else ""
    given = sum(len(ring) for ring in plot.rings)
    closing = sum(len(ring) > 1 and ring[0] == ring[-1] for ring in plot.rings)
    bare = given - closing
    if stated.isdigit() and not bare <= int(stated) <= bare + max(len(plot.rings), 1):
        words = {"stated": stated, "found": str(bare)}
        drawing.notes.append(Note("plots.count_differs", number or f"line {plot.line}", words=words))


def _check_areas(drawing: Drawing) -> None:
    """Hold each stated area against the outline, in the plane and on the ellipsoid: either is used in practice."""
    shapes = np.array([feature.shape for feature in drawing.features], dtype=object)
    stated = [feature.values[AREA] for feature in drawing.features]
    plane, ellipsoid = measured_areas(shapes, drawing.crs)
    for feature, area, flat, curved in zip(drawing.features, stated, plane, ellipsoid, strict=True):
        if not area or feature.kind != "polygon":
            continue
        slack = 0.0001 + _RELATIVE_TOLERANCE * area
        if min(abs(area - flat), abs(area - curved)) <= slack:
            continue
        words = {"stated": f"{area:.4f}", "measured": f"{curved:.4f}", "fits": ""}
        for unit, factor in (("亩", 1 / 15), ("㎡", 1e-4)):
            if abs(area * factor - curved) <= 0.0001 + _RELATIVE_TOLERANCE * curved:
                words["fits"] = unit
        code = "plots.area_in_other_unit" if words["fits"] else "plots.area_differs"
        drawing.notes.append(Note(code, str(feature.values[NUMBER] or feature.values[NAME] or ""), words=words))


def _keep_first(drawing: Drawing) -> None:
    """Keep the first notes of each code, so that a file of ten thousand such plots stays readable."""
    kept: list[Note] = []
    seen: dict[str, int] = {}
    for note in drawing.notes:
        seen[note.code] = seen.get(note.code, 0) + 1
        if seen[note.code] <= _MOST_NOTES:
            kept.append(note)
    drawing.notes = kept
