"""How often a token may ask, and how much a request may hold.

Each token has a bucket that fills evenly: what was saved up may be used at once. Every process of the server counts
for itself, so that no request waits for a database to be counted; an office with several processes allows that many
times more.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

LARGEST_BODY = 10 << 20
"""How many bytes the body of a request may have; files go through uploads and are not counted here."""

_MOST_KEYS = 10_000
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Buckets:
    """Buckets by key: each holds ``per_minute`` at most and fills by as many in a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_minute: int) -> float:
        """Take one; returns 0 where there was one, else in how many seconds there will be."""
        now = self._clock()
        with self._lock:
            level, at = self._levels.pop(key, (float(per_minute), now))
            level = min(float(per_minute), level + (now - at) * per_minute / 60)
            wait = 0.0 if level >= 1 else (1 - level) * 60 / per_minute
            self._levels[key] = (level if wait else level - 1, now)
            while len(self._levels) > _MOST_KEYS:
                self._levels.popitem(last=False)
            return wait

    def empty(self) -> None:
        """Forget everything."""
        with self._lock:
            self._levels.clear()


buckets = Buckets()


class PerToken(BaseThrottle):
    """Lets a token ask ``API_PER_MINUTE`` times a minute, and write a quarter as often; parts of files are not
    counted."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the request may go on."""
        if "Tus-Resumable" in request.headers:
            return True
        bearer = getattr(request, "auth", None)
        key = bearer.key or f"session-{bearer.acting.person_id}" if bearer is not None else ""
        most: int = settings.API_PER_MINUTE
        wait = buckets.take(key, most)
        if not wait and request.method in _WRITING:
            wait = buckets.take(f"{key}-writing", max(1, most // 4))
        # One throttle serves all requests of a process: what one has to wait is told to that request alone.
        request.waits_seconds = wait  # type: ignore[attr-defined]
        return not wait
