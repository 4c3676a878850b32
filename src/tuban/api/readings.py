"""What people read from the images of a patch. It is read here and written at the desk: a reading wants eyes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.review.reading.readings import readings_seen_by

router = Router(tags=["patches"])


class ReadingOut(Schema):
    """What a person read from the images: a supposition that says where to look, never a finding."""

    id: UUID
    category: str = Field(description="A value of the code list ground_state; empty where nothing was decided.")
    is_doubtful: bool
    wants_visit: bool
    reasons: list[str] = Field(description="Values of the code list pass_reason.")
    note: str
    is_second: bool = Field(description="A second reading that did not show the first.")
    by: UUID
    at: datetime


@router.get("/patches/{uuid}/readings", response={200: list[ReadingOut], **PROBLEMS}, summary=_("Readings of a patch"))
def readings(request: HttpRequest, uuid: UUID) -> list[ReadingOut]:
    """Return the readings of the patch that were not taken back, the newest first."""
    acting = by(request)
    rows = readings_seen_by(acting).filter(patch=patch_for(acting, uuid)).order_by("-at")
    return [
        ReadingOut(
            id=one.pk, category=one.category, is_doubtful=one.is_doubtful, wants_visit=one.wants_visit,
            reasons=list(one.reasons), note=one.note, is_second=one.is_blind, by=one.by_id, at=one.at,
        )
        for one in rows
    ]  # fmt: skip
