"""What is done with patches: assigned, split, merged, restored, added, compared anew, told from duplicates.

The operations stand beside those of reading: an address that both have answers either.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import shapely
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Schema
from pydantic import AfterValidator, Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.patches import LikenessOut, PatchOut, likeness_out, router
from tuban.api.places import Cut, Outline, shape_of
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.comparison.actions import (
    add_and_compare,
    compare_again,
    make_ready,
    merge_and_compare,
    restore_and_compare,
    split_and_compare,
)
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.actions import Assignment, answer_likeness, assign, assign_many
from tuban.workflow.patches.cutting import cut
from tuban.workflow.patches.queries.hands import likeness_of, person_named, unit_named
from tuban.workflow.patches.queries.seen import PatchNotFound, patch_for, patches_for
from tuban.workflow.patches.states import Source

__all__ = ["router"]
MOST_AT_ONCE = 2000
_MOST_MERGED = 100
_VERSION = 2**31 - 1
Version = Annotated[int, Field(ge=0, le=_VERSION, description="The version that you saw.")]
Reason = Annotated[str, Field(max_length=200)]
Why = Annotated[str, Field(min_length=1, max_length=200)]


def _not_to_come(day: date) -> date:
    if day > timezone.localdate():
        raise ValueError("this day has not come yet")
    return day


def _beyond_the_satellite(source: Source) -> Source:
    if source is Source.SATELLITE:
        raise ValueError("patches of the satellite come with a disc")
    return source


class AssignmentIn(Schema):
    """To whom work is given and until when; all empty takes it back."""

    unit: UUID | None = None
    person: UUID | None = None
    due_on: date | None = None
    reason: Reason = ""


class AssignIn(AssignmentIn):
    """The same for one patch."""

    version: Version


class Seen(Schema):
    """A patch and the version of it that you saw."""

    uuid: UUID
    version: Version


class AssignManyIn(AssignmentIn):
    """The same for many patches."""

    patches: list[Seen] = Field(min_length=1, max_length=MOST_AT_ONCE)


class LeftOut(Schema):
    """A patch that was not given out, and why."""

    uuid: UUID
    reason: str


class AssignedOut(Schema):
    """How many were given out, and which were not."""

    done: int
    refused: list[LeftOut]
    not_found: list[UUID]


class CutIn(Schema):
    """What cuts: lines from side to side, outlines that take a part."""

    cut_by: list[Cut] = Field(min_length=1, max_length=50)


class SplitIn(CutIn):
    """A cut that is made."""

    version: Version
    reason: Why


class PieceOut(Schema):
    """A piece that a cut would make. Areas sum to that of the patch exactly."""

    geometry: dict[str, Any]
    area_m2: Decimal
    monitored_m2: Decimal | None


class MergeIn(Schema):
    """Patches that adjoin and become one."""

    patches: list[Seen] = Field(min_length=2, max_length=_MOST_MERGED)
    reason: Why


class RestoreIn(Schema):
    """The last split or merge is undone."""

    version: Version
    reason: Why


class CompareIn(Schema):
    """A patch is compared anew on the layers that are current now."""

    version: Version
    reason: Reason = ""


class FoundPatchIn(Schema):
    """A patch that no satellite saw."""

    source: Annotated[Source, AfterValidator(_beyond_the_satellite)] = Field(description="Any but satellite.")
    source_reference: str = Field(min_length=1, max_length=120)
    geometry: Outline
    found_on: Annotated[date, AfterValidator(_not_to_come)] | None = None
    village: str = Field("", max_length=80)
    remark: str = Field("", max_length=500)


class LikenessIn(Schema):
    """Whether two patches are one place. ``version`` is that of the later patch."""

    answer: Annotated[str, Field(pattern="^(same|different)$")]
    version: Version
    reason: Reason = ""


def _out(row: Any) -> PatchOut:
    return PatchOut.from_orm(row)


def _assignment(request: HttpRequest, acting: Acting, given: AssignmentIn) -> Assignment:
    unit = unit_named(acting, str(given.unit)) if given.unit else None
    person = person_named(acting, str(given.person)) if given.person else None
    if given.unit and unit is None:
        attempt(request, "organisations.unit", given.unit)
        raise NotFound(what=_("unit to give work to"))
    if given.person and person is None:
        attempt(request, "organisations.person", given.person)
        raise NotFound(what=_("person to give work to"))
    return Assignment(unit, person, given.due_on)


@router.post("/patches/{uuid}/assign", response={200: PatchOut, **PROBLEMS}, summary=_("Assign a patch"))
def assign_patch(request: HttpRequest, uuid: UUID, given: AssignIn, key: Key = None) -> HttpResponse:
    """Give a patch to a unit or a person until a day, or take it back."""
    acting = by(request, Scope.WRITE)

    def deed() -> PatchOut:
        patch, to = patch_for(acting, uuid), _assignment(request, acting, given)
        return _out(
            assign(
                patch, by=acting, expected_version=given.version, unit=to.unit, person=to.person, due_on=to.due_on,
                reason=given.reason,
            )
        )  # fmt: skip

    return done(request, key, deed)


@router.post("/assignments", response={200: AssignedOut, **PROBLEMS}, summary=_("Assign many patches"))
def assign_patches(request: HttpRequest, given: AssignManyIn, key: Key = None) -> HttpResponse:
    """Give many patches out. Those that may not be, or were changed meanwhile, stay as they are and are told."""
    acting = by(request, Scope.WRITE)

    def deed() -> AssignedOut:
        versions = {one.uuid: one.version for one in given.patches}
        asked, to = patches_for(acting, versions), _assignment(request, acting, given)
        made = assign_many(
            [(patch, versions[patch.uuid]) for patch in asked.patches], to, by=acting, reason=given.reason
        )
        refused = [LeftOut(uuid=patch.uuid, reason=reason) for patch, reason in made.refused]
        return AssignedOut(done=made.done, refused=refused, not_found=list(asked.not_found))

    return done(request, key, deed)


@router.post("/patches/{uuid}/split/preview", response={200: list[PieceOut], **PROBLEMS}, summary=_("What a cut makes"))
def preview(request: HttpRequest, uuid: UUID, given: CutIn) -> list[PieceOut]:
    """Return the pieces that a cut would make; nothing is changed."""
    patch = patch_for(by(request), uuid)
    pieces = cut(
        shapely.from_wkb(bytes(patch.geometry.wkb)), [shape_of(one) for one in given.cut_by],
        epsg=patch.campaign.epsg, area_m2=patch.area_m2, monitored_m2=patch.monitored_m2,
    )  # fmt: skip
    return [
        PieceOut(geometry=one.geometry.__geo_interface__, area_m2=one.area_m2, monitored_m2=one.monitored_m2)
        for one in pieces
    ]


@router.post("/patches/{uuid}/split", response={201: list[PatchOut], **PROBLEMS}, summary=_("Split a patch"))
def split(request: HttpRequest, uuid: UUID, given: SplitIn, key: Key = None) -> HttpResponse:
    """Split a patch (分宗) and compare the pieces at once."""
    acting = by(request, Scope.WRITE)
    cut_by = [shape_of(one) for one in given.cut_by]
    make_ready(patch_for(acting, uuid))

    def deed() -> list[PatchOut]:
        made = split_and_compare(
            patch_for(acting, uuid), by=acting, expected_version=given.version, cut_by=cut_by, reason=given.reason
        )
        return [_out(one) for one in made]

    return done(request, key, deed, status=201)


@router.post("/merges", response={201: PatchOut, **PROBLEMS}, summary=_("Merge patches"))
def merge(request: HttpRequest, given: MergeIn, key: Key = None) -> HttpResponse:
    """Merge adjoining patches (并宗); the one made of them bears the number of the largest."""
    acting = by(request, Scope.WRITE)
    versions = {one.uuid: one.version for one in given.patches}

    def deed() -> PatchOut:
        asked = patches_for(acting, versions)
        if asked.not_found:
            raise PatchNotFound
        seen = [versions[patch.uuid] for patch in asked.patches]
        return _out(merge_and_compare(*asked.patches, by=acting, expected_versions=seen, reason=given.reason))

    return done(request, key, deed, status=201)


@router.post("/patches/{uuid}/restore", response={200: list[PatchOut], **PROBLEMS}, summary=_("Undo a split or merge"))
def restore(request: HttpRequest, uuid: UUID, given: RestoreIn, key: Key = None) -> HttpResponse:
    """Undo the last split or merge that made this patch, or that made others of it (还原)."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[PatchOut]:
        patch = patch_for(acting, uuid)
        made = restore_and_compare(patch, by=acting, expected_version=given.version, reason=given.reason)
        return [_out(one) for one in made]

    return done(request, key, deed)


