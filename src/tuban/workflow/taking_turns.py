"""Many small transactions in a row let others in between.

A SQLite file has one writer at a time, and one that waits looks again only every tenth of a second: whoever begins the
next transaction at once would keep all others out until the last row.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import connection

_HOLD, _WAY = 0.5, 0.12
"""For how many seconds rows are taken without a pause; how long it is: longer than a waiting writer sleeps."""

Row = TypeVar("Row")


def taking_turns(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows of which each is a transaction of its own; now and then others may write."""
    begun = time.monotonic()
    for row in rows:
        if connection.vendor == "sqlite" and not connection.in_atomic_block and time.monotonic() - begun > _HOLD:
            time.sleep(_WAY)
            begun = time.monotonic()
        yield row
