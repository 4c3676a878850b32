"""What the documents say in words: where the plan comes from, what came out, what to mind at a stop."""

from __future__ import annotations

from tuban.inspect.routes.plan import Visit
from tuban.inspect.routes.planning import clock_of
from tuban.render.routes.view import View, words


def about_lines(view: View) -> list[str]:
    """Return the lines below the title: the stops and why they are visited, the result, the roads, the hours."""
    plan, said = view.plan, words()
    stops = plan.stops
    chosen = said["about_chosen"] if stops.chosen else said["about_all"]
    first = [chosen.format(source=stops.source, total=stops.total, count=len(stops.stops) + len(stops.left_out))]
    if stops.left_out:
        first.append(said["about_done"].format(count=len(stops.left_out)))
    first.append(
        said["about_result"].format(
            scheduled=sum(len(route.visits) for route in plan.routes), left=len(plan.left_over),
            groups=len({route.group for route in plan.routes}), days=plan.days,
        )
    )  # fmt: skip
    lines = ["；".join(first) + "。"]
    if stops.reasons:
        reasons = "、".join(f"{said[f'reason_{reason}']} {count}" for reason, count in stops.reasons.items())
        lines.append(said["reasons_line"].format(reasons=reasons) + "。")
    lines.append(f"{hours_line(view)}；{start_line(view)}。{roads_line(view)}。")
    lines.append(method_line(view) + search_line(view))
    return lines


def hours_line(view: View) -> str:
    """Return the working hours."""
    day = view.plan.planning.day
    line = words()["hours_line"].format(opens=clock_of(day.opens), closes=clock_of(day.closes))
    if day.has_lunch:
        line += "，" + words()["lunch_line"].format(begin=clock_of(day.lunch_from), end=clock_of(day.lunch_to))
    return line


def start_line(view: View) -> str:
    """Return where the groups leave from."""
    places = "；".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in view.starts)
    given = words()["start_given"] if view.plan.starts[0].given else words()["start_chosen"]
    return f"{words()['start']} {places}（{given}）"


def roads_line(view: View) -> str:
    """Return what the ways rest on."""
    plan, said = view.plan, words()
    if plan.network is None:
        values = plan.planning.data.mapping("no_roads")
        return said["roads_none"].format(detour=f"{values.number('detour'):g}", kmh=f"{values.number('kmh'):g}")
    network = plan.network
    length = sum(network.metres_of_class.values()) / 1000
    classes = "、".join(f"{label} {metres / 1000:.1f}" for label, metres in network.metres_of_class.items())
    line = said["roads_line"].format(file=plan.roads_file, kilometres=f"{length:.1f}", classes=f"（{classes}）")
    if network.links:
        line += "；" + said["roads_parts"].format(parts=network.parts, links=network.links)
    return line


def method_line(view: View) -> str:
    """Return how ways and times are reckoned."""
    foot = view.plan.planning.data.mapping("off_road")
    return words()["method"].format(detour=f"{foot.number('detour'):g}", foot=f"{foot.number('kmh'):g}")


def search_line(view: View) -> str:
    """Return how far the search went, and whether it comes out the same again."""
    search, said = view.plan.search, words()
    again = said["search_clock"] if search.ended_by_clock else said["search_same"]
    return f"{said['search_line'].format(steps=search.steps, seed=search.seed)}，{again}。"


def note_of(view: View, visit: Visit) -> str:
    """Return what to mind at a stop: the break, waiting, a stretch without roads."""
    day, said, notes = view.plan.planning.day, words(), []
    if visit.way.on_foot:
        notes.append(said["on_foot_from"])
    if visit.lunch:
        notes.append(said[f"lunch_{visit.lunch}"].format(begin=clock_of(day.lunch_from), end=clock_of(day.lunch_to)))
    if visit.begin > visit.arrive and not (visit.lunch == "site" and visit.begin == day.lunch_to):
        notes.append(said["waits"].format(begin=clock_of(visit.begin)))
    if view.plan.network is not None and visit.way.estimated_m > 0:
        notes.append(said["estimated"].format(metres=round(visit.way.estimated_m)))
    return "；".join(notes)
