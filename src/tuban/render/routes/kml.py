"""外业路线.kml: folders for groups and days with numbered stops and their ways, one style for each group."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from tuban.inspect.routes.plan import DayRoute
from tuban.inspect.routes.planning import clock_of
from tuban.render.routes.view import (
    Look,
    View,
    day_name,
    look_of,
    stop_title,
    visit_lines,
    words,
)
from tuban.render.workbook.text import clean
from tuban.values.whole_file import write_whole

_GREY = Look("#9aa0a6", "#ffffff", "")


def write_kml(view: View, path: Path) -> None:
    """Write the file; replaces it only once all is written."""
    plan = view.plan
    groups = sorted({route.group for route in plan.routes})
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n',
        f"<name>{_text(view.title)}</name>\n<open>1</open>\n",
        *(_style(f"g{group}", look_of(group)) for group in groups),
        _style("left", _GREY),
        _starts(view),
        *(_group(view, group) for group in groups),
        _left_over(view),
        "</Document>\n</kml>\n",
    ]
    write_whole(path, "".join(parts))


def _style(id: str, look: Look) -> str:
    colour = f"ff{look.colour[5:7]}{look.colour[3:5]}{look.colour[1:3]}"
    return (
        f'<Style id="{id}"><IconStyle><color>{colour}</color><scale>1.0</scale></IconStyle>'
        f"<LabelStyle><scale>0.8</scale></LabelStyle><LineStyle><color>{colour}</color><width>4</width></LineStyle></Style>\n"
    )


def _starts(view: View) -> str:
    marks = "".join(_point(words()["start"], "", place, "left") for place in view.starts)
    return f"<Folder><name>{_text(words()['start'])}</name>\n{marks}</Folder>\n"


def _group(view: View, group: int) -> str:
    days = "".join(_day(view, route) for route in view.plan.of_group(group))
    return f"<Folder><name>{_text(view.group(group))}</name>\n{days}</Folder>\n"


def _day(view: View, route: DayRoute) -> str:
    style = f"g{route.group}"
    marks = "".join(
        _point(
            f"{visit.order} {stop_title(visit.stop)}", "\n".join(visit_lines(visit)), view.degrees[visit.stop.id], style
        )
        for visit in route.visits
    )
    line = " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in view.track(route).tolist())
    about = f"{clock_of(route.leave)}–{clock_of(route.back)} · {route.kilometres} {words()['km']}"
    way = (
        f"<Placemark><name>{_text(f'{view.group(route.group)} {day_name(route.day)}')}</name>"
        f"<description>{_text(about)}</description><styleUrl>#{style}</styleUrl>"
        f"<LineString><tessellate>1</tessellate><coordinates>{line}</coordinates></LineString></Placemark>\n"
    )
    name = f"{day_name(route.day)} {about}"
    return f"<Folder><name>{_text(name)}</name>\n{way}{marks}</Folder>\n"


def _left_over(view: View) -> str:
    placed = [(left, view.place(left.stop)) for left in view.plan.left_over]
    marks = "".join(_point(stop_title(left.stop), left.sentence, place, "left") for left, place in placed if place)
    return f"<Folder><name>{_text(words()['left_over'])}</name>\n{marks}</Folder>\n" if marks else ""


def _point(name: str, about: str, place: tuple[float, float], style: str) -> str:
    return (
        f"<Placemark><name>{_text(name)}</name><description>{_text(about)}</description><styleUrl>#{style}</styleUrl>"
        f"<Point><coordinates>{place[0]:.7f},{place[1]:.7f}</coordinates></Point></Placemark>\n"
    )


def _text(text: str) -> str:
    return escape(clean(text))
