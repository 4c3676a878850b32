"""The field books of planned routes: one prefilled book a group, its pages in the order of the visits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tuban.inspect.routes.plan import RoutePlan
from tuban.inspect.routes.planning import clock_of
from tuban.render.field_book import BASE, FOLDER, Day, Group, Stop, field_book_from_result
from tuban.render.fonts import FontUnreadable, NoChineseFont
from tuban.render.routes.view import day_name, group_name
from tuban.values.language import gettext as _


def write_books(
    plan: RoutePlan, source: Path, folder: Path, on_book: Callable[[int, int], None] | None = None
) -> list[str]:
    """Write ``外业手簿/第一组.pdf`` … below ``folder`` where the stops come from a result folder with sheets.

    Returns what must be told: that the result holds nothing to make books from, or that no Chinese font is here.
    """
    if not source.is_dir():
        return []
    if not (source / BASE).is_file():
        return [_("No field books: {source} was made without sheets.").format(source=source.name)]
    try:
        field_book_from_result(source, groups_of(plan), target=folder / FOLDER, on_book=on_book)
    except (NoChineseFont, FontUnreadable) as error:
        return [str(error)]
    return []


def groups_of(plan: RoutePlan) -> list[Group]:
    """Return the groups of a plan with their days and stops, as the field book takes them."""
    days: dict[int, list[Day]] = {}
    for route in sorted(plan.routes, key=lambda one: (one.group, one.day)):
        stops = tuple(
            Stop(visit.stop.number, part, clock_of(visit.arrive))
            for visit in route.visits
            for part in (visit.stop.parts or ("",))
        )
        days.setdefault(route.group, []).append(Day(day_name(route.day), stops))
    return [Group(group_name(number), tuple(own)) for number, own in sorted(days.items())]
