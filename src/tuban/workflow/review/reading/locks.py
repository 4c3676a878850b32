"""Who works on a patch at the desk right now (锁定): seen by others, never in anybody's way for longer than minutes.

Not actions: nothing of the inspection changes. Taking over what somebody else holds is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Lock
from tuban.workflow.review.reading.arrangement import arrangement_of
from tuban.workflow.review.reading.policies import may_look, may_take_over

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a patch until when, and whether that is the one who asked."""

    person: str
    until: datetime
    is_mine: bool

    @property
    def seconds(self) -> int:
        """How long it lasts from now."""
        return max(0, int((self.until - timezone.now()).total_seconds()))

    @property
    def words(self) -> str:
        """Say who reads it and how long still."""
        minutes, seconds = divmod(self.seconds, 60)
        return _("{person} is reading it, {left} left").format(person=self.person, left=f"{minutes:02d}:{seconds:02d}")


def hold(patch: Patch, *, by: Acting) -> Held:
    """Take the lock of a patch, or keep it for another while; where somebody else has it, return theirs.

    What the person held before is let go. Raises Refused.
    """
    may_look.demand(by, patch)
    return _hold(patch, by)


def _hold(patch: Patch, by: Acting) -> Held:
    for _each in range(_TRIES):
        try:
            with transaction.atomic():
                return _hold_once(patch, by)
        except IntegrityError:  # somebody took it between our look and our hand
            continue
    with transaction.atomic():
        return _hold_once(patch, by)


def _hold_once(patch: Patch, by: Acting) -> Held:
    # a quick reader asks for the next patch before the last answer: one after the other
    Person.objects.select_for_update(no_key=True).get(pk=by.person_id)
    now = timezone.now()
    until = now + timedelta(minutes=arrangement_of(patch.campaign).lock_minutes)
    Lock.objects.filter(person=by.person).exclude(patch=patch).delete()
    found = Lock.objects.select_for_update().select_related("person").filter(patch=patch).first()
    if found is None:
        found = Lock.objects.create(patch=patch, person=by.person, post=by.post, since=now, until=until)
    elif found.person_id == by.person_id:
        found.until = until
        found.save(update_fields=["until"])
    elif found.until <= now:
        found.delete()
        found = Lock.objects.create(patch=patch, person=by.person, post=by.post, since=now, until=until)
    return _held(found, by)


def _held(one: Lock, by: Acting) -> Held:
    return Held(one.person.name, one.until, one.person_id == by.person_id)


def let_go(*, by: Acting) -> None:
    """Let go of what a person holds."""
    Lock.objects.filter(person=by.person).delete()


def holder_of(patch: Patch, *, by: Acting) -> Held | None:
    """Return who holds a patch now; None where nobody does."""
    found = Lock.objects.filter(patch=patch, until__gt=timezone.now()).select_related("person").first()
    return _held(found, by) if found is not None else None


@action("review.take_over", policy=may_take_over)
def take_over(patch: Patch, *, by: Acting) -> Held:
    """Take over the lock that somebody else has; they are told at their desk, and keep what they typed."""
    found = Lock.objects.select_for_update().select_related("person").filter(patch=patch).first()
    if found is not None and found.person_id != by.person_id:
        note(taken_from=found.person.name)
        found.delete()
    return _hold(patch, by)
