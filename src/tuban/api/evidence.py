"""The evidence of a patch: photos, documents and tables by the hash of their content, and who had them when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.copies.actions import confirm, copy_file
from tuban.workflow.copies.queries import copies_of, copies_that_count
from tuban.workflow.evidence.actions import add, read_out, take_off
from tuban.workflow.evidence.queries import attachment_of, attachments_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.sent_file import on_disk

router = Router(tags=["patches"])


class ExhibitOut(Schema):
    """A file that speaks about a patch."""

    id: UUID
    name: str
    kind: str = Field(description="photo, video, document, table or other.")
    media_type: str
    size: int = Field(description="In bytes.")
    checksum: str = Field(description="SHA-256 of its content.")
    note: str
    unit: UUID
    added_by: UUID
    added_at: datetime
    public_copy: int = Field(0, description="The number of the public copy that counts; 0 where there is none.")


class PublicCopyOut(Schema):
    """A public copy of a photo as a person confirmed it; the one of the highest number counts."""

    number: int
    original: str = Field(description="SHA-256 of the photo that it was made of.")
    checksum: str = Field(description="SHA-256 of its own content.")
    size: int = Field(description="In bytes.")
    width: int
    height: int
    places: list[list[int]] = Field(
        description="What is covered: left, top, width, height in pixels. Empty: a person found nothing to cover."
    )
    stays: dict[str, str] = Field(description="What stays of what the camera wrote into the photo.")
    confirmed_by: UUID
    confirmed_at: datetime


class PublicCopyIn(Schema):
    """What a person found on a photo."""

    places: list[tuple[int, int, int, int]] = Field(
        default_factory=list, max_length=200,
        description="What is to be covered: left, top, width, height in pixels of the upright photo.",
    )  # fmt: skip
    is_clear: bool = Field(False, description="A person looked, and there is nothing to cover; then no place is named.")
    width: int = Field(ge=1, description="Of the upright photo in pixels, as it is with a longer side of at most 2560.")
    height: int = Field(ge=1)
    seen: int = Field(0, ge=0, description="The number of the public copy that was seen; 0 for none.")


class EvidenceIn(Schema):
    """What is said of the file."""

    remark: str = Field("", max_length=200)


class TakeOffIn(Schema):
    """Why it does not belong here."""

    reason: str = Field(min_length=1, max_length=200)


def _out(one: Any, copies: Mapping[UUID, Any] = MappingProxyType({})) -> ExhibitOut:
    exhibit, copy = one.exhibit, copies.get(one.exhibit_id)
    return ExhibitOut(
        id=exhibit.pk, name=exhibit.name, kind=exhibit.kind, media_type=exhibit.media_type,
        size=exhibit.size, checksum=exhibit.checksum, note=exhibit.note, unit=exhibit.unit_id, added_by=one.by_id,
        added_at=one.at, public_copy=copy.number if copy is not None else 0,
    )  # fmt: skip


def _all_out(patch: Any) -> list[ExhibitOut]:
    rows = list(attachments_of(patch))
    copies = copies_that_count(one.exhibit_id for one in rows)
    return [_out(one, copies) for one in rows]


def _copy_out(one: Any) -> PublicCopyOut:
    return PublicCopyOut(
        number=one.number, original=one.original, checksum=one.checksum, size=one.size, width=one.width,
        height=one.height, places=one.places, stays=one.stays, confirmed_by=one.by_id, confirmed_at=one.at,
    )  # fmt: skip


def _exhibit(request: HttpRequest, patch: Any, exhibit: UUID) -> Any:
    found = attachment_of(patch, exhibit)
    if found is None:
        attempt(request, "evidence.exhibit", exhibit)
        raise NotFound(what=_("file of evidence"))
    return found


@router.get(
    "/patches/{uuid}/evidence", response={200: list[ExhibitOut], **PROBLEMS}, summary=_("Evidence of a patch")
)  # fmt: skip
def evidence(request: HttpRequest, uuid: UUID) -> list[ExhibitOut]:
    """Return what speaks about the patch, the newest first."""
    return _all_out(patch_for(by(request), uuid))


@router.post("/patches/{uuid}/evidence", response={201: ExhibitOut, **PROBLEMS}, summary=_("Add evidence"))
def add_evidence(
    request: HttpRequest, uuid: UUID, given: Form[EvidenceIn], file: Annotated[UploadedFile, File()], key: Key = None
) -> HttpResponse:
    """Add a photo, a video, a document or a table; the same content is kept once."""
    acting = by(request, Scope.WRITE)

    def deed() -> ExhibitOut:
        with on_disk(file) as path:
            made = add(patch_for(acting, uuid), by=acting, path=path, name=file.name or "", remark=given.remark)
        return _out(made)

    return done(request, key, deed, status=201)


@router.get(
    "/patches/{uuid}/evidence/{exhibit}/file",
    response={200: Any, **PROBLEMS},
    summary=_("Take a file of evidence along"),
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)  # fmt: skip
def read_evidence(request: HttpRequest, uuid: UUID, exhibit: UUID) -> Any:
    """Return the file as it was added; who took it along is written into the audit."""
    acting = by(request, Scope.EXPORT)
    patch = patch_for(acting, uuid)
    found = _exhibit(request, patch, exhibit)
    path = read_out(found, patch, by=acting)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=found.exhibit.name, content_type="application/octet-stream"
    )


@router.post(
    "/patches/{uuid}/evidence/{exhibit}/take-off",
    response={200: list[ExhibitOut], **PROBLEMS},
    summary=_("Take evidence off"),
)
def take_evidence_off(
    request: HttpRequest, uuid: UUID, exhibit: UUID, given: TakeOffIn, key: Key = None
) -> HttpResponse:
    """Take a file off the patch; it stays in the store with its custody. Returns what still speaks about the patch."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[ExhibitOut]:
        patch = patch_for(acting, uuid)
        take_off(patch, _exhibit(request, patch, exhibit), by=acting, reason=given.reason)
        return _all_out(patch)

    return done(request, key, deed)


