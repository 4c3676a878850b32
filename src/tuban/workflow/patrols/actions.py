"""What people do with what was seen: enter, correct, withdraw, say which patch it is, make a patch of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.actions import add_and_compare
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Source
from tuban.workflow.patrols.law import ledger_law
from tuban.workflow.patrols.matching import propose
from tuban.workflow.patrols.models import Match, Sighting
from tuban.workflow.patrols.policies import may_answer, may_change, may_enter
from tuban.workflow.patrols.told import told
from tuban.workflow.patrols.words import Answer
from tuban.workflow.review.later import tell_later

FACTS = ("found_by", "found_on")


class SightingChanged(TubanError):
    """The entry was changed meanwhile."""

    code = "patrols.changed_meanwhile"
    hint = "Look at it as it is now, then do it again if it is still right."


class ReasonMissing(TubanError):
    """Why is missing."""

    code = "patrols.reason_missing"
    hint = "Say in words why: it stays with the entry."


class PatchMade(TubanError):
    """{patch} was made of this entry already."""

    code = "patrols.patch_made"
    hint = "Open that patch."


@action("patrols.enter", policy=may_enter, secrets=("given",))
def enter(*, by: Acting, given: Mapping[str, Any], source_file: str = "", row: int = 0) -> Sighting:
    """Enter what was seen, and propose which patches it may be. Raises Refused, SightingUnfit."""
    made = Sighting.objects.create(
        **told(by, given).values, is_practice=by.is_practice, unit=by.post.unit, by=by.person,
        source_file=source_file[:200], row=row,
    )  # fmt: skip
    matches = propose(made)
    note(matches=[str(one.patch) for one in matches])
    return made


@action("patrols.correct", policy=may_change, secrets=("given",))
def correct(sighting: Sighting, *, by: Acting, expected_version: int, given: Mapping[str, Any]) -> Sighting:
    """Correct an entry; what it may be is proposed anew, answers stay. Raises SightingChanged, SightingUnfit."""
    _lock(sighting, expected_version)
    values = told(by, given).values
    for name, value in values.items():
        setattr(sighting, name, value)
    sighting.version += 1
    sighting.save(update_fields=[*values, "version"])
    propose(sighting)
    return sighting


@action("patrols.withdraw", policy=may_change)
def withdraw(sighting: Sighting, *, by: Acting, expected_version: int, reason: str) -> Sighting:
    """Withdraw an entry: it stays, and counts no more. Raises SightingChanged, ReasonMissing."""
    _lock(sighting, expected_version)
    if not reason.strip():
        raise ReasonMissing
    sighting.withdrawn_at, sighting.withdrawn_because = timezone.now(), reason.strip()[:200]
    sighting.version += 1
    sighting.save(update_fields=["withdrawn_at", "withdrawn_because", "version"])
    for match in sighting.matches.filter(answer=Answer.SAME).select_related("patch__campaign"):
        _tell(lock(match.patch, match.patch.version), by)
    return sighting


@action("patrols.answer", policy=may_answer)
def answer(match: Match, *, by: Acting, expected_version: int, same: bool, reason: str = "") -> Match:
    """Say whether a sighting and a patch are one place; how the violation was found is told of the patch.

    ``expected_version`` is that of the patch. Raises ChangedMeanwhile, ReasonMissing where they are not and no reason
    is given although the ledger names the number.
    """
    patch = lock(match.patch, expected_version)
    if not same and match.is_by_number and not reason.strip():
        raise ReasonMissing
    match.answer = Answer.SAME if same else Answer.DIFFERENT
    match.reason, match.answered_by, match.answered_at = reason.strip()[:200], by.person, timezone.now()
    match.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    note(sighting=str(match.sighting.uuid), same=same)
    _tell(patch, by)
    return match


def _tell(patch: Patch, by: Acting) -> None:
    """Tell of a patch how and when it was found: by the earliest entry that is this place, where that was before the
    satellite; nothing is told where there is none."""
    rows = Match.objects.filter(
        patch=patch, answer=Answer.SAME, days_before__gt=0, sighting__withdrawn_at=None
    ).select_related("sighting")
    first = min((one.sighting for one in rows), key=lambda one: (one.seen_on, one.pk), default=None)
    if first is None:
        tell_later(patch, by=by, facts={}, taken_back=FACTS, source=ledger_law().title)
        return
    facts = {"found_by": ledger_law().found_by[first.channel], "found_on": PartialDate.of(first.seen_on)}
    tell_later(patch, by=by, facts=facts, source=f"{ledger_law().title} {first}")


def make_patch(
    sighting: Sighting, campaign: Campaign, *, by: Acting, geometry: shapely.Geometry, expected_version: int
) -> Patch:
    """Make a patch of a place that no satellite saw; the entry and the patch are then one place.

    ``geometry`` is its outline in degrees. Raises Refused, SightingChanged, PatchMade, PlaceUnfit.
    """
    may_change.demand(by, sighting)
    if sighting.made_patch_id is not None:
        raise PatchMade(patch=sighting.made_patch)
    patch = add_and_compare(
        campaign, by=by, source=Source(ledger_law().source[sighting.channel]), geometry=geometry,
        source_reference=sighting.number or ledger_law().title, found_on=sighting.seen_on,
        note_text=sighting.description[:500],
    )  # fmt: skip
    _made(sighting, by=by, expected_version=expected_version, patch=patch)
    return patch


@action("patrols.make_patch", policy=may_change, secrets=("patch",))
def _made(sighting: Sighting, *, by: Acting, expected_version: int, patch: Patch) -> Sighting:
    _lock(sighting, expected_version)
    sighting.made_patch = patch
    if sighting.place is None:
        sighting.place = GEOSGeometry(patch.geometry.wkb, srid=4490)
    sighting.version += 1
    sighting.save(update_fields=["made_patch", "place", "version"])
    Match.objects.create(
        sighting=sighting, patch=patch, is_by_number=False, metres=0.0, answer=Answer.SAME, answered_by=by.person,
        answered_at=timezone.now(),
    )  # fmt: skip
    note(made=str(patch))
    return sighting


def _lock(sighting: Sighting, expected_version: int) -> None:
    sighting.refresh_from_db(from_queryset=Sighting.objects.select_for_update().select_related("unit"))
    if sighting.version != expected_version:
        raise SightingChanged(row=sighting, expected=expected_version)
