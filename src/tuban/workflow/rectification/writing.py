"""What every deed on a way ends with: an entry in the ledger, the last day counted anew, the state of the patch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import note
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.states import State
from tuban.workflow.rectification.law import counted
from tuban.workflow.rectification.models import Entry, Way

LONGEST = 300


class ReasonNeeded(TubanError):
    """Why is missing."""

    code = "rectification.reason_needed"
    hint = "Say in a few words why; it stays in the ledger."


class ExhibitNotThere(TubanError):
    """A file that was named does not speak about {patch}."""

    code = "rectification.exhibit_not_there"
    hint = "Add it to the evidence of the patch first."


def standing_ways(patch: Patch) -> QuerySet[Way]:
    """Return the ways that count: upon the finding of now, and not withdrawn."""
    return (
        Way.objects.filter(patch=patch, finding__is_current=True)
        .exclude(state=Way.State.WITHDRAWN)
        .select_related("patch__campaign", "finding", "holder__unit", "holder__department")
        .prefetch_related("suspensions")
    )


def enter(
    patch: Patch, kind: Entry.Kind, *, by: Acting | None, way: Way | None = None, text: str = "",
    exhibits: Iterable[UUID | str] = (), **details: Any,
) -> Entry:  # fmt: skip
    """Write an entry into the ledger; the audit line of the running action names it."""
    made = Entry.objects.create(
        patch=patch, way=way, kind=kind, text=text.strip(), details=details, exhibits=[str(one) for one in exhibits],
        by=by.person if by else None, post=by.post if by else None,
    )  # fmt: skip
    if by is not None:
        note(entry=kind.value, **({"way": way.way} if way is not None else {}))
    return made


def count(way: Way) -> Way:
    """Count the last day of a way anew and keep it; none while its limit is suspended."""
    way = Way.objects.select_related("patch__campaign", "finding").prefetch_related("suspensions").get(pk=way.pk)
    way.due_on = counted(way).due.last_day
    way.save(update_fields=["due_on"])
    return way


def stand(patch: Patch) -> Patch:
    """Let a patch stand where its ways are: settled without one, accepted once all are signed."""
    states = set(standing_ways(patch).values_list("state", flat=True))
    if not states:
        to = State.SETTLED
    elif states == {Way.State.SIGNED}:
        to = State.ACCEPTED
    else:
        to = State.RECTIFYING
    return move(patch, to, expected_version=patch.version, accepted_too=True)


def wanted_reason(text: str) -> str:
    """Return a reason, trimmed. Raises ReasonNeeded."""
    told = text.strip()
    if not told:
        raise ReasonNeeded
    return told[:LONGEST]


def exhibits_there(patch: Patch, wanted: Iterable[UUID | str]) -> list[str]:
    """Return identities of files of a patch. Raises ExhibitNotThere."""
    keys = list(dict.fromkeys(str(one) for one in wanted))
    if keys and attachments_of(patch).filter(exhibit_id__in=keys).count() != len(keys):
        raise ExhibitNotThere(patch=patch)
    return keys
