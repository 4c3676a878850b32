"""Which conflicts there are, for devices and for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from tuban.rules.fact_values import WrongValue
from tuban.rules.fact_words import in_words
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.evidence.models import Device
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import works_on_patches
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.survey.entering import entered, typed
from tuban.workflow.survey.models import Capture, Conflict, Statement

_MOST = 500


def conflicts_of_device(device: Device) -> list[dict[str, Any]]:
    """Return the conflicts of a device, the newest first, in the words of the protocol."""
    rows = Conflict.objects.filter(device=device).select_related("patch").order_by("-made_at")[:_MOST]
    is_open = Conflict.State.OPEN
    return [
        {
            "patch": one.patch.uuid, "fact": one.fact, "base": one.base, "mine": one.mine, "theirs": one.theirs,
            "state": "open" if one.state == is_open else "decided",
            "decided": "" if one.state == is_open else one.decided or one.mine,
        }
        for one in rows
    ]  # fmt: skip


def open_conflicts(by: Acting) -> QuerySet[Conflict]:
    """Return the open conflicts of the patches that an acting person sees."""
    return (
        Conflict.objects.filter(state=Conflict.State.OPEN, patch__in=patches_seen_by(by))
        .select_related("patch__campaign", "device__person", "device__post__unit", "entry")
        .order_by("patch__number", "patch__part_number", "fact", "made_at")
    )


def conflicts_of_patch(patch: Patch) -> QuerySet[Conflict]:
    """Return all conflicts that there ever were of a patch, the open ones first."""
    return (
        Conflict.objects.filter(patch=patch)
        .select_related("patch__campaign", "device__person", "device__post__unit", "entry", "decided_by")
        .order_by("-state", "fact", "-made_at")
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: the value in words, who says so, when, and where it is known from."""

    words: str
    who: str = ""
    at: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """A conflict as a person decides it: what both saw before, what the field says, what the office holds now."""

    conflict: Conflict
    title: str
    base: Side
    mine: Side
    theirs: Side
    photos: Sequence[Capture]


def sides_of(conflicts: Sequence[Conflict], *, photos_at_most: int = 4) -> list[Sides]:
    """Return conflicts with their sides, those of one patch read once."""
    readings: dict[int, Reading | None] = {}
    told = _told([one.patch_id for one in conflicts])
    photos = _photos(conflicts)
    found = []
    for one in conflicts:
        if one.patch_id not in readings:
            readings[one.patch_id] = reading_of(one.patch)
        reading, law = readings[one.patch_id], rulebook_of(one.patch.campaign)
        now = typed(reading.facts[one.fact]) if reading is not None and one.fact in law.vocabulary else one.theirs
        held = one.theirs if one.state == Conflict.State.DECIDED else now
        statement = told.get((one.patch_id, one.fact))
        theirs = Side(
            in_typed_words(one.fact, held, law), statement.by.name if statement else "",
            statement.at if statement else None, statement.source if statement else "",
        )  # fmt: skip
        found.append(
            Sides(
                one, law.vocabulary[one.fact].title if one.fact in law.vocabulary else one.fact,
                Side(in_typed_words(one.fact, one.base, law)),
                Side(in_typed_words(one.fact, one.mine, law), one.device.person.name, one.entry.likely_at, one.source),
                theirs, photos.get((one.patch_id, one.device_id), [])[:photos_at_most],
            )
        )  # fmt: skip
    return found


def in_typed_words(fact: str, text: str, law: Rulebook) -> str:
    """Return a value that was typed as a sentence says it; as it was typed where it cannot be read."""
    if not text or fact not in law.vocabulary:
        return text
    try:
        return in_words(fact, entered(law.vocabulary[fact], text, law), law)
    except WrongValue:
        return text


def _told(patches: Sequence[int]) -> dict[tuple[int, str], Statement]:
    rows = Statement.objects.filter(patch__in=set(patches), is_current=True, is_withdrawn=False).select_related("by")
    return {(one.patch_id, one.fact): one for one in rows}


def _photos(conflicts: Sequence[Conflict]) -> dict[tuple[int, UUID], list[Capture]]:
    rows = Capture.objects.filter(
        patch__in={one.patch_id for one in conflicts}, device__in={one.device_id for one in conflicts},
        kind=Capture.Kind.PHOTO, is_withdrawn=False, exhibit__isnull=False,
    ).select_related("exhibit")  # fmt: skip
    found: dict[tuple[int, UUID], list[Capture]] = {}
    for one in rows:
        if one.patch_id is not None:
            found.setdefault((one.patch_id, one.device_id), []).append(one)
    return found


def conflict_for(by: Acting, key: UUID) -> Conflict | None:
    """Return a conflict about a patch that the acting person sees."""
    return (
        Conflict.objects.filter(pk=key, patch__in=patches_seen_by(by))
        .select_related("patch__campaign", "device__person", "device__post__unit", "entry").first()
    )  # fmt: skip


def open_counts(patches: Sequence[Patch]) -> dict[int, int]:
    """Return how many conflicts are open of each patch that has one."""
    rows = Conflict.objects.filter(patch__in=[one.pk for one in patches], state=Conflict.State.OPEN)
    return dict(rows.order_by().values_list("patch_id").annotate(n=Count("pk")))


def has_to_decide(by: Acting) -> bool:
    """Whether a person may decide any open conflict: nobody does who only reads, nor of what they said themselves."""
    if not works_on_patches(by):
        return False
    return counted_for(by, "conflicts", lambda: open_conflicts(by).exclude(device__person=by.person)) > 0


def facts_in_conflict(patch: Patch) -> dict[str, UUID]:
    """Return the facts of a patch of which the field and the office say different things, each with its conflict."""
    rows = Conflict.objects.filter(patch=patch, state=Conflict.State.OPEN).order_by("fact", "-made_at")
    return {fact: key for key, fact in rows.values_list("pk", "fact")}
