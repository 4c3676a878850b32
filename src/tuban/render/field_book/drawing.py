"""The maps of a field book: the place of each patch at about 1:2000, and all stops of a group in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely

from tuban.render.field_book.base import FieldBase, PartKey
from tuban.render.fonts import Face
from tuban.render.maps.boundaries import Boundaries, Township, draw_boundaries, name_box, write_in
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame, bounds_of, fitting_scale, round_scale, windows_over
from tuban.render.maps.furniture import RIM_MM, draw_grid, grid_lines, grid_step, rim
from tuban.render.maps.ground import Ground, draw_parcels, draw_roads
from tuban.render.maps.labels import Box, Placed, Wanted, place_labels
from tuban.render.maps.lettering import width_of
from tuban.render.state_style import Mark, marks_of

PLACE_MAP = (186.0, 76.0)
SURROUNDINGS_MAP = (119.5, 58.0)
OVERVIEW_MAP = (175.0, 148.0)
DETAIL_MAP = (175.0, 228.0)
USUAL_SCALE = 2000
SURROUNDINGS_SCALE = 10_000
_PATCH_SHARE = 0.6
_NUMBER_MM = 2.3
_DISC_MM = 2.1
_CORNER_MM = 4.6
_REACH_MM = 8.0
_FINEST_ROUTE, _MOST_DETAILS = 5000, 6


class Surroundings(NamedTuple):
    """A map of the surroundings: the drawing, its window, and the distance of its grid in metres."""

    drawing: str
    frame: MapFrame
    step: int


class RouteMap(NamedTuple):
    """A map of the stops of a group: the drawing, its rim and its window; ``day`` where it shows that day alone."""

    drawing: str
    rim: str
    frame: MapFrame
    day: str = ""


Way = Sequence[tuple[float, float]]
DAY_COLOURS = ("#0b6e74", "#c24e00", "#5b3f9c", "#8a6100", "#0072b2", "#a8457f")
"""The ways of the days on one map, in turn; each day has a map of its own besides."""


class BookMaps:
    """Draws the maps of all books of one base: ground, boundaries and marks are made ready once."""

    def __init__(self, base: FieldBase, face: Face) -> None:
        data = base.data
        self.face = face
        self.epsg = int(data["issue"]["epsg"])
        self.marks: Mapping[str, Mark] = marks_of((value, state) for value, _label, state in data["findings"])
        self.shapes = {key: shapely.from_wkt(patch["geometry"]) for key, patch in base.patches.items()}
        townships = [Township(code, name, shapely.from_wkt(shape)) for code, name, shape in data["townships"]]
        county = shapely.from_wkt(data["county"]) if data["county"] else None
        self.boundaries = Boundaries(tuple(townships), county)
        self.ground = Ground(
            parcels=_shapes(shape for _code, shape in data["parcels"]),
            codes=np.array([code for code, _shape in data["parcels"]], dtype=object),
            roads=_shapes(shape for _rank, _name, shape in data["roads"]),
            ranks=np.array([rank for rank, _name, _shape in data["roads"]], dtype=np.int64),
            road_names=np.array([name for _rank, name, _shape in data["roads"]], dtype=object),
            edition=str(data["survey"]),
            labels=data["labels"],
        )

    def place(self, patch: Mapping[str, Any]) -> tuple[str, MapFrame, int]:
        """Draw where a patch lies; returns the drawing, its window and the distance of its grid in metres."""
        key = (patch["number"], patch["part"])
        shape = self.shapes[key]
        frame = self._frame(shape, PLACE_MAP, USUAL_SCALE)
        drawing = Drawing(frame, self.face)
        drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
        draw_parcels(drawing, self.ground, with_codes=True, line=0.12)
        draw_roads(drawing, self.ground)
        step = grid_step(frame, least_mm=35.0)
        draw_grid(drawing, step, colour="#9db7c6", width=0.1)
        draw_boundaries(drawing, self.boundaries, width=0.3)
        others = [self.shapes[other] for other in self._others_in(frame, key)]
        drawing.shapes(others, stroke="#5f6b76", width=0.2, dash="1.2 0.6")
        mark = self.marks[patch["finding"]]
        _draw_patch(drawing, shape, mark)
        x, y = frame.place(*patch["centre"])
        drawing.line([(x - 1.6, y), (x + 1.6, y)], stroke=mark.edge, width=0.25)
        drawing.line([(x, y - 1.6), (x, y + 1.6)], stroke=mark.edge, width=0.25)
        self._road_names(drawing)
        _grid_figures(drawing, step)
        return drawing.svg(), frame, step

    def surroundings(self, patch: Mapping[str, Any], patches: Mapping[PartKey, Mapping[str, Any]]) -> Surroundings:
        """Draw how to come to a patch: the roads and the other patches around it, with their numbers."""
        key = (patch["number"], patch["part"])
        frame = self._frame(self.shapes[key], SURROUNDINGS_MAP, SURROUNDINGS_SCALE)
        drawing = Drawing(frame, self.face)
        drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
        drawing.shapes([one.outline for one in self.boundaries.townships], fill="#f3f5f2", fine_mm=0.1)
        step = grid_step(frame, least_mm=25.0)
        draw_grid(drawing, step, colour="#c3d0d9", width=0.1)
        draw_roads(drawing, self.ground)
        draw_boundaries(drawing, self.boundaries, width=0.3)
        others = self._others_in(frame, key)
        drawing.shapes([self.shapes[other] for other in others], fill="#7b8794", opacity=0.18)
        drawing.shapes([self.shapes[other] for other in others], stroke="#5f6b76", width=0.2)
        _draw_patch(drawing, self.shapes[key], self.marks[patch["finding"]])
        self._road_names(drawing)
        wanted = []
        for one in (key, *others):
            x, y = frame.place(*patches[one]["centre"])
            across = width_of(patches[one]["short"], self.face) * _NUMBER_MM + 0.6
            wanted.append(Wanted((x - 0.8, y - 0.8, x + 0.8, y + 0.8), (x, y), across, _NUMBER_MM * 1.2))
        spots = place_labels(wanted, (0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5))
        for one, spot in zip((key, *others), spots, strict=True):
            if spot is not None:
                left, _top, right, bottom = spot.box
                ink = self.marks[patch["finding"]].edge if one == key else "#52606d"
                drawing.text((left + right) / 2, bottom - 0.5, patches[one]["short"], _NUMBER_MM, fill=ink, halo=0.45)
        return Surroundings(drawing.svg(), frame, step)

    def _frame(self, shape: Any, size: tuple[float, float], usual: int) -> MapFrame:
        """Return the window around a patch at the usual scale, or at a smaller one in which it has room."""
        bounds = bounds_of([shape])
        across, up = bounds[2] - bounds[0], bounds[3] - bounds[1]
        needed = 1000 * max(across / (size[0] * _PATCH_SHARE), up / (size[1] * _PATCH_SHARE))
        return MapFrame.around(bounds, *size, max(usual, round_scale(needed)), self.epsg)

    @cached_property
    def _tree(self) -> Any:
        return shapely.STRtree(list(self.shapes.values()))

    def _others_in(self, frame: MapFrame, key: PartKey) -> list[PartKey]:
        """Return the other patches that reach into a window, in the order of the inspection."""
        keys = list(self.shapes)
        found = np.sort(self._tree.query(shapely.box(*frame.bounds), predicate="intersects"))
        return [keys[place] for place in found.tolist() if keys[place] != key]

    def overview(self, stops: Sequence[Mapping[str, Any]], ways: Mapping[str, Way]) -> list[RouteMap]:
        """Draw the stops of a group with their order: the whole, then each day with its way where ``ways`` knows of
        several, else windows where their numbers would crowd.

        A stop that a window shows has its number there, and only its point on the whole.
        """
        whole = self._window(stops, ways.values(), OVERVIEW_MAP)
        if len(ways) > 1:
            days = []
            for number, (day, way) in enumerate(ways.items()):
                own = [stop for stop in stops if stop["day"] == day]
                window = self._window(own, [way], DETAIL_MAP)
                days.append(self._route(own, window, {day: way}, first_day=number)._replace(day=day))
            return [self._route(stops, whole, ways), *days]
        details = self._details(stops, whole)
        return [self._route(stops, whole, ways, details), *(self._route(stops, detail, ways) for detail in details)]

    def _window(
        self, stops: Sequence[Mapping[str, Any]], ways: Iterable[Way], size: tuple[float, float]
    ) -> MapFrame:  # fmt: skip
        """Return the window of a size that shows stops and ways."""
        shapes = [self.shapes[stop["number"], stop["part"]] for stop in stops]
        bounds = bounds_of([*shapes, *(shapely.LineString(way) for way in ways)])
        scale = max(fitting_scale(bounds, *size, margin=0.08), _FINEST_ROUTE)
        return MapFrame.around(bounds, *size, scale, self.epsg)

    def _details(self, stops: Sequence[Mapping[str, Any]], whole: MapFrame) -> list[MapFrame]:
        """Return the windows, at the coarsest scale at which every number stands near its stop."""
        crowded = _crowded(stops, whole)
        chosen: list[MapFrame] = []
        scale = whole.scale
        while crowded and scale > _FINEST_ROUTE:
            scale = max(round_scale(scale * 0.7, finer=True), _FINEST_ROUTE)
            centres = [stop["centre"] for stop in crowded]
            around = (
                *map(min, zip(*centres, strict=True)),
                *map(max, zip(*centres, strict=True)),
            )
            windows = windows_over(centres, around, DETAIL_MAP, scale, self.epsg, most=_MOST_DETAILS)
            if windows[0].scale > scale:
                break
            chosen = windows
            if not any(_crowded(_within(stops, window), window) for window in windows):
                break
        return chosen

    def _route(
        self, stops: Sequence[Mapping[str, Any]], frame: MapFrame, ways: Mapping[str, Way],
        details: Sequence[MapFrame] = (), *, first_day: int = 0,
    ) -> RouteMap:  # fmt: skip
        drawing = Drawing(frame, self.face)
        drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
        drawing.shapes([one.outline for one in self.boundaries.townships], fill="#f3f5f2", fine_mm=0.1)
        draw_roads(drawing, self.ground, least_rank=0 if frame.scale <= 15_000 else 1)
        step = grid_step(frame)
        draw_grid(drawing, step, colour="#c3d0d9")
        draw_boundaries(drawing, self.boundaries, width=0.3)
        window = shapely.box(*frame.bounds)
        taken: list[Box] = []
        for township in self.boundaries.townships:
            box = name_box(drawing, shapely.intersection(window, township.outline), township.name, 4.0, taken)
            if box is not None:
                write_in(drawing, box, township.name, 4.0, fill="#7b8794")
        days: dict[str, list[tuple[float, float]]] = {}
        for stop in stops:
            if stop["day"] not in ways:
                days.setdefault(stop["day"], []).append(frame.place(*stop["centre"]))
        for points in days.values():
            if len(points) > 1 and stops[0]["is_planned"]:
                drawing.line(points, stroke="#ffffff", width=0.9, opacity=0.8)
                drawing.line(points, stroke="#0b6e74", width=0.35, dash="1.5 0.7")
        _draw_ways(drawing, ways, first_day)
        corners = [_draw_window(drawing, detail, number) for number, detail in enumerate(details, start=1)]
        self._stops(drawing, stops, details, corners)
        around = MapFrame(
            frame.west - RIM_MM * frame.metres_per_mm, frame.north + RIM_MM * frame.metres_per_mm,
            frame.width_mm + 2 * RIM_MM, frame.height_mm + 2 * RIM_MM, frame.scale, frame.epsg,
        )  # fmt: skip
        edge_drawing = Drawing(around, self.face)
        rim(frame, edge_drawing, step)
        return RouteMap(drawing.svg(), edge_drawing.svg(), frame)

    def _stops(
        self, drawing: Drawing, stops: Sequence[Mapping[str, Any]], details: Sequence[MapFrame], taken: Sequence[Box]
    ) -> None:
        """Draw every stop of the window as a point, and the number of those that no detail shows."""
        frame = drawing.frame
        inside = _within(stops, frame)
        numbered = [stop for stop in inside if not any(detail.shows(*stop["centre"]) for detail in details)]
        for stop in inside:
            x, y = frame.place(*stop["centre"])
            drawing.disc(x, y, 0.7, fill=self.marks[stop["finding"]].edge, stroke="#ffffff", line=0.2)
        for stop, spot in zip(numbered, _numbers(numbered, frame, taken), strict=True):
            if spot is None:
                continue
            edge = self.marks[stop["finding"]].edge
            if spot.line is not None:
                drawing.line(spot.line, stroke=edge, width=0.2)
            left, top, right, bottom = spot.box
            drawing.disc((left + right) / 2, (top + bottom) / 2, _DISC_MM, fill="#ffffff", stroke=edge, line=0.3)
            drawing.text((left + right) / 2, (top + bottom) / 2 + 0.78, str(stop["order"]), 2.2)

    def _road_names(self, drawing: Drawing) -> None:
        """Name each road of the window once, along its longest piece."""
        frame = drawing.frame
        named: set[str] = set()
        window = shapely.box(*frame.bounds)
        for place in self.ground.roads_in(frame.bounds).tolist():
            name = str(self.ground.road_names[place])
            if not name or name in named:
                continue
            pieces = shapely.get_parts(shapely.intersection(window, self.ground.roads[place]))
            lines = [piece for piece in pieces if piece.geom_type == "LineString"]
            longest = max(lines, key=lambda piece: float(piece.length), default=None)
            if longest is None or longest.length / frame.metres_per_mm < 18:
                continue
            named.add(name)
            (x0, y0), (x1, y1) = (
                frame.place(*shapely.get_coordinates(longest.interpolate(share, normalized=True))[0].tolist())
                for share in (0.45, 0.55)
            )
            turn = float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
            turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
            drawing.text((x0 + x1) / 2, (y0 + y1) / 2 + 0.7, name, 2.0, fill="#6b4f1d", halo=0.4, turn=round(turn, 1))


def _draw_ways(drawing: Drawing, ways: Mapping[str, Way], first_day: int) -> None:
    """Draw the way of each day in its colour, and a square where it begins; ``first_day`` is which day the first is."""
    placed = [[drawing.frame.place(*point) for point in way] for way in ways.values()]
    for points in placed:
        drawing.line(points, stroke="#ffffff", width=1.3, opacity=0.8)
    for number, points in enumerate(placed, first_day):
        drawing.line(points, stroke=DAY_COLOURS[number % len(DAY_COLOURS)], width=0.6)
    for points in placed:
        x, y = points[0]
        drawing.box(x - 1.3, y - 1.3, 2.6, 2.6, fill="#1f2933", stroke="#ffffff", line=0.35)


def _within(stops: Sequence[Mapping[str, Any]], frame: MapFrame) -> list[Mapping[str, Any]]:
    return [stop for stop in stops if frame.shows(*stop["centre"])]


def _numbers(
    stops: Sequence[Mapping[str, Any]], frame: MapFrame, taken: Sequence[Box] = (), *, reach_mm: float | None = None
) -> list[Placed | None]:
    """Return where the number of each stop stands."""
    wanted = []
    for x, y in (frame.place(*stop["centre"]) for stop in stops):
        wanted.append(Wanted((x - 0.8, y - 0.8, x + 0.8, y + 0.8), (x, y), 2 * _DISC_MM, 2 * _DISC_MM))
    return place_labels(wanted, (0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5), taken, reach_mm=reach_mm)


def _crowded(stops: Sequence[Mapping[str, Any]], frame: MapFrame) -> list[Mapping[str, Any]]:
    """Return the stops whose number finds no place near them."""
    spots = _numbers(stops, frame, reach_mm=_REACH_MM)
    return [stop for stop, spot in zip(stops, spots, strict=True) if spot is None]


def _draw_window(drawing: Drawing, window: MapFrame, number: int) -> Box:
    """Draw the frame of a detail with its number in the upper left corner; return where that stands."""
    west, south, east, north = window.bounds
    left, top = drawing.frame.place(west, north)
    right, bottom = drawing.frame.place(east, south)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    drawing.line(corners, stroke="#ffffff", width=1.0, opacity=0.8)
    drawing.line(corners, stroke="#9c1c35", width=0.35)
    x = min(max(left, 0.0), drawing.frame.width_mm - _CORNER_MM)
    y = min(max(top, 0.0), drawing.frame.height_mm - _CORNER_MM)
    drawing.box(x, y, _CORNER_MM, _CORNER_MM, fill="#9c1c35")
    drawing.text(x + _CORNER_MM / 2, y + _CORNER_MM / 2 + 1.0, str(number), 2.8, fill="#ffffff")
    return x, y, x + _CORNER_MM, y + _CORNER_MM


def _draw_patch(drawing: Drawing, shape: Any, mark: Mark) -> None:
    drawing.shapes([shape], fill=mark.colour, opacity=0.16)
    drawing.shapes([shape], stroke="#ffffff", width=0.95)
    drawing.shapes([shape], stroke=mark.edge, width=0.5)


def _grid_figures(drawing: Drawing, step: int) -> None:
    """Write the full coordinates of the grid lines inside the map, along its upper and left edge."""
    frame = drawing.frame
    eastings, northings = grid_lines(frame, step)
    for easting in eastings:
        x = frame.place(easting, frame.north)[0]
        if 14 < x < frame.width_mm - 10:
            drawing.text(x, 2.4, str(easting), 1.7, fill="#52606d", halo=0.35)
    for northing in northings:
        y = frame.place(frame.west, northing)[1]
        if 6 < y < frame.height_mm - 3:
            drawing.text(0.8, y - 0.4, str(northing), 1.7, fill="#52606d", halo=0.35, anchor="start")


def _shapes(texts: Any) -> Any:
    listed = list(texts)
    return np.array(shapely.from_wkt(listed), dtype=object) if listed else np.zeros(0, dtype=object)
