"""The journey of a patch: what happened to it, in order, from its issue to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tuban.workflow.audit.queries import history
from tuban.workflow.patches.models import Descent, Patch
from tuban.workflow.patches.states import Turn

KIND = "patches.patch"


@dataclass(frozen=True, slots=True)
class Relative:
    """A patch that this one was made of, or that was made of it."""

    uuid: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``kind`` is ``issued``, ``added``, ``compared``, ``split``, ``merge``, ``restore`` (this
    one became others), ``from_split``, ``from_merge``, ``from_restore`` (it was made of others), or the name of an
    action. ``details`` are those of the audit line."""

    at: datetime
    kind: str
    who: str = ""
    post: str = ""
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    relatives: tuple[Relative, ...] = ()
    line: int | None = None


_TURNS = frozenset({"patches.split", "patches.merge", "patches.restore"})
"""Deeds that the descent tells better."""


def journey_of(patch: Patch) -> list[Event]:
    """Return what happened to a patch, the first event first. Comparisons are added by the stage that makes them."""
    events = [_beginning(patch)]
    for line in history(KIND, str(patch.uuid)):
        if line.is_refused or line.action in _TURNS or line.action == "patches.add_patch":
            continue
        events.append(
            Event(line.at, line.action, line.person_name, line.post_title, line.reason, line.details, line=line.number)
        )
    return sorted(events + _turns(patch), key=lambda event: event.at)


def _beginning(patch: Patch) -> Event:
    if patch.arrival is None and patch.source_reference:
        return Event(patch.made_at, "added", reason=patch.source_reference)
    return Event(patch.made_at, "issued", reason=patch.arrival.name if patch.arrival else "")


def _turns(patch: Patch) -> list[Event]:
    found: dict[tuple[UUID, bool], list[Descent]] = {}
    made_of = Descent.objects.filter(child=patch).select_related("parent", "by")
    became = Descent.objects.filter(parent=patch).select_related("child", "by")
    for one in made_of:
        found.setdefault((one.turn_id, True), []).append(one)
    for one in became:
        found.setdefault((one.turn_id, False), []).append(one)
    return [
        Event(
            rows[0].at,
            f"from_{Turn(rows[0].turn).value}" if is_child else Turn(rows[0].turn).value,
            rows[0].by.name,
            reason=rows[0].reason,
            relatives=tuple(_relative(one.parent if is_child else one.child) for one in rows),
        )
        for (_turn, is_child), rows in found.items()
    ]


def _relative(patch: Patch) -> Relative:
    return Relative(patch.uuid, str(patch))