@router.post("/patches/{uuid}/compare", response={200: PatchOut, **PROBLEMS}, summary=_("Compare a patch anew"))
def compare(request: HttpRequest, uuid: UUID, given: CompareIn, key: Key = None) -> HttpResponse:
    """Compare a patch on the layers that are current now."""
    acting = by(request, Scope.WRITE)

    def deed() -> PatchOut:
        patch = patch_for(acting, uuid)
        return _out(compare_again(patch, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)


@router.post("/campaigns/{campaign}/patches", response={201: PatchOut, **PROBLEMS}, summary=_("Add a patch"))
def add(request: HttpRequest, campaign: UUID, given: FoundPatchIn, key: Key = None) -> HttpResponse:
    """Add a patch of a patrol, a report, the media, from above or of another case; it is compared at once."""
    acting = by(request, Scope.WRITE)
    outline = shape_of(given.geometry)

    def deed() -> PatchOut:
        return _out(
            add_and_compare(
                campaign_for(acting, campaign), by=acting, source=given.source,
                source_reference=given.source_reference, geometry=outline, found_on=given.found_on,
                village=given.village, note_text=given.remark,
            )
        )  # fmt: skip

    return done(request, key, deed, status=201)


@router.post(
    "/patches/{uuid}/likenesses/{number}", response={200: LikenessOut, **PROBLEMS}, summary=_("Are two patches one?")
)
def tell_likeness(
    request: HttpRequest, uuid: UUID, number: Annotated[int, Path(ge=0, le=2**62)], given: LikenessIn, key: Key = None
) -> HttpResponse:
    """Say whether two patches are one place; the later one then counts no more."""
    acting = by(request, Scope.WRITE)

    def deed() -> LikenessOut:
        found = likeness_of(patch_for(acting, uuid), number)
        if found is None:
            raise NotFound(what=_("question"))
        patch_for(acting, found.patch.uuid)
        patch_for(acting, found.other.uuid)
        answered = answer_likeness(
            found, by=acting, answer=given.answer, expected_version=given.version, reason=given.reason
        )
        return likeness_out(answered)

    return done(request, key, deed)
