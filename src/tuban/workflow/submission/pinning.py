"""Patches are pinned to the return that a unit prepares, each with its coded reasons; they wait until it decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from tuban.rules.vocabulary import CodeList
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.contents import PATCHES, number_of, patch_of, sealed_lines
from tuban.workflow.submission.law import patch_reasons
from tuban.workflow.submission.models import PinnedPatch, Station, Submission
from tuban.workflow.submission.policies import may_examine
from tuban.workflow.submission.words import Outcome

_LONGEST = 300


class ReasonUnknown(TubanError):
    """{reason} is no reason of the lawbook, or none was given."""

    code = "submission.reason_unknown"
    hint = "Choose at least one of the reasons of the list."


class PatchNotSealed(TubanError):
    """{patch} is no patch of what was sent."""

    code = "submission.patch_not_sealed"
    hint = "Choose among the patches of the submission."


@dataclass(frozen=True, slots=True)
class Pin:
    """A patch that a return is pinned to, with its coded reasons and words."""

    patch: UUID
    reasons: tuple[str, ...]
    text: str = ""


@action("submission.pin", policy=may_examine)
def pin(submission: Submission, *, by: Acting, pins: Sequence[Pin]) -> list[PinnedPatch]:
    """Pin patches to the return that is being prepared; one that is pinned already gets the reasons besides its own.

    Raises ReasonUnknown, PatchNotSealed.
    """
    made = pin_to(_waiting(submission), pins)
    note(patches=[str(one) for one in made])
    return made


@action("submission.unpin", policy=may_examine)
def unpin(submission: Submission, *, by: Acting, patches: Collection[UUID]) -> int:
    """Take patches off the return that is being prepared; returns how many were pinned."""
    rows = _waiting(submission).pinned.filter(key__in=list(patches))
    note(patches=[str(one) for one in rows])
    return rows.delete()[0]


def pin_to(station: Station, pins: Sequence[Pin]) -> list[PinnedPatch]:
    """Pin patches of what was sent to a station; one that this installation does not have is named by its number.

    Raises ReasonUnknown, PatchNotSealed.
    """
    if not pins:
        return []
    known, campaign = patch_reasons(), station.submission.campaign_id
    sealed = {row["uuid"]: row for row in sealed_lines(station.submission.seal, PATCHES)}
    there, made = {one.key: one for one in station.pinned.all()}, []
    for one in pins:
        demand_known(known, one.reasons)
        row = sealed.get(str(one.patch))
        if row is None:
            raise PatchNotSealed(patch=one.patch)
        pinned = there.get(one.patch) or PinnedPatch(
            station=station, patch=patch_of(row, campaign), key=one.patch, number=number_of(row), reasons=[]
        )
        pinned.reasons = list(dict.fromkeys([*pinned.reasons, *one.reasons]))
        pinned.text = one.text.strip()[:_LONGEST] or pinned.text
        pinned.save()
        there[one.patch] = pinned
        made.append(pinned)
    return made


def demand_known(known: CodeList, given: Sequence[str]) -> None:
    """Demand that every reason is one of the lawbook, and that there is one. Raises ReasonUnknown."""
    wrong = next((one for one in given if one not in known), None)
    if wrong is not None or not given:
        raise ReasonUnknown(reason=wrong or "—")


def _waiting(submission: Submission) -> Station:
    return submission.stations.select_for_update(of=("self",)).get(unit=submission.holder_id, outcome=Outcome.WAITING)
