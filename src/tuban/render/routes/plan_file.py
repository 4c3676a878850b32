"""外业路线.json: the plan for programs, first of all for the field book. See docs/reference/routes.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tuban.inspect.routes.plan import DayRoute, LeftOver, Visit
from tuban.inspect.routes.planning import clock_of
from tuban.inspect.routes.stops import Stop
from tuban.render.routes.view import View, minutes
from tuban.values.whole_file import write_whole

FORMAT = "tuban-routes-1"


def write_plan(view: View, path: Path) -> None:
    """Write the plan; replaces the file only once all is written."""
    write_whole(path, json.dumps(plan_data(view), ensure_ascii=False, indent=1) + "\n")


def plan_data(view: View) -> dict[str, Any]:
    """Return the plan as plain values."""
    plan = view.plan
    day = plan.planning.day
    visits = list(plan.visits)
    return {
        "format": FORMAT,
        "title": view.title,
        "source": plan.stops.source,
        "roads": plan.roads_file or None,
        "crs": f"EPSG:{plan.epsg}",
        "groups": plan.groups,
        "days": plan.days,
        "hours": {
            "opens": clock_of(day.opens),
            "closes": clock_of(day.closes),
            "lunch": [clock_of(day.lunch_from), clock_of(day.lunch_to)] if day.has_lunch else None,
        },
        "starts": [
            {"x": start.x, "y": start.y, "longitude": round(lon, 7), "latitude": round(lat, 7), "given": start.given}
            for start, (lon, lat) in zip(plan.starts, view.starts, strict=True)
        ],
        "counts": {
            "patches": plan.stops.total,
            "stops": len(plan.stops.stops),
            "scheduled": len(visits),
            "left_over": len(plan.left_over),
            "done_before": len(plan.stops.left_out),
            "reasons": plan.stops.reasons,
        },
        "priority": plan.priority,
        "routes": [_route(view, route) for route in plan.routes],
        "left_over": [_left(view, left) for left in plan.left_over],
        "search": {
            "steps": plan.search.steps,
            "seed": plan.search.seed,
            "ended_by_clock": plan.search.ended_by_clock,
        },
    }


def _route(view: View, route: DayRoute) -> dict[str, Any]:
    return {
        "group": route.group,
        "day": route.day,
        "start": view.plan.starts.index(route.start),
        "leave": clock_of(route.leave),
        "back": clock_of(route.back),
        "kilometres": float(route.kilometres),
        "travel_minutes": minutes(route.travel_seconds),
        "service_minutes": minutes(route.service_seconds),
        "back_minutes": minutes(route.back_seconds),
        "townships": list(route.townships),
        "stops": [_visit(view, visit) for visit in route.visits],
    }


def _visit(view: View, visit: Visit) -> dict[str, Any]:
    way = visit.way
    return {
        "order": visit.order,
        **_stop(view, visit.stop),
        "priority": visit.priority,
        "arrive": clock_of(visit.arrive),
        "begin": clock_of(visit.begin),
        "depart": clock_of(visit.depart),
        "lunch": visit.lunch or None,
        "travel_minutes": minutes(visit.travel_seconds),
        "service_minutes": minutes(visit.service_seconds),
        "kilometres": float(visit.kilometres),
        "beside_road_m": round(way.beside_m),
        "on_foot": way.on_foot,
        "estimated_m": round(way.estimated_m),
    }


def _left(view: View, left: LeftOver) -> dict[str, Any]:
    return {
        **_stop(view, left.stop),
        "priority": left.priority,
        "reason": left.reason,
        "sentence": left.sentence,
        "straight_m": None if left.straight_m is None else round(left.straight_m),
        "to_road_m": None if left.road_m is None else round(left.road_m),
    }


def _stop(view: View, stop: Stop) -> dict[str, Any]:
    place = view.place(stop)
    return {
        "id": stop.id,
        "patch": stop.number,
        "parts": list(stop.parts),
        "township": stop.township,
        "township_code": stop.township_code,
        "village": stop.village,
        "user": stop.user,
        "kind": stop.kind,
        "kind_label": stop.kind_label,
        "area_mu": stop.area_mu,
        "window": None
        if stop.opens is None and stop.closes is None
        else [None if time is None else clock_of(time) for time in (stop.opens, stop.closes)],
        "reasons": list(stop.reasons),
        "why": stop.why,
        "x": stop.x if place else None,
        "y": stop.y if place else None,
        "longitude": round(place[0], 7) if place else None,
        "latitude": round(place[1], 7) if place else None,
    }
