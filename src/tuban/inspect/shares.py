"""Measured areas become exact areas that add up.

The kernel measures in floating point; an official figure is a number of hundredths. Here the parts of a whole are
apportioned in units of a square centimetre by largest remainder, so that they sum to their whole exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from tuban.values.area import Area

UNITS_PER_M2 = 10_000


def exact(area_m2: float) -> Area:
    """Return a measured area to the square centimetre."""
    return Area(Fraction(round(area_m2 * UNITS_PER_M2), UNITS_PER_M2))


def apportion(parts_m2: Sequence[float], whole: Area) -> list[Area]:
    """Return the parts as exact areas that sum to ``whole``; every part keeps its share of what was measured.

    Negative or not-a-number parts count as nothing. Parts that measure nothing at all stay nothing, whatever the whole.
    """
    clean = [part if math.isfinite(part) and part > 0 else 0.0 for part in parts_m2]
    measured = math.fsum(clean)
    units = round(whole.square_metres * UNITS_PER_M2)
    if measured <= 0:
        return [Area(Fraction(0)) for _ in clean]
    scaled = [part / measured * units for part in clean]
    floors = [math.floor(value) for value in scaled]
    order = sorted(range(len(clean)), key=lambda index: (floors[index] - scaled[index], -index))
    missing = units - sum(floors)
    for index in order[: max(missing, 0)]:
        floors[index] += 1
    rest = whole.square_metres - Fraction(units, UNITS_PER_M2)
    shares = [Fraction(value, UNITS_PER_M2) for value in floors]
    largest = max(range(len(shares)), key=lambda index: shares[index])
    shares[largest] += rest + Fraction(min(missing, 0), UNITS_PER_M2)
    return [Area(share) for share in shares]
