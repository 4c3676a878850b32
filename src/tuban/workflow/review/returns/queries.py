"""Whose hands a patch went through, and what came back to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.review.models import Finding, Opinion, Reading, Return
from tuban.workflow.review.reading.blind import is_kept_from
from tuban.workflow.survey.models import Statement

STATEMENT, READING, OPINION, FINDING = "statement", "reading", "opinion", "finding"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who did something to a patch: what, when, under which post."""

    what: str
    person: Person
    unit: Unit
    post: str
    at: datetime


def hands_of(patch: Patch, *, by: Acting) -> list[Hand]:
    """Return the hands a patch went through, the last first; each once for what it did. Who may give the second reading
    is not told of the first."""
    rows: list[tuple[str, Any]] = [
        *((STATEMENT, one) for one in Statement.objects.filter(patch=patch, is_current=True).select_related(*_WHO)),
        *((READING, one) for one in ([] if is_kept_from(by, patch) else _readings(patch))),
        *((OPINION, one) for one in Opinion.objects.filter(patch=patch, is_current=True).select_related(*_WHO)),
        *((FINDING, one) for one in Finding.objects.filter(patch=patch, is_current=True).select_related(*_WHO)),
    ]
    found: dict[tuple[str, object], Hand] = {}
    for what, row in sorted(rows, key=lambda one: one[1].at, reverse=True):
        hand = Hand(what, row.by, row.post.unit, str(row.post), row.at)
        found.setdefault((what, row.by_id), hand)
    return list(found.values())


_WHO = ("by", "post__unit", "post__department")


def _readings(patch: Patch) -> QuerySet[Reading]:
    return Reading.objects.filter(patch=patch, undone_at=None, is_control=False).select_related(*_WHO)


def returns_of(patch: Patch) -> QuerySet[Return]:
    """Return what was sent back of a patch, the newest first."""
    return Return.objects.filter(patch=patch).select_related(
        "to_person", "to_unit", "by", "post__unit", "post__department", "answered_by"
    )


def returned_to(by: Acting) -> QuerySet[Return]:
    """Return what came back to the acting person, or to their unit where nobody is named, and waits for an answer."""
    mine = Q(to_person=by.person_id) | Q(to_person=None, to_unit=by.post.unit_id)
    rows = Return.objects.filter(mine, answered_at=None, patch__in=patches_seen_by(by))
    return rows.select_related("patch", "by", "post__unit").order_by("due_on", "-at")


def return_for(by: Acting, key: UUID) -> Return | None:
    """Return what was sent back by its identity; None where it is of no patch that the acting person sees."""
    rows = Return.objects.filter(pk=key, patch__in=patches_seen_by(by))
    return rows.select_related("patch__campaign", "to_person", "to_unit", "by", "post__unit").first()
