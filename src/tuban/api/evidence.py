"""The evidence of a patch: photos, documents and tables by the hash of their content, and who had them when."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
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
from tuban.workflow.evidence.actions import add, read_out, take_off
from tuban.workflow.evidence.queries import attachment_of, attachments_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for

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


class EvidenceIn(Schema):
    """What is said of the file."""

    remark: str = Field("", max_length=200)


class TakeOffIn(Schema):
    """Why it does not belong here."""

    reason: str = Field(min_length=1, max_length=200)


def _out(one: Any) -> ExhibitOut:
    exhibit = one.exhibit
    return ExhibitOut(
        id=exhibit.pk, name=exhibit.name, kind=exhibit.kind, media_type=exhibit.media_type,
        size=exhibit.size, checksum=exhibit.checksum, note=exhibit.note, unit=exhibit.unit_id, added_by=one.by_id,
        added_at=one.at,
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
    return [_out(one) for one in attachments_of(patch_for(by(request), uuid))]


@router.post("/patches/{uuid}/evidence", response={201: ExhibitOut, **PROBLEMS}, summary=_("Add evidence"))
def add_evidence(
    request: HttpRequest, uuid: UUID, given: Form[EvidenceIn], file: Annotated[UploadedFile, File()], key: Key = None
) -> HttpResponse:
    """Add a photo, a video, a document or a table; the same content is kept once."""
    acting = by(request, Scope.WRITE)

    def deed() -> ExhibitOut:
        with tempfile.NamedTemporaryFile() as draft:
            for portion in file.chunks():
                draft.write(portion)
            draft.flush()
            made = add(
                patch_for(acting, uuid), by=acting, path=Path(draft.name), name=file.name or "", remark=given.remark
            )
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
        return [_out(one) for one in attachments_of(patch)]

    return done(request, key, deed)
