"""Documents to be signed and their signatures, to be read. Signing is done by hand in the browser, with a password."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.signoff.queries.reading import standing_of
from tuban.workflow.signoff.queries.seen import documents_seen_by

AT_MOST = 200
router = Router(tags=["signatures"])


class DocumentOut(Schema):
    """A form of a thing that is to be signed."""

    id: UUID
    form: str
    form_title: str
    title: str
    subject_kind: str
    subject_id: str
    campaign_id: UUID | None
    unit: UUID
    area_code: str
    opened_at: datetime
    signed_at: datetime | None = Field(description="When the last step was signed; null while one is open.")
    is_current: bool = Field(description="false where what it is about does not stand any more.")
    version: int


class DocumentPage(Schema):
    """A page of documents in the order of their identities; ``next`` is the cursor of the page after it."""

    items: list[DocumentOut]
    next: UUID | None


class DocumentsAsked(Schema):
    """Which documents."""

    form: str = Field("", max_length=60)
    campaign: UUID | None = None
    subject_id: str = Field("", max_length=64)
    after: UUID | None = Field(None, description="The ``next`` of the page before.")
    limit: int = Field(50, ge=1, le=AT_MOST)


class CellOut(Schema):
    """A cell of a document."""

    key: str
    section: str
    title: str
    value: str
    part: str


class ChangeOut(Schema):
    """A cell that changed since a signature."""

    key: str
    title: str
    old: str
    new: str
    voids: bool


class SignatureOut(Schema):
    """A signature. It is kept for good; ``is_valid`` is false where it was withdrawn or made void."""

    step: str
    step_title: str
    level: int
    person: UUID
    person_name: str
    post_title: str
    capacity: str = Field(description="own, delegate, above or instead.")
    for_name: str = Field(description="For whom it was signed, where not by one's own right.")
    at: datetime
    digest: str
    answers: str = Field(description="The sentence of responsibility that was signed.")
    is_valid: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str
    voided_at: datetime | None
    voided_because: str
    changed: list[ChangeOut] = Field(description="What changed since, where it holds.")


class StepOut(Schema):
    """A step of the chain."""

    step: str
    title: str
    level: int
    state: str = Field(description="signed, changed, open or later.")


class DocumentWhole(DocumentOut):
    """A document with what it says, its chain and every signature."""

    digest: str = Field(description="SHA-256 over what it says now; printed cards bear it.")
    number: int = Field(description="The number of the version that it says now.")
    cells: list[CellOut]
    steps: list[StepOut]
    signatures: list[SignatureOut]


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "form": row.form, "form_title": row.form_title, "title": row.title,
        "subject_kind": row.subject_kind, "subject_id": row.subject_id, "campaign_id": row.campaign_id,
        "unit": row.unit_id, "area_code": row.area_code, "opened_at": row.opened_at, "signed_at": row.signed_at,
        "is_current": row.is_current, "version": row.version,
    }  # fmt: skip


@router.get("/documents", response={200: DocumentPage, **PROBLEMS}, summary=_("Documents to be signed"))
def documents(request: HttpRequest, asked: Annotated[DocumentsAsked, Query()]) -> DocumentPage:
    """Return the documents of one's areas. Signing itself is done by hand in the browser: it wants a password."""
    rows = documents_seen_by(by(request)).order_by("pk")
    for name, value in (("form", asked.form), ("campaign_id", asked.campaign), ("subject_id", asked.subject_id)):
        if value:
            rows = rows.filter(**{name: value})
    if asked.after is not None:
        rows = rows.filter(pk__gt=asked.after)
    page = list(rows[: asked.limit + 1])
    shown = page[: asked.limit]
    return DocumentPage(
        items=[DocumentOut(**_out(one)) for one in shown], next=shown[-1].pk if len(page) > asked.limit else None
    )


@router.get(
    "/documents/{document}", response={200: DocumentWhole, **PROBLEMS}, summary=_("A document with its signatures")
)
def document(request: HttpRequest, document: UUID) -> DocumentWhole:
    """Return what a document says, its chain, and who signed what and when. Signing itself is done by hand in the
    browser: it wants a password, and a token is none."""
    row = found(request, documents_seen_by(by(request)), document, _("document"))
    standing = standing_of(row)
    changed = {rung.signer.id: rung.signer.changed for rung in standing.rungs if rung.signer}
    valid = [rung.signer.signature for rung in standing.rungs if rung.signer]
    return DocumentWhole(
        **_out(row),
        digest=standing.snapshot.digest,
        number=standing.snapshot.number,
        cells=[CellOut(**one.as_json()) for one in standing.cells],
        steps=[
            StepOut(step=one.step.key, title=one.step.title, level=one.step.level, state=one.state)
            for one in standing.rungs
        ],
        signatures=[
            _signature(one, changed.get(one.pk, ()))
            for one in sorted((*valid, *standing.fallen), key=lambda one: one.pk)
        ],
    )


def _signature(one: Any, changed: Any) -> SignatureOut:
    return SignatureOut(
        step=one.step, step_title=one.step_title, level=one.level, person=one.person_id, person_name=one.person_name,
        post_title=one.post_title, capacity=one.capacity, for_name=one.for_name, at=one.at, digest=one.digest,
        answers=one.answers, is_valid=one.is_valid, withdrawn_at=one.withdrawn_at,
        withdrawn_reason=one.withdrawn_reason, voided_at=one.voided_at, voided_because=one.voided_because,
        changed=[ChangeOut(key=each.key, title=each.title, old=each.old, new=each.new, voids=each.voids)
                 for each in changed],
    )  # fmt: skip
