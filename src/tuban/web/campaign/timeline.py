"""Phases of a campaign as bars on one axis of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDTH, ROW, LEFT, TOP = 960, 34, 120, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase on the axis."""

    phase: Any
    x: float
    width: float
    y: int
    is_now: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: its bars, the months on its axis, where today is (None outside)."""

    bars: tuple[Bar, ...]
    months: tuple[tuple[float, str], ...]
    today: float | None
    height: int
    width: int = WIDTH
    left: int = LEFT


def timeline(phases: Sequence[Any], today: date) -> Timeline | None:
    """Return the drawing of phases; None where there are none."""
    if not phases:
        return None
    first: date = min(phase.begins for phase in phases).replace(day=1)
    last: date = max(phase.ends for phase in phases)
    days = max((last - first).days + 1, 1)
    scale = (WIDTH - LEFT - 10) / days

    def at(day: date) -> float:
        return float(round(LEFT + int((day - first).days) * scale, 1))

    bars = tuple(
        Bar(phase, at(phase.begins), round(max(((phase.ends - phase.begins).days + 1) * scale, 4), 1),
            TOP + place * ROW, phase.begins <= today <= phase.ends)
        for place, phase in enumerate(phases)
    )  # fmt: skip
    months, month = [], first
    step = 1 + days // 400
    while month <= last:
        months.append((at(month), f"{month:%Y-%m}"))
        total = month.year * 12 + month.month - 1 + step
        month = date(total // 12, total % 12 + 1, 1)
    return Timeline(bars, tuple(months), at(today) if first <= today <= last else None, TOP + len(bars) * ROW + 4)
