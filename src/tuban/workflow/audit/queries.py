"""Questions about the audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from tuban.workflow.audit.models import Line

MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the audit looks for; empty means: everything."""

    text: str = ""
    number: int | None = None
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    person_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    refused_only: bool = False


def lines(asked: Asked) -> QuerySet[Line]:
    """Return the lines asked for, newest first."""
    found = Line.objects.order_by("-number")
    if asked.number is not None:
        found = found.filter(number=asked.number)
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.subject_kind:
        found = found.filter(subject_kind=asked.subject_kind)
    if asked.subject_id:
        found = found.filter(subject_id=asked.subject_id)
    if asked.person_id:
        found = found.filter(person_id=asked.person_id)
    # Lines are numbered as time goes: two numbers bound the days, and the key of the table answers.
    if asked.since:
        found = found.filter(number__gte=_first_from(asked.since))
    if asked.until:
        found = found.filter(number__lt=_first_from(asked.until + timedelta(days=1)))
    if asked.refused_only:
        found = found.filter(is_refused=True)
    if asked.text:
        as_json = json.dumps(asked.text)[1:-1]  # SQLite keeps the details as JSON in ASCII
        found = found.annotate(told=Cast("details", TextField())).filter(
            Q(subject_title__icontains=asked.text)
            | Q(subject_id=asked.text)  # an identity as an address has it
            | Q(person_name__icontains=asked.text)
            | Q(reason__icontains=asked.text)
            | Q(told__icontains=asked.text)
            | Q(told__icontains=as_json)
        )
    return found


def _first_from(day: date) -> int:
    """Return the number of the first line from the beginning of a day on; one past the last where there is none."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    first = Line.objects.filter(at__gte=begins).order_by("at", "number").values_list("number", flat=True).first()
    return first if first is not None else MOST


def history(subject_kind: str, subject_id: str) -> QuerySet[Line]:
    """Return what happened to one thing, newest first."""
    return Line.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-number")


@dataclass(frozen=True, slots=True)
class Change:
    """A value that somebody changed: what it was, what it became, who did it by which action, and when."""

    field: str
    was: Any
    now: Any
    who: str
    action: str
    at: datetime


_LOOKED_AT = 50


def is_after(line: Line, version: int) -> bool:
    """Whether a line tells of a change that a reader of a version of the thing had not seen."""
    changed = line.details.get("changed")
    versions = changed.get("version") if isinstance(changed, dict) else None
    return isinstance(versions, list) and versions[1] > version


def changes_since(subject_kind: str, subject_id: str, version: int) -> list[Change]:
    """Return what was changed of a thing since one of its versions, the first change first."""
    lines = history(subject_kind, subject_id).filter(is_refused=False)[:_LOOKED_AT]
    return [
        Change(field, was, now, line.person_name, line.action, line.at)
        for line in reversed([one for one in lines if is_after(one, version)])
        for field, (was, now) in line.details["changed"].items()
        if field not in ("version", "changed_at")
    ]


def last_line() -> Line | None:
    """Return the newest line."""
    return Line.objects.order_by("-number").first()
