"""Lots that anybody can draw again: the same seed and key fall the same way on every machine, in any order."""

from __future__ import annotations

import hashlib
from decimal import Decimal

_RANGE = 1 << 64


def lot(seed: object, key: object) -> int:
    """Return the lot of a key: a whole number below 2 to the 64th, spread evenly.

    >>> lot("2024", "a") == lot("2024", "a")
    True
    """
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest()[:8], "big")


def falls_on(seed: object, key: object, share: Decimal) -> bool:
    """Whether the lot falls on a key where a share of all is drawn.

    >>> falls_on("2024", "a", Decimal(0)), falls_on("2024", "a", Decimal(1))
    (False, True)
    """
    return lot(seed, key) < int(share * _RANGE)
