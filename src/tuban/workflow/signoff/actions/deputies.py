"""Delegations and absences."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.signoff.models import Absence, Delegation
from tuban.workflow.signoff.policies import (
    may_delegate,
    may_end_absence,
    may_end_delegation,
    may_register_absence,
)


class DaysUnfit(TubanError):
    """It would end on {until}, before it begins on {since}."""

    code = "signoff.days_unfit"
    hint = "Give a last day that is not before the first."


@action("signoff.delegate", policy=may_delegate)
def delegate(
    post: Post, from_person: Person, to_person: Person, *, by: Acting, since: date, until: date, reason: str,
    document: str = "",
) -> Delegation:  # fmt: skip
    """Let another person sign for the holder of a post, from a day until a day. Raises DaysUnfit."""
    _check(since, until)
    return Delegation.objects.create(
        post=post, from_person=from_person, to_person=to_person, since=since, until=until, reason=reason,
        document=document, registered_by=by.person,
    )  # fmt: skip


@action("signoff.end_delegation", policy=may_end_delegation)
def end_delegation(delegation: Delegation, *, by: Acting) -> Delegation:
    """End a delegation today; what was signed by it stays signed."""
    _end(delegation)
    return delegation


@action("signoff.register_absence", policy=may_register_absence)
def register_absence(post: Post, person: Person, *, by: Acting, since: date, until: date, reason: str) -> Absence:
    """Register that the holder of a post is away. Raises DaysUnfit."""
    _check(since, until)
    return Absence.objects.create(
        post=post, person=person, since=since, until=until, reason=reason, registered_by=by.person
    )


@action("signoff.end_absence", policy=may_end_absence)
def end_absence(absence: Absence, *, by: Acting) -> Absence:
    """Say that somebody is back; yesterday was the last day."""
    _end(absence)
    return absence


def _check(since: date, until: date) -> None:
    if until < since:
        raise DaysUnfit(since=since, until=until)


def _end(row: Delegation | Absence) -> None:
    """Let yesterday be the last day; one that had not begun ends before it begins, and so never counts."""
    row.until = timezone.localdate() - timedelta(days=1)
    row.version += 1
    row.save(update_fields=["until", "version"])
