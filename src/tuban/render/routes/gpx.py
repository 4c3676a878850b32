"""外业路线.gpx: one route with its waypoints and one track for each group and day, in WGS 84, for navigation devices.

CGCS2000 and WGS 84 agree to within centimetres, far below what such a device measures.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from tuban.inspect.routes.plan import DayRoute
from tuban.inspect.routes.planning import clock_of
from tuban.render.routes.view import View, day_name, stop_title, visit_lines, words
from tuban.render.workbook.text import clean
from tuban.values.whole_file import write_whole

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="Tuban" xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 '
    'http://www.topografix.com/GPX/1/1/gpx.xsd">\n'
)


def write_gpx(view: View, path: Path) -> None:
    """Write the file; replaces it only once all is written."""
    parts = [_HEAD, f"<metadata><name>{_text(view.title)}</name></metadata>\n"]
    for left in view.plan.left_over:
        place = view.place(left.stop)
        if place is not None:
            name = f"{words()['left_over']} {stop_title(left.stop)}"
            parts.append(f"<wpt {_at(*place)}><name>{_text(name)}</name><desc>{_text(left.sentence)}</desc></wpt>\n")
    parts += [_route(view, route) for route in view.plan.routes]
    parts += [_track(view, route) for route in view.plan.routes]
    parts.append("</gpx>\n")
    write_whole(path, "".join(parts))


def name_of(view: View, route: DayRoute) -> str:
    """Return the name of a day of a group."""
    return f"{view.group(route.group)} {day_name(route.day)}"


def _route(view: View, route: DayRoute) -> str:
    start = view.starts[view.plan.starts.index(route.start)]
    points = [f"<rtept {_at(*start)}><name>{_text(words()['start'])} {clock_of(route.leave)}</name></rtept>\n"]
    for visit in route.visits:
        name = f"{visit.order} {stop_title(visit.stop)}"
        about = "\n".join(visit_lines(visit))
        place = _at(*view.degrees[visit.stop.id])
        points.append(f"<rtept {place}><name>{_text(name)}</name><desc>{_text(about)}</desc></rtept>\n")
    points.append(f"<rtept {_at(*start)}><name>{_text(words()['return'])} {clock_of(route.back)}</name></rtept>\n")
    return f"<rte><name>{_text(name_of(view, route))}</name>\n{''.join(points)}</rte>\n"


def _track(view: View, route: DayRoute) -> str:
    points = "".join(f"<trkpt {_at(float(lon), float(lat))}/>" for lon, lat in view.track(route))
    return f"<trk><name>{_text(name_of(view, route))}</name><trkseg>{points}</trkseg></trk>\n"


def _at(longitude: float, latitude: float) -> str:
    return f'lat="{latitude:.7f}" lon="{longitude:.7f}"'


def _text(text: str) -> str:
    return escape(clean(text))
