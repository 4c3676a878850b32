"""The arrangement of a plan in hand: where every stop stands, what a day then takes, and how it is written down.

A stop is a number; its parts are visits that stand together. Visits that were made already stay at the head of their
day, with the times they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from tuban.inspect.routes.board import Board, Slot, TimedDay
from tuban.inspect.routes.planning import Planning
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.kernel.routing import FOREVER
from tuban.kernel.travel import Way
from tuban.rules.working_days import CalendarYearUnknown, calendar_of
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.routes.models import Day, Plan, Team, Visit
from tuban.workflow.routes.queries import is_done
from tuban.workflow.routes.settings import Settings

Key = tuple[int, int]
"""A day of a group: its place in the plan, and the number of the day."""

BOARD = ".npz"
_DIGITS = 6
_MOST_METRES = 2_000_000_000
_MOST_SECONDS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day or a plan takes. ``returns`` is a time of day in seconds, None for a whole plan; ``is_possible`` is
    False where a way does not exist."""

    stops: int = 0
    metres: int = 0
    travel_seconds: int = 0
    service_seconds: int = 0
    returns: int | None = None
    is_over_hours: bool = False
    is_possible: bool = True

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.stops + other.stops, self.metres + other.metres, self.travel_seconds + other.travel_seconds,
            self.service_seconds + other.service_seconds, None, self.is_over_hours or other.is_over_hours,
            self.is_possible and other.is_possible,
        )  # fmt: skip


