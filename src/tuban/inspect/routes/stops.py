"""What is to be visited (走访图斑): numbered places, how long a visit takes, why it is made, what it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from tuban.inspect.routes.planning import Planning

REASONS = ("open", "field_fact", "survey_needed", "contradiction", "inconsistent")
"""Why somebody has to go there, the gravest first; words of the planning values."""
PRIORITIES = ("balanced", "doubtful", "large", "equal")
_MU_PER_STEP = 10


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to visit. ``shape`` is its point or polygon in the working CRS, ``x`` and ``y`` a point inside it.

    ``id`` is its number, made distinct where a file gives it twice; ``parts`` are the parts of a split patch.
    ``area_mu`` is None where unknown. ``kind`` is a code or word, ``kind_label`` what a reader sees; ``reasons`` are
    codes of :data:`REASONS` with their sentences in ``why``. ``opens`` and ``closes`` are times of day in seconds,
    None without a window.
    """

    id: str
    number: str
    shape: Any
    x: float
    y: float
    parts: tuple[str, ...] = ()
    township: str = ""
    township_code: str = ""
    village: str = ""
    user: str = ""
    kind: str = ""
    kind_label: str = ""
    area_mu: float | None = None
    reasons: tuple[str, ...] = ()
    why: str = ""
    opens: int | None = None
    closes: int | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class StopList:
    """The stops, of how many in the source, and how many have each reason; ``chosen`` says that not all were taken."""

    source: str
    stops: tuple[Stop, ...]
    total: int
    chosen: bool
    reasons: dict[str, int]
    left_out: tuple[str, ...] = ()


def stop_list(
    source: str, stops: Sequence[Stop], *, total: int, chosen: bool, done: Iterable[str] = (), first: Iterable[str] = ()
) -> StopList:
    """Return the stops without those whose number is among ``done``; those among ``first`` go before all others."""
    finished, urgent = set(done), set(first)
    kept = [replace(stop, first=stop.number in urgent) for stop in stops if stop.number not in finished]
    named = distinct(kept)
    left_out = tuple(stop.number for stop in stops if stop.number in finished)
    counted = Counter(reason for stop in named for reason in stop.reasons)
    return StopList(
        source, tuple(named), total, chosen, {one: counted[one] for one in REASONS if counted[one]}, left_out
    )


def distinct(stops: Sequence[Stop]) -> list[Stop]:
    """Return the stops with an ``id`` each of its own: a number given again takes a count."""
    seen: Counter[str] = Counter()
    taken = {stop.number for stop in stops}
    named = []
    for stop in stops:
        seen[stop.number] += 1
        id = stop.number
        while seen[stop.number] > 1 and id in taken:
            id = f"{stop.number}({seen[stop.number]})"
            seen[stop.number] += id in taken
        taken.add(id)
        named.append(replace(stop, id=id))
    return named


def inside(shape: Any) -> tuple[float, float]:
    """Return a point inside a shape: of its largest part, and of a point the point itself."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))] if len(parts) else shape
    point = shapely.point_on_surface(largest)
    return round(float(point.x), 2), round(float(point.y), 2)


def service_seconds(stop: Stop, planning: Planning) -> int:
    """Return the time on site: by kind, more for further parts and for large ground."""
    values = planning.data.mapping("service")
    minutes = float(values.mapping("kinds").get(stop.kind, values.number("default")))
    minutes += max(len(stop.parts) - 1, 0) * float(values.number("each_further_part"))
    extra = int((stop.area_mu or 0.0) / _MU_PER_STEP) * float(values.number("per_10_mu"))
    return round((minutes + min(extra, float(values.number("most_for_area")))) * 60)


def priority_of(stop: Stop, planning: Planning, wanted: str) -> int:
    """Return what a visit is worth, a whole number from 1: its reasons and its size, weighed as ``wanted`` says."""
    values = planning.data.mapping("priority")
    weights = planning.data.mapping("priorities").mapping(wanted)
    reasons = sum(float(values.number(reason)) for reason in stop.reasons)
    size = min((stop.area_mu or 0.0) * float(values.number("per_mu")), float(values.number("most_for_area")))
    worth = float(values.number("base")) + float(weights.number("reasons")) * reasons
    return max(1, round(worth + float(weights.number("area")) * size))
