"""Where a patch lies, drawn from its outline and the editions of layers that its comparison rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.inspect.land_classes import LandClasses
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.render.fonts import sans_face
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame, bounds_of, round_scale
from tuban.render.maps.furniture import draw_grid, grid_step
from tuban.render.maps.ground import SURVEYS, Ground, classes_in, draw_parcels, draw_roads, rank_of
from tuban.render.state_style import Mark, marks_of
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.store import found

_WIDTH_MM, _HEIGHT_MM = 150.0, 100.0
_USUAL_SCALE, _SHARE = 2000, 0.5
_FINE_M = 0.2
_PIN_MM = 1.8
_LAID_OVER = {
    "basic_farmland": ("#8a6d00", "0.9 0.6"),
    "plan": ("#8e44ad", "2 0.8 0.4 0.8"),
    "conversion": ("#0b6e74", ""),
    "supply": ("#0072b2", "2 0.8"),
    "redline": ("#b3261e", ""),
}
"""Layers that are drawn over the ground, in their colour and dash."""


@dataclass(frozen=True, slots=True)
class Legend:
    """One line of the legend: what it is, its colour, whether it is filled, and its dash."""

    title: str
    colour: str
    is_filled: bool = False
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The drawing, its legend, its scale and the point in it."""

    svg: str
    legend: tuple[Legend, ...]
    scale: int
    easting: float
    northing: float


@dataclass(frozen=True)
class _Layer:
    """The shapes of an edition, ready to be asked what lies in a window."""

    shapes: Any
    values: tuple[str, ...]
    tree: Any

    def within(self, bounds: Sequence[float]) -> list[int]:
        found: list[int] = np.sort(self.tree.query(shapely.box(*bounds))).tolist()
        return found


@lru_cache(maxsize=12)
def _layer(path: Path, column: str) -> _Layer:
    """Return an edition as read; editions never change, so it is read once."""
    names = pq.read_schema(path).names
    table = pq.read_table(path, columns=["geometry", *([column] if column in names else [])])
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes = shapely.simplify(shapes[there], _FINE_M)
    told = table.column(column).to_pylist() if column in names else [None] * len(there)
    values = tuple(str(value or "") for value, keep in zip(told, there.tolist(), strict=True) if keep)
    return _Layer(shapes, values, shapely.STRtree(shapes))


def place_of(
    patch: Any, editions: Iterable[Any], others: Iterable[Any] = (), pins: Iterable[Any] = ()
) -> Place:  # fmt: skip
    """Draw a patch among the layers it was compared with; ``others`` are patches around it, ``pins`` points that
    somebody speaks of. Raises ContentLost."""
    epsg = patch.campaign.epsg
    shape = on_plane(patch.geometry, epsg)
    frame = frame_of(shape, epsg)
    drawing = Drawing(frame, sans_face("SVG"))
    drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
    by_role: dict[str, list[Any]] = {}
    for edition in editions:
        if edition.has_geometry and edition.suffix == ".parquet":
            by_role.setdefault(edition.role, []).append(edition)
    ground = _ground(by_role, frame)
    draw_parcels(drawing, ground, with_codes=True, line=0.12)
    draw_roads(drawing, ground)
    draw_grid(drawing, grid_step(frame, least_mm=35.0), colour="#b6c7d2", width=0.08)
    legend = [
        Legend(f"{code} {name}", colour, is_filled=True) for code, name, colour in classes_in(ground, frame.bounds)
    ]
    for role, (colour, dash) in _LAID_OVER.items():
        drawn = _lay_over(drawing, by_role.get(role, ()), colour, dash)
        if drawn:
            legend.append(Legend(drawn, colour, dash=dash))
    around = [on_plane(other.geometry, epsg) for other in others]
    if around:
        drawing.shapes(around, stroke="#5f6b76", width=0.25, dash="1.2 0.6")
    mark = marks().get(patch.category) or marks()["manual"]
    drawing.shapes([shape], fill=mark.colour, opacity=0.22)
    drawing.shapes([shape], stroke="#ffffff", width=1.1)
    drawing.shapes([shape], stroke=mark.edge, width=0.6)
    for pin in pins:
        point = on_plane(pin, epsg)
        drawing.shapes([point.buffer(_PIN_MM * frame.scale / 1000)], fill="#b3261e", stroke="#ffffff", width=0.5)
    middle = shapely.point_on_surface(shape)
    return Place(drawing.svg(), tuple(legend), frame.scale, float(middle.x), float(middle.y))


def on_plane(geometry: Any, epsg: int) -> Any:
    """Return a stored geometry (degrees) in the working CRS."""
    own = shapely.from_wkb(bytes(geometry.wkb))
    return transform_geometries(np.array([own], dtype=object), GEOGRAPHIC_EPSG, epsg)[0]


def marks() -> Mapping[str, Mark]:
    """Return how findings are drawn."""
    entries = rulebook().codelist("finding").entries
    return marks_of((entry.value, str(entry.get("state", ""))) for entry in entries)


def frame_of(shape: Any, epsg: int) -> MapFrame:
    """Return the window of the drawing around a shape of the working CRS."""
    bounds = bounds_of([shape])
    needed = 1000 * max((bounds[2] - bounds[0]) / (_WIDTH_MM * _SHARE), (bounds[3] - bounds[1]) / (_HEIGHT_MM * _SHARE))
    return MapFrame.around(bounds, _WIDTH_MM, _HEIGHT_MM, max(_USUAL_SCALE, round_scale(needed)), epsg)


def _ground(by_role: Mapping[str, Sequence[Any]], frame: MapFrame) -> Ground:
    role = next((one for one in SURVEYS if by_role.get(one)), "")
    window = frame.widened(2.0)
    parcels, codes = _cut_out(by_role.get(role, ()), "land_class", window)
    roads, classes = _cut_out(by_role.get("roads", ()), "class", window)
    return Ground(
        parcels=parcels,
        codes=np.array(codes, dtype=object),
        roads=roads,
        ranks=np.array([rank_of(kind) for kind in classes], dtype=np.int64),
        road_names=np.array([""] * len(classes), dtype=object),
        edition="",
        labels=LandClasses.of(rulebook()).label_by_code,
    )


def _cut_out(editions: Sequence[Any], column: str, window: Sequence[float]) -> tuple[Any, list[str]]:
    shapes: list[Any] = []
    values: list[str] = []
    for edition in editions:
        layer = _layer(found(edition.checksum, edition.suffix), column)
        for place in layer.within(window):
            shapes.append(layer.shapes[place])
            values.append(layer.values[place])
    listed = np.empty(len(shapes), dtype=object)
    listed[:] = shapes
    return listed, values


def _lay_over(drawing: Drawing, editions: Sequence[Any], colour: str, dash: str) -> str:
    """Draw the outlines of a layer; returns its title where anything of it is seen."""
    shapes, _values = _cut_out(editions, "", drawing.frame.widened(2.0))
    window = shapely.box(*drawing.frame.bounds)
    shapes = shapes[shapely.intersects(shapely.boundary(shapes), window)] if len(shapes) else shapes
    if not len(shapes):
        return ""
    drawing.shapes(shapes, stroke="#ffffff", width=0.6, opacity=0.7)
    drawing.shapes(shapes, stroke=colour, width=0.35, dash=dash)
    return str(editions[0].title)
