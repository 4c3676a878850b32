"""What the map page reads: roads and routes in whole metres from one origin, each point relative to the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import shapely

from tuban.inspect.routes.plan import DayRoute, Visit
from tuban.inspect.routes.planning import clock_of
from tuban.inspect.routes.stops import Stop
from tuban.kernel.travel import Way
from tuban.render.pages.shapes import Frame, frame_of, label_point, township_outlines
from tuban.render.routes.describing import note_of
from tuban.render.routes.view import View, day_name, hours, look_of, minutes

_ROAD_TOLERANCE_M = 6.0
_WAY_TOLERANCE_M = 2.0
_MAIN_KMH, _MIDDLE_KMH = 40, 25
Encoded = list[int]


def page_data(view: View) -> dict[str, Any]:
    """Return everything that the page's script reads, but for the words."""
    plan = view.plan
    frame = _frame(view)
    stops: list[dict[str, Any]] = []
    routes = [_route(view, route, frame, stops) for route in plan.routes]
    left = [
        {**_stop(view, one.stop, frame), "why": one.sentence, "reason": one.stop.why, "priority": one.priority}
        for one in plan.left_over
    ]
    outlines = township_outlines([geometry for _code, _name, geometry in plan.townships], frame)
    return {
        "frame": [frame.width, frame.height],
        "roads": _roads(view, frame),
        "townships": [
            {"name": name, "at": label_point(geometry, frame), "g": rings}
            for (_code, name, geometry), rings in zip(plan.townships, outlines, strict=True)
        ],
        "groups": [_group(view, group) for group in sorted({route.group for route in plan.routes})],
        "days": [day_name(day) for day in range(1, plan.days + 1)],
        "starts": [_point(start.x, start.y, frame) for start in plan.starts],
        "routes": routes,
        "stops": stops,
        "left": left,
    }


def _frame(view: View) -> Frame:
    """Return the frame around stops, starts, ways and townships; roads beyond them are cut off by the view."""
    plan = view.plan
    points = [shapely.Point(stop.x, stop.y) for stop in plan.stops.stops if np.isfinite(stop.x)]
    points += [shapely.Point(start.x, start.y) for start in plan.starts]
    lines = [shapely.LineString(way.line) for route in plan.routes for way in route.ways]
    inner = frame_of([*points, *lines, *(geometry for _code, _name, geometry in plan.townships)])
    margin = max(200, round(0.02 * max(inner.width, inner.height)))
    return Frame(inner.origin_x - margin, inner.origin_y - margin, inner.width + 2 * margin, inner.height + 2 * margin)


def _group(view: View, group: int) -> dict[str, Any]:
    days, look = view.plan.of_group(group), look_of(group)
    return {
        "n": group,
        "name": view.group(group),
        "colour": look.colour,
        "ink": look.ink,
        "path": look.path,
        "stops": sum(len(route.visits) for route in days),
        "km": f"{sum(route.kilometres for route in days):.1f}",
        "hours": str(sum(hours(route.service_seconds + route.travel_seconds) for route in days)),
        "days": len(days),
    }


def _route(view: View, route: DayRoute, frame: Frame, stops: list[dict[str, Any]]) -> dict[str, Any]:
    first = len(stops)
    here = (route.start.x, route.start.y)
    drives: list[Encoded] = []
    walks: list[Encoded] = []
    for visit in route.visits:
        there = (visit.stop.x, visit.stop.y)
        if not visit.way.on_foot:
            drives.append(_line(visit.way, frame))
        walks += _on_foot(here, visit.way, there, frame)
        stops.append(_visit(view, visit, frame))
        here = there
    drives.append(_line(route.way_back, frame))
    walks += _on_foot(here, route.way_back, (route.start.x, route.start.y), frame)
    return {
        "g": route.group,
        "d": route.day,
        "leave": clock_of(route.leave),
        "back": clock_of(route.back),
        "km": str(route.kilometres),
        "site": minutes(route.service_seconds),
        "way": minutes(route.travel_seconds),
        "backMinutes": minutes(route.back_seconds),
        "start": view.plan.starts.index(route.start),
        "first": first,
        "count": len(route.visits),
        "drives": drives,
        "walks": walks,
        "dashed": int(view.plan.network is None),
    }


def _visit(view: View, visit: Visit, frame: Frame) -> dict[str, Any]:
    return {
        **_stop(view, visit.stop, frame),
        "o": visit.order,
        "a": clock_of(visit.arrive),
        "d": clock_of(visit.depart),
        "t": minutes(visit.travel_seconds),
        "km": str(visit.kilometres),
        "foot": round(visit.way.beside_m),
        "why": visit.stop.why,
        "note": note_of(view, visit),
        "priority": visit.priority,
    }


def _stop(view: View, stop: Stop, frame: Frame) -> dict[str, Any]:
    place = view.place(stop)
    return {
        "id": stop.id,
        "parts": "、".join(stop.parts),
        "place": stop.township + stop.village,
        "kind": stop.kind_label,
        "mu": None if stop.area_mu is None else f"{stop.area_mu:.2f}",
        "user": stop.user,
        "at": _point(stop.x, stop.y, frame) if place else None,
        "lonlat": f"{place[0]:.6f}, {place[1]:.6f}" if place else "",
    }


def _point(x: float, y: float, frame: Frame) -> list[int]:
    return [round(x) - frame.origin_x, round(y) - frame.origin_y]


def _on_foot(here: tuple[float, float], way: Way, there: tuple[float, float], frame: Frame) -> Iterable[Encoded]:
    """Return the straight stretches between the road and the places at both ends of a way."""
    if way.on_foot:
        yield _encoded(np.array([here, there]), frame)
        return
    for place, road in ((here, way.line[0]), (there, way.line[-1])):
        line = np.array([place, road])
        if np.hypot(*(line[1] - line[0])) > 1:
            yield _encoded(line, frame)


def _line(way: Way, frame: Frame) -> Encoded:
    simple = shapely.simplify(shapely.LineString(way.line), _WAY_TOLERANCE_M)
    return _encoded(shapely.get_coordinates(simple), frame)


def _roads(view: View, frame: Frame) -> list[list[Encoded]]:
    """Return the roads in three ranks, the main ones first, as far as they lie in the frame."""
    network = view.plan.network
    if network is None:
        return [[], [], []]
    box = shapely.box(frame.origin_x, frame.origin_y, frame.origin_x + frame.width, frame.origin_y + frame.height)
    inside = shapely.intersects(network.lines, box)
    simple = shapely.simplify(network.lines, _ROAD_TOLERANCE_M)
    ranks: list[list[Encoded]] = [[], [], []]
    for line, road, shown in zip(simple, network.class_of, inside, strict=True):
        if shown:
            rank = 0 if road.kmh >= _MAIN_KMH else 1 if road.kmh >= _MIDDLE_KMH else 2
            ranks[rank].append(_encoded(shapely.get_coordinates(line), frame))
    return ranks


def _encoded(points: Any, frame: Frame) -> Encoded:
    whole = np.rint(points - (frame.origin_x, frame.origin_y)).astype(int)
    return [int(value) for value in np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int)).ravel()]


def totals(view: View) -> Mapping[str, str]:
    """Return the figures of the page's head."""
    plan = view.plan
    return {
        "stops": str(sum(len(route.visits) for route in plan.routes)),
        "left": str(len(plan.left_over)),
        "groups": str(len({route.group for route in plan.routes})),
        "days": str(plan.days),
        "km": f"{sum(route.kilometres for route in plan.routes):.1f}",
        "hours": str(sum(hours(route.service_seconds + route.travel_seconds) for route in plan.routes)),
    }
