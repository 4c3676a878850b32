"""Who visits which patches, when, in which order: what a plan of routes hands to the field book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """One patch to visit. ``arrival`` is when the group should be there, in words (09:40); empty where nobody planned.

    An empty ``part`` stands for all parts of the patch.
    """

    number: str
    part: str = ""
    arrival: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The stops of one day in the order of visiting; ``label`` is the date or the number of the day. ``way`` leads from
    the start along the stops and back, in metres of the working plane; empty where nobody planned it."""

    label: str
    stops: tuple[Stop, ...]
    way: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A field group: its name, its members, its days; ``notes`` are printed on the cover."""

    name: str
    days: tuple[Day, ...]
    persons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def stops(self) -> Iterator[tuple[Day, Stop]]:
        """Yield every stop with its day, in order."""
        for day in self.days:
            for stop in day.stops:
                yield day, stop
