"""Routes that people arrange (外业路线板): times and ways of any order of stops, and the rest planned anew around it.

A board holds all places of a plan with the ways between them. It is kept with the plan, so that a change of an
arrangement is worked out without the roads.
"""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from tuban.inspect.progress import Progress, silent
from tuban.inspect.routes.plan import WhyNot
from tuban.inspect.routes.planning import Planning, WorkingDay
from tuban.inspect.routes.reaching import Reach
from tuban.inspect.routes.stops import Stop, priority_of, service_seconds
from tuban.inspect.routes.times import Times, times_of, whole
from tuban.kernel.road_noding import Whole
from tuban.kernel.routing import FOREVER, Crew, Effort, RoutingPlan, RoutingProblem, solve, timetable
from tuban.kernel.travel import Travel, Way, kept_of, travel_from
from tuban.values.language import gettext as _

_MINUTE = 60
_SLACK = 1.02


@dataclass(frozen=True, slots=True)
class TimedVisit:
    """A stop of an arrangement with its times of day in seconds; ``metres`` and ``travel_seconds`` lead there."""

    stop: int
    times: Times
    metres: int
    travel_seconds: int
    service_seconds: int


@dataclass(frozen=True, slots=True)
class TimedDay:
    """A day of an arrangement: ``returns`` is a time of day, the sums hold the way back. ``is_possible`` is False where
    a way does not exist, ``is_over_hours`` says that it ends after the working day."""

    start: int
    home: int
    leaves: int
    visits: tuple[TimedVisit, ...]
    returns: int
    back_metres: int
    back_seconds: int
    has_lunch_on_way_back: bool
    is_possible: bool
    is_over_hours: bool

    @property
    def metres(self) -> int:
        """Metres of all ways."""
        return sum(one.metres for one in self.visits) + self.back_metres

    @property
    def travel_seconds(self) -> int:
        """Seconds on the way."""
        return sum(one.travel_seconds for one in self.visits) + self.back_seconds

    @property
    def service_seconds(self) -> int:
        """Seconds on site."""
        return sum(one.service_seconds for one in self.visits)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of a group that stops can be planned into: from ``start`` back to ``home`` (places of the board), leaving
    at the time of day ``leaves``; ``stops`` is what it holds now."""

    start: int
    home: int
    leaves: int
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """The places of a plan: its stops by ``ids``, then the starts. ``seconds`` and ``metres`` (m, m) are whole, FOREVER
    where there is no way; per stop the seconds on site, the priority, and ``why_not``: empty where it can be reached.
    """

    ids: tuple[str, ...]
    seconds: Whole
    metres: Whole
    service: Whole
    priority: Whole
    why_not: tuple[str, ...]
    travel: Travel

    @classmethod
    def of(cls, stops: Sequence[Stop], ways: Reach, planning: Planning, priority: str) -> Board:
        """Return the board of stops whose ways are known."""
        return cls(
            ids=tuple(stop.id for stop in stops),
            seconds=whole(ways.seconds, _MINUTE),
            metres=whole(ways.metres, 1),
            service=np.array([service_seconds(stop, planning) for stop in stops], dtype=np.int64),
            priority=np.array([priority_of(stop, planning, priority) for stop in stops], dtype=np.int64),
            why_not=tuple(why or "" for why in ways.why_not),
            travel=ways.travel,
        )

    @property
    def places(self) -> dict[str, int]:
        """The place of each stop."""
        return {id: place for place, id in enumerate(self.ids)}

    @property
    def first_start(self) -> int:
        """The place of the first start."""
        return len(self.ids)

    # Kept -----------------------------------------------------------------------------------------------------------

    def as_bytes(self) -> bytes:
        """Return the board as a file of plain arrays."""
        sink = io.BytesIO()
        own: dict[str, Any] = {
            "ids": np.array(self.ids, dtype=str), "seconds": self.seconds, "metres": self.metres,
            "service": self.service, "priority": self.priority, "why_not": np.array(self.why_not, dtype=str),
        }  # fmt: skip
        travel: dict[str, Any] = {f"travel_{name}": values for name, values in kept_of(self.travel).items()}
        np.savez_compressed(sink, **own, **travel)
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Board:
        """Return the board that :meth:`as_bytes` wrote."""
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            values = {name: kept[name] for name in kept.files}
        prefix = "travel_"
        return cls(
            ids=tuple(str(one) for one in values["ids"]), seconds=values["seconds"], metres=values["metres"],
            service=values["service"], priority=values["priority"],
            why_not=tuple(str(one) for one in values["why_not"]),
            travel=travel_from({name[len(prefix) :]: one for name, one in values.items() if name.startswith(prefix)}),
        )  # fmt: skip

    # Times ----------------------------------------------------------------------------------------------------------

    def timed(self, slot: Slot, day: WorkingDay) -> TimedDay:
        """Return the times of a day as it is arranged; nothing is refused: what does not fit is said."""
        leave = day.worked(slot.leaves)
        table = timetable(self._problem([slot], [], day), 0, slot.stops, leave=leave)
        visits, left, here = [], leave, slot.start
        for stop, (arrival, begin, departure) in zip(slot.stops, table, strict=False):
            visits.append(
                TimedVisit(
                    stop, times_of(day, left, arrival, begin, departure), int(self.metres[here, stop]),
                    arrival - left, departure - begin,
                )
            )  # fmt: skip
            left, here = departure, stop
        back = table[-1][0] if slot.stops else leave
        noon = day.lunch_from - day.opens
        return TimedDay(
            start=slot.start, home=slot.home, leaves=slot.leaves, visits=tuple(visits),
            returns=day.clock(back, ends=True) if slot.stops else slot.leaves,
            back_metres=int(self.metres[here, slot.home]) if slot.stops else 0, back_seconds=back - left,
            has_lunch_on_way_back=day.has_lunch and left <= noon < back,
            is_possible=back < FOREVER, is_over_hours=back > day.work,
        )  # fmt: skip

    def ways(self, timed: TimedDay) -> list[Way | None]:
        """Return the ways of a day in order, the way back last; None where there is none."""
        if not timed.visits:
            return []
        chain = [timed.start, *(one.stop for one in timed.visits), timed.home]
        pairs = list(pairwise(chain))
        there = [bool(self.seconds[pair] < FOREVER) for pair in pairs]
        found = self.travel.ways([pair for pair, exists in zip(pairs, there, strict=True) if exists])
        return [next(found) if exists else None for exists in there]

    # Planned anew ---------------------------------------------------------------------------------------------------

    def cheapest_place(self, stop: int, slot: Slot) -> int:
        """Return before which of a day's stops another one costs the least time; their number means: at the end."""
        return int(self.costs_between([stop], slot)[0].argmin())

    def costs_between(self, stops: Sequence[int], slot: Slot) -> Whole:
        """Return how many seconds on the way a day grows with each of some stops (rows) before each of its own, and at
        its end (columns); FOREVER where a way does not exist."""
        chain: Any = np.array([slot.start, *slot.stops, slot.home], dtype=np.int64)
        rows: Any = np.array(stops, dtype=np.int64)
        there, on = self.seconds[np.ix_(chain[:-1], rows)].T, self.seconds[np.ix_(rows, chain[1:])]
        more: Whole = there + on - self.seconds[chain[:-1], chain[1:]]
        more[(there >= FOREVER) | (on >= FOREVER)] = FOREVER
        return more

    def planned_anew(
        self, slots: Sequence[Slot], *, fixed: Mapping[int, int], others: Collection[int] = (), planning: Planning,
        seconds: float, progress: Progress = silent,
    ) -> tuple[list[tuple[int, ...]], dict[int, WhyNot]]:  # fmt: skip
        """Return what each slot holds then, and the stops left out with the reason.

        All stops of the slots and the ``others`` are planned; those in ``fixed`` stay in their slot. What the slots
        hold now is what the search begins with, so that it never ends with something worse.
        """
        asked = list(dict.fromkeys([*(stop for slot in slots for stop in slot.stops), *others]))
        missed: dict[int, WhyNot] = {}
        for stop in asked:
            if self.why_not[stop]:
                missed[stop] = self.why_not[stop]  # type: ignore[assignment]
            elif not self._fits_alone(stop, slots, planning.day):
                missed[stop] = "too_far"
        kept = [stop for stop in asked if stop not in missed]
        if not kept or not slots:
            return [() for _slot in slots], {**dict.fromkeys(kept, "no_time"), **missed}
        number = {stop: row for row, stop in enumerate(kept)}
        only = {number[stop]: slot for stop, slot in fixed.items() if stop in number}
        problem = self._problem(slots, kept, planning.day, only=only)
        begin = self._begin(problem, slots, number, planning.day)
        count = max(1, round(seconds * planning.number("search", "steps_per_second") / (len(kept) + 100)))
        words = _("Searching for routes")
        effort = Effort(
            seconds * planning.number("search", "longest"), steps=count, seed=int(planning.number("search", "seed")),
            on_step=lambda step: progress(words, step, count + 1),
        )  # fmt: skip
        found = solve(_evened(problem), effort, begin_with=begin)
        held: list[tuple[int, ...]] = [() for _slot in slots]
        for crew, stops in found.routes:
            held[crew] = tuple(kept[stop] for stop in stops)
        visited = {stop for stops in held for stop in stops}
        return held, {**{stop: "no_time" for stop in kept if stop not in visited}, **missed}

    def _fits_alone(self, stop: int, slots: Sequence[Slot], day: WorkingDay) -> bool:
        for slot in slots:
            there, back = self.seconds[slot.start, stop], self.seconds[stop, slot.home]
            if day.worked(slot.leaves) + there + self.service[stop] + back <= day.work:
                return True
        return False

    def _begin(
        self, problem: RoutingProblem, slots: Sequence[Slot], number: Mapping[int, int], day: WorkingDay
    ) -> RoutingPlan:
        """Return what the slots hold now as a plan, as far as it fits into the hours: what is too much is left out."""
        routes = []
        for crew, slot in enumerate(slots):
            stops = [number[stop] for stop in slot.stops if stop in number]
            bound = set(problem.only)
            while stops and timetable(problem, crew, stops, leave=day.worked(slot.leaves))[-1][0] > day.work:
                loose = [stop for stop in stops if stop not in bound] or stops
                stops.remove(min(loose, key=lambda stop: (int(problem.prizes[stop]), stop)))
            if stops:
                routes.append((crew, tuple(stops)))
        held = {stop for _crew, stops in routes for stop in stops}
        left = tuple(stop for stop in number.values() if stop not in held)
        return RoutingPlan(tuple(routes), left, 0, 0, ended_by_clock=False)

    def _problem(
        self, slots: Sequence[Slot], kept: Sequence[int], day: WorkingDay, only: Mapping[int, int] | None = None
    ) -> RoutingProblem:
        """Return the problem of these slots; without ``kept`` its stops are all those of the board."""
        if kept:
            ends = list(dict.fromkeys(place for slot in slots for place in (slot.start, slot.home)))
            rows: Any = np.array([*kept, *ends], dtype=np.int64)
            row = {place: len(kept) + number for number, place in enumerate(ends)}
            seconds, metres = self.seconds[np.ix_(rows, rows)], self.metres[np.ix_(rows, rows)]
            service, priority = self.service[list(kept)], self.priority[list(kept)]
        else:
            seconds, metres, service, priority = self.seconds, self.metres, self.service, self.priority
            row = {place: place for slot in slots for place in (slot.start, slot.home)}
        count = len(service)
        return RoutingProblem(
            seconds=seconds, metres=metres,
            crews=[Crew(row[slot.start], 1, row[slot.home], day.worked(slot.leaves)) for slot in slots],
            service=service, opens=np.zeros(count, dtype=np.int64), closes=np.full(count, FOREVER, dtype=np.int64),
            loads=np.ones(count, dtype=np.int64), prizes=priority * 2 * day.work, day=day.work, cost_per_metre=0,
            cost_per_second=1, only=only or {},
        )  # fmt: skip


def _evened(problem: RoutingProblem) -> RoutingProblem:
    """Return the problem in which a day longer than an even share of the work costs more."""
    near = np.where(problem.seconds < FOREVER, problem.seconds, 0)
    hop = float(np.median(near[: problem.stops].min(axis=1, where=near[: problem.stops] > 0, initial=FOREVER)))
    spent = float(problem.service.sum()) + problem.stops * min(hop, 1800.0)
    share = math.ceil(spent / len(problem.crews) * _SLACK)
    return replace(problem, normal_day=min(max(share, 1), problem.day), overtime_cost=1)