@dataclass
class Arrangement:
    """Where the stops of a plan stand: ``days`` by key in their order, ``left`` with the reason and ``said`` with its
    words where there are any, ``fixed`` those that stay where they are. ``visits`` are the rows of each stop, its parts
    in order."""

    plan: Plan
    board: Board
    planning: Planning
    teams: dict[int, Team]
    visits: dict[str, list[Visit]]
    rows: dict[Key, Day]
    days: dict[Key, list[str]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)

    # Reading --------------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, plan: Plan, board: Board | None = None) -> Arrangement:
        """Return the arrangement of a plan as it is written; raises ContentLost."""
        teams = {one.place: one for one in plan.teams.select_related("group").prefetch_related("days")}
        places = {one.pk: one.place for one in teams.values()}
        visits: dict[str, list[Visit]] = {}
        rows = Visit.objects.filter(plan=plan).select_related("patch").defer("patch__geometry", "patch__issued")
        for one in rows.order_by("team", "day", "order", "patch__number", "patch__part_number"):
            one.plan = plan
            visits.setdefault(one.patch.number, []).append(one)
        made = cls(
            plan=plan, board=board or board_of(plan), planning=Settings.from_wire(plan.settings).planning(),
            teams=teams, visits=visits,
            rows={(place, day.day): day for place, team in teams.items() for day in team.days.all()},
        )  # fmt: skip
        for number, own in visits.items():
            lead = own[0]
            if lead.team_id is None:
                made.leave(number, lead.left_because, lead.left_words)
            else:
                made.days.setdefault((places[lead.team_id], lead.day or 0), []).append(number)
            if lead.is_fixed:
                made.fixed.add(number)
        return made

    def is_done(self, number: str) -> bool:
        """Whether all parts of a stop were visited."""
        return all(is_done(one) for one in self.visits[number])

    def key_of(self, number: str) -> Key | None:
        """Return the day on which a stop stands; None where it is left over."""
        return next((key for key, held in self.days.items() if number in held), None)

    def leave(self, number: str, why: str, words: str = "") -> None:
        """Let a stop be left over, for a reason that may be said in words too."""
        self.left[number] = why
        self.said.pop(number, None)
        if words:
            self.said[number] = words

    def snapshot(self) -> list[list[Any]]:
        """Return where everything stands, as JSON: [number, team, day, order, is fixed, why left, in words]."""
        rows: list[list[Any]] = [
            [number, place, day, order, number in self.fixed, "", ""]
            for (place, day), held in sorted(self.days.items())
            for order, number in enumerate(held)
        ]
        return rows + [
            [number, 0, 0, 0, number in self.fixed, why, self.said.get(number, "")]
            for number, why in sorted(self.left.items())
        ]

    def stand_as(self, snapshot: Sequence[Sequence[Any]]) -> None:
        """Put everything back to where a snapshot says it stood; what it does not name stays."""
        named = {str(row[0]) for row in snapshot} & set(self.visits)
        for held in self.days.values():
            held[:] = [number for number in held if number not in named]
        self.left = {number: why for number, why in self.left.items() if number not in named}
        self.fixed -= named
        ordered = sorted(snapshot, key=lambda row: (row[1], row[2], row[3]))
        for number, place, day, _order, is_fixed, why, *words in ordered:
            if number not in named:
                continue
            if place:
                self.days.setdefault((place, day), []).append(number)
            else:
                self.leave(number, why, *words)
            if is_fixed:
                self.fixed.add(number)

    # What it takes --------------------------------------------------------------------------------------------------

    def done_first(self, key: Key) -> int:
        """Return how many stops at the head of a day stay as they are: those before it was planned anew under way."""
        row = self.rows.get(key)
        begins = row.leaves_from if row is not None else None
        return int(begins["after"]) if begins else 0

    def slot(self, key: Key, held: Sequence[str]) -> Slot:
        """Return a day as the board takes it, without what is behind the group."""
        place = self.board.places
        home = self.board.first_start + key[0] - 1
        row = self.rows.get(key)
        begins = row.leaves_from if row is not None else None
        stops = tuple(place[number] for number in held[self.done_first(key) :])
        if begins:
            return Slot(int(begins["place"]), home, int(begins["at"]), stops)
        return Slot(home, home, self.planning.day.opens, stops)

    def timed(self, key: Key, held: Sequence[str]) -> TimedDay:
        """Return the times of a day that holds these stops."""
        return self.board.timed(self.slot(key, held), self.planning.day)

    def figures(self, key: Key, held: Sequence[str] | None = None) -> Figures:
        """Return what a day takes that holds these stops; without them, those it holds."""
        held = self.days.get(key, []) if held is None else held
        if not held:
            return Figures()
        timed = self.timed(key, held)
        behind = [one for number in held[: self.done_first(key)] for one in self.visits[number]]
        return Figures(
            len(held), timed.metres + sum(one.metres for one in behind),
            timed.travel_seconds + sum(one.travel_seconds for one in behind),
            timed.service_seconds + sum(one.service_seconds for one in behind), timed.returns, timed.is_over_hours,
            timed.is_possible,
        )  # fmt: skip

    def total(self) -> Figures:
        """Return what the whole plan takes."""
        return sum((self.figures(key) for key in self.days), Figures())

    # Writing --------------------------------------------------------------------------------------------------------

    def write(self, keys: Iterable[Key]) -> None:
        """Write these days, and all that is left over; to be called inside an action or a transaction of a job."""
        changed: list[Visit] = []
        for key in sorted(set(keys)):
            changed += self._write_day(key)
        for number, why in self.left.items():
            words = self.said.get(number, "")
            for one in self.visits[number]:
                if one.team_id is not None or (one.left_because, one.left_words) != (why, words):
                    changed.append(_left(one, why, words))
        for number, own in self.visits.items():
            for one in own:
                if one.is_fixed != (number in self.fixed):
                    one.is_fixed = number in self.fixed
                    changed.append(one)
        for one in {one.pk: one for one in changed}.values():  # row by row: one statement for all is slower here
            one.save(update_fields=_WRITTEN)

    def _write_day(self, key: Key) -> list[Visit]:
        held = self.days.get(key, [])
        row = self.rows.get(key)
        if not held:
            if row is not None and row.pk is not None:
                row.delete()
                del self.rows[key]
            return []
        team = self.teams[key[0]]
        behind, timed = self.done_first(key), self.timed(key, held)
        ways = self._in_degrees(self.board.ways(timed))
        changed: list[Visit] = []
        order = 1
        for number in held[:behind]:
            for one in self.visits[number]:
                one.team, one.day, one.order = team, key[1], order
                changed.append(one)
                order += 1
        for number, visit, (way, line) in zip(held[behind:], timed.visits, ways, strict=False):
            own = self.visits[number]
            shares = _shared(visit.service_seconds, len(own), self._further_seconds())
            begins = visit.times.begin
            for place, (one, seconds) in enumerate(zip(own, shares, strict=True)):
                is_last = place == len(own) - 1
                one.team, one.day, one.order, one.left_because, one.left_words = team, key[1], order, "", ""
                one.arrives = _clock(visit.times.arrive if place == 0 else begins)
                one.begins = _clock(begins)
                one.leaves = _clock(visit.times.depart if is_last else begins + seconds)
                one.service_seconds = seconds
                one.metres, one.travel_seconds = (
                    (_metres(visit.metres), _clock(visit.travel_seconds)) if place == 0 else (0, 0)
                )
                here = [one.lon, one.lat]
                one.way = (line or [here, here]) if place == 0 else [here, here]
                leads = way is not None and place == 0
                one.beside_m = round(way.beside_m) if leads and way is not None else 0
                one.estimated_m = round(way.estimated_m) if leads and way is not None else 0
                one.is_on_foot = bool(leads and way is not None and way.on_foot)
                one.lunch = visit.times.lunch if place == 0 else ""
                begins += seconds
                order += 1
                changed.append(one)
        self._write_row(key, timed, ways[-1][1] if ways else [], row)
        return changed

    def _write_row(self, key: Key, timed: TimedDay, way_back: list[list[float]], row: Day | None) -> None:
        figures = self.figures(key)
        if row is None:
            row = self.rows[key] = Day(team=self.teams[key[0]], day=key[1], on=_on(self.plan, key[1]), leaves=0)
        row.leaves = row.leaves if row.leaves_from else timed.leaves
        row.returns = _clock(timed.returns)
        row.way_back = way_back
        row.back_metres, row.back_seconds = _metres(timed.back_metres), _clock(timed.back_seconds)
        row.metres, row.travel_seconds = _metres(figures.metres), _clock(figures.travel_seconds)
        row.service_seconds = figures.service_seconds
        row.has_lunch_on_way_back, row.is_over_hours = timed.has_lunch_on_way_back, timed.is_over_hours
        row.save()

    def _further_seconds(self) -> int:
        return round(float(self.planning.data.mapping("service").number("each_further_part")) * 60)

    def _in_degrees(self, ways: Sequence[Way | None]) -> list[tuple[Way | None, list[list[float]]]]:
        """Return ways with their lines in degrees; a way that does not exist has no points."""
        lines = [way.line for way in ways if way is not None]
        if not lines:
            return [(way, []) for way in ways]
        turned = transform_coordinates(np.vstack(lines), self.plan.campaign.epsg, GEOGRAPHIC_EPSG)
        ends = np.cumsum([len(line) for line in lines])
        pieces = iter(np.split(np.round(turned, _DIGITS), ends[:-1]))
        return [(way, [] if way is None else next(pieces).tolist()) for way in ways]


