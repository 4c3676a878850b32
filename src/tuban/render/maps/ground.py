"""What the ground is by the survey: parcels with their class, roads by their rank, read from the disc's normal form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc import Disc
from tuban.inspect.land_classes import LandClasses
from tuban.render.maps.drawing import FINE_MM, Drawing
from tuban.render.maps.frame import Bounds
from tuban.render.maps.lettering import width_of
from tuban.rules.rulebook import Rulebook
from tuban.values.codes import land_class_stem

SURVEYS = ("survey_this", "survey_last")
"""The survey that a map shows: the newest that the disc has."""

_FINE_M = 0.2
_LEVELS_M = (0.4, 0.6, 0.8, 1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0)
_MOST_KEPT = 100_000
_CODE_MM = 1.7
PARCEL_INK, CODE_INK = "#9aa5b1", "#616e7c"
COLOURS: Mapping[str, str] = {
    "0101": "#f4f1c4", "0102": "#f7f2cf", "0103": "#faf6dc", "01": "#faf6dc", "02": "#f6e3cf", "03": "#dcebd3",
    "04": "#e9f2d8", "05": "#f3d3d3", "06": "#ead8d2", "07": "#f3d9d6", "08": "#f1d6e0", "09": "#e3d9ea",
    "10": "#e4e4e6", "1006": "#ededeb", "11": "#d6e9f5", "1202": "#efe6c9", "12": "#e8e6e0", "20": "#f3d9d6",
}  # fmt: skip
"""Fills of land classes: the hues that survey maps use by custom, greyed so that patches stand out."""

_UNKNOWN_COLOUR = "#f1f1ef"
_RANKS = {
    3: ("高速", "国道", "省道", "motorway", "trunk", "primary", "铁路"),
    2: ("县道", "主干", "secondary", "tertiary"),
    1: ("乡道", "村道", "街", "unclassified", "residential", "living_street", "支路", "次干"),
}
_ROAD_STYLES = {3: (0.95, 0.55), 2: (0.75, 0.42), 1: (0.5, 0.26), 0: (0.0, 0.16)}


@dataclass(frozen=True)
class Ground:
    """Parcels and roads in the working CRS. ``edition`` says which survey, in words; empty where there is none."""

    parcels: NDArray[np.object_]
    codes: NDArray[np.object_]
    roads: NDArray[np.object_]
    ranks: NDArray[np.int64]
    road_names: NDArray[np.object_]
    edition: str
    labels: Mapping[str, str]

    @cached_property
    def _parcel_tree(self) -> Any:
        return shapely.STRtree(self.parcels)

    @cached_property
    def _road_tree(self) -> Any:
        return shapely.STRtree(self.roads)

    @cached_property
    def _kept(self) -> dict[float, NDArray[np.object_]]:
        return {0.0: self.parcels}

    def parcels_in(self, bounds: Bounds) -> NDArray[np.int64]:
        """Return the places of the parcels that may meet a rectangle, in their order."""
        return np.sort(self._parcel_tree.query(shapely.box(*bounds)))

    def roads_in(self, bounds: Bounds) -> NDArray[np.int64]:
        """Return the places of the roads that may meet a rectangle, in their order."""
        return np.sort(self._road_tree.query(shapely.box(*bounds)))

    def within(self, bounds: Bounds) -> Ground:
        """Return the ground that may meet a rectangle: few parcels, which the maps inside it share ready drawn."""
        parcels, roads = self.parcels_in(bounds), self.roads_in(bounds)
        return replace(
            self, parcels=self.parcels[parcels], codes=self.codes[parcels], roads=self.roads[roads],
            ranks=self.ranks[roads], road_names=self.road_names[roads],
        )  # fmt: skip

    def parcels_shown(self, places: NDArray[np.int64], scale: int) -> NDArray[np.object_]:
        """Return parcels without the bends that nobody sees at a scale.

        Each degree of coarseness is worked out once where the parcels are few enough to be held several times.
        """
        fine = FINE_MM * scale / 1000
        if len(self.parcels) > _MOST_KEPT:
            drawn: NDArray[np.object_] = shapely.simplify(self.parcels[places], fine)
            return drawn
        level = max((one for one in _LEVELS_M if one <= fine), default=0.0)
        if level not in self._kept:
            self._kept[level] = shapely.simplify(self.parcels, level)
        return self._kept[level][places]


def read_ground(disc: Disc, rulebook: Rulebook) -> Ground:
    """Read parcels and roads of an opened disc; either may be missing."""
    role = next((one for one in SURVEYS if disc.layers.get(one)), "")
    parcels, codes = _read(disc, role, "land_class") if role else _nothing()
    roads, classes = _read(disc, "roads", "class", also="name")
    names = np.array([name for _class, name in classes], dtype=object)
    ranks = np.array([rank_of(str(kind or "")) for kind, _name in classes], dtype=np.int64)
    layer = disc.layers[role][0] if role else None
    edition = (layer.edition or layer.as_of or layer.source_file) if layer is not None else ""
    return Ground(
        parcels=parcels,
        codes=np.array([str(code or "") for (code, _also) in codes], dtype=object),
        roads=roads,
        ranks=ranks,
        road_names=names,
        edition=edition,
        labels=LandClasses.of(rulebook).label_by_code,
    )


def _nothing() -> tuple[NDArray[np.object_], list[tuple[Any, Any]]]:
    return np.zeros(0, dtype=object), []


def _read(disc: Disc, role: str, column: str, also: str = "") -> tuple[NDArray[np.object_], list[tuple[Any, Any]]]:
    shapes: list[NDArray[np.object_]] = []
    values: list[tuple[Any, Any]] = []
    for layer in disc.layers.get(role, ()):
        wanted = [name for name in (column, also) if name]
        present = [name for name in wanted if name in pq.read_schema(layer.path).names]
        for batch in pq.ParquetFile(layer.path).iter_batches(columns=["geometry", *present], batch_size=20_000):
            wkb = batch.column("geometry").to_numpy(zero_copy_only=False)
            shapes.append(shapely.simplify(shapely.from_wkb(wkb), _FINE_M))
            columns = [batch.column(name).to_pylist() if name in present else [None] * len(wkb) for name in wanted]
            values += zip(columns[0], columns[1] if also else [None] * len(wkb), strict=True)
    if not shapes:
        return _nothing()
    found = np.concatenate(shapes)
    there = ~(shapely.is_missing(found) | shapely.is_empty(found))
    return found[there], [value for value, keep in zip(values, there.tolist(), strict=True) if keep]


def rank_of(kind: str) -> int:
    """Return how important a road is, from 3 (national and provincial) down to 0 (tracks and what nobody knows)."""
    told = kind.casefold()
    for rank, words in _RANKS.items():
        if any(told.startswith(word) or word in told for word in words):
            return rank
    return 0


def colour_of(code: str) -> str:
    """Return the fill of a land class."""
    stem = land_class_stem(code) if code else ""
    return COLOURS.get(stem) or COLOURS.get(stem[:2]) or _UNKNOWN_COLOUR


def draw_parcels(drawing: Drawing, ground: Ground, *, with_codes: bool, line: float = 0.1) -> None:
    """Draw the parcels of the window in the colours of their classes, with their codes where there is room."""
    chosen = ground.parcels_in(drawing.frame.widened(1.0))
    if not len(chosen):
        return
    shapes = drawing.visible(ground.parcels_shown(chosen, drawing.frame.scale))
    codes = ground.codes[chosen]
    colours = np.array([colour_of(code) for code in codes.tolist()], dtype=object)
    for colour in sorted(set(colours.tolist())):
        # Outline and fill in one path: of two neighbours the later one draws the whole of their edge.
        drawing.shapes(shapes[colours == colour], fill=colour, stroke=PARCEL_INK, width=line, on_paper=True, fine_mm=0)
    if with_codes:
        _write_codes(drawing, shapes, codes)


def _write_codes(drawing: Drawing, shapes: NDArray[np.object_], codes: NDArray[np.object_]) -> None:
    """Write a class code into every parcel that holds it wholly, so that no code lies on an edge or another code."""
    frame = drawing.frame
    window = shapely.box(0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5)
    widths = np.array([width_of(code, drawing.face) * _CODE_MM + 0.5 for code in codes.tolist()])
    areas = shapely.area(shapes)
    roomy = np.flatnonzero((areas > 1.6 * widths * _CODE_MM) & (codes != ""))
    left = roomy
    for middles in (shapely.centroid, shapely.point_on_surface):
        points = shapely.get_coordinates(middles(shapes[left]))
        half, up = widths[left] / 2, _CODE_MM * 0.55
        boxes = shapely.box(points[:, 0] - half, points[:, 1] - up, points[:, 0] + half, points[:, 1] + up)
        fits = shapely.contains(shapes[left], boxes) & shapely.contains(window, boxes)
        for at, (x, y) in zip(left[fits].tolist(), points[fits].tolist(), strict=True):
            drawing.text(x, y + _CODE_MM * 0.36, str(codes[at]), _CODE_MM, fill=CODE_INK)
        left = left[~fits]


def draw_roads(drawing: Drawing, ground: Ground, *, least_rank: int = 0, casing: str = "#8d7f6a") -> None:
    """Draw the roads of the window by rank: a pale band between dark edges, tracks as a thin line."""
    chosen = ground.roads_in(drawing.frame.widened(1.0))
    if not len(chosen):
        return
    shapes, ranks = drawing.visible(ground.roads[chosen]), ground.ranks[chosen]
    fills = {3: "#f6c667", 2: "#fbe3a6", 1: "#ffffff"}
    paths = {rank: drawing.path(shapes[ranks == rank], on_paper=True) for rank in range(least_rank, 4)}
    for rank, path in paths.items():
        if rank == 0:
            drawing.trace(path, stroke=casing, width=0.16, dash="1.4 0.7")
        else:
            drawing.trace(path, stroke=casing, width=_ROAD_STYLES[rank][0])
    for rank, path in paths.items():
        if rank > 0:
            drawing.trace(path, stroke=fills[rank], width=_ROAD_STYLES[rank][1])


def draw_roads_on_imagery(drawing: Drawing, ground: Ground) -> None:
    """Draw the main roads as fine pale lines: on imagery the road itself is seen."""
    chosen = ground.roads_in(drawing.frame.widened(1.0))
    main = chosen[ground.ranks[chosen] >= 2] if len(chosen) else chosen
    if len(main):
        drawing.shapes(ground.roads[main], stroke="#fff3c4", width=0.3, opacity=0.8)


def classes_in(ground: Ground, bounds: Sequence[float]) -> list[tuple[str, str, str]]:
    """Return code, name and colour of the land classes in a rectangle, by code."""
    west, south, east, north = bounds
    codes = sorted(
        {land_class_stem(str(code)) for code in ground.codes[ground.parcels_in((west, south, east, north))] if code}
    )
    return [(code, ground.labels.get(code, ground.labels.get(code[:2], "")), colour_of(code)) for code in codes]
