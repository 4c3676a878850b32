"""外业路线.xlsx: a summary, one sheet for each group in the order of visiting, and every stop that is not scheduled.

Text is never a formula, every stop is in exactly one row, and the sums are sums of the figures shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from tuban.inspect.routes.plan import DayRoute, Visit
from tuban.inspect.routes.planning import clock_of
from tuban.inspect.routes.stops import Stop
from tuban.render.routes.describing import about_lines, note_of
from tuban.render.routes.view import View, day_name, hours, look_of, minutes, words
from tuban.render.workbook.book import new_book
from tuban.render.workbook.text import clean, lines_of, sheet_names

Kind = Literal["text", "middle", "whole", "two", "one", "six"]
_MADE = date(2024, 1, 1)  # a fixed date: the plan itself has none
_A4 = 9
_ROWS_ON_ONE_PAGE = 45
_FORMATS = {"whole": "0", "one": "0.0", "two": "0.00", "six": "0.000000"}


@dataclass(frozen=True, slots=True)
class _Column:
    word: str
    width: float
    kind: Kind


_SUMMARY = (
    _Column("group_head", 9, "middle"), _Column("day_head", 7, "middle"), _Column("stops", 9, "whole"),
    _Column("area", 11, "two"), _Column("leave", 8, "middle"), _Column("back", 8, "middle"),
    _Column("site_hours", 10, "one"), _Column("travel_hours", 10, "one"), _Column("kilometres", 11, "two"),
    _Column("townships", 46, "text"),
)  # fmt: skip
_GROUP = (
    _Column("day_head", 4, "whole"), _Column("order", 5, "whole"), _Column("arrive", 7, "middle"),
    _Column("depart", 7, "middle"), _Column("number", 21, "middle"), _Column("parts", 6, "middle"),
    _Column("township", 11, "middle"), _Column("area", 8, "two"), _Column("kind", 11, "middle"),
    _Column("why", 34, "text"), _Column("travel_minutes", 7, "whole"), _Column("kilometres", 9, "two"),
    _Column("on_foot", 8, "whole"), _Column("note", 20, "text"), _Column("longitude", 11, "six"),
    _Column("latitude", 10, "six"), _Column("east", 11, "two"), _Column("north", 12, "two"),
)  # fmt: skip
_LAST_PRINTED = 13
"""The note: the coordinates behind it are for the screen; devices take them from the GPX file."""
_LEFT = (
    _Column("order", 5, "whole"), _Column("number", 21, "middle"), _Column("parts", 6, "middle"),
    _Column("township", 12, "middle"), _Column("area", 9, "two"), _Column("kind", 11, "middle"),
    _Column("priority", 7, "whole"), _Column("reason", 44, "text"), _Column("straight", 14, "two"),
    _Column("to_road", 12, "two"), _Column("why", 34, "text"), _Column("longitude", 11, "six"),
    _Column("latitude", 10, "six"), _Column("east", 11, "two"), _Column("north", 12, "two"),
)  # fmt: skip


def write_sheets(view: View, path: Path) -> None:
    """Write the workbook; replaces it only once all is written."""
    with new_book(path, title=view.title, made=_MADE) as book:
        sheets = _Sheets(book, view)
        groups = sorted({route.group for route in view.plan.routes})
        names = sheet_names([words()["summary"], *(view.group(group) for group in groups), words()["left_over_sheet"]])
        sheets.summary(names[0])
        for name, group in zip(names[1:], groups, strict=False):
            sheets.group(name, group)
        sheets.left_over(names[-1])


class _Sheets:
    def __init__(self, book: Any, view: View) -> None:
        self.book = book
        self.view = view
        self.plan = view.plan
        self.styles: dict[tuple[str, str], Any] = {}
        base = {"valign": "vcenter", "text_wrap": True}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        self.line = book.add_format({**base, "font_name": "仿宋", "font_size": 10.5})
        self.head = book.add_format({
            **base, "font_name": "黑体", "font_size": 10, "align": "center", "border": 1, "border_color": "#9AA7B3",
            "bg_color": "#E8EDF1",
        })  # fmt: skip

    # Sheets ---------------------------------------------------------------------------------------------------------

    def summary(self, name: str) -> None:
        """Groups and days with their hours and kilometres, and the sums."""
        sheet, row = self._sheet(name, self.view.title, _SUMMARY, about_lines(self.view))
        for group in sorted({route.group for route in self.plan.routes}):
            days = self.plan.of_group(group)
            for route in days:
                self._row(sheet, row, _SUMMARY, self._day(route))
                row += 1
            if len(days) > 1:
                self._row(sheet, row, _SUMMARY, self._sums(days, self.view.group(group), words()["total"]), look="sum")
                row += 1
        self._row(sheet, row, _SUMMARY, self._sums(self.plan.routes, words()["total"], ""), look="sum")
        if row < _ROWS_ON_ONE_PAGE:
            sheet.fit_to_pages(1, 1)
        left = len(self.plan.left_over)
        if left:
            row += 1
            lost = [words()["left_over"], "", left, _area(one.stop for one in self.plan.left_over)]
            self._row(sheet, row, _SUMMARY, [*lost, "", "", None, None, None, words()["left_over_sheet"]], look="sum")

    def group(self, name: str, group: int) -> None:
        """The days of one group, each in the order of visiting, with a line for the way back."""
        days = self.plan.of_group(group)
        visits = sum(len(route.visits) for route in days)
        lines = [f"{words()['stops_count']} {visits}　{words()['signature']}"]
        title = f"{self.view.title} {self.view.group(group)}"
        sheet, row = self._sheet(name, title, _GROUP, lines, tint=group, last=_LAST_PRINTED)
        for route in days:
            self._band(sheet, row, _LAST_PRINTED, _heading(route))
            row += 1
            for visit in route.visits:
                self._row(sheet, row, _GROUP, [route.day, *self._visit(visit)])
                row += 1
            self._row(sheet, row, _GROUP, [route.day, *_way_back(self.view, route)], look="back")
            row += 1
        self._row(sheet, row, _GROUP, [None, *_totals(days)], look="sum")
        sheet.print_area(0, 0, row, _LAST_PRINTED)

    def left_over(self, name: str) -> None:
        """Every stop that is in no route, with the reason."""
        lines = [f"{words()['left_over']} {len(self.plan.left_over)}"]
        sheet, row = self._sheet(name, f"{self.view.title} {words()['left_over_sheet']}", _LEFT, lines)
        for number, left in enumerate(self.plan.left_over, 1):
            stop = left.stop
            place = self.view.place(stop)
            values = [
                number, stop.id, "、".join(stop.parts), stop.township, stop.area_mu, stop.kind_label, left.priority,
                left.sentence, _km(left.straight_m), _km(left.road_m), stop.why, *_coordinates(stop, place),
            ]  # fmt: skip
            self._row(sheet, row, _LEFT, values)
            row += 1
        if not self.plan.left_over:
            sheet.merge_range(row, 0, row, len(_LEFT) - 1, "", self._style("middle", ""))
            sheet.write_string(row, 0, words()["left_empty"], self._style("middle", ""))
            sheet.set_row(row, 24)

    # Rows -----------------------------------------------------------------------------------------------------------

    def _day(self, route: DayRoute) -> list[Any]:
        return [
            self.view.group(route.group), day_name(route.day), len(route.visits),
            _area(one.stop for one in route.visits),
            clock_of(route.leave), clock_of(route.back), hours(route.service_seconds), hours(route.travel_seconds),
            route.kilometres, "、".join(route.townships),
        ]  # fmt: skip

    def _sums(self, routes: Sequence[DayRoute], first: str, second: str) -> list[Any]:
        # Sums of hours are sums of the hours shown, so that the column adds up to the last digit.
        return [
            first, second, sum(len(route.visits) for route in routes),
            _area(visit.stop for route in routes for visit in route.visits), "", "",
            sum((hours(route.service_seconds) for route in routes), Decimal(0)),
            sum((hours(route.travel_seconds) for route in routes), Decimal(0)),
            sum((route.kilometres for route in routes), Decimal(0)), "",
        ]  # fmt: skip

    def _visit(self, visit: Visit) -> list[Any]:
        stop = visit.stop
        return [
            visit.order, clock_of(visit.arrive), clock_of(visit.depart), stop.id, "、".join(stop.parts),
            stop.township, stop.area_mu, stop.kind_label, stop.why, minutes(visit.travel_seconds), visit.kilometres,
            round(visit.way.beside_m) or None, note_of(self.view, visit), *_coordinates(stop, self.view.place(stop)),
        ]  # fmt: skip

    # Drawing --------------------------------------------------------------------------------------------------------

    def _sheet(
        self,
        name: str,
        title: str,
        columns: Sequence[_Column],
        lines: Sequence[str],
        *,
        tint: int = 0,
        last: int | None = None,
    ) -> tuple[Any, int]:
        sheet = self.book.add_worksheet(name)
        last = len(columns) - 1 if last is None else last
        width = sum(column.width for column in columns[: last + 1])
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.merge_range(0, 0, 0, last, "", self.title)
        sheet.write_string(0, 0, clean(title), self.title)
        sheet.set_row(0, 30)
        for row, line in enumerate(lines, 1):
            sheet.merge_range(row, 0, row, last, "", self.line)
            sheet.write_string(row, 0, clean(line), self.line)
            sheet.set_row(row, 4 + 14 * lines_of(line, width, 10.5))
        head = len(lines) + 1
        for place, column in enumerate(columns):
            sheet.write_string(head, place, words()[column.word], self.head)
        sheet.set_row(head, 30)
        if tint:
            sheet.set_tab_color(look_of(tint).colour)
        sheet.freeze_panes(head + 1, 0)
        sheet.repeat_rows(head)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer("&C&9" + words()["page_of"])
        return sheet, head + 1

    def _band(self, sheet: Any, row: int, last: int, text: str) -> None:
        style = self._style("text", "band")
        sheet.merge_range(row, 0, row, last, "", style)
        sheet.write_string(row, 0, clean(text), style)
        sheet.set_row(row, 22)

    def _row(self, sheet: Any, row: int, columns: Sequence[_Column], values: Sequence[Any], *, look: str = "") -> None:
        height = 1
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            style = self._style(column.kind, look)
            if value is None or value == "":
                sheet.write_blank(row, place, None, style)
            elif isinstance(value, str):
                sheet.write_string(row, place, clean(value), style)
                height = max(height, lines_of(value, column.width, 9.5))
            else:
                sheet.write_number(row, place, float(value), style)
        sheet.set_row(row, max(18, 5 + 13 * height))

    def _style(self, kind: str, look: str) -> Any:
        if (kind, look) not in self.styles:
            made: dict[str, object] = {
                "font_name": "宋体", "font_size": 9.5, "border": 1, "border_color": "#9AA7B3", "valign": "vcenter",
                "text_wrap": True, "align": {"text": "left", "middle": "center"}.get(kind, "right"),
                "num_format": _FORMATS.get(kind, "@"),
            }  # fmt: skip
            if kind == "text":
                made["indent"] = 1
            looks: dict[str, dict[str, object]] = {
                "sum": {"bold": True, "bg_color": "#F5F7FA"},
                "band": {"bold": True, "bg_color": "#E6F2F2"},
                "back": {"font_color": "#5B6875"},
            }
            made |= looks.get(look, {})
            self.styles[kind, look] = self.book.add_format(made)
        return self.styles[kind, look]


def _heading(route: DayRoute) -> str:
    townships = "、".join(route.townships)
    return (
        f"{day_name(route.day)}　{clock_of(route.leave)} {words()['leave']}，{clock_of(route.back)} {words()['back']}　"
        f"{words()['stops_count']} {len(route.visits)} 个，{route.kilometres} {words()['km']}　{townships}"
    )


def _way_back(view: View, route: DayRoute) -> list[Any]:
    start = view.starts[view.plan.starts.index(route.start)]
    note = ""
    day = view.plan.planning.day
    if route.lunch:
        note = words()["lunch_back"].format(begin=clock_of(day.lunch_from), end=clock_of(day.lunch_to))
    kilometres = route.kilometres - sum((visit.kilometres for visit in route.visits), Decimal(0))
    return [
        None, clock_of(route.back), "", words()["return"], "", "", None, "", "", minutes(route.back_seconds),
        kilometres, round(route.way_back.beside_m) or None, note, round(start[0], 6), round(start[1], 6), route.start.x,
        route.start.y,
    ]  # fmt: skip


def _totals(days: Sequence[DayRoute]) -> list[Any]:
    visits = [visit for route in days for visit in route.visits]
    foot = sum(round(way.beside_m) for route in days for way in route.ways)
    return [
        len(visits), "", "", words()["total"], "", "", _area(visit.stop for visit in visits), "", "",
        sum(minutes(route.travel_seconds) for route in days), sum((route.kilometres for route in days), Decimal(0)),
        foot or None, "", None, None, None, None,
    ]  # fmt: skip


def _area(stops: Any) -> float | None:
    known = [stop.area_mu for stop in stops if stop.area_mu is not None]
    return round(sum(known), 2) if known else None


def _coordinates(stop: Stop, place: tuple[float, float] | None) -> list[float | None]:
    if place is None:
        return [None, None, None, None]
    return [round(place[0], 6), round(place[1], 6), stop.x, stop.y]


def _km(metres: float | None) -> float | None:
    return None if metres is None else metres / 1000
