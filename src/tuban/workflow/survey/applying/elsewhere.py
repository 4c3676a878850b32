"""Entries that are none of the survey: a later stage says which subjects are its own, and takes what is told of them.

What it takes never becomes anything of a patch: no fact, no photo, no measurement of the county.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.evidence.devices import Sender
from tuban.workflow.evidence.models import LogEntry


class Elsewhere(ABC):
    """A stage that takes entries of its own."""

    @abstractmethod
    def own(self, subjects: Iterable[UUID]) -> set[UUID]:
        """Return which of the identities that entries name are its own."""

    @abstractmethod
    def take(self, waiting: QuerySet[LogEntry], sender: Sender) -> int:
        """Apply waiting entries of one device about its own subjects; returns how many do not wait any more."""


_KNOWN: list[Elsewhere] = []


def take_elsewhere(taker: Elsewhere) -> None:
    """Let a later stage take its own entries."""
    if all(type(one) is not type(taker) for one in _KNOWN):
        _KNOWN.append(taker)


def taken_elsewhere(waiting: QuerySet[LogEntry], sender: Sender) -> tuple[QuerySet[LogEntry], int]:
    """Let others take what is theirs; returns what is left, and how many entries were applied."""
    done = 0
    for taker in _KNOWN:
        subjects = set(waiting.exclude(patch=None).order_by().values_list("patch", flat=True))
        own = taker.own(one for one in subjects if one is not None)
        if own:
            done += taker.take(waiting.filter(patch__in=own), sender)
            waiting = waiting.exclude(patch__in=own)
    return waiting, done
