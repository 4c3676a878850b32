"""Questions about the photos of patches and their public copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.audit.models import Line
from tuban.workflow.copies.models import PublicCopy
from tuban.workflow.copies.small import DRAWN
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.survey.models import Capture

_PATCH = "patches.patch"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that speaks about a patch; ``capture`` says where and when where it came from the field, ``copy`` is the
    public copy that counts, ``is_drawn`` whether it can be drawn here."""

    attachment: Attachment
    capture: Capture | None
    copy: PublicCopy | None

    @property
    def exhibit(self) -> Exhibit:
        """The file."""
        return self.attachment.exhibit

    @property
    def at(self) -> datetime:
        """When it was taken, else added."""
        return self.capture.taken_at if self.capture is not None else self.attachment.at

    @property
    def is_drawn(self) -> bool:
        """Whether it can be drawn here."""
        return self.exhibit.media_type in DRAWN


@dataclass(frozen=True, slots=True)
class InLine:
    """A photo in the line of those that get a public copy."""

    patch: UUID
    exhibit: UUID
    is_confirmed: bool


@dataclass(slots=True)
class OfPatch:
    """How far the photos of a patch are."""

    patch: Patch
    photos: int = 0
    confirmed: int = 0
    undrawn: int = 0

    @property
    def waiting(self) -> int:
        """How many wait for a person."""
        return self.photos - self.confirmed - self.undrawn


def photos_of(patch: Patch) -> list[Photo]:
    """Return the photos that speak about a patch: those of the field in the order of the walk, then the others."""
    attached = list(
        Attachment.objects.filter(
            subject_kind=_PATCH, subject_id=str(patch.uuid), taken_off_at=None, exhibit__kind=Exhibit.Kind.PHOTO
        ).select_related("exhibit__unit", "by").order_by("at", "pk")
    )  # fmt: skip
    keys = [one.exhibit_id for one in attached]
    taken = {
        one.exhibit_id: one
        for one in Capture.objects.filter(exhibit__in=keys, is_withdrawn=False)
        .select_related("device__person", "entry").order_by("-taken_at", "-pk")
    }  # fmt: skip
    copies = copies_that_count(keys)
    found = [Photo(one, taken.get(one.exhibit_id), copies.get(one.exhibit_id)) for one in attached]
    return sorted(found, key=lambda one: (one.capture is None, one.at))


def copies_that_count(exhibits: Iterable[UUID]) -> dict[UUID, PublicCopy]:
    """Return the newest public copy of each photo that has one."""
    rows = PublicCopy.objects.filter(exhibit__in=list(exhibits)).select_related("by", "unit").order_by("number")
    return {one.exhibit_id: one for one in rows}


def copies_of(exhibit: Exhibit) -> QuerySet[PublicCopy]:
    """Return every public copy of a photo, the newest first."""
    return PublicCopy.objects.filter(exhibit=exhibit).select_related("by", "unit")


def copy_of_content(checksum: str) -> PublicCopy | None:
    """Return the public copy of a content; the newest where several are alike."""
    rows = PublicCopy.objects.filter(checksum=checksum).select_related("by", "unit", "exhibit")
    return rows.order_by("-at", "-pk").first()


def line_of(copy: PublicCopy) -> Line | None:
    """Return the line of the audit that confirming a copy left."""
    about = Attachment.objects.filter(exhibit=copy.exhibit_id, subject_kind=_PATCH)
    lines = Line.objects.filter(
        subject_kind=_PATCH, subject_id__in=list(about.values_list("subject_id", flat=True)), action="copies.confirm",
        is_refused=False, details__copy=copy.checksum, details__original=copy.original, details__number=copy.number,
    )  # fmt: skip
    return lines.order_by("-number").first()


def line_of_photos(by: Acting, campaign: UUID, patch: Patch | None = None) -> tuple[list[InLine], list[OfPatch]]:
    """Return the photos of a campaign that can get a public copy, patch by patch by their numbers, and how far each
    patch is; of one patch where it is named."""
    rows = Attachment.objects.filter(subject_kind=_PATCH, taken_off_at=None, exhibit__kind=Exhibit.Kind.PHOTO)
    copies = PublicCopy.objects.order_by()
    if patch is not None:
        rows = rows.filter(subject_id=str(patch.uuid))
        copies = copies.filter(exhibit__in=rows.order_by().values("exhibit"))
    told = list(rows.order_by("at", "pk").values_list("subject_id", "exhibit_id", "exhibit__media_type"))
    confirmed = set(copies.values_list("exhibit_id", flat=True))
    spoken = {subject for subject, _exhibit, _media in told}
    patches = [patch] if patch is not None else _numbered(by, campaign, spoken)
    order = {str(one.uuid): OfPatch(one) for one in patches}
    line: dict[str, list[InLine]] = {key: [] for key in order}
    for subject, exhibit, media in told:
        of_patch = order.get(subject)
        if of_patch is None:
            continue
        of_patch.photos += 1
        of_patch.confirmed += exhibit in confirmed
        if media in DRAWN:
            line[subject].append(InLine(of_patch.patch.uuid, exhibit, exhibit in confirmed))
        elif exhibit not in confirmed:
            of_patch.undrawn += 1
    return [one for own in line.values() for one in own], list(order.values())


def _numbered(by: Acting, campaign: UUID, spoken: set[str]) -> list[Patch]:
    """Return the patches of a campaign that photos speak about, in the order of their numbers."""
    rows = patches_of_campaign(by, campaign).select_related("campaign").order_by("number", "part_number")
    return [one for one in rows.defer("geometry").iterator(2000) if str(one.uuid) in spoken]
