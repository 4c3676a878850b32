"""Questions about readings."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.review.models import Control, Reading
from tuban.workflow.review.reading.blind import kept_from

UNDO_DEPTH = 10
_HOUR = 3600.0


def readings_seen_by(by: Acting) -> QuerySet[Reading]:
    """Return the readings of the patches that a person sees. Those of control patches are told to nobody one by one:
    they would give the patch away; a first reading is not told to who may give the second."""
    rows = Reading.objects.filter(patch__in=patches_seen_by(by), is_control=False, undone_at=None)
    rows = rows.exclude(kept_from(by))
    return rows.select_related("patch", "by", "post__unit")


def earlier_doubts(by: Acting, patch: Patch) -> list[Reading]:
    """Return what others doubted of a patch, for the reader who is to settle it."""
    rows = Reading.objects.filter(patch=patch, undone_at=None, is_control=False, is_doubtful=True)
    return list(rows.exclude(by=by.person).select_related("by"))


def can_take_back(by: Acting) -> list[Reading]:
    """Return the last readings of a person that they may take back, the newest first. What was read together counts
    as one."""
    rows = Reading.objects.filter(by=by.person, undone_at=None).select_related("patch__campaign").order_by("-at")
    found: list[Reading] = []
    batches = set()
    for reading in rows[: UNDO_DEPTH * 50]:
        if reading.batch is not None and reading.batch in batches:
            continue
        batches.add(reading.batch)
        found.append(reading)
        if len(found) == UNDO_DEPTH:
            break
    return found


def today_and_pace(by: Acting) -> tuple[int, int]:
    """Return how many patches a person read today, and how many an hour at the pace of the last hour.

    The pace is told from the third reading on: fewer say nothing.
    """
    now = timezone.now()
    mine = Reading.objects.filter(by=by.person, undone_at=None, batch=None)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Reading.objects.filter(by=by.person, undone_at=None, at__gte=midnight).count()
    times = list(mine.filter(at__gte=now - timedelta(hours=1)).order_by("at").values_list("at", flat=True))
    if len(times) < 3:
        return today, 0
    spent = max((now - times[0]).total_seconds(), 1.0)
    return today, round((len(times) - 1) * _HOUR / spent)


def reading_of_mine(by: Acting, patch: Patch) -> Reading | None:
    """Return what the acting person read of a patch; None where they did not."""
    return Reading.objects.filter(patch=patch, by=by.person, undone_at=None).first()


def is_read_from_images_alone(by: Acting, patch: Patch) -> bool:
    """Whether a person is told nothing that the field found: a second reading, or one of a patch of known truth."""
    if Control.objects.filter(patch=patch, retired_at=None).exists():
        return True
    others = Reading.objects.filter(patch=patch, undone_at=None, is_control=False).exclude(by=by.person)
    return others.filter(is_doubtful=False).exists()


def read_in(by: Acting, rows: QuerySet[Patch]) -> int:
    """Return how many of some patches the acting person has read."""
    return Reading.objects.filter(by=by.person, undone_at=None, patch__in=rows).count()


def reading_for(by: Acting, key: UUID) -> Reading | None:
    """Return a reading of the acting person's own; None where it is none."""
    return Reading.objects.filter(pk=key, by=by.person).select_related("patch__campaign").first()


def second_reading_for(by: Acting, key: UUID) -> Reading | None:
    """Return a second reading of a patch that the acting person sees; None where it is none."""
    rows = Reading.objects.filter(pk=key, is_blind=True, patch__in=patches_seen_by(by))
    return rows.select_related("patch__campaign", "by").first()
