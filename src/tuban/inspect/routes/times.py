"""Times of day along a route: when one arrives, begins and leaves, and where lunch falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuban.inspect.routes.planning import WorkingDay
from tuban.kernel.road_noding import Floats, Whole
from tuban.kernel.routing import FOREVER


@dataclass(frozen=True, slots=True)
class Times:
    """Times of day in seconds; ``lunch`` is "way" where the break falls before arriving, "site" on site, else ""."""

    arrive: int
    begin: int
    depart: int
    lunch: str


def times_of(day: WorkingDay, left: int, arrival: int, begin: int, departure: int) -> Times:
    """Return the times of day of a visit, given seconds of work: ``left`` the place before, then of the visit."""
    lunch = ""
    if day.has_lunch:
        noon = day.lunch_from - day.opens
        lunch = "way" if left <= noon < arrival else "site" if arrival <= noon < departure else ""
    return Times(
        day.clock(arrival, ends=True), day.clock(begin, ends=False), day.clock(departure, ends=True), lunch
    )  # fmt: skip


def whole(values: Floats, step: int) -> Whole:
    """Return values rounded up to whole steps, so that the sums of a timetable are exact; FOREVER where infinite."""
    finite = np.isfinite(values)
    return np.where(finite, np.ceil(np.where(finite, values, 0.0) / step - 1e-9) * step, FOREVER).astype(np.int64)
