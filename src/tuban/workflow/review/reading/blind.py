"""What a second reader is not shown before they have read: the first reading, wherever it is told.

A second reading is worth something only where the first is not known. While a patch that the lot gave to a second
reader waits for one, whoever may be that reader finds no trace of how it was read: not in its history, nor in the
audit, nor by API. Afterwards everything is there. Those who read no images see it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuban.workflow.audit.models import Line
from tuban.workflow.comparison.queries import journey_of as whole_journey_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.journey import KIND, Event
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Reading
from tuban.workflow.review.reading.policies import READABLE, not_a_reader

READING_DEEDS = frozenset({"review.read", "review.undo_reading", "review.arbitrate"})
"""The deeds whose lines say how a patch was read."""


def waiting_for_second(by: Acting, rows: QuerySet[Patch]) -> QuerySet[Patch]:
    """Keep the patches of which the acting person may give the second reading: drawn by the lot, read by somebody else,
    by nobody twice, and not by themselves."""
    return rows.filter(is_for_second(by))


def is_for_second(by: Acting) -> Q:
    """Return the condition that the acting person may give the second reading of a patch."""
    counting = Reading.objects.filter(patch=OuterRef("pk"), undone_at=None, is_control=False)
    first = counting.filter(is_drawn=True, is_doubtful=False).exclude(by=by.person)
    mine, second = counting.filter(by=by.person), counting.filter(is_blind=True)
    return Q(Exists(first), ~Exists(mine), ~Exists(second), state__in=READABLE, fate=Fate.ACTIVE)


def is_kept_from(by: Acting, patch: Patch) -> bool:
    """Whether the acting person is not shown yet how a patch was read."""
    return str(patch.uuid) in _kept_from(by, {str(patch.uuid)})


def _kept_from(by: Acting, keys: Collection[str]) -> set[str]:
    """Return those patches, by identity, of which the acting person is not shown yet how they were read."""
    if not keys or not_a_reader(by):
        return set()
    found = waiting_for_second(by, patches_seen_by(by).filter(uuid__in=list(keys)))
    return {str(key) for key in found.values_list("uuid", flat=True)}


def shown_to(by: Acting, lines: Sequence[Line]) -> list[Line]:
    """Return lines of the audit without those that would tell a second reader how a patch was read."""
    told = {one.subject_id for one in lines if _tells(one)}
    hidden = _kept_from(by, told)
    return [one for one in lines if not (_tells(one) and one.subject_id in hidden)]


def _tells(line: Line) -> bool:
    return line.action in READING_DEEDS and line.subject_kind == KIND


def journey_for(by: Acting, patch: Patch) -> list[Event]:
    """Return the whole journey of a patch as the acting person may see it, the first event first."""
    events = whole_journey_of(patch)
    return [one for one in events if one.kind not in READING_DEEDS] if is_kept_from(by, patch) else events


def kept_from(by: Acting) -> Q:
    """Return the condition on readings that the acting person is not shown yet."""
    if not_a_reader(by):
        return Q(pk__in=[])
    waiting = waiting_for_second(by, Patch.objects.filter(pk=OuterRef("patch")))
    return Q(Exists(waiting)) & ~Q(by=by.person_id)
