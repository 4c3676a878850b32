"""When something likely happened: the clock of a device may be wrong, or be set in the middle of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tuban.workflow.evidence.outside import number_of

_APART = timedelta(minutes=1)
"""From how much on two clocks are said to differ: less is how people read them."""
_MOST_MS = 10**12


@dataclass(frozen=True, slots=True)
class Clock:
    """What an entry says of its time: the clock on the wall, the one that runs since the app started, and the office's
    time less the device's when both last spoke."""

    at: datetime | None
    boot: str = ""
    ms: float | None = None
    offset_ms: float | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Clock:
        """Return what an entry says; what cannot be read is left out."""
        clock = told.get("clock")
        clock = clock if isinstance(clock, Mapping) else {}
        boot = clock.get("boot")
        return cls(
            time_of(told.get("at")), boot if isinstance(boot, str) else "", number_of(clock.get("ms"), below=_MOST_MS),
            number_of(clock.get("office_offset_ms"), below=_MOST_MS),
        )  # fmt: skip


def likely_times(
    clocks: Sequence[Clock], *, received: datetime, before: tuple[Clock, datetime] | None = None
) -> list[datetime]:
    """Return when entries in the order of a log were likely made, given the one ``before`` them.

    The office's offset is put right first. Within one run of the app the clock that cannot be set tells how much time
    went by: where the clock on the wall jumped meanwhile, that one counts. Nothing was made after it was received.
    """
    times = []
    last = before
    for clock in clocks:
        likely = _likely(clock, last) or received
        likely = min(likely, received)
        times.append(likely)
        last = (clock, likely)
    return times


def _likely(clock: Clock, last: tuple[Clock, datetime] | None) -> datetime | None:
    by_run = None
    if last is not None and clock.boot and clock.boot == last[0].boot and clock.ms is not None:
        since = clock.ms - (last[0].ms or 0.0)
        by_run = last[1] + timedelta(milliseconds=since) if last[0].ms is not None and since >= 0 else None
    if clock.at is None:
        return by_run
    by_wall = clock.at + timedelta(milliseconds=clock.offset_ms or 0.0)
    if by_run is None or abs(by_wall - by_run) <= _APART:
        return by_wall
    spoke_meanwhile = last is not None and clock.offset_ms is not None and clock.offset_ms != last[0].offset_ms
    return by_wall if spoke_meanwhile else by_run


def time_of(value: Any) -> datetime | None:
    """Return a time that was written as text; one without a zone is taken as UTC, None is what is none."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1970 <= found.year <= 9000 else None