_WRITTEN = [
    "team", "day", "order", "arrives", "begins", "leaves", "way", "metres", "travel_seconds", "service_seconds",
    "beside_m", "estimated_m", "is_on_foot", "lunch", "priority", "is_fixed", "done_at", "left_because", "left_words",
]  # fmt: skip


def _left(one: Visit, why: str, words: str) -> Visit:
    one.team = one.day = one.order = one.arrives = one.begins = one.leaves = None
    one.way, one.metres, one.travel_seconds, one.lunch = [], 0, 0, ""
    one.left_because, one.left_words = why, words
    return one


def _shared(seconds: int, parts: int, each_further: int) -> list[int]:
    """Return how long each part of a stop takes: each further one so long, the first the rest."""
    further = min(each_further, seconds // parts)
    return [seconds - further * (parts - 1), *([further] * (parts - 1))]


def _metres(value: int) -> int:
    return int(min(value, _MOST_METRES)) if value < FOREVER else _MOST_METRES


def _clock(value: int) -> int:
    return int(min(value, _MOST_SECONDS))


def _on(plan: Plan, day: int) -> date | None:
    return days_from(plan, day).get(day)


def days_from(plan: Plan, count: int) -> Mapping[int, date]:
    """Return the day of the calendar of each day of a plan: working days from its first; empty where it names none.

    Where the calendar of a year is not known, its weekdays are taken.
    """
    if plan.begins is None:
        return {}
    calendar = calendar_of(rulebook_of(plan.campaign))
    found: dict[int, date] = {}
    on = plan.begins
    while len(found) < count:
        try:
            is_worked = calendar.is_working_day(on) or not found
        except CalendarYearUnknown:
            is_worked = on.weekday() < 5 or not found
        if is_worked:
            found[len(found) + 1] = on
        on += timedelta(days=1)
    return found


def board_of(plan: Plan) -> Board:
    """Return the board of a plan; raises ContentLost."""
    return _board(plan.ways)


@lru_cache(maxsize=4)
def _board(checksum: str) -> Board:
    return Board.from_bytes(store.found(checksum, BOARD).read_bytes())
