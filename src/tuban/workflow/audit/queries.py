"""Questions about the audit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tuban.workflow.audit.models import Line


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the audit looks for; empty means: everything."""

    text: str = ""
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    person_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    refused_only: bool = False


def lines(asked: Asked, *, area_codes: Iterable[str] | None) -> QuerySet[Line]:
    """Return the lines asked for, newest first; of the given areas only, of all where it is None."""
    found = Line.objects.order_by("-number")
    if area_codes is not None:
        scope = Q(pk__in=[])
        for code in area_codes:
            scope |= Q(area_code__startswith=code)
        found = found.filter(scope)
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.subject_kind:
        found = found.filter(subject_kind=asked.subject_kind)
    if asked.subject_id:
        found = found.filter(subject_id=asked.subject_id)
    if asked.person_id:
        found = found.filter(person_id=asked.person_id)
    if asked.since:
        found = found.filter(at__date__gte=asked.since)
    if asked.until:
        found = found.filter(at__date__lte=asked.until)
    if asked.refused_only:
        found = found.filter(is_refused=True)
    if asked.text:
        found = found.filter(
            Q(subject_title__icontains=asked.text)
            | Q(person_name__icontains=asked.text)
            | Q(reason__icontains=asked.text)
        )
    return found


def history(subject_kind: str, subject_id: str) -> QuerySet[Line]:
    """Return what happened to one thing, newest first."""
    return Line.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-number")


def last_line() -> Line | None:
    """Return the newest line."""
    return Line.objects.order_by("-number").first()
