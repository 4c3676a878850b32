"""The exchange file of boundary points (界址点 TXT): written as its producers' manuals have it.

Northing first, rings closed with the label of their first point, holes and further parts as further rings, the zone in
the header and, where the plane has it, in the eastings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.crs import parse_crs
from tuban.kernel.formats import boundary_points as fields
from tuban.kernel.formats.encodings import UTF8
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.plot_systems import DATUM_NAMES, measured_areas, plane_of
from tuban.kernel.formats.tables import cell_text
from tuban.kernel.formats.writing.outgoing import Loss, Outgoing

DECIMALS = 3
_PROJECT = "项目信息"
_END = "\r\n"
_SHAPES = {"polygon": "面", "line": "线", "point": "点"}
_ALIASES: dict[str, tuple[str, ...]] = {
    fields.AREA: ("地块面积(公顷)", "地块面积"),
    fields.NUMBER: ("地块编号", "DKBH", "图斑编号", "JCBH", "TBBH", "编号", "宗地编号"),
    fields.NAME: ("地块名称", "DKMC", "项目名称", "XMMC", "名称", "name"),
    fields.SHEET: ("图幅号", "TFH"),
    fields.USE: ("地块用途", "DKYT", "用途", "YT", "批准用途"),
    fields.LAND_CLASS: ("地类编码", "DLBM", "地类代码"),
}
_OWN = (fields.POINTS, fields.SHAPE)


def write(layer: Outgoing, path: Path, *, encoding: str, decimals: int | None) -> list[Loss]:
    """Write all plots into one file."""
    sheet = _Sheet(layer, encoding, DECIMALS if decimals is None else decimals)
    with path.open("wb") as file:
        file.write(sheet.coded(sheet.header(sheet.constants)))
        for plot in sheet.plots():
            file.write(sheet.coded(plot.lines))
    return sheet.losses()


def write_each(
    layer: Outgoing, folder: Path, *, encoding: str, decimals: int | None
) -> tuple[tuple[Path, ...], list[Loss]]:
    """Write one file for each plot, named by its number; all its values go into its header. The folder is made.

    Returns the files in the order of the plots.
    """
    sheet = _Sheet(layer, encoding, DECIMALS if decimals is None else decimals)
    folder.mkdir()
    taken: set[str] = set()
    paths = []
    for number, plot in enumerate(sheet.plots(), 1):
        name = "".join("_" if letter in '\\/:*?"<>|' or ord(letter) < 32 else letter for letter in plot.number)
        name = name.strip(" .")[:100] or f"{number:04d}"
        while name.casefold() in taken:
            name += f"_{number}"
        taken.add(name.casefold())
        paths.append(folder / f"{name}.txt")
        paths[-1].write_bytes(sheet.coded([*sheet.header(plot.others), *plot.lines]))
    sheet.keeps_all = True
    return tuple(paths), sheet.losses()


class _Plot:
    """The lines of one plot, its number, and the values that have no place in its line."""

    def __init__(self, number: str, lines: list[str], others: dict[str, str]) -> None:
        self.number = number
        self.lines = lines
        self.others = others


class _Sheet:
    """What is the same for all plots of a layer."""

    def __init__(self, layer: Outgoing, encoding: str, decimals: int) -> None:
        self._layer = layer
        self._codec = "utf-8-sig" if encoding == UTF8 else "gb18030"
        self._decimals = decimals
        plane = plane_of(parse_crs(layer.crs).to_epsg(min_confidence=60))
        if plane is None:
            raise Refusal("convert.crs_needed", layer.name)
        self._plane = plane
        self._sources = _sources(layer.columns)
        self._extras = [name for name in layer.columns if name.startswith(fields.EXTRA) and name[2:].isdigit()]
        self._others = [name for name in layer.columns if name not in {*self._sources.values(), *_OWN, *self._extras}]
        self.constants = self._constant_values()
        self.keeps_all = False

    def coded(self, lines: Iterable[str]) -> bytes:
        """Return lines as bytes; the byte-order mark stands before the first line of a file only."""
        text = "".join(line + _END for line in lines)
        starts = text.startswith((f"[{fields.DESCRIPTION_SECTION}]", f"[{_PROJECT}]"))
        return text.encode(self._codec if starts else self._codec.removesuffix("-sig"))

    def header(self, values: dict[str, str]) -> list[str]:
        """Return what stands above the plots; values other than those of the description are those of the project."""
        plane = self._plane
        project = {name: value for name, value in values.items() if name not in (fields.PRODUCER, fields.PRODUCED_ON)}
        lines = [f"[{_PROJECT}]", *(f"{name}={value}" for name, value in project.items())] if project else []
        return [
            *lines, f"[{fields.DESCRIPTION_SECTION}]", "格式版本号=1.01版本",
            f"{fields.PRODUCER}={values.get(fields.PRODUCER, '')}",
            f"{fields.PRODUCED_ON}={values.get(fields.PRODUCED_ON, '')}",
            f"坐标系={DATUM_NAMES[plane.datum]}", f"几度分带={plane.width}", "投影类型=高斯克吕格", "计量单位=米",
            f"带号={plane.zone}", f"精度={10**-self._decimals:.{self._decimals}f}", "转换参数=,,,,,,",
            f"[{fields.PLOTS_SECTION}]",
        ]  # fmt: skip

    def plots(self) -> Iterator[_Plot]:
        """Yield every plot. Areas that no column states are measured on the ellipsoid."""
        for rows in self._layer.rows():
            columns = {name: rows.table.column(name).to_pylist() for name in self._layer.columns}
            _plane, measured = measured_areas(rows.shapes, self._layer.crs)
            for index, shape in enumerate(rows.shapes):
                values = {name: column[index] for name, column in columns.items()}
                yield self._plot(shape, values, float(measured[index]))

    def _plot(self, shape: Any, values: dict[str, Any], measured: float) -> _Plot:
        points = _rings(shape)
        given = {place: _cell(values[source]) for place, source in self._sources.items()}
        stated = values.get(self._sources.get(fields.AREA, ""))
        area = measured if stated is None else stated
        number = given.get(fields.NUMBER, "")
        count = sum(map(len, points))
        area_text = f"{area:.4f}" if isinstance(area, float) and (stated is None or _is_short(area)) else str(area)
        line = [str(count), area_text if shape.area else "", number, given.get(fields.NAME, ""),
                _SHAPES[self._layer.kind], given.get(fields.SHEET, ""), given.get(fields.USE, ""),
                given.get(fields.LAND_CLASS, ""), *(_cell(values[name]) for name in self._extras), "@"]  # fmt: skip
        lines = [",".join(line)]
        label = 0
        for ring_number, ring in enumerate(points, 1):
            first = label + 1
            for place, (east, north) in enumerate(ring.tolist()):
                closes = self._layer.kind == "polygon" and place == len(ring) - 1
                label += not closes
                at = first if closes else label
                lines.append(f"J{at},{ring_number},{north:.{self._decimals}f},{east:.{self._decimals}f}")
        others = {name: _cell(values[name]) for name in self._others if values[name] is not None}
        return _Plot(number, lines, others)

    def _constant_values(self) -> dict[str, str]:
        """Return the other columns in which all plots say the same: these go into the header."""
        found: dict[str, set[str]] = {name: set() for name in self._others}
        for rows in self._layer.rows():
            for name in list(found):
                found[name] |= {_cell(value) for value in rows.table.column(name).to_pylist()}
                if len(found[name]) > 1:
                    del found[name]
        return {name: value for name, values in found.items() for value in values if value and "=" not in name}

    def losses(self) -> list[Loss]:
        """Say which columns have no place in the file, and which column feeds which field."""
        told = [
            Loss("column.renamed", self._layer.name, {"before": source, "after": place})
            for place, source in self._sources.items()
            if source != place
        ]
        if not self.keeps_all:
            dropped = [name for name in self._others if name not in self.constants]
            told += [Loss("column.no_place", self._layer.name, {"column": name}) for name in dropped]
        if self._layer.has_heights:
            told.append(Loss("geometry.heights_dropped", self._layer.name))
        return told


def _sources(columns: Sequence[str]) -> dict[str, str]:
    """Return which column feeds which field of a plot's line."""
    found: dict[str, str] = {}
    by_folded = {column.casefold(): column for column in reversed(columns)}
    for place, names in _ALIASES.items():
        for name in names:
            column = by_folded.get(name.casefold())
            if column is not None and column not in found.values():
                found[place] = column
                break
    return found


def renamed(columns: Sequence[str]) -> dict[str, str]:
    """Return the names under which columns come back; one without a place of its own is absent."""
    return {source: place for place, source in _sources(columns).items()}


def _rings(shape: Any) -> list[NDArray[np.float64]]:
    found: list[NDArray[np.float64]] = []
    for part in shapely.get_parts(shape):
        lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        found += [shapely.get_coordinates(line) for line in lines]
    return found


def _is_short(area: float) -> bool:
    return abs(area - round(area, 4)) < 1e-9


def _cell(value: Any) -> str:
    """Return a value as one cell of a line: commas become full-width, line ends spaces."""
    if value is None:
        return ""
    return " ".join(
        (cell_text(value) if isinstance(value, float) else str(value)).replace(",", "，").replace("@", "＠").split()
    )