@router.get(
    "/patches/{uuid}/evidence/{exhibit}/public-copies",
    response={200: list[PublicCopyOut], **PROBLEMS},
    summary=_("Public copies of a photo"),
)
def public_copies(request: HttpRequest, uuid: UUID, exhibit: UUID) -> list[PublicCopyOut]:
    """Return the public copies of a photo, the one that counts first."""
    found = _exhibit(request, patch_for(by(request), uuid), exhibit)
    return [_copy_out(one) for one in copies_of(found.exhibit)]


@router.post(
    "/patches/{uuid}/evidence/{exhibit}/public-copies",
    response={201: PublicCopyOut, **PROBLEMS},
    summary=_("Confirm a public copy"),
)
def confirm_public_copy(
    request: HttpRequest, uuid: UUID, exhibit: UUID, given: PublicCopyIn, key: Key = None
) -> HttpResponse:
    """Cover faces and number plates on a copy, as a person saw them; the photo itself stays as it is."""
    acting = by(request, Scope.WRITE)

    def deed() -> PublicCopyOut:
        patch = patch_for(acting, uuid)
        return _copy_out(
            confirm(
                patch, _exhibit(request, patch, exhibit), by=acting, places=given.places, is_clear=given.is_clear,
                size=(given.width, given.height), seen=given.seen,
            )
        )  # fmt: skip

    return done(request, key, deed, status=201)


@router.get(
    "/patches/{uuid}/evidence/{exhibit}/public-copies/{number}/file",
    response={200: Any, **PROBLEMS},
    summary=_("Take a public copy along"),
    openapi_extra={"responses": {200: {"content": {"image/jpeg": {}}}}},
)  # fmt: skip
def read_public_copy(request: HttpRequest, uuid: UUID, exhibit: UUID, number: int) -> Any:
    """Return a public copy; who took it along is written into the audit."""
    acting = by(request, Scope.EXPORT)
    patch = patch_for(acting, uuid)
    found = copies_of(_exhibit(request, patch, exhibit).exhibit).filter(number=number).first()
    if found is None:
        raise NotFound(what=_("public copy"))
    path = copy_file(patch, found, by=acting, is_noted=True)
    name = f"{found.checksum[:12]}.jpg"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="image/jpeg")
